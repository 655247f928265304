import type { MissionModel } from '@magpie/mission/mission-model'
import type { Desk } from '@magpie/programme/desk/record'
import { expect, test } from 'vitest'
import { inForceNow } from './signed-now.ts'

const made = { kind: 'assumed', reason: 'a test' } as const
const party = (id: string) => ({ id, name: id, kind: 'agency' as const, provenance: made })
const agreement = (id: string) => ({
  ...{ id, title: id, kind: 'joint-operation' as const, parties: ['a', 'b'], elements: [], grants: [] },
  provenance: made,
})
const model = { agreements: [agreement('old'), agreement('ended')], parties: [party('a')] } as unknown as MissionModel

/** A desk at which `ended` was signed once and is in force no more, and a party came. */
const desk = {
  agreements: new Map([['ended', { inForce: undefined }]]),
  interfaces: new Map(),
  parties: new Map([
    ['a', party('a')],
    ['new', party('new')],
  ]),
} as unknown as Desk

test('what ended is out, who came is in, and the lists stay the same as long as nothing changes', () => {
  let now: Desk | undefined
  const inForce = inForceNow(model, () => now)
  expect(inForce()).toBe(model)
  now = desk
  const first = inForce()
  expect(first.agreements.map((a) => a.id)).toEqual(['old'])
  expect(first.parties.map((p) => p.id)).toEqual(['a', 'new'])
  expect(inForce()).toBe(first)
  now = { ...desk, parties: new Map() }
  expect(inForce().parties.map((p) => p.id)).toEqual(['a'])
})
