/**
 * Which subsystem a parameter tells of, for those who look at a spacecraft as a whole: by its name and unit, so that a mission
 * brings nothing but its dictionary. What no row knows tells of none here, and is found where all values are.
 */
import type { Alarm, AlarmLevel, AlarmRange, DataType } from './dictionary.ts'

/** In the order in which they are shown. */
export const SUBSYSTEMS = [
  'state',
  'power',
  'supplies',
  'thermal',
  'attitude',
  'radio',
  'data',
  'software',
  'payload',
] as const
export type Subsystem = (typeof SUBSYSTEMS)[number]

/** The first row that fits. Names are those of the elements' dictionaries, and likely ones of others. */
const ROWS: readonly (readonly [Subsystem, RegExp])[] = [
  ['software', /^(load_(state|outcome|octets)|(running|ready|previous)_hash)$/],
  ['state', /^(state|fault|safe_mode|mode|deployment_step|busy|locks|resets|memory_errors|uptime)$/],
  ['thermal', /(^|_)(temperature|heater)($|_)/],
  ['power', /^(battery_|bus_|array_|load_power|power$|power_margin|shed$|in_sunlight|charging$|charger)/],
  ['supplies', /^power_/],
  ['attitude', /^(slewing|pointing|body_rate|sun_|wheel|momentum|star_tracker|unloads|tilt|roll|pitch|yaw)/],
  ['attitude', /^(odometer|east|north|heading)$/],
  ['radio', /^(link$|transmi|downlink|receiver|relaying|relayed|payload$)/],
  ['data', /^(recorder|stored|products$|scheduled$|schedule$|gateway_|commands_)/],
  ['data', /^(clock|formatter|sensors)_side$/],
]

/** The subsystem; `science` says whether the mission counts the parameter among results. */
export function subsystemOf(name: string, unit: string, science: boolean): Subsystem | undefined {
  if (science) return 'payload'
  const row = ROWS.find(([, names]) => names.test(name))
  return row?.[0] ?? (unit === 'degC' ? 'thermal' : undefined)
}

type Raised = Exclude<AlarmLevel, 'nominal'>

/** Limits of a parameter as people read them, in its unit: at a level outside of (or inside) ends, or where it says a label. */
export type ShownLimit =
  | {
      readonly kind: 'range'
      readonly level: Raised
      readonly form: 'outside' | 'inside'
      readonly least?: number
      readonly greatest?: number
    }
  | { readonly kind: 'label'; readonly level: Raised; readonly label: string }

/** The limits that hold whatever the context, the mildest first. */
export function limitsOf({ alarm }: Pick<DataType, 'alarm'>): ShownLimit[] {
  if (alarm === undefined) return []
  const limits = alarm.kind === 'labels' ? labelLimits(alarm) : alarm.ranges.map((r) => rangeLimit(r, alarm.rangeForm))
  return limits.sort((a, b) => GRAVITY[a.level] - GRAVITY[b.level])
}

const GRAVITY: Readonly<Record<Raised, number>> = { watch: 0, warning: 1, critical: 2 }

function labelLimits({ labels }: Alarm & { readonly kind: 'labels' }): ShownLimit[] {
  return [...labels].flatMap(([label, level]) =>
    level === 'nominal' ? [] : [{ kind: 'label' as const, level, label }],
  )
}

function rangeLimit(
  { level, range }: { readonly level: Raised; readonly range: AlarmRange },
  form: 'outside' | 'inside',
): ShownLimit {
  const { min, max } = range
  const ends = { ...(min === undefined ? {} : { least: min }), ...(max === undefined ? {} : { greatest: max }) }
  return { kind: 'range', level, form, ...ends }
}
