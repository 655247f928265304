import { unwrap } from '@magpie/core/result'
import type { Role } from '@magpie/mission/role'
import { describe, expect, it } from 'vitest'
import { type ActName, replay } from './desk.ts'
import { ledBy } from './leadership.ts'
import { EMPTY_DESK } from './record.ts'
import { Bench, stamp } from './testing/sample.ts'

const AT = '2030-11-01T00:00:00.000Z'

function bench(): Bench {
  const made = Bench.opened()
  made.desk = { ...made.desk, leadership: ledBy('agency') }
  return made
}

function act(desk: Bench, kind: ActName, input: object, party: string, roles: readonly Role[] = ['signatory']) {
  return desk.do(kind, input, stamp(party, roles, AT))
}

const offered = () => {
  const made = bench()
  unwrap(act(made, 'mission-offered', { to: 'alpha', reason: 'alpha has the operations' }, 'agency'))
  return made
}

describe('the lead of the mission', () => {
  it('is handed over by an offer and its acceptance, each an act of its party', () => {
    const made = offered()
    expect(made.desk.leadership).toMatchObject({ lead: 'agency', offer: { to: 'alpha', at: AT } })
    const accepted = unwrap(act(made, 'mission-accepted', {}, 'alpha'))
    expect(accepted.notices.map((n) => n.to)).toEqual(['agency'])
    expect(accepted.concerns).toBe('everyone')
    expect(made.desk.leadership).toEqual({
      lead: 'alpha',
      leads: [{ party: 'agency' }, { party: 'alpha', at: AT, reason: 'alpha has the operations' }],
    })
    expect(made.acts.slice(-2).map((a) => [a.kind, a.stamp.party])).toEqual([
      ['mission-offered', 'agency'],
      ['mission-accepted', 'alpha'],
    ])
    // And on from there, as the new lead pleases.
    unwrap(act(made, 'mission-offered', { to: 'agency', reason: 'back' }, 'alpha'))
    expect(replay(made.acts, { ...EMPTY_DESK, leadership: ledBy('agency') }).leadership).toEqual(made.desk.leadership)
  })

  it.each(['agency', 'alpha'])('stays where %s ends the offer', (party) => {
    const made = offered()
    const ended = unwrap(act(made, 'mission-offer-ended', { reason: 'not now' }, party))
    expect(ended.notices.map((n) => n.to)).toEqual([party === 'agency' ? 'alpha' : 'agency'])
    expect(made.desk.leadership).toEqual(ledBy('agency'))
    expect(act(made, 'mission-accepted', {}, 'alpha')).toMatchObject({ error: { kind: 'wrong-state' } })
  })

  it.each([
    [
      'by another party',
      bench,
      'mission-offered',
      { to: 'beta', reason: 'x' },
      'alpha',
      { kind: 'not-yours', owner: 'agency' },
    ],
    ['to itself', bench, 'mission-offered', { to: 'agency', reason: 'x' }, 'agency', { problems: [{ field: '/to' }] }],
    [
      'to nobody known',
      bench,
      'mission-offered',
      { to: 'gamma', reason: 'x' },
      'agency',
      { problems: [{ field: '/to' }] },
    ],
    ['without a reason', bench, 'mission-offered', { to: 'alpha' }, 'agency', { problems: [{ field: '/reason' }] }],
    ['where nothing is offered', bench, 'mission-accepted', {}, 'alpha', { kind: 'wrong-state' }],
    ['by whom it was not offered', offered, 'mission-accepted', {}, 'beta', { kind: 'not-yours', owner: 'alpha' }],
    ['by its own lead', offered, 'mission-accepted', {}, 'agency', { kind: 'not-yours', owner: 'alpha' }],
    ['by a third party', offered, 'mission-offer-ended', { reason: 'x' }, 'beta', { kind: 'not-yours' }],
  ] as const)('is not handed over %s', (_, start, kind, input, party, error) => {
    const made = start()
    const before = made.desk
    expect(act(made, kind, input, party)).toMatchObject({ error })
    expect(made.desk).toBe(before)
  })

  it('takes a signatory', () => {
    const attempt = act(bench(), 'mission-offered', { to: 'alpha', reason: 'x' }, 'agency', ['officer', 'chair'])
    expect(attempt).toMatchObject({ error: { kind: 'role-missing', needs: ['signatory'] } })
  })
})
