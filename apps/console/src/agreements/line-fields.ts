/** The fields of an interface line by its kind and side, read from the contract's own schema, so that no form drifts from it. */
import { agreementActs } from '@magpie/api/agreement-operations'
import { DISCIPLINES, type InterfaceLine, type LineKind, type Side } from '@magpie/api/interface-lines'

export type LineField = {
  /** As the contract names it, unit and all: `mass_kg`. */
  readonly key: string
  readonly unit: string
  readonly holds: 'number' | 'text' | 'list'
  readonly optional: boolean
}

type Schema = { readonly def: { readonly type: string; readonly innerType?: Schema } }
type Shape = Readonly<Record<string, Schema>>

const UNIT = /_(mm|kg|V|W|A|ms|bps|Mbit_day|C)$/
const UNITS: Readonly<Record<string, string>> = { C: '°C', bps: 'bit/s', Mbit_day: 'Mbit' }

/** The kinds of line, discipline by discipline. */
export const LINE_KINDS = Object.keys(DISCIPLINES) as readonly LineKind[]
export const LINE_DISCIPLINES = ['mechanical', 'power', 'data', 'thermal'] as const

const FIELDS = new Map<string, readonly LineField[]>()
for (const option of agreementActs.proposeLine.input.shape.line.options) {
  const { kind, host, guest } = option.shape
  FIELDS.set(`${kind.value} host`, fieldsIn(host.unwrap().shape as unknown as Shape))
  FIELDS.set(`${kind.value} guest`, fieldsIn(guest.unwrap().shape as unknown as Shape))
}

/** The fields that a side states of a line of this kind. */
export function lineFields(kind: LineKind, side: Side): readonly LineField[] {
  return FIELDS.get(`${kind} ${side}`)!
}

/** The unit at the end of a field's name; empty where it has none. */
export function unitOf(key: string): string {
  const unit = UNIT.exec(key)?.[1] ?? ''
  return UNITS[unit] ?? unit
}

/** The fields of both sides beside each other: by name where both state the same, in their order where they do not. */
export function pairedFields(kind: LineKind): readonly (readonly [LineField | undefined, LineField | undefined])[] {
  const [host, guest] = [lineFields(kind, 'host'), lineFields(kind, 'guest')]
  const alike = host.some((h) => guest.some((g) => g.key === h.key))
  if (!alike) return Array.from({ length: Math.max(host.length, guest.length) }, (_, i) => [host[i], guest[i]] as const)
  const rest = guest.filter((g) => !host.some((h) => h.key === g.key))
  return [
    ...host.map((h) => [h, guest.find((g) => g.key === h.key)] as const),
    ...rest.map((g) => [undefined, g] as const),
  ]
}

/** What a side stated under a key, as text; undefined where it stated nothing of it. */
export function statedText(stated: InterfaceLine['host'] | InterfaceLine['guest'], key: string): string | undefined {
  const value = (stated as Readonly<Record<string, unknown>> | undefined)?.[key]
  if (value === undefined) return undefined
  return Array.isArray(value) ? value.join(', ') : String(value)
}

function fieldsIn(shape: Shape): LineField[] {
  return Object.entries(shape).map(([key, schema]) => {
    const optional = schema.def.type === 'optional' || schema.def.type === 'default'
    const { type } = (optional ? schema.def.innerType! : schema).def
    return {
      key,
      unit: unitOf(key),
      holds: type === 'number' ? 'number' : type === 'array' ? 'list' : 'text',
      optional,
    }
  })
}
