/** When the site is lit, in contact and asleep, in whole seconds since the start of the plan: what activities may use. */
import { complement, difference, type Interval, intersect, normalise } from '@magpie/core/interval'
import type { PlanNeed } from './activity.ts'
import type { PlanRule } from './plan-file.ts'
import type { PlanInput, PlanWindowKind } from './plan-input.ts'

export type SiteTimeline = {
  /** Length of the plan, whole seconds. */
  readonly length_s: number
  readonly lit: readonly Interval[]
  readonly hibernations: readonly Interval[]
  /** Where each need holds. */
  readonly held: Readonly<Record<PlanNeed, readonly Interval[]>>
  /** Where activities may run at all. */
  readonly open: readonly Interval[]
  /** Contacts as they are, without the margin at their ends, for the downlink. */
  readonly stationContact: readonly Interval[]
  readonly relayContact: readonly Interval[]
}

/** Lays the windows on the plan's own axis; light and contacts are cut inwards to whole seconds. */
export function siteTimeline(input: PlanInput): SiteTimeline {
  const length_s = Math.floor(input.span.end - input.span.start)
  const whole = { start: 0, end: length_s }
  const of = (kind: PlanWindowKind) => onAxis(input, kind, length_s)
  const lit = of('lit')
  const dark = complement(lit, whole)
  const hibernations = hibernationsOf(rule(input, 'hibernation'), dark, length_s)
  const settling = rule(input, 'settling')
  const open = difference(
    [{ start: Math.min(length_s, Math.ceil(settling?.duration_s ?? 0)), end: length_s }],
    hibernations,
  )
  const margin_s = Math.ceil(rule(input, 'contact-margin')?.margin_s ?? 0)
  const stationContact = of('station-contact')
  const relayContact = of('relay-contact')
  const station = trimmed(stationContact, margin_s)
  const relay = trimmed(relayContact, margin_s)
  const held = {
    lit,
    dark,
    station,
    relay,
    contact: trimmed(normalise([...stationContact, ...relayContact]), margin_s),
    'earth-visible': of('earth-visible'),
  }
  return { length_s, lit, hibernations, held, open, stationContact, relayContact }
}

/** Where an activity with these needs may lie: inside all of them at once. */
export function allowed(timeline: SiteTimeline, needs: readonly PlanNeed[], duration_s: number): Interval[] {
  const all = needs.reduce<readonly Interval[]>((list, need) => intersect(list, timeline.held[need]), timeline.open)
  return all.filter((w) => w.end - w.start >= duration_s)
}

/** The plan's rule of a kind, where it has one. */
export function rule<K extends PlanRule['kind']>(
  input: PlanInput,
  kind: K,
): Extract<PlanRule, { kind: K }> | undefined {
  return input.file.rules.find((r): r is Extract<PlanRule, { kind: K }> => r.kind === kind)
}

function onAxis(input: PlanInput, kind: PlanWindowKind, length_s: number): Interval[] {
  const own = input.windows.filter((w) => w.kind === kind).map((w) => ({ start: w.start, end: w.end }))
  return normalise(own.map((w) => ({ start: w.start - input.span.start, end: w.end - input.span.start })))
    .map((w) => ({ start: Math.max(0, Math.ceil(w.start)), end: Math.min(length_s, Math.floor(w.end)) }))
    .filter((w) => w.end > w.start)
}

function hibernationsOf(
  hibernation: Extract<PlanRule, { kind: 'hibernation' }> | undefined,
  dark: readonly Interval[],
  length_s: number,
): Interval[] {
  if (hibernation === undefined) return []
  const { afterDark_s, warmUp_s } = hibernation
  const asleep = dark.map((d) => ({
    start: Math.ceil(d.start + afterDark_s),
    end: d.end < length_s ? Math.min(length_s, Math.ceil(d.end + warmUp_s)) : length_s,
  }))
  return normalise(asleep.filter((_, i) => dark[i]!.end - dark[i]!.start > afterDark_s))
}

function trimmed(list: readonly Interval[], margin_s: number): Interval[] {
  return list.map((w) => ({ start: w.start + margin_s, end: w.end - margin_s })).filter((w) => w.end > w.start)
}
