/** The votes on a motion, counted: who counts and who does not, with the reason; and what it comes to by the call's rules. */
import { never } from '@magpie/core/result'
import { parseEpoch, secondsBetween } from '@magpie/core/time'
import { barredPapers } from '../review/conflicts.ts'
import { sayProgramme as say } from '../sentences.ts'
import { USUAL_VOTING, type VotingRules } from '../voting-rules.ts'
import type { Ground } from './act.ts'
import type { DecisionRecord, Vote } from './decision-record.ts'
import type { Desk } from './record.ts'
import { reviewerOf } from './review-papers.ts'

export type Tally = {
  readonly yes: number
  readonly no: number
  readonly abstain: number
  /** Whose vote does not count, and why. */
  readonly excluded: readonly { readonly person: string; readonly reason: string }[]
  readonly quorum: number
  readonly carried: boolean
  /** What it comes to, in words. */
  readonly because: string
}

/** The votes as they stand: of each person the last one. */
export function tallyOf(desk: Desk, decision: DecisionRecord): Tally {
  const rules = votingOf(desk, decision.call)
  const last = new Map(decision.votes.map((v) => [v.person, v]))
  const excluded = [...last.keys()].flatMap((person) => {
    const reason = whyNot(desk, decision, person)
    return reason === undefined ? [] : [{ person, reason }]
  })
  const out = new Set(excluded.map((e) => e.person))
  const votes = [...last.values()].filter((v) => !out.has(v.person))
  const count = (vote: Vote['vote']) => votes.filter((v) => v.vote === vote).length
  const counts = { yes: count('yes'), no: count('no'), abstain: count('abstain') }
  return { ...counts, excluded, quorum: rules.quorum, ...judged(rules, votes, counts) }
}

/** The rules of a call. */
export function votingOf(desk: Desk, call: string): typeof USUAL_VOTING {
  return desk.calls.get(call)!.call.voting ?? USUAL_VOTING
}

/** Why a person does not vote on a motion: a conflict they declared, or one with a proposal of the call. */
export function whyNot(desk: Desk, decision: DecisionRecord, person: string): string | undefined {
  const own = decision.recusals?.find((r) => r.person === person)
  if (own !== undefined) return say('stood-aside', { reason: own.reason })
  const barred = barredPapers(desk, decision.call, reviewerOf(desk, decision.call, person))
  return barred.size === 0 ? undefined : say('votes-in-conflict', { call: decision.call })
}

/** Whether a motion has lapsed by an instant: after that it takes neither votes nor a decision. */
export function hasLapsed({ state, lapsesAt }: DecisionRecord, at: string, { leap }: Ground): boolean {
  if (state === 'lapsed') return true
  if (state !== 'moved' || lapsesAt === undefined) return false
  const [limit, now] = [parseEpoch(lapsesAt, leap), parseEpoch(at, leap)]
  return limit.ok && now.ok && secondsBetween(limit.value, now.value) > 0
}

type Counts = { readonly yes: number; readonly no: number; readonly abstain: number }

function judged(rules: typeof USUAL_VOTING, votes: readonly Vote[], { yes, no, abstain }: Counts) {
  const cast = yes + no + abstain
  if (cast < rules.quorum) return { carried: false, because: say('below-quorum', { cast, quorum: rules.quorum }) }
  const counts = { yes, no, abstain }
  if (yes === no && yes > 0 && rules.tie === 'chair') {
    const chairs = new Set(votes.filter((v) => v.chair === true && v.vote !== 'abstain').map((v) => v.vote))
    const [only] = chairs
    if (chairs.size === 1) return { carried: only === 'yes', because: say('votes-chair', { ...counts, vote: only! }) }
    return { carried: false, because: say('votes-no-chair', counts) }
  }
  const carried = majorityOf(rules.majority, counts)
  return { carried, because: say('votes-majority', { ...counts, majority: IN_WORDS[rules.majority] }) }
}

function majorityOf(majority: VotingRules['majority'], { yes, no, abstain }: Counts): boolean {
  switch (majority) {
    case 'simple':
      return yes > no
    case 'absolute':
      return 2 * yes > yes + no + abstain
    case 'two-thirds':
      return yes > 0 && yes >= 2 * no
    case 'unanimous':
      return yes > 0 && no === 0
    default:
      return never(majority)
  }
}

const IN_WORDS: Readonly<Record<VotingRules['majority'], string>> = {
  simple: 'more for than against',
  absolute: 'more than half of all votes for it',
  'two-thirds': 'two for each one against',
  unanimous: 'all that do not abstain',
}
