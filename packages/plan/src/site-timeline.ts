/** When the site is lit, in contact and asleep, in whole seconds since the start of the plan: what activities may use. */
import { complement, difference, type Interval, intersect, normalise, union } from '@magpie/core/interval'
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

/** Lays the windows on the plan's own axis; what an activity may use is cut inwards to whole seconds, sleep outwards. */
export function siteTimeline(input: PlanInput): SiteTimeline {
  const length_s = Math.floor(input.span.end - input.span.start)
  const whole = { start: 0, end: length_s }
  const of = (kind: PlanWindowKind) => onAxis(input, kind, length_s)
  const night = complement(of('lit'), whole)
  const hibernations = hibernationsOf(rule(input, 'hibernation'), night, length_s)
  const settled_s = Math.min(length_s, Math.ceil(rule(input, 'settling')?.duration_s ?? 0))
  const open = difference([{ start: settled_s, end: length_s }], hibernations)
  const margin_s = Math.ceil(rule(input, 'contact-margin')?.margin_s ?? 0)
  const stations = of('station-contact')
  const relays = of('relay-contact')
  const held = {
    lit: inwards(of('lit'), 0),
    dark: inwards(night, 0),
    station: inwards(stations, margin_s),
    relay: inwards(relays, margin_s),
    contact: inwards(union(stations, relays), margin_s),
    'earth-visible': inwards(of('earth-visible'), 0),
  }
  const contacts = { stationContact: inwards(stations, 0), relayContact: inwards(relays, 0) }
  return { length_s, lit: held.lit, hibernations, held, open, ...contacts }
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
  const own = input.windows.filter((w) => w.kind === kind)
  const shifted = own.map((w) => ({ start: w.start - input.span.start, end: w.end - input.span.start }))
  return intersect(normalise(shifted), [{ start: 0, end: length_s }])
}

function hibernationsOf(
  hibernation: Extract<PlanRule, { kind: 'hibernation' }> | undefined,
  night: readonly Interval[],
  length_s: number,
): Interval[] {
  if (hibernation === undefined) return []
  const { afterDark_s, warmUp_s } = hibernation
  const asleep = night
    .filter((d) => d.end - d.start > afterDark_s)
    .map((d) => ({
      start: Math.floor(d.start + afterDark_s),
      end: d.end < length_s ? Math.min(length_s, Math.ceil(d.end + warmUp_s)) : length_s,
    }))
  return normalise(asleep)
}

function inwards(list: readonly Interval[], margin_s: number): Interval[] {
  return list
    .map((w) => ({ start: Math.ceil(w.start + margin_s), end: Math.floor(w.end - margin_s) }))
    .filter((w) => w.end > w.start)
}
