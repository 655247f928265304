import { MISSION_SENTENCES } from '@magpie/mission/sentences'
import { OPERATIONS_SENTENCES } from '@magpie/operations/sentences'
import { PROGRAMME_SENTENCES } from '@magpie/programme/sentences'
import { REHEARSAL_SENTENCES } from '@magpie/rehearsal/sentences'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { CENTRE_SENTENCES } from './centre-sentences.ts'
import { readSentence, SENTENCE_WORDS, SENTENCES } from './sentences.ts'

const TABLES = [MISSION_SENTENCES, PROGRAMME_SENTENCES, OPERATIONS_SENTENCES, REHEARSAL_SENTENCES, CENTRE_SENTENCES]
const KINDS: Readonly<Record<string, string>> = {
  ...{
    '': 'A thing',
    id: 'thing-1',
    ids: 'one or other-2',
    part: 'one place',
    number: '12.5',
    time: '2028-08-01T06:30:00Z',
  },
  ...{ said: 'it is revoked', about: 'something else', list: 'all gates are open; something else' },
}

describe('the sentences of a centre', () => {
  it('have codes of their own, whichever package makes them', () => {
    const codes = TABLES.flatMap((table) => Object.keys(table))
    expect(codes.length).toBe(new Set(codes).size)
    expect(Object.keys(SENTENCES).length).toBe(codes.length)
  })

  it.each(Object.entries<string>(SENTENCES))('%s is found again', (code, text) => {
    const values = [...text.matchAll(/\{(\w+)(?::([\w-]+))?\}/g)].map(([, name, kind = '']) => {
      const words: readonly string[] | undefined = SENTENCE_WORDS[kind as keyof typeof SENTENCE_WORDS]
      expect(words ?? KINDS[kind], kind).toBeDefined()
      return { name: name!, value: words?.[0] ?? KINDS[kind]! }
    })
    const made = values.reduce((at, { name, value }) => at.replace(new RegExp(`\\{${name}[^}]*\\}`), value), text)
    const said = readSentence(made)
    expect(said?.code, made).toBe(code)
    for (const { name, value } of values) expect(said!.values[name]!.text).toBe(value)
  })

  it.each([
    ['too-short', z.string().min(1), ''],
    ['too-long', z.string().max(2), 'abc'],
    ['too-few', z.array(z.string()).min(1), []],
    ['too-many', z.array(z.string()).max(0), ['a']],
    ['too-small', z.number().min(3), 1],
    ['not-above', z.number().positive(), 0],
    ['too-big', z.number().max(3), 5],
    ['not-below', z.number().lt(3), 3],
    ['wrong-type', z.string(), undefined],
    ['wrong-type', z.number().int(), 1.5],
    ['wrong-option', z.enum(['a', 'b']), 'c'],
    ['wrong-value', z.literal('x'), 'y'],
    ['wrong-pattern', z.string().regex(/^a$/), 'b'],
    ['unknown-key', z.strictObject({}), { a: 1 }],
    ['unknown-keys', z.strictObject({}), { a: 1, b: 2 }],
    ['wrong-kind', z.discriminatedUnion('k', [z.object({ k: z.literal('a') })]), { k: 'b' }],
    ['invalid-email', z.email(), 'x'],
    ['invalid-date', z.iso.date(), 'x'],
    ['invalid-datetime', z.iso.datetime(), 'x'],
    ['invalid-url', z.url(), 'x'],
    ['invalid-input', z.union([z.string(), z.number()]), true],
  ])('have the words of schemas: %s', (code, schema, given) => {
    const [issue] = schema.safeParse(given).error!.issues
    expect(readSentence(issue!.message)?.code, issue!.message).toBe(code)
  })

  it('are none of what a person wrote', () => {
    for (const text of ['dust on the panels', 'Look at the lander.', 'We agree: go on.'])
      expect(readSentence(text)).toBeUndefined()
  })
})
