/**
 * Lines of an interface control document: each of one kind, with what the host states and what the guest states. Units end
 * the names of the fields: mm, kg, V, W, A, ms, bit/s as bps, Mbit a day, degrees Celsius as C.
 */
import { identifier } from '@magpie/core/identifier'
import * as z from 'zod'
import { civilDay } from '../civil-date.ts'
import { plainLine } from '../desk/plain-text.ts'

const positive = (most: number) => z.number().positive('must be above 0').max(most)
const notNegative = (most: number) => z.number().min(0, 'must not be below 0').max(most)
const length_mm = positive(100_000)
const place_mm = z.number().min(-100_000).max(100_000)

/** A box along the axes of the host, mm. */
const box = z
  .strictObject({
    x_min_mm: place_mm,
    x_max_mm: place_mm,
    y_min_mm: place_mm,
    y_max_mm: place_mm,
    z_min_mm: place_mm,
    z_max_mm: place_mm,
  })
  .refine(
    (b) => b.x_min_mm < b.x_max_mm && b.y_min_mm < b.y_max_mm && b.z_min_mm < b.z_max_mm,
    'each least must lie below its most',
  )
const footprint = z.strictObject({ length_mm, width_mm: length_mm })
const bolts = z.strictObject({
  bolts: z.number().int().min(1).max(200),
  circle_mm: length_mm,
  thread: plainLine(20),
  flatness_mm: positive(10).optional(),
})
const voltage = z
  .strictObject({ min_V: notNegative(1000), max_V: positive(1000) })
  .refine((v) => v.min_V <= v.max_V, 'min_V must not exceed max_V')
const power = z
  .strictObject({ average_W: notNegative(100_000), peak_W: notNegative(100_000) })
  .refine((p) => p.average_W <= p.peak_W, 'average_W must not exceed peak_W')
const temperature = z
  .strictObject({ min_C: z.number().min(-273.15).max(2000), max_C: z.number().min(-273.15).max(2000) })
  .refine((t) => t.min_C <= t.max_C, 'min_C must not exceed max_C')
const connector = z.strictObject({ type: plainLine(60), contacts: z.number().int().min(1).max(1000) })
const inrush = z.strictObject({ current_A: positive(1000), duration_ms: positive(10_000) })

const centre = z.strictObject({
  x_mm: place_mm,
  y_mm: place_mm,
  z_mm: place_mm,
  uncertainty_mm: notNegative(1000).default(0),
})

/** The kinds of line, each with its discipline. */
export const DISCIPLINES = {
  footprint: 'mechanical',
  mass: 'mechanical',
  'centre-of-mass': 'mechanical',
  'bolt-pattern': 'mechanical',
  'deployment-envelope': 'mechanical',
  'keep-out': 'mechanical',
  voltage: 'power',
  power: 'power',
  'power-connector': 'power',
  inrush: 'power',
  'data-rate': 'data',
  'data-protocol': 'data',
  'data-volume': 'data',
  'heat-flow': 'thermal',
  temperature: 'thermal',
  'survival-power': 'thermal',
} as const
export type LineKind = keyof typeof DISCIPLINES

export const side = z.enum(['host', 'guest'])
export type Side = z.infer<typeof side>

/** How a requirement is shown to be met (the four methods of ECSS-E-ST-10-02C, 5.2.2), when and by which side. */
export const verification = z.strictObject({
  method: z.enum(['test', 'analysis', 'inspection', 'review-of-design']),
  /** The review or campaign at which, such as `acceptance`, and the day where there is one. */
  stage: plainLine(80),
  due: civilDay.optional(),
  by: side,
  requirement: plainLine(400),
})
export type Verification = z.infer<typeof verification>

/** The fields of every line: what the host states, what the guest states, and how it is verified. */
function line<K extends LineKind, H extends z.ZodType, G extends z.ZodType>(kind: K, host: H, guest: G) {
  return z.strictObject({
    id: identifier,
    kind: z.literal(kind),
    title: plainLine(120),
    /** The side that writes title, verification and dependencies. */
    owner: side,
    host: host.optional(),
    guest: guest.optional(),
    verification,
    /** Lines of the same document on whose values this one rests. */
    dependsOn: z.array(identifier).max(50).default([]),
  })
}

const rate = z.strictObject({ rate_bps: positive(1e12) })
const volume = z.strictObject({ volume_Mbit_day: positive(1e9) })

/** One line as a side writes it; a side that has said nothing yet is left out. */
export const interfaceLine = z.discriminatedUnion('kind', [
  line('footprint', footprint, footprint),
  line('mass', z.strictObject({ allocation_kg: positive(1e6) }), z.strictObject({ mass_kg: positive(1e6) })),
  line('centre-of-mass', box, centre),
  line('bolt-pattern', bolts, bolts),
  line('deployment-envelope', box, box),
  line('keep-out', box, box),
  line('voltage', voltage, voltage),
  line('power', power, power),
  line('power-connector', connector, connector),
  line('inrush', inrush, inrush),
  line('data-rate', rate, rate),
  line(
    'data-protocol',
    z.strictObject({ protocols: z.array(plainLine(40)).min(1).max(20) }),
    z.strictObject({ protocol: plainLine(40) }),
  ),
  line('data-volume', volume, volume),
  line('heat-flow', z.strictObject({ most_W: notNegative(1e5) }), z.strictObject({ heat_W: notNegative(1e5) })),
  line('temperature', temperature, temperature),
  line('survival-power', z.strictObject({ supply_W: notNegative(1e5) }), z.strictObject({ power_W: notNegative(1e5) })),
])
export type InterfaceLine = z.infer<typeof interfaceLine>

/** One value of a line for people: its name, its number or words, and its unit. */
export type PrintedValue = { readonly name: string; readonly value: string; readonly unit: string }

/** What a side states, for people: each field with its unit. */
export function printedValues(stated: InterfaceLine['host'] | InterfaceLine['guest']): PrintedValue[] {
  return Object.entries(stated ?? {}).map(([field, value]) => {
    const [name, unit] = splitUnit(field)
    return { name, value: Array.isArray(value) ? value.join(', ') : String(value), unit }
  })
}

const UNITS: Readonly<Record<string, string>> = { C: '°C', bps: 'bit/s', Mbit_day: 'Mbit a day' }

function splitUnit(field: string): [string, string] {
  const [, name, unit] = /^(.*?)_(mm|kg|V|W|A|ms|bps|Mbit_day|C)$/.exec(field) ?? [field, field, '']
  return [name!.replaceAll('_', ' '), UNITS[unit!] ?? unit!]
}
