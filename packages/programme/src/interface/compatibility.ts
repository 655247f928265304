/**
 * Whether what the two sides of a line state fits together. A clash forbids signing; a remark is told and may be signed.
 * Limits are met with equality; decimals are compared to a millionth, since sums of decimals miss by rounding.
 */
import type { InterfaceLine, LineKind } from './line.ts'

export type Finding = {
  readonly line: string
  readonly severity: 'clash' | 'remark'
  /** One sentence with both numbers and their units. */
  readonly text: string
}

type Of<K extends LineKind> = Extract<InterfaceLine, { kind: K }>
type Stated<K extends LineKind, S extends 'host' | 'guest'> = NonNullable<Of<K>[S]>
type Told = readonly ['clash' | 'remark', string]
type Rule<K extends LineKind> = (host: Stated<K, 'host'>, guest: Stated<K, 'guest'>) => readonly Told[]
type Box = Stated<'keep-out', 'host'>

const AXES = ['x', 'y', 'z'] as const

/** More than the host gives: one clash with the excess, or nothing. */
function atMost(what: string, guest: number, host: number, unit: string): Told[] {
  if (guest <= host + 1e-6) return []
  const over = Math.round((guest - host) * 1e6) / 1e6
  return [
    ['clash', `the guest's ${what} is ${guest} ${unit}; the host gives ${host} ${unit}: ${over} ${unit} too much`],
  ]
}

/** The guest must stand the whole range that the host may apply. */
function covers(what: string, host: Range, guest: Range, unit: string): Told[] {
  const given = `the host's ${what} is ${host[0]} to ${host[1]} ${unit}; the guest takes ${guest[0]} to ${guest[1]} ${unit}`
  if (guest[1] < host[0] || guest[0] > host[1]) return [['clash', `${given}: they do not meet`]]
  const below = host[0] < guest[0] ? [`${host[0]} to ${guest[0]}`] : []
  const above = host[1] > guest[1] ? [`${guest[1]} to ${host[1]}`] : []
  const open = [...below, ...above]
  return open.length === 0 ? [] : [['remark', `${given}: it does not take ${open.join(' and ')} ${unit}`]]
}
type Range = readonly [number, number]

function same(what: string, host: string | number, guest: string | number): Told[] {
  return host === guest ? [] : [['clash', `${what}: the host has ${host}, the guest ${guest}`]]
}

function inside(inner: Box, outer: Box): Told[] {
  return AXES.flatMap((axis): Told[] => {
    const [i0, i1] = [inner[`${axis}_min_mm`], inner[`${axis}_max_mm`]]
    const [o0, o1] = [outer[`${axis}_min_mm`], outer[`${axis}_max_mm`]]
    const told = `along ${axis} the guest takes ${i0} to ${i1} mm; the host gives ${o0} to ${o1} mm`
    return i0 >= o0 - 1e-6 && i1 <= o1 + 1e-6 ? [] : [['clash', told]]
  })
}

function apart(kept: Box, taken: Box): Told[] {
  const overlap = AXES.map(
    (axis) =>
      Math.min(kept[`${axis}_max_mm`], taken[`${axis}_max_mm`]) -
      Math.max(kept[`${axis}_min_mm`], taken[`${axis}_min_mm`]),
  )
  if (overlap.some((o) => o <= 1e-6)) return []
  const by = overlap.map((o) => Math.round(o * 1000) / 1000).join(' x ')
  return [['clash', `the guest stands in what the host keeps free: ${by} mm of it`]]
}

const RULES: { readonly [K in LineKind]: Rule<K> } = {
  footprint: (h, g) => [
    ...atMost('length', g.length_mm, h.length_mm, 'mm'),
    ...atMost('width', g.width_mm, h.width_mm, 'mm'),
  ],
  mass: (h, g) => atMost('mass', g.mass_kg, h.allocation_kg, 'kg'),
  'centre-of-mass': (h, g) => {
    const u = g.uncertainty_mm
    const around = { x_min_mm: g.x_mm - u, x_max_mm: g.x_mm + u, y_min_mm: g.y_mm - u, y_max_mm: g.y_mm + u }
    return inside({ ...around, z_min_mm: g.z_mm - u, z_max_mm: g.z_mm + u }, h)
  },
  'bolt-pattern': (h, g) => [
    ...same('bolts', h.bolts, g.bolts),
    ...same('bolt circle in mm', h.circle_mm, g.circle_mm),
    ...same('thread', h.thread, g.thread),
  ],
  'deployment-envelope': (h, g) => inside(g, h),
  'keep-out': (h, g) => apart(h, g),
  voltage: (h, g) => covers('supply', [h.min_V, h.max_V], [g.min_V, g.max_V], 'V'),
  power: (h, g) => [
    ...atMost('average power', g.average_W, h.average_W, 'W'),
    ...atMost('peak power', g.peak_W, h.peak_W, 'W'),
  ],
  'power-connector': (h, g) => [...same('connector', h.type, g.type), ...same('contacts', h.contacts, g.contacts)],
  inrush: (h, g) => [
    ...atMost('inrush', g.current_A, h.current_A, 'A'),
    ...atMost('inrush duration', g.duration_ms, h.duration_ms, 'ms'),
  ],
  'data-rate': (h, g) => atMost('data rate', g.rate_bps, h.rate_bps, 'bit/s'),
  'data-protocol': (h, g) =>
    h.protocols.includes(g.protocol)
      ? []
      : [['clash', `the guest speaks ${g.protocol}; the host ${h.protocols.join(', ')}`]],
  'data-volume': (h, g) => atMost('data of a day', g.volume_Mbit_day, h.volume_Mbit_day, 'Mbit'),
  'heat-flow': (h, g) => atMost('heat flow', g.heat_W, h.most_W, 'W'),
  temperature: (h, g) => covers('interface temperature', [h.min_C, h.max_C], [g.min_C, g.max_C], '°C'),
  'survival-power': (h, g) => atMost('survival power', g.power_W, h.supply_W, 'W'),
}

/** What does not fit between the sides of a line; nothing where a side has not stated its part. */
export function findingsOf(line: InterfaceLine): Finding[] {
  if (line.host === undefined || line.guest === undefined) return []
  const rule = RULES[line.kind] as Rule<LineKind>
  return rule(line.host as never, line.guest as never).map(([severity, text]) => ({ line: line.id, severity, text }))
}
