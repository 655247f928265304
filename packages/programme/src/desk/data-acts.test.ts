import { unwrap } from '@magpie/core/result'
import type { Role } from '@magpie/mission/role'
import { describe, expect, it } from 'vitest'
import { type ActName, replay } from './desk.ts'
import { ledBy } from './leadership.ts'
import { EMPTY_DESK } from './record.ts'
import { Bench, stamp } from './testing/sample.ts'

const AT = '2030-11-01T00:00:00.000Z'
const FILE = { name: 'data.csv', media: 'text/csv', bytes: 12, sha256: 'a'.repeat(64) }
const RELEASE = {
  ...{ id: 'rover-housekeeping', version: 1, title: 'Housekeeping', description: 'All of it.', authors: 'Alpha' },
  ...{ element: 'rover', parameters: ['battery_charge'], from: AT, until: AT, records: 3, licence: 'CC-BY-4.0' },
  ...{ agreements: ['a'], policy: 'after 180 days', madeAt: AT, files: [FILE] },
}

function bench(): Bench {
  const made = Bench.opened()
  made.desk = { ...made.desk, leadership: ledBy('agency') }
  return made
}
const act = (desk: Bench, kind: ActName, input: object, party = 'alpha', roles: readonly Role[] = ['officer']) =>
  desk.do(kind, input, stamp(party, roles, AT))

describe('a release', () => {
  it('stands for good; a newer version stands beside it', () => {
    const made = bench()
    const { concerns, subject } = unwrap(act(made, 'data-released', RELEASE))
    expect([concerns, subject]).toEqual(['everyone', 'rover-housekeeping-v1'])
    unwrap(act(made, 'data-released', { ...RELEASE, version: 2, why: 'a calibration was wrong' }))
    expect(made.desk.releases.get(RELEASE.id)!.map((r) => [r.version, r.party, r.at])).toEqual([
      [1, 'alpha', AT],
      [2, 'alpha', AT],
    ])
    const base = { ...EMPTY_DESK, parties: made.desk.parties }
    expect(replay(made.acts, base).releases).toEqual(made.desk.releases)
  })

  it.each([
    ['a version that is there', { ...RELEASE, version: 1 }, 'alpha', 'taken'],
    ['a version that leaves one out', { ...RELEASE, version: 3 }, 'alpha', 'taken'],
    ['a release of another party', { ...RELEASE, version: 2 }, 'agency', 'not-yours'],
    [
      'a file whose name leads elsewhere',
      { ...RELEASE, version: 2, files: [{ ...FILE, name: '../x' }] },
      'alpha',
      'fields',
    ],
  ])('refuses %s', (_, input, party, kind) => {
    const made = bench()
    unwrap(act(made, 'data-released', RELEASE))
    expect(act(made, 'data-released', input, party)).toMatchObject({ ok: false, error: { kind } })
  })
})

describe('a party that leaves', () => {
  it('is on record as gone, tells the others, and acts no more', () => {
    const made = bench()
    const told = unwrap(act(made, 'party-left', { reason: 'the budget ended' }, 'alpha', ['signatory']))
    expect(told.notices.map((n) => n.to)).toContain('agency')
    expect(told.notices.map((n) => n.to)).not.toContain('alpha')
    expect(made.desk.left.get('alpha')).toEqual({ at: AT, reason: 'the budget ended' })
    expect(made.desk.parties.has('alpha')).toBe(true)
    expect(act(made, 'data-released', RELEASE)).toMatchObject({ ok: false, error: { rule: 'party-left' } })
  })

  it('does not lead the mission', () => {
    const refused = act(bench(), 'party-left', { reason: 'x' }, 'agency', ['signatory'])
    expect(refused).toMatchObject({ ok: false, error: { rule: 'lead-stays' } })
  })
})
