import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type VotingRules, votingRules } from '../voting-rules.ts'
import type { Vote } from './decision-record.ts'
import { replay } from './desk.ts'
import { describeRefusal } from './refusal.ts'
import { hasLapsed, tallyOf } from './tally.ts'
import { type Bench, CALL, GROUND, stamp } from './testing/sample.ts'
import { proposedDesk, runOf } from './testing/selection-sample.ts'

const officer = stamp('agency', ['officer'])
const chair = { ...stamp('agency', ['chair']), person: 'the-chair' }
const why = { reason: 'so' }
const outcomes = ['p-1', 'p-2', 'p-3'].map((proposal) => ({
  ...{ proposal, ...why },
  outcome: proposal === 'p-1' ? 'declined' : 'selected',
}))

/** A motion at a call that decides by these rules. */
function moved(rules: Partial<VotingRules> = {}): Bench {
  const bench = proposedDesk()
  const provenance = { kind: 'assumed', reason: 'a test' } as const
  const voting = votingRules.parse({ quorum: 1, majority: 'simple', ...rules, provenance })
  unwrap(bench.do('call-amended', { call: { ...CALL, voting }, ...why }, officer))
  unwrap(bench.do('selection-run', runOf(bench.desk, 'run-1'), chair))
  unwrap(bench.do('decision-moved', { decision: 'd', run: 'run-1', outcomes }, chair))
  return bench
}

const by = (person: string, roles: ('officer' | 'chair')[] = ['officer'], at?: string) => ({
  ...stamp('agency', roles, at),
  person,
})
const vote = (bench: Bench, person: string, v: Vote['vote'], roles?: ('officer' | 'chair')[], at?: string) =>
  bench.do('decision-voted', { decision: 'd', vote: v, ...why }, by(person, roles, at))
const take = (bench: Bench, at?: string) =>
  bench.do('decision-taken', { decision: 'd', ...why }, by('taker', ['officer'], at))
const told = (judged: ReturnType<Bench['do']>) => (judged.ok ? 'done' : describeRefusal(judged.error))

/** `y`, `n` and `a` by officers, `Y`, `N` and `A` by who chairs. */
function votes(bench: Bench, said: string): void {
  for (const [i, letter] of [...said].entries()) {
    const v = ({ y: 'yes', n: 'no', a: 'abstain' } as const)[letter.toLowerCase() as 'y' | 'n' | 'a']
    unwrap(vote(bench, `voter-${i}`, v, letter === letter.toUpperCase() ? ['chair'] : ['officer']))
  }
}

describe('a motion', () => {
  it.each<[Partial<VotingRules>, string, boolean]>([
    [{}, '', false],
    [{}, 'y', true],
    [{}, 'yn', false],
    [{}, 'yyna', true],
    [{ quorum: 3 }, 'yy', false],
    [{ quorum: 3 }, 'yya', true],
    [{ majority: 'absolute' }, 'yyaa', false],
    [{ majority: 'absolute' }, 'yyaay', true],
    [{ majority: 'two-thirds' }, 'yyyn', true],
    [{ majority: 'two-thirds' }, 'yyn', true],
    [{ majority: 'two-thirds' }, 'yyynn', false],
    [{ majority: 'two-thirds' }, 'aa', false],
    [{ majority: 'unanimous' }, 'yya', true],
    [{ majority: 'unanimous' }, 'yyn', false],
    [{ majority: 'unanimous' }, 'a', false],
    [{ tie: 'chair' }, 'Yn', true],
    [{ tie: 'chair' }, 'yN', false],
    [{ tie: 'chair' }, 'ynA', false],
    [{ tie: 'chair' }, 'yn', false],
    [{ tie: 'chair' }, 'YN', false],
    [{ tie: 'chair' }, 'Ynn', false],
    [{ tie: 'chair', quorum: 3 }, 'Yn', false],
  ])('by the rules %j and the votes "%s" is carried: %s', (rules, said, carried) => {
    const bench = moved(rules)
    votes(bench, said)
    const tally = tallyOf(bench.desk, bench.desk.decisions.get('d')!)
    expect(tally.carried).toBe(carried)
    expect(told(take(bench))).toMatch(carried ? /^done$/ : /not carried/)
  })

  it('keeps every vote and counts the last of each person', () => {
    const bench = moved()
    for (const v of ['no', 'abstain', 'yes'] as const) unwrap(vote(bench, 'one', v))
    const motion = bench.desk.decisions.get('d')!
    expect(motion.votes.map((v) => v.vote)).toEqual(['no', 'abstain', 'yes'])
    expect(tallyOf(bench.desk, motion)).toMatchObject({ yes: 1, no: 0, abstain: 0 })
    unwrap(take(bench))
    expect(told(vote(bench, 'one', 'no'))).toMatch(/the decision "d" is taken/)
  })

  it('leaves out who stands aside, with the reason', () => {
    const bench = moved({ quorum: 2 })
    votes(bench, 'yy')
    const aside = (person: string) =>
      bench.do('decision-recused', { decision: 'd', reason: 'my sister leads p-2' }, by(person))
    unwrap(aside('voter-0'))
    expect(told(aside('voter-0'))).toMatch(/stands aside from d already/)
    expect(told(vote(bench, 'voter-0', 'yes'))).toMatch(/stood aside: my sister leads p-2/)
    expect(told(take(bench))).toMatch(/1 voted, and the quorum is 2/)
    unwrap(vote(bench, 'voter-3', 'yes'))
    unwrap(aside('taker'))
    expect(told(take(bench))).toMatch(/taker stands aside/)
    expect(told(bench.do('decision-taken', { decision: 'd', ...why }, by('voter-3')))).toBe('done')
    expect(bench.acts.at(-1)!.body).toMatchObject({
      ...{ yes: 2, no: 0, abstain: 0 },
      excluded: [{ person: 'voter-0', reason: 'stood aside: my sister leads p-2' }],
    })
  })

  it('lapses to the millisecond, over the leap second that may come, and can be closed then', () => {
    const bench = moved({ lapsesAfter_days: 30 })
    votes(bench, 'y')
    const motion = () => bench.desk.decisions.get('d')!
    expect(motion().lapsesAt).toBe('2030-12-01T00:00:00.000Z')
    expect(hasLapsed(motion(), '2030-12-01T00:00:00.000Z', GROUND)).toBe(false)
    const late = '2030-12-01T00:00:00.001Z'
    expect(hasLapsed(motion(), late, GROUND)).toBe(true)
    expect(told(take(bench, late))).toMatch(/d has lapsed on 2030-12-01/)
    expect(told(vote(bench, 'x', 'yes', ['officer'], late))).toMatch(/has lapsed/)
    unwrap(bench.do('decision-lapsed', { decision: 'd', ...why }, by('taker', ['officer'], late)))
    expect(motion()).toMatchObject({ state: 'lapsed', closed: { reason: 'so' } })
    const again = { decision: 'e', run: 'run-1', outcomes }
    expect(told(bench.do('decision-moved', again, by('taker', ['officer'], late)))).toBe('done')
  })

  it('is counted alike whatever the order of the voters, and replays to the same', () => {
    const ballot = fc.constantFrom<Vote['vote']>('yes', 'no', 'abstain')
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(fc.nat(6), ballot), { maxLength: 7, selector: ([i]) => i }), (cast) => {
        const run = (order: typeof cast) => {
          const bench = moved({ majority: 'absolute', quorum: 2 })
          for (const [i, v] of order) unwrap(vote(bench, `voter-${i}`, v))
          expect(replay(JSON.parse(JSON.stringify(bench.acts)))).toEqual(bench.desk)
          return tallyOf(bench.desk, bench.desk.decisions.get('d')!)
        }
        const tally = run(cast)
        expect(run([...cast].reverse())).toEqual(tally)
        expect(tally.yes + tally.no + tally.abstain).toBe(cast.length)
        if (tally.carried) expect(tally.yes).toBeGreaterThan(tally.no)
      }),
      { numRuns: 30 },
    )
  })
})
