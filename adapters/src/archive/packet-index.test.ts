import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unwrap } from '@magpie/core/result'
import { type ParquetColumn, ParquetWriter } from '@magpie/operations/parquet/parquet-writer'
import { afterEach, expect, it } from 'vitest'
import { INDEX_COLUMNS, readIndex } from './packet-index.ts'
import { openParquet } from './parquet-files.ts'

let folder = ''
afterEach(() => rm(folder, { recursive: true, force: true }))

/** Reads an index of two packets whose columns are of these kinds. */
async function read(columns: readonly ParquetColumn[]) {
  folder = await mkdtemp(join(tmpdir(), 'magpie-index-'))
  const pieces: Uint8Array[] = []
  const put = async (octets: Uint8Array) => void pieces.push(Uint8Array.from(octets))
  const writer = new ParquetWriter(columns, async () => undefined, put)
  await writer.group(2, (i) => {
    const { kind } = columns[i]!
    if (kind === 'text') return { values: { codes: Uint8Array.of(0, 0), labels: ['sample'] } }
    return { values: kind === 'int32' || kind === 'uint32' ? Int32Array.of(7, 8) : BigInt64Array.of(1n, 2n) }
  })
  await writer.end({})
  const path = join(folder, 'index.parquet')
  await writeFile(path, Buffer.concat(pieces))
  const file = unwrap(await openParquet(path))
  return readIndex(file).finally(() => file.close())
}

it('is read back', async () => {
  expect((await read(INDEX_COLUMNS))?.rows).toBe(2)
})

it.each(INDEX_COLUMNS.map(({ name }) => name))('is none where the column %s is of another kind', async (name) => {
  const columns = INDEX_COLUMNS.map((one): ParquetColumn => {
    if (one.name !== name) return one
    return { ...one, kind: one.kind === 'text' ? 'int32' : 'text' }
  })
  const index = await read(columns)
  // Times in UTC are there for other tools: nothing of the index is read from them.
  if (name === 'time' || name === 'received') expect(index?.rows).toBe(2)
  else expect(index).toBeUndefined()
})
