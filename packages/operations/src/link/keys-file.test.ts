import fc from 'fast-check'
import { expect, test } from 'vitest'
import { describeKeysFile, keysFileText, readKeysFile } from './keys-file.ts'

const KEY = 'ab'.repeat(32)

test('keys come back as they were written', () => {
  const read = readKeysFile(keysFileText('change-8', { cnsa: KEY, metu: 'cd'.repeat(32) }), 'change-8')
  expect(read).toMatchObject({ ok: true, value: { keys: { cnsa: KEY, metu: 'cd'.repeat(32) } } })
})

test('keys that parties keep themselves stand beside', () => {
  const own = { metu: ['ef'.repeat(32)] }
  expect(readKeysFile(keysFileText('change-8', { cnsa: KEY }, own), 'change-8')).toMatchObject({ value: { own } })
  expect(readKeysFile(keysFileText('change-8', { cnsa: KEY }, { metu: [] }), 'change-8').ok).toBe(false)
})

test.each([
  ['no JSON', '{', 'no JSON'],
  ['a private key file', JSON.stringify({ format: 'magpie-key-1', party: 'cnsa' }), '/format'],
  ['half a key', keysFileText('change-8', { cnsa: KEY.slice(2) }), '64 hexadecimal digits'],
  ['another mission', keysFileText('change-7', { cnsa: KEY }), 'change-7, not of change-8'],
])('%s is refused', (_, text, why) => {
  const read = readKeysFile(text, 'change-8')
  expect(read.ok ? '' : describeKeysFile(read.error)).toContain(why)
})

test('any text is answered', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => !readKeysFile(text, 'change-8').ok))
})
