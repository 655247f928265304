import { unwrap } from '@magpie/core/result'
import { describe, expect, it } from 'vitest'
import { type CallDeadline, callDeadline } from '../call-deadline.ts'
import { replay } from './desk.ts'
import { describeRefusal } from './refusal.ts'
import { assign, CALL_ID, invite, officer, personOf, withProposals } from './testing/review-sample.ts'

const PROVENANCE = { kind: 'assumed', reason: 'a test' } as const
const deadline = (zone: string, day: string, time: string, grace_s = 0): CallDeadline =>
  callDeadline.parse({
    zone,
    revisions: [{ day, time, knownFrom: '2030-10-01', provenance: PROVENANCE, timeProvenance: PROVENANCE }],
    grace: { seconds: grace_s, text: `${grace_s} s`, provenance: PROVENANCE },
  })

/** Reviews of one stage until this deadline; `ada` and `ben` have a paper each. */
function reviewed(until: CallDeadline) {
  const stages = [{ id: 'only', name: 'Only', deadline: until }]
  const bench = invite(withProposals(['alpha'], { stages }), ['ada', 'ben'])
  unwrap(assign(bench, 'ada paper-1', 'ben paper-1'))
  const review = (at: string) => {
    const input = {
      call: CALL_ID,
      paper: 'paper-1',
      scores: { science: 50, merit: 3 },
      confidence: 4,
      toProposers: 'Good.',
    }
    const judged = bench.do('review-submitted', input, { ...personOf('ada', 'house'), at })
    return judged.ok ? 'done' : describeRefusal(judged.error)
  }
  const move = (changes: Record<string, unknown>, at?: string) => {
    const input = { call: CALL_ID, stage: 'only', day: '2030-11-20', time: '18:00', reason: 'snow', ...changes }
    return bench.do('review-deadline-moved', input, officer(at))
  }
  return { bench, review, move }
}

const stageOf = (bench: ReturnType<typeof reviewed>['bench']) => bench.desk.calls.get(CALL_ID)!.call.review!.stages[0]!

describe('the deadline of a stage', () => {
  it.each([
    // The instant of each, by the zone's own rules: summer time has ended in Rome, and begun in Santiago.
    ['Asia/Shanghai', '2030-11-15', '24:00', '2030-11-15T16:00:00.000Z'],
    ['Europe/Rome', '2030-11-15', '18:00', '2030-11-15T17:00:00.000Z'],
    ['America/Santiago', '2030-11-15', '18:00', '2030-11-15T21:00:00.000Z'],
    ['Asia/Kathmandu', '2030-11-15', '18:00', '2030-11-15T12:15:00.000Z'],
    ['Pacific/Kiritimati', '2030-11-15', '00:00', '2030-11-14T10:00:00.000Z'],
  ])('in %s, %s %s, is %s to the millisecond', (zone, day, time, instant) => {
    const { bench, review } = reviewed(deadline(zone, day, time))
    expect(stageOf(bench).closes).toBe(instant)
    expect(review(instant)).toBe('done')
    expect(review(instant.replace('.000Z', '.001Z'))).toMatch(/late by 0\.001 s and refused/)
  })

  it('has a grace that is told', () => {
    const { bench, review } = reviewed(deadline('UTC', '2030-11-15', '18:00', 60))
    expect(review('2030-11-15T18:00:30.000Z')).toBe('done')
    expect(bench.acts.at(-1)!.body).toMatchObject({ receipt: { verdict: 'in-grace', after_s: 30 } })
    expect(review('2030-11-15T18:01:00.001Z')).toMatch(/late by 60\.001/)
    const [entry] = bench.desk.reviewing.get(CALL_ID)!.reviews.values()
    expect(entry!.versions.map((v) => v.verdict)).toEqual(['in-grace'])
  })

  it('moves with its history, reviewers being told, and is judged by what was known on the day', () => {
    const { bench, review, move } = reviewed(deadline('Europe/Rome', '2030-11-05', '18:00'))
    expect(review('2030-11-06T09:00:00.000Z')).toMatch(/late/)
    const { notices } = unwrap(move({}, '2030-11-06T10:00:00.000Z'))
    expect(notices.map((n) => n.to)).toEqual(['ada@example.org', 'ben@example.org'])
    expect(notices[0]!.subject).toContain('2030-11-20 18:00 (Europe/Rome)')
    expect(review('2030-11-06T10:00:01.000Z')).toBe('done')
    expect(stageOf(bench)).toMatchObject({ closes: '2030-11-20T17:00:00.000Z' })
    expect(stageOf(bench).deadline!.revisions.map((r) => r.day)).toEqual(['2030-11-05', '2030-11-20'])
    expect(bench.desk.calls.get(CALL_ID)!.versions).toHaveLength(2)
    expect(replay(JSON.parse(JSON.stringify(bench.acts)))).toEqual(bench.desk)
  })

  it.each([
    ['a stage that is none', { stage: 'other' }, /is none of the review's: only/],
    ['a day that is none', { day: '2030-02-30' }, /expected a day/],
    ['an hour that is none', { time: '25:00' }, /expected HH:MM/],
  ])('does not move for %s', (_, changes, sentence) => {
    const judged = reviewed(deadline('UTC', '2030-11-15', '18:00')).move(changes)
    expect(judged.ok ? 'done' : describeRefusal(judged.error)).toMatch(sentence)
  })

  it('does not move once its stage is closed, nor for others', () => {
    const { bench, move } = reviewed(deadline('UTC', '2030-11-15', '18:00'))
    unwrap(bench.do('review-stage-closed', { call: CALL_ID, stage: 'only', reason: 'so' }, officer()))
    const judged = move({})
    expect(judged.ok ? 'done' : describeRefusal(judged.error)).toMatch(/the stage only is closed/)
  })

  it('is of a zone that is there', () => {
    const stages = [{ id: 'only', name: 'Only', deadline: deadline('Mars/Jezero', '2030-11-15', '18:00') }]
    expect(() => withProposals([], { stages })).toThrow(/review\/stages\/0\/deadline/)
  })
})
