import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unwrap } from '@magpie/core/result'
import { registerKey, verifyChain } from '@magpie/ledger/chain'
import { rehearsalSigner } from '@magpie/ledger/keys'
import { openLedger } from '@magpie/ledger/store'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { appendDurably } from './durable-append.ts'
import { openFileLedger, readLedgerText } from './file-ledger.ts'
import { openParameterTable } from './parameter-table.ts'

const at = '2029-01-10T06:00:00Z'
const cnsa = rehearsalSigner('test', 'cnsa')

let folder = ''
let path = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'magpie-ledger-'))
  path = join(folder, 'ledger.jsonl')
})
afterEach(() => rm(folder, { recursive: true }))

/** A ledger of a key and some notes, in the file. */
async function filled(notes: number) {
  const store = unwrap(await openFileLedger(path))
  const ledger = unwrap(await openLedger(store))
  await ledger.record(registerKey(at, cnsa), cnsa)
  for (let i = 0; i < notes; i++) {
    await ledger.record({ at, kind: 'note', subject: `note ${i}`, body: { text: 'line\nfeed \u2028 嫦娥' } }, cnsa)
  }
  await store.close()
  return ledger.entries()
}

describe('a ledger in a file', () => {
  test('is read back as it was written, and goes on', async () => {
    const entries = await filled(3)
    const store = unwrap(await openFileLedger(path))
    expect(await store.read()).toEqual(entries)
    const ledger = unwrap(await openLedger(store))
    await ledger.record({ at, kind: 'note', subject: 'later', body: null }, cnsa)
    await store.close()
    const text = await readFile(path, 'utf8')
    expect(unwrap(verifyChain(unwrap(readLedgerText(path, text)))).entries).toBe(5)
  })

  test('loses no entry to a crash in the middle of the last line, at any octet', async () => {
    const entries = await filled(2)
    const whole = await readFile(path)
    const start = whole.lastIndexOf(0x0a, whole.length - 2) + 1
    for (let cut = start; cut < whole.length; cut += cut < whole.length - 20 ? 13 : 1) {
      await writeFile(path, whole.subarray(0, cut))
      const store = unwrap(await openFileLedger(path))
      const kept = await store.read()
      if (cut === start) expect(store.torn).toBeUndefined()
      else if (cut === whole.length - 1)
        expect(kept).toEqual(entries) // only the line end was missing
      else {
        expect(kept).toEqual(entries.slice(0, 2))
        expect(store.torn).toEqual({ octets: cut - start, keptIn: `${path}.torn-at-${start}` })
        expect(await readFile(store.torn!.keptIn)).toEqual(whole.subarray(start, cut))
        await rm(store.torn!.keptIn)
      }
      const ledger = unwrap(await openLedger(store))
      expect(unwrap(await ledger.record({ at, kind: 'note', subject: 'after', body: 1 }, cnsa)).sequence).toBe(
        kept.length,
      )
      await store.close()
      const repaired = unwrap(await openFileLedger(path))
      expect(repaired.torn).toBeUndefined()
      await repaired.close()
    }
  })

  test('keeps octets of two crashes apart', async () => {
    await filled(0)
    for (const rest of ['{"a', '{"bc']) {
      await appendFile(path, rest)
      await unwrap(await openFileLedger(path)).close()
    }
    expect(await readFile(`${path}.torn-at-${(await readFile(path)).length}`, 'utf8')).toBe('{"a{"bc')
  })

  test('is refused when a line before the last is no entry', async () => {
    await filled(2)
    const lines = (await readFile(path, 'utf8')).split('\n')
    lines[1] = lines[1]!.replace('"note"', '"note" ')
    await writeFile(path, lines.join('\n'))
    const opened = await openFileLedger(path)
    expect(opened).toMatchObject({ ok: false, error: { line: 2, entry: { why: 'not-canonical' } } })
  })

  test('does not write where another process has', async () => {
    await filled(1)
    const store = unwrap(await openFileLedger(path))
    const ledger = unwrap(await openLedger(store))
    await appendFile(path, 'x')
    const draft = { at, kind: 'note', subject: 'second', body: 1 }
    await expect(ledger.record(draft, cnsa)).rejects.toThrow('another process')
    expect((await readFile(path, 'utf8')).endsWith('x')).toBe(true)
    await store.close()
  })
})

test('a write that fails half way is taken back', async () => {
  const calls: string[] = []
  const file = {
    stat: async () => ({ size: 10 }),
    write: async (_: Uint8Array, from: number) => {
      if (from > 0) throw new Error('no space left')
      return { bytesWritten: 2 }
    },
    truncate: async (size: number) => calls.push(`truncate ${size}`),
    datasync: async () => calls.push('sync'),
  }
  const full = file as unknown as Parameters<typeof appendDurably>[0]
  await expect(appendDurably(full, 10, Buffer.from('abcd'))).rejects.toThrow('no space left')
  expect(calls).toEqual(['truncate 10'])
})

test('a table of parameters takes rows from several writers and repairs its end', async () => {
  const table = join(folder, 'parameters.jsonl')
  const row = { generatedAt: at, receivedAt: at, element: 'ce8-lander', name: 'battery_V', value: 28.1, unit: 'V' }
  const open = await openParameterTable(table)
  await Promise.all(
    Array.from({ length: 50 }, (_, i) =>
      open.append([
        { ...row, value: i },
        { ...row, value: 'a\nb' },
      ]),
    ),
  )
  await open.close()
  await appendFile(table, '{"generatedAt":')
  const again = await openParameterTable(table)
  expect(again.torn?.octets).toBe(15)
  await again.append([row])
  await again.close()
  const rows = (await readFile(table, 'utf8')).trimEnd().split('\n')
  expect(rows.length).toBe(101)
  expect(JSON.parse(rows[1]!).value).toBe('a\nb')
  expect(JSON.parse(rows[100]!)).toEqual(row)
})
