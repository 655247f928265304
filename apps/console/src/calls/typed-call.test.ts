import { readFileSync } from 'node:fs'
import { programmeActs } from '@magpie/api/programme-operations'
import { describe, expect, it } from 'vitest'
import { callOf, emptyCall, instantIn, problemsOf, readTypedCall, typedCallOf, weightSums } from './typed-call.ts'
import { NO_RULE, ruleOf } from './typed-rule.ts'

const recorded = new URL('../../../../missions/change-8/call.json', import.meta.url)
const { call } = programmeActs.openCall.input.parse({ call: JSON.parse(readFileSync(recorded, 'utf8')) })
const PUBLISHER = { party: 'cnsa', name: 'CNSA', today: '2026-11-23' }
const plain = (value: unknown) => JSON.parse(JSON.stringify(value))

describe('a call that is typed', () => {
  it('says, unchanged, what it said, sources and dates included', () => {
    const typed = readTypedCall(plain(typedCallOf(call)))
    expect(plain(callOf(typed, PUBLISHER, call))).toEqual(plain(call))
  })

  it('changes the source of what changed, and of nothing else', () => {
    const typed = typedCallOf(call)
    const [first, ...rest] = typed.limits
    const next = plain(callOf({ ...typed, limits: [{ ...first!, limit: '180' }, ...rest] }, PUBLISHER, call))
    expect(next.envelope[0].limit).toMatchObject({ value: 180, provenance: { source: { publisher: 'CNSA' } } })
    expect(next.envelope.slice(1)).toEqual(plain(call.envelope.slice(1)))
  })

  it('is told by the field what it lacks, and keeps text that is no number', () => {
    const typed = { ...emptyCall('UTC'), title: 'A call', moduleMass: 'heavy' }
    const problems = problemsOf(callOf(typed, PUBLISHER))
    expect(problems.map((p) => p.field)).toEqual(
      expect.arrayContaining(['/hostState', '/criteria/0/name', '/envelope/0/limit/value', '/moduleMass/limit/value']),
    )
    const when = problemsOf(callOf({ ...typed, rules: [{ ...NO_RULE, kind: 'data', data: '{"op":' }] }, PUBLISHER))
    expect(when.map((p) => p.field)).toContain('/rules/0/when')
  })

  it('sums weights at each level', () => {
    const criteria = [
      { id: '', name: 'a', percent: '33.3', levels: [] },
      { id: '', name: 'b', percent: '66.7', levels: ['system' as const] },
    ]
    expect(weightSums({ ...emptyCall('UTC'), criteria })).toEqual([
      { level: 'mission', percent: 33.3 },
      { level: 'system', percent: 100 },
      { level: 'unit', percent: 33.3 },
    ])
  })
})

describe('the instant of a deadline', () => {
  // By the rules of IANA: in Paris 2:30 came twice on 2026-10-25, and not at all on 2026-03-29.
  it.each([
    ['Asia/Shanghai', '2026-12-31', '24:00', '2026-12-31T16:00:00.000Z'],
    ['UTC', '2026-12-31', '23:59:59', '2026-12-31T23:59:59.000Z'],
    ['Europe/Paris', '2026-10-25', '02:30', '2026-10-25T01:30:00.000Z'],
    ['Europe/Paris', '2026-03-29', '02:30', '2026-03-29T01:30:00.000Z'],
    ['Pacific/Kiritimati', '2027-01-01', '00:00', '2026-12-31T10:00:00.000Z'],
  ])('in %s at %s %s is %s', (zone, day, time, utc) => {
    expect(instantIn(zone, { day, time })?.toISOString()).toBe(utc)
  })

  it.each([
    ['Nowhere/Land', '2026-12-31', '24:00'],
    ['UTC', '', '24:00'],
    ['UTC', '2026-12-31', 'noon'],
  ])('is none in %s at "%s" "%s"', (zone, day, time) => {
    expect(instantIn(zone, { day, time })).toBeUndefined()
  })
})

describe('a rule that is typed', () => {
  const rule = (changes: object) => ruleOf({ ...NO_RULE, title: 'A rule', ...changes }, 0, '2026-11-23', {}, [])
  it.each([
    [{ kind: 'late' }, { op: 'not', of: { op: 'equals', field: 'in-time', value: true } }],
    [
      { kind: 'states', names: 'fr, DE' },
      { op: 'some', in: 'parties', where: { op: 'one-of', field: 'party.state', values: ['FR', 'DE'] } },
    ],
    [
      { kind: 'paper', names: 'wolf-certification', amount: '30' },
      { op: 'not', of: { op: 'paper', paper: 'wolf-certification', lead_days: 30 } },
    ],
    [
      { kind: 'mass', amount: '50' },
      { op: 'not', of: { op: 'at-most', field: 'mass-kg', value: 50 } },
    ],
  ])('%o asks %o', (changes, when) => {
    expect(rule(changes)).toMatchObject({ id: 'a-rule', version: 1, when })
  })
})
