/** The roadmap as known on a day: lanes of items, each with what was planned then and how that came about. */
import { describeProvenance, isAssumed } from '@magpie/core/provenance'
import { membersOf } from '../facts.ts'
import type { Fact } from '../facts-file.ts'
import type { Instrument } from '../instruments-file.ts'
import type { PlannedTime, RoadmapFile, RoadmapStatement } from './roadmap-file.ts'

/** A statement with its source in words; `supersededBy` names the next one about the same item, if known by then. */
export type StatementView = Omit<RoadmapStatement, 'item' | 'provenance'> & {
  readonly source: string
  readonly assumed: boolean
  readonly url?: string
  readonly supersededBy?: string
  readonly supersededOn?: string
}

/** How far one statement moved a date from the one before: the middle of its days, positive is later. */
export type Slip = {
  readonly item: string
  readonly title: string
  readonly lane: string
  readonly from: string
  readonly to: string
  readonly knownFrom: string
  readonly shift_days: number
  /** Since the first date that was ever said. */
  readonly total_days: number
}

export type RoadmapItem = {
  readonly id: string
  readonly title: string
  readonly kind: RoadmapFile['items'][number]['kind']
  /** What was in force on the day. */
  readonly current: StatementView
  /** All that was said by then, oldest first, the current one last. */
  readonly history: readonly StatementView[]
  readonly slips: readonly Slip[]
  /** Sources read the same news differently, and neither was taken back. */
  readonly conflict: boolean
}

/** A change of who is in: the count is that of the day. `disputed`: sources disagree about it. */
export type MembershipStep = {
  readonly on: string
  readonly joined: readonly { readonly subject: string; readonly name: string; readonly disputed: boolean }[]
  readonly left: readonly { readonly subject: string; readonly name: string; readonly disputed: boolean }[]
  readonly count: number
}

export type RoadmapView = {
  readonly known: string
  readonly lanes: readonly { readonly id: string; readonly title: string; readonly items: readonly RoadmapItem[] }[]
  /** Every shift of every item, in the order in which it became known. */
  readonly slips: readonly Slip[]
  readonly memberships: readonly {
    readonly instrument: string
    readonly name: string
    readonly steps: readonly MembershipStep[]
    readonly count: number
    readonly atLeast: number
    readonly atMost: number
    readonly gaps?: string
  }[]
  /** The days between which all current dates lie, for an axis. */
  readonly span: { readonly earliest: string; readonly latest: string }
  /** The days on which something became known, for a slider. */
  readonly knownDays: readonly string[]
}

/** The roadmap as known on a day. Items of which nothing was said by then are left out; lanes stay. */
export function roadmapAsKnown(
  file: RoadmapFile,
  facts: readonly Fact[],
  instruments: readonly Instrument[],
  known: string,
): RoadmapView {
  const lanes = file.lanes.map(({ id, title }) => ({
    id,
    title,
    items: file.items.filter((item) => item.lane === id).flatMap((item) => itemAsKnown(item, file.statements, known)),
  }))
  const items = lanes.flatMap((lane) => lane.items)
  const memberships = file.memberships.flatMap((id) => {
    const instrument = instruments.find((i) => i.id === id)
    return instrument === undefined ? [] : [membershipOverTime(facts, instrument, known)]
  })
  return {
    known,
    lanes,
    slips: items.flatMap((item) => item.slips).toSorted((a, b) => order(a.knownFrom, b.knownFrom)),
    memberships,
    span: spanOf(items, known),
    knownDays: [...new Set(file.statements.map((s) => s.knownFrom))].sort(),
  }
}

function itemAsKnown(
  item: RoadmapFile['items'][number],
  statements: readonly RoadmapStatement[],
  known: string,
): RoadmapItem[] {
  // Sorting is stable: what became known on one day keeps the order of the file.
  const said = statements
    .filter((s) => s.item === item.id && s.knownFrom <= known)
    .toSorted((a, b) => order(a.knownFrom, b.knownFrom))
  const current = said.at(-1)
  if (current === undefined) return []
  const history = said.map((s, i) => viewOf(s, said[i + 1]))
  const { id, title, kind } = item
  const conflict = current.disagreesWith.some((other) => said.some((s) => s.id === other))
  return [{ id, title, kind, current: history.at(-1)!, history, slips: slipsOf(item, said), conflict }]
}

function viewOf({ item: _, provenance, ...s }: RoadmapStatement, next: RoadmapStatement | undefined): StatementView {
  const url = provenance.kind === 'sourced' ? provenance.source.url : undefined
  return {
    ...s,
    source: describeProvenance(provenance),
    assumed: isAssumed(provenance),
    ...(url === undefined ? {} : { url }),
    ...(next === undefined ? {} : { supersededBy: next.id, supersededOn: next.knownFrom }),
  }
}

function slipsOf({ id, title, lane }: RoadmapFile['items'][number], said: readonly RoadmapStatement[]): Slip[] {
  const dated = said.flatMap((s) => (s.planned === undefined ? [] : [{ s, middle: middleOf(s.planned) }]))
  return dated.slice(1).flatMap(({ s, middle }, i) => {
    const before = dated[i]!
    const shift_days = Math.round(middle - before.middle)
    if (shift_days === 0) return []
    const total_days = Math.round(middle - dated[0]!.middle)
    return [{ item: id, title, lane, from: before.s.id, to: s.id, knownFrom: s.knownFrom, shift_days, total_days }]
  })
}

const DAY_MS = 86_400_000

/** The middle of the days a statement names; of "not before" the day itself. */
function middleOf({ earliest, latest = earliest }: PlannedTime): number {
  return (Date.parse(earliest) + Date.parse(latest)) / 2 / DAY_MS
}

function spanOf(items: readonly RoadmapItem[], known: string): RoadmapView['span'] {
  const times = items.flatMap((item) => item.history.flatMap((s) => (s.planned === undefined ? [] : [s.planned])))
  const days = times.flatMap(({ earliest, latest }) => [earliest, latest ?? earliest]).toSorted(order)
  return { earliest: days[0] ?? known, latest: days.at(-1) ?? known }
}

/** Who joined and left an instrument, by day, as known on one. */
function membershipOverTime(
  facts: readonly Fact[],
  instrument: Instrument,
  known: string,
): RoadmapView['memberships'][number] {
  const own = facts.filter((f) => f.instrument === instrument.id && f.known.from <= known)
  const days = own.flatMap((f) => [f.held.from.latest, ...(f.held.until === undefined ? [] : [f.held.until])])
  const steps: MembershipStep[] = []
  let before = new Map<string, { name: string; disputed: boolean }>()
  for (const on of [...new Set(days)].sort().filter((day) => day <= known)) {
    const { members, count } = membersOf(own, instrument, { held: on, known })
    const now = new Map(members.map(({ subject, name, disputed }) => [subject, { name, disputed }]))
    const joined = [...now].filter(([subject]) => !before.has(subject)).map(([subject, m]) => ({ subject, ...m }))
    const left = [...before].filter(([subject]) => !now.has(subject)).map(([subject, m]) => ({ subject, ...m }))
    if (joined.length > 0 || left.length > 0) steps.push({ on, joined, left, count })
    before = now
  }
  const { count, atLeast, atMost, gaps } = membersOf(own, instrument, { held: known, known })
  const counts = { count, atLeast, atMost, ...(gaps === undefined ? {} : { gaps }) }
  return { instrument: instrument.id, name: instrument.name, steps, ...counts }
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
