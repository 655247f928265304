import { readFileSync } from 'node:fs'
import { operationsFile } from '@magpie/operations/operations-file'
import { expect, test } from 'vitest'
import { control } from './local-control.ts'

const path = new URL('../../missions/change-8/operations.json', import.meta.url)
const operations = operationsFile.parse(JSON.parse(readFileSync(path, 'utf8')))

function told(line: string) {
  const done: unknown[] = []
  const note =
    (what: string) =>
    (...of: readonly unknown[]) =>
      void done.push([what, ...of.slice(0, -1)])
  const answer = control(line, operations, { inject: note('inject'), clear: note('clear'), clearAll: note('all') })
  return { answer, done }
}

test.each([
  ['inject ce8-lander array-string-lost 10', [['inject', 'ce8-lander', 'array-string-lost', 10]]],
  ['  inject hk-robot   mechanism-stuck ', [['inject', 'hk-robot', 'mechanism-stuck', 1]]],
  ['clear ce8-lander array-string-lost', [['clear', 'ce8-lander', 'array-string-lost']]],
  ['clear hk-robot', [['all', 'hk-robot']]],
])('%s', (line, done) => {
  expect(told(line)).toMatchObject({ answer: { ok: true }, done })
})

test.each([
  ['', 'write inject'],
  ['inject', 'no element'],
  ['inject nobody mechanism-stuck', 'no element "nobody"'],
  ['inject ce8-lander no-such-fault', 'no-such-fault'],
  ['inject ce8-lander mechanism-stuck', 'mechanism-stuck'],
  ['inject hk-robot mechanism-stuck -1', 'no amount'],
  ['inject hk-robot mechanism-stuck 1 now', 'write inject'],
  ['explode hk-robot', 'write inject'],
])('%s is refused', (line, why) => {
  const { answer, done } = told(line)
  expect(answer.ok ? '' : answer.error).toContain(why)
  expect(done).toEqual([])
})
