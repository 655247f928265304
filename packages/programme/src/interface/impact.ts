/**
 * What a change of a line breaks downstream: the line itself, the lines that rest on it, the budgets and the call's
 * envelope with the new figures, and the margin of the descent where a rehearsal's sensitivity is given.
 */

import { type Envelope, type LimitCheck, latest, rollUp } from '@magpie/mission/budgets'
import type { Element, Parameter } from '@magpie/mission/element'
import * as z from 'zod'
import type { CallFile } from '../call-file.ts'
import { plainLine } from '../desk/plain-text.ts'
import { findingsOf } from './compatibility.ts'
import type { InterfaceLine } from './line.ts'

/** From a rehearsal: what is left of the descent's propellant, and how much of it a landed kilogram takes. */
export const descentSensitivity = z.strictObject({
  margin_kg: z.number(),
  propellantPerLanded_kg: z.number().positive().max(100),
  rehearsal: plainLine(200),
})
export type DescentSensitivity = z.infer<typeof descentSensitivity>

/** `breaks`: a limit is passed or the sides do not fit; `asks`: it rests on what changed, or only a margin is passed. */
export type Break = {
  readonly what: 'line' | 'budget' | 'descent'
  readonly subject: string
  readonly severity: 'breaks' | 'asks'
  readonly text: string
}

export type ChangeQuestion = {
  readonly before: InterfaceLine
  readonly after: InterfaceLine
  /** The other lines of the document. */
  readonly others: readonly InterfaceLine[]
  readonly guest: string
  readonly elements: readonly Element[]
  readonly envelope?: Envelope | undefined
  readonly descent?: DescentSensitivity | undefined
}

/** Everything that the change breaks or asks to be looked at again. */
export function impactOf(change: ChangeQuestion): Break[] {
  const { before, after, others, guest, elements, envelope, descent } = change
  const own = findingsOf(after).map(
    (f): Break => ({
      what: 'line',
      subject: after.id,
      severity: f.severity === 'clash' ? 'breaks' : 'asks',
      text: f.text,
    }),
  )
  const grown = elements.map((e) => (e.id === guest ? withFigures(e, after, 'the change') : e))
  return [
    ...own,
    ...dependents(before.id, others).map(restsOn),
    ...budgetBreaks(elements, grown, envelope),
    ...(descent === undefined ? [] : descentBreaks(before, after, descent)),
  ]
}

function restsOn([line, on]: readonly [InterfaceLine, string]): Break {
  return { what: 'line', subject: line.id, severity: 'asks', text: `"${line.title}" rests on ${on}` }
}

/** The lines that rest on one, directly or through others, each with what it rests on. */
function dependents(id: string, others: readonly InterfaceLine[]): (readonly [InterfaceLine, string])[] {
  const found: (readonly [InterfaceLine, string])[] = []
  const seen = new Set([id])
  for (const on of seen) {
    for (const line of others) {
      if (seen.has(line.id) || !line.dependsOn.includes(on)) continue
      seen.add(line.id)
      found.push([line, on])
    }
  }
  return found
}

function budgetBreaks(before: readonly Element[], after: readonly Element[], envelope?: Envelope): Break[] {
  const old = rollUp(before, envelope).checks
  const keyOf = (c: LimitCheck) => `${c.limit} ${c.element ?? ''}`
  const was = new Map(old.map((c) => [keyOf(c), c]))
  return rollUp(after, envelope).checks.flatMap((check): Break[] => {
    const then = was.get(keyOf(check))
    if (check.verdict === 'within' || (then?.used.value ?? 0) >= check.used.value - 1e-6) return []
    const unit = LIMIT_UNITS[check.limit]
    const used = check.verdict === 'over' ? check.used.value : check.used.withMargin
    const what = check.verdict === 'over' ? `${show(used)} ${unit}` : `${show(used)} ${unit} with margins`
    const where = check.element === undefined ? LIMITS[check.limit] : `${LIMITS[check.limit]} (${check.element})`
    const from = then === undefined ? '' : `, before ${show(then.used.value)} ${unit}`
    const text = `${where}: ${what} of ${show(check.allowed)} ${unit}${from}`
    return [{ what: 'budget', subject: check.limit, severity: check.verdict === 'over' ? 'breaks' : 'asks', text }]
  })
}

/** The units of limits, as people read them. */
export const LIMIT_UNITS: Readonly<Record<LimitCheck['limit'], string>> = {
  total_kg: 'kg',
  module_kg: 'kg',
  power_W: 'W',
  dataVolume_Mbit_day: 'Mbit a day',
  'power-supply': 'W',
}
const LIMITS: Readonly<Record<LimitCheck['limit'], string>> = {
  total_kg: 'mass of all partners on the host',
  module_kg: 'mass of a module',
  power_W: 'peak power of all partners',
  dataVolume_Mbit_day: 'data of a day of all partners',
  'power-supply': "the host's supply",
}

function descentBreaks(before: InterfaceLine, after: InterfaceLine, descent: DescentSensitivity): Break[] {
  if (before.kind !== 'mass' || after.kind !== 'mass') return []
  const heavier_kg = (after.guest?.mass_kg ?? 0) - (before.guest?.mass_kg ?? 0)
  if (heavier_kg <= 0) return []
  const left_kg = descent.margin_kg - heavier_kg * descent.propellantPerLanded_kg
  const text =
    `${show(heavier_kg)} kg more to land take ${show(heavier_kg * descent.propellantPerLanded_kg)} kg of propellant: ` +
    `${show(left_kg)} kg of ${show(descent.margin_kg)} kg are left (${descent.rehearsal})`
  return [{ what: 'descent', subject: 'descent', severity: left_kg < 0 ? 'breaks' : 'asks', text }]
}

function show(n: number): string {
  return String(Math.round(n * 1000) / 1000)
}

/** The figures of an element that a line's guest side states, in the mission's parameters. */
export function figuresOf(line: InterfaceLine): { name: Parameter['name']; value: number; unit: Parameter['unit'] }[] {
  if (line.guest === undefined) return []
  switch (line.kind) {
    case 'mass':
      return [{ name: 'mass', value: line.guest.mass_kg, unit: 'kg' }]
    case 'power':
      return [
        { name: 'power-average', value: line.guest.average_W, unit: 'W' },
        { name: 'power-peak', value: line.guest.peak_W, unit: 'W' },
      ]
    case 'survival-power':
      return [{ name: 'power-survival', value: line.guest.power_W, unit: 'W' }]
    case 'data-rate':
      return [{ name: 'data-rate', value: line.guest.rate_bps, unit: 'bit/s' }]
    case 'data-volume':
      return [{ name: 'data-volume-day', value: line.guest.volume_Mbit_day, unit: 'Mbit' }]
    default:
      return []
  }
}

/** The element with the line's figures as its newest estimates, at the maturity that it had (new where it had none). */
export function withFigures(element: Element, line: InterfaceLine, from: string, asOf?: string): Element {
  const added = figuresOf(line).map(({ name, value, unit }): Parameter => {
    const was = latest(element, name)
    const margin = was?.margin === undefined ? {} : { margin: was.margin }
    const day = [asOf ?? '', ...element.parameters.filter((p) => p.name === name).map((p) => p.asOf)].sort().at(-1)!
    const maturity = was?.maturity ?? 'new'
    return { name, value, unit, maturity, ...margin, asOf: day || '0000', provenance: { kind: 'derived', from } }
  })
  return added.length === 0 ? element : { ...element, parameters: [...element.parameters, ...added] }
}

/** The call's limits as budgets hold them; undefined where it limits no mass. */
export function envelopeOfCall(call: CallFile): Envelope | undefined {
  const limit = (r: string) => call.envelope.find((e) => e.resource === r)?.limit.value
  const total_kg = limit('mass')
  const [power_W, dataVolume_Mbit_day] = [limit('power'), limit('data')]
  if (total_kg === undefined) return undefined
  return {
    total_kg,
    module_kg: call.moduleMass.limit.value,
    ...(power_W === undefined ? {} : { power_W }),
    ...(dataVolume_Mbit_day === undefined ? {} : { dataVolume_Mbit_day }),
  }
}
