import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { identifier } from '@magpie/core/identifier'
import { unwrap } from '@magpie/core/result'
import { LedgerBook, ledgerText } from '@magpie/rehearsal/ledger-book'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checksumLine } from './checksums.ts'
import { sha256 } from './digests.ts'
import { fileArtefacts } from './file-artefacts.ts'
import { fastRehearsalSigner } from './rehearsal-signer.ts'
import { verifyLedgerFile } from './verify-ledger-handler.ts'

const CNSA = identifier.parse('cnsa')
const octets = (text: string) => new TextEncoder().encode(text)
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'magpie-ledger-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** Changes one octet in the middle of a file; what comes back puts it right again. */
async function alter(path: string): Promise<() => Promise<void>> {
  const bytes = await readFile(path)
  const altered = Uint8Array.from(bytes)
  altered[altered.length >> 1]! ^= 1
  await writeFile(path, altered)
  return () => writeFile(path, bytes)
}

async function putStage(): Promise<string[]> {
  const store = fileArtefacts(join(folder, 'artefacts'))
  await store.put('plan-0123.packets.bin', octets('some packets'))
  await store.put('plan-0123.json', octets('{"stage":"plan","headline":"","output":1}'))
  return ['plan-0123.packets.bin', 'plan-0123.json'].map((name) => join('artefacts', name))
}

describe('artefacts in a folder', () => {
  it('are made again where one octet of what a stage made was changed, or a file lost', async () => {
    const files = await putStage()
    const told: string[] = []
    const store = fileArtefacts(join(folder, 'artefacts'), (line) => told.push(line))
    expect(await store.get('plan-0123.json')).toBeDefined()
    for (const name of files) {
      const mend = await alter(join(folder, name))
      expect(await store.get('plan-0123.json'), name).toBeUndefined()
      await mend()
    }
    expect(told).toEqual(
      files.map((name) => `${join(folder, name)} was altered since it was written: its stage is done again`),
    )
    await rm(join(folder, files[0]!))
    expect(await store.get('plan-0123.json')).toBeUndefined()
    await rm(join(folder, 'artefacts/plan-0123.sha256'))
    expect(await store.get('plan-0123.json')).toBeUndefined()
    expect(await store.get('plan-4567.json')).toBeUndefined()
  })
})

describe('magpie ledger verify', () => {
  const file = () => join(folder, 'ledger.jsonl')
  let lines: string[]

  beforeEach(async () => {
    const book = new LedgerBook(CNSA, (party) => fastRehearsalSigner('a test', party))
    const entries = ['2028-01-01T00:00:00.000Z', '2028-01-02T00:00:00.000Z'].flatMap((at) =>
      book.record({ party: CNSA, at, kind: 'noted', subject: CNSA, body: { at } }),
    )
    lines = ledgerText(entries).trim().split('\n')
    await writeFile(file(), ledgerText(entries))
  })

  it('finds entries cut off the end once a head was noted, and proves nothing by an empty file', async () => {
    const { head, entries } = unwrap(await verifyLedgerFile({ file: file() }))
    expect(entries).toBe(lines.length)
    await writeFile(file(), lines.slice(0, -1).join('\n'))
    const earlier = unwrap(await verifyLedgerFile({ file: file() })).head
    expect(await verifyLedgerFile({ file: file(), head })).toMatchObject({ error: { kind: 'ledger-broken' } })
    await writeFile(file(), lines.join('\n'))
    expect(await verifyLedgerFile({ file: file(), head: earlier })).toMatchObject({ ok: true })
    await writeFile(file(), '')
    expect(await verifyLedgerFile({ file: file() })).toMatchObject({
      error: { kind: 'data-unreadable', message: expect.stringContaining('has no entry') },
    })
  })

  it('names each file of a folder that was altered or lost, and those that nothing speaks of', async () => {
    const artefacts = await putStage()
    await writeFile(join(folder, 'report.html'), 'a report')
    await writeFile(join(folder, 'notes.txt'), 'my own')
    const sums = ['report.html', 'ledger.jsonl'].map(async (name) =>
      checksumLine(sha256(await readFile(join(folder, name))), name),
    )
    await writeFile(join(folder, 'sha256sums.txt'), (await Promise.all(sums)).join(''))
    const proved = unwrap(await verifyLedgerFile({ file: folder }))
    expect(proved.files.toSorted()).toEqual([...artefacts, 'ledger.jsonl', 'report.html'].toSorted())
    expect(proved.unchecked).toEqual(['notes.txt'])
    for (const name of ['report.html', ...artefacts]) {
      const mend = await alter(join(folder, name))
      const message = expect.stringContaining(`${join(folder, name)} was altered`)
      expect(await verifyLedgerFile({ file: folder }), name).toMatchObject({ error: { message } })
      await mend()
    }
    for (const name of ['ledger.jsonl', 'sha256sums.txt', 'artefacts/plan-0123.sha256']) {
      const mend = await alter(join(folder, name))
      expect(await verifyLedgerFile({ file: folder }), name).toMatchObject({ ok: false })
      await mend()
    }
    await rm(join(folder, 'report.html'))
    const message = expect.stringContaining('report.html is missing')
    expect(await verifyLedgerFile({ file: folder })).toMatchObject({ error: { message } })
  })
})
