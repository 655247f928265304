import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordChecksum } from '../ingest/record-checksum.ts'
import { joinedChecksum, zipped } from './zip-writer.ts'

const AT = Date.UTC(2029, 1, 3, 4, 5, 6)

async function whole(files: Parameters<typeof zipped>[0]): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of zipped(files, AT)) pieces.push(piece)
  return Buffer.concat(pieces)
}

/** What Python's zipfile reads: names with times, and the octets of each; its own check of every CRC is done first. */
function readByPython(archive: Buffer): [string, number[], string][] {
  const folder = mkdtempSync(join(tmpdir(), 'magpie-zip-'))
  try {
    const path = join(folder, 'a.zip')
    writeFileSync(path, archive)
    const script =
      'import sys,json,zipfile\nz=zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nprint(json.dumps([[i.filename,list(i.date_time),z.read(i).hex()] for i in z.infolist()]))'
    return JSON.parse(execFileSync('python3', ['-c', script, path], { maxBuffer: 1e8 }).toString())
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('an archive as a stream', () => {
  it('is read by another reader, every name and octet', async () => {
    const long = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 31) >> 3)
    async function* pieces() {
      for (let i = 0; i < long.length; i += 777) yield long.subarray(i, i + 777)
    }
    const archive = await whole([
      { name: 'README.txt', octets: [new TextEncoder().encode('hello')] },
      { name: 'packets/月/empty.bin', octets: [] },
      { name: 'tables/long.bin', octets: pieces() },
    ])
    expect(readByPython(archive)).toEqual([
      ['README.txt', [2029, 2, 3, 4, 5, 6], Buffer.from('hello').toString('hex')],
      ['packets/月/empty.bin', [2029, 2, 3, 4, 5, 6], ''],
      ['tables/long.bin', [2029, 2, 3, 4, 5, 6], Buffer.from(long).toString('hex')],
    ])
  })

  it('holds more files than the old format could count', async () => {
    const files = Array.from({ length: 65_600 }, (_, i) => ({ name: `${i}`, octets: [] }))
    const read = readByPython(await whole(files))
    expect([read.length, read[65_599]![0]]).toEqual([65_600, '65599'])
  })

  it('asks for a file once the one before is out', async () => {
    const order: string[] = []
    async function* files() {
      for (const name of ['a', 'b']) {
        order.push(`asked ${name}`)
        yield {
          name,
          octets: (async function* () {
            yield new Uint8Array(3)
            order.push(`read ${name}`)
          })(),
        }
      }
    }
    await whole(files())
    expect(order).toEqual(['asked a', 'read a', 'asked b', 'read b'])
  })
})

it('joins the checksums of two pieces to that of both', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (a, b) => {
      const both = Uint8Array.from([...a, ...b])
      expect(joinedChecksum(recordChecksum(a), recordChecksum(b), b.length)).toBe(recordChecksum(both))
    }),
  )
})
