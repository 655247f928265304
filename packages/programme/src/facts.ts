/**
 * The fact base, asked "as known on K, as held on H". Facts that disagree are kept as a conflict: the better kept word
 * decides (read in a source, before general knowledge, before a weak source), words of one rank that disagree leave the
 * answer open, and both sides are always shown.
 */
import { begunBy, describeRange } from './civil-date.ts'
import type { Confidence, Fact } from './facts-file.ts'
import type { Instrument } from './instruments-file.ts'

/** The two clocks of a question: the day it is asked about, and the day up to which knowledge counts. */
export type AsOf = { readonly held: string; readonly known: string }

/** What is known of one subject and one instrument. `open`: sources of one rank disagree, or the date is not known closely enough. */
export type Standing = {
  readonly subject: string
  readonly name: string
  readonly verdict: 'in' | 'out' | 'open' | 'no-fact'
  /** Facts that say so, and facts that say otherwise. */
  readonly supporting: readonly Fact[]
  readonly opposing: readonly Fact[]
  /** One source says in and another says out: for a count the better kept word decides, for a verdict neither does. */
  readonly disputed: boolean
}

/** The members of an instrument. `count` is of those in; `atLeast` leaves out the disputed, `atMost` takes in every doubt. */
export type Membership = AsOf & {
  readonly instrument: string
  readonly members: readonly Standing[]
  readonly open: readonly Standing[]
  /** Judged out, though a weaker source says in. */
  readonly disputedOut: readonly Standing[]
  readonly count: number
  readonly atLeast: number
  readonly atMost: number
  readonly gaps?: string
}

const RANK: Record<Confidence, number> = { sourced: 2, 'general-knowledge': 1, weak: 0 }

/** Who is a member on the day `held`, as known on the day `known`; sorted by subject. */
export function membersOf(facts: readonly Fact[], instrument: Instrument, asOf: AsOf): Membership {
  const subjects = [...new Set(facts.filter((f) => f.instrument === instrument.id).map((f) => f.subject))].sort()
  const standings = subjects.map((subject) => standingOf(facts, instrument, subject, asOf))
  const members = standings.filter((s) => s.verdict === 'in')
  const open = standings.filter((s) => s.verdict === 'open')
  const disputedOut = standings.filter((s) => s.verdict === 'out' && s.opposing.some((f) => f.relation !== 'denied'))
  return {
    ...asOf,
    instrument: instrument.id,
    members,
    open,
    disputedOut,
    count: members.length,
    atLeast: members.filter((s) => s.opposing.length === 0).length,
    atMost: members.length + open.length + disputedOut.length,
    ...(instrument.gaps === undefined ? {} : { gaps: instrument.gaps }),
  }
}

/** What is known of one subject: `no-fact` where nothing was known by then. */
export function standingOf(facts: readonly Fact[], instrument: Instrument, subject: string, asOf: AsOf): Standing {
  const heard = knownBy(facts, asOf.known).filter((f) => f.instrument === instrument.id && f.subject === subject)
  const words = heard
    .map((fact) => ({ fact, says: says(fact, instrument, asOf.held) }))
    .filter((word): word is { fact: Fact; says: Word } => word.says !== undefined)
  const name = heard[0]?.name ?? subject
  const best = Math.max(...words.map((w) => RANK[w.fact.confidence]), -1)
  if (best < 0) return { subject, name, verdict: 'no-fact', supporting: [], opposing: [], disputed: false }
  const deciding = new Set(words.filter((w) => RANK[w.fact.confidence] === best).map((w) => w.says))
  const verdict = deciding.size === 1 ? [...deciding][0]! : 'open'
  return {
    subject,
    name,
    verdict,
    supporting: words.filter((w) => w.says === verdict || (verdict === 'open' && w.says !== 'out')).map((w) => w.fact),
    opposing: words.filter((w) => w.says !== verdict && !(verdict === 'open' && w.says !== 'out')).map((w) => w.fact),
    disputed: words.some((w) => w.says === 'in') && words.some((w) => w.says === 'out'),
  }
}

/** The facts known by a day, without those that a fact known by then corrects. */
export function knownBy(facts: readonly Fact[], day: string): Fact[] {
  const known = facts.filter((f) => f.known.from <= day)
  const superseded = new Set(known.map((f) => f.supersedes))
  return known.filter((f) => !superseded.has(f.id))
}

type Word = 'in' | 'out' | 'open'

/** What a fact says about membership on a day: nothing where a denial, or another relation, had not begun. */
function says(fact: Fact, instrument: Instrument, held: string): Word | undefined {
  const ended = fact.held.until !== undefined && held >= fact.held.until
  const begun = begunBy(fact.held.from, held)
  if (fact.relation !== instrument.membership) return begun === true && !ended ? 'out' : undefined
  if (ended) return 'out'
  return begun === undefined ? 'open' : begun ? 'in' : 'out'
}

/** One line about a fact, for proofs and lists. */
export function describeFact(fact: Fact): string {
  const ended = fact.held.until === undefined ? '' : `, until ${fact.held.until}`
  return `${fact.name}: ${fact.relation} of ${fact.instrument}, ${describeRange(fact.held.from)}${ended} (says ${fact.authority})`
}
