/**
 * Packets from values, by the same dictionary that decodes them: what a simulated spacecraft sends, and what tests turn
 * round. A container's criteria give their own values; the rest is set by parameter. Calibrated values go back to raw.
 */
import { err, ok, type Result } from '@magpie/core/result'
import { aroundText, putBits, putFloat, putText, rawRange } from './bit-writer.ts'
import { calibratorOf, uncalibrate } from './calibration.ts'
import { compileCriterion, isCompare } from './decoder-program.ts'
import type { BinaryEncoding, Container, Dictionary, Entry, Parameter, StringEncoding } from './dictionary.ts'
import { encodeText } from './text-codec.ts'

/** A value to send: engineering numbers, labels of enumerations, booleans, strings, blobs. */
export type SentValue = number | string | boolean | Uint8Array

export type EncodeError =
  | { readonly kind: 'encode-no-container'; readonly name: string }
  | { readonly kind: 'encode-unsupported'; readonly container: string; readonly why: string }

export type TelemetryEncoder = {
  readonly container: Container
  /** Parameters that the sender sets, in packet order. */
  readonly parameters: readonly Parameter[]
  /** Octets of the packet: header and fields, and `tail` zero octets behind. Values by place in `parameters`. */
  encode(values: readonly SentValue[], tail: number): Uint8Array<ArrayBuffer>
}

/** Compiles the container of that qualified name, with all that it extends. */
export function compileEncoder(dictionary: Dictionary, name: string): Result<TelemetryEncoder, EncodeError> {
  const container = dictionary.containers.find((c) => c.qualifiedName === name)
  if (container === undefined) return err({ kind: 'encode-no-container', name })
  const entries = entriesOf(container)
  const bad = entries.find(
    (e) =>
      e.kind !== 'parameter' ||
      e.include.length > 0 ||
      e.offset.from !== 'previous' ||
      e.offset.value !== undefined ||
      e.offset.bits < 0,
  )
  if (bad !== undefined)
    return err({ kind: 'encode-unsupported', container: name, why: 'conditions and turned-back offsets' })
  const fixed = fixedBy(container)
  const fields = entries.flatMap((e) =>
    e.kind === 'parameter' ? [{ parameter: e.parameter, gap: e.offset.bits }] : [],
  )
  const parameters = fields.map((f) => f.parameter).filter((p) => !fixed.has(p.index))
  const places = new Map(parameters.map((p, i) => [p.index, i]))
  return ok({
    container,
    parameters,
    encode(values, tail) {
      let bits = 0
      for (const { parameter, gap } of fields)
        bits += gap + sizeOf(parameter, values[places.get(parameter.index) ?? -1])
      const out = new Uint8Array(((bits + 7) >> 3) + tail)
      let at = 0
      for (const { parameter, gap } of fields) {
        const place = places.get(parameter.index)
        const value = place === undefined ? fixed.get(parameter.index)! : values[place]!
        at = putValue(parameter, value, out, at + gap, place === undefined)
      }
      return out
    },
  })
}

function entriesOf(container: Container): readonly Entry[] {
  return container.base === undefined
    ? container.entries
    : [...entriesOf(container.base.container), ...container.entries]
}

/** Raw values that the restriction criteria on the way demand, by parameter index. */
function fixedBy(container: Container): Map<number, number> {
  const out = new Map<number, number>()
  for (let c: Container | undefined = container; c !== undefined; c = c.base?.container)
    for (const criterion of c.base?.criteria ?? []) {
      const test = compileCriterion(criterion)
      if (isCompare(test) && test.other < 0 && test.operator === '==' && test.text === undefined && !test.calibrated)
        out.set(test.slot, test.number)
    }
  return out
}

const NOTHING = new Uint8Array(0)

function sizeOf({ type }: Parameter, value: SentValue | undefined): number {
  const { encoding } = type
  if (encoding.kind === 'integer' || encoding.kind === 'float') return encoding.bits
  const { size } = encoding
  if (size.kind === 'fixed') return size.bits
  const { lead, tail } = aroundText(size)
  return lead + 8 * (octetsOf(encoding, value ?? '').length + tail.length)
}

/** A character that the set does not have is sent as `?`. */
function octetsOf(encoding: StringEncoding | BinaryEncoding, value: SentValue): Uint8Array {
  if (value instanceof Uint8Array) return value
  const coded = encoding.kind === 'string' ? encoding : UTF8
  const text = String(value)
  return encodeText(text, coded) ?? encodeText(text.replace(/[^\x20-\x7e]/gu, '?'), coded) ?? NOTHING
}
const UTF8 = { charset: 'UTF-8' } as const

/** Writes one value at a bit; the bit after it. */
function putValue(parameter: Parameter, value: SentValue, out: Uint8Array, at: number, raw: boolean): number {
  const { encoding } = parameter.type
  if (encoding.kind === 'string' || encoding.kind === 'binary')
    return putText(encoding, octetsOf(encoding, value), out, at, sizeOf(parameter, value))
  const number = raw ? (value as number) : rawValue(parameter, value)
  if (encoding.kind === 'float') return putFloat(encoding, number, out, at)
  return putBits(encoding, number, out, at)
}

/** The raw number of an engineering value, rounded and held within what the encoding can carry. */
export function rawValue({ type }: Pick<Parameter, 'type'>, value: SentValue): number {
  const { encoding } = type
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'string') return type.labels?.find((l) => l.label === value)?.from ?? Number(value)
  const number = value as number
  if (encoding.kind !== 'integer' && encoding.kind !== 'float') return number
  const calibrator = calibratorOf(type)
  const [min, max] = rawRange(encoding)
  const raw = calibrator === undefined ? number : uncalibrate(calibrator, number, min, max)
  return encoding.kind === 'float' ? raw : Math.min(max, Math.max(min, Math.round(raw)))
}
