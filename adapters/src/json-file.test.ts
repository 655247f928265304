import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { readJsonFile } from './json-file.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'magpie-json-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const schema = z.strictObject({ links: z.array(z.strictObject({ port: z.int() })) })

async function read(text: string) {
  const file = join(folder, 'links.json')
  await writeFile(file, text)
  return readJsonFile(file, schema)
}

test('a file that is as its schema says', async () => {
  expect(await read('{ "links": [{ "port": 5 }] }')).toEqual({ ok: true, value: { links: [{ port: 5 }] } })
})

test.each([
  ['a mark before the text', '\ufeff{ "links": [] }', { line: 1, field: '', message: /save it as UTF-8 without one/ }],
  ['a comma too many', '{\n  "links": [],\n}', { line: 3, field: '', message: /take it out/ }],
  [
    'a field of another kind',
    '{\n "links": [{\n "port": "5" }] }',
    { line: 3, field: '/links/0/port', message: /number/ },
  ],
  ['nothing', '', { line: 1, field: '', message: /ends before/ }],
])('%s is told by its line', async (_, text, { message, ...at }) => {
  const said = { message: expect.stringMatching(/links\.json:\d+.*: /s), problems: [expect.objectContaining(at)] }
  const found = await read(text)
  expect(found).toMatchObject({ ok: false, error: { kind: 'bad-request', ...said } })
  expect(!found.ok && found.error.message).toMatch(message)
})

test.each([
  ['that is not there', 'no.json', /no\.json cannot be read: it does not exist/],
  ['that is a folder', '', /cannot be read: it is a folder/],
])('a file %s', async (_, name, message) => {
  const error = { kind: 'data-unreadable', message: expect.stringMatching(message) }
  expect(await readJsonFile(join(folder, name), schema)).toMatchObject({ ok: false, error })
})
