/**
 * Mass, power and data budgets: the latest estimate of every element with the margin of its maturity, summed for all, for
 * each owner and for each host with what it carries, and held against the call's envelope. Margins at equipment level are
 * 5, 10 and 20 % by maturity and 20 % at system level (ESA, "Margin philosophy for science assessment studies",
 * SRE-PA/2011.097 issue 1.0, R-M2-1 and R-M2-2; ECSS practice). A maturity margin covers growth that is expected; that is
 * why a value within a limit whose margin is not is told apart from one that is over.
 */
import type { Identifier } from '@magpie/core/identifier'
import { isAssumed } from '@magpie/core/provenance'
import { err, ok, type Result } from '@magpie/core/result'
import type * as z from 'zod'
import type { Element, Maturity, Parameter, parameterName } from './element.ts'

/** What is summed up. Units: kg, W, bit/s, Mbit a day. Room on the host is shared out by interfaces, not by a sum. */
export type BudgetName = Exclude<z.infer<typeof parameterName>, 'power-supply' | 'volume' | 'deck-area'>

export const budgetUnits: Readonly<Record<BudgetName, Parameter['unit']>> = {
  mass: 'kg',
  'power-average': 'W',
  'power-peak': 'W',
  'power-survival': 'W',
  'data-rate': 'bit/s',
  'data-volume-day': 'Mbit',
}

/** The margin of each maturity, as a fraction. */
export const maturityMargins: Readonly<Record<Maturity, number>> = {
  measured: 0,
  'off-the-shelf': 0.05,
  modified: 0.1,
  new: 0.2,
}

/** The margin that the system as a whole keeps above its elements' own. */
export const SYSTEM_MARGIN = 0.2

/** A value, its margin, and both together. */
export type Amount = { readonly value: number; readonly margin: number; readonly withMargin: number }

export type BudgetLine = Amount & {
  readonly element: Identifier
  readonly owner: Identifier
  readonly host?: Identifier
  readonly project?: Identifier
  readonly maturity: Maturity
  readonly marginFraction: number
  readonly asOf: string
  readonly assumed: boolean
}

export type Budget = {
  readonly name: BudgetName
  readonly unit: Parameter['unit']
  readonly lines: readonly BudgetLine[]
  readonly total: Amount
  readonly byOwner: Readonly<Record<Identifier, Amount>>
  /** What each host carries, up the tree, itself left out. */
  readonly carriedBy: Readonly<Record<Identifier, Amount>>
  /** The total with its margins and the system margin. */
  readonly withSystemMargin: number
  /** Elements whose value is assumed. */
  readonly assumed: readonly Identifier[]
}

/**
 * What the call gives partners on the host: the mass of all, of one independent module, the sum of their peak powers (as
 * the selection sums them), the data of a day.
 */
export type Envelope = {
  readonly total_kg: number
  readonly module_kg: number
  readonly power_W?: number
  readonly dataVolume_Mbit_day?: number
}

/** One limit and what is used of it: `margin-over` where only the margins do not fit. */
export type LimitCheck = {
  readonly limit: keyof Envelope | 'power-supply'
  /** The module, or the host whose supply it is. */
  readonly element?: Identifier
  readonly allowed: number
  readonly used: Amount
  readonly left: number
  readonly leftWithMargin: number
  readonly verdict: 'within' | 'margin-over' | 'over'
}

export type Budgets = {
  readonly budgets: Readonly<Record<BudgetName, Budget>>
  readonly checks: readonly LimitCheck[]
  /** Elements that state no mass: their budget is not known, which is not the same as nothing. */
  readonly withoutMass: readonly Identifier[]
}

/** Rolls up all budgets. The envelope holds for what projects brought onto a host; supplies for what a host carries. */
export function rollUp(elements: readonly Element[], envelope?: Envelope): Budgets {
  const names = Object.keys(budgetUnits) as BudgetName[]
  const budgets = Object.fromEntries(names.map((name) => [name, budgetOf(elements, name)])) as Record<
    BudgetName,
    Budget
  >
  return {
    budgets,
    checks: [
      ...(envelope === undefined ? [] : envelopeChecks(elements, budgets, envelope)),
      ...supplyChecks(elements, budgets),
    ],
    withoutMass: elements.filter((e) => e.kind !== 'stack' && latest(e, 'mass') === undefined).map((e) => e.id),
  }
}

/** The estimate in force of a parameter: the one of the latest date, of several that of the last entry. */
export function latest(element: Element, name: Parameter['name']): Parameter | undefined {
  let last: Parameter | undefined
  for (const p of element.parameters) if (p.name === name && (last === undefined || p.asOf >= last.asOf)) last = p
  return last
}

/** A parameter's value and margin; its own margin goes before that of its maturity. */
export function amountOf(parameter: Parameter): Amount {
  const margin = parameter.value * (parameter.margin ?? maturityMargins[parameter.maturity])
  return { value: parameter.value, margin, withMargin: parameter.value + margin }
}

function budgetOf(elements: readonly Element[], name: BudgetName): Budget {
  const lines = elements.flatMap((element) => lineOf(element, name))
  const total = sum(lines)
  return {
    name,
    unit: budgetUnits[name],
    lines,
    total,
    byOwner: groups(lines, (line) => [line.owner]),
    carriedBy: groups(lines, (line) => hostsOf(line.element, elements)),
    withSystemMargin: total.withMargin * (1 + SYSTEM_MARGIN),
    assumed: lines.filter((line) => line.assumed).map((line) => line.element),
  }
}

function lineOf(element: Element, name: BudgetName): BudgetLine[] {
  const parameter = latest(element, name)
  if (parameter === undefined) return []
  return [
    {
      ...amountOf(parameter),
      element: element.id,
      owner: element.owner,
      ...(element.host === undefined ? {} : { host: element.host }),
      ...(element.project === undefined ? {} : { project: element.project }),
      maturity: parameter.maturity,
      marginFraction: parameter.margin ?? maturityMargins[parameter.maturity],
      asOf: parameter.asOf,
      assumed: isAssumed(parameter.provenance),
    },
  ]
}

function sum(amounts: readonly Amount[]): Amount {
  let value = 0
  let margin = 0
  for (const a of amounts) {
    value += a.value
    margin += a.margin
  }
  return { value, margin, withMargin: value + margin }
}

function groups(lines: readonly BudgetLine[], keysOf: (line: BudgetLine) => readonly string[]): Record<string, Amount> {
  const by = new Map<string, BudgetLine[]>()
  for (const line of lines) for (const key of keysOf(line)) by.set(key, [...(by.get(key) ?? []), line])
  return Object.fromEntries([...by].map(([key, list]) => [key, sum(list)]))
}

/** The hosts of an element, nearest first; a circle ends where it closes. */
export function hostsOf(id: Identifier, elements: readonly Element[]): Identifier[] {
  const out: Identifier[] = []
  const find = (wanted: Identifier | undefined) => elements.find((e) => e.id === wanted)
  for (let e = find(find(id)?.host); e !== undefined && e.id !== id && !out.includes(e.id); e = find(e.host))
    out.push(e.id)
  return out
}

function envelopeChecks(
  elements: readonly Element[],
  budgets: Readonly<Record<BudgetName, Budget>>,
  envelope: Envelope,
): LimitCheck[] {
  const partners = (name: BudgetName) =>
    budgets[name].lines.filter((line) => line.project !== undefined && line.host !== undefined)
  const projectOf = new Map(elements.map((e) => [e.id, e.project]))
  const checks = [check('total_kg', envelope.total_kg, sum(partners('mass')))]
  for (const line of partners('mass')) {
    // A module is what stands on something that is not of its own project, with all it carries.
    if (projectOf.get(line.host!) === line.project) continue
    const whole = sum([line, budgets.mass.carriedBy[line.element] ?? sum([])])
    checks.push({ ...check('module_kg', envelope.module_kg, whole), element: line.element })
  }
  if (envelope.power_W !== undefined) checks.push(check('power_W', envelope.power_W, sum(partners('power-peak'))))
  if (envelope.dataVolume_Mbit_day !== undefined) {
    checks.push(check('dataVolume_Mbit_day', envelope.dataVolume_Mbit_day, sum(partners('data-volume-day'))))
  }
  return checks
}

/** Each host that states a supply, against the average of itself and all that it carries, where any of it is stated. */
function supplyChecks(elements: readonly Element[], budgets: Readonly<Record<BudgetName, Budget>>): LimitCheck[] {
  return elements.flatMap((element) => {
    const supply = latest(element, 'power-supply')
    if (supply === undefined) return []
    const own = budgets['power-average'].lines.filter((line) => line.element === element.id)
    const carried = budgets['power-average'].carriedBy[element.id]
    if (own.length === 0 && carried === undefined) return []
    const used = sum(carried === undefined ? own : [...own, carried])
    return [{ ...check('power-supply', supply.value, used), element: element.id }]
  })
}

function check(limit: LimitCheck['limit'], allowed: number, used: Amount): LimitCheck {
  const left = allowed - used.value
  const leftWithMargin = allowed - used.withMargin
  // Sums of decimals miss a limit by rounding: a milligram is neither over nor within.
  const verdict = left < -1e-6 ? 'over' : leftWithMargin < -1e-6 ? 'margin-over' : 'within'
  return { limit, allowed, used, left, leftWithMargin, verdict }
}

/** What an element's growth does: what its hosts carry more, and the limits that it breaks or brings into their margin. */
export type Growth = {
  readonly element: Identifier
  readonly by_kg: number
  readonly byWithMargin_kg: number
  readonly before: Budgets
  readonly after: Budgets
  readonly changed: readonly { readonly before: LimitCheck; readonly after: LimitCheck }[]
}

export type NoMass = { readonly kind: 'no-mass'; readonly element: Identifier }

/** Budgets when an element's mass grows by `by_kg` (negative: shrinks), at the maturity that it has. */
export function growth(
  elements: readonly Element[],
  envelope: Envelope,
  element: Identifier,
  by_kg: number,
): Result<Growth, NoMass> {
  const old = elements.find((e) => e.id === element)
  const mass = old === undefined ? undefined : latest(old, 'mass')
  if (old === undefined || mass === undefined) return err({ kind: 'no-mass', element })
  const grown: Parameter = {
    ...mass,
    value: Math.max(0, mass.value + by_kg),
    provenance: { kind: 'derived', from: `growth of ${by_kg} kg from ${mass.value} kg` },
  }
  const before = rollUp(elements, envelope)
  const after = rollUp(
    elements.map((e) => (e === old ? { ...e, parameters: [...e.parameters, grown] } : e)),
    envelope,
  )
  const changed = after.checks.flatMap((a, i) => {
    const b = before.checks[i]!
    return b.verdict === a.verdict ? [] : [{ before: b, after: a }]
  })
  const byWithMargin_kg = amountOf(grown).withMargin - amountOf(mass).withMargin
  return ok({ element, by_kg: grown.value - mass.value, byWithMargin_kg, before, after, changed })
}
