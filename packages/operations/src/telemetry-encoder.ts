/**
 * Packets from values, by the same dictionary that decodes them: what a simulated spacecraft sends, and what tests turn
 * round. A container's criteria give their own values; the rest is set by parameter. Calibrated values go back to raw.
 */
import { err, ok, type Result } from '@magpie/core/result'
import { putBits, putFloat, putText, rawRange } from './bit-writer.ts'
import { calibratorOf, uncalibrate } from './calibration.ts'
import { compileCriterion, isCompare } from './decoder-program.ts'
import type { Container, Dictionary, Entry, Parameter } from './dictionary.ts'

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

const utf8 = new TextEncoder()

function sizeOf({ type }: Parameter, value: SentValue | undefined): number {
  const { encoding } = type
  if (encoding.kind === 'integer' || encoding.kind === 'float') return encoding.bits
  const { size } = encoding
  const octets = value instanceof Uint8Array ? value.length : utf8.encode(String(value ?? '')).length
  switch (size.kind) {
    case 'fixed':
      return size.bits
    case 'leading':
      return size.lengthBits + 8 * octets
    case 'terminated':
      return 8 * (octets + size.by.length)
    case 'dynamic':
    case 'lookup':
    case 'told':
    case 'cases':
      return 8 * octets
  }
}

/** Writes one value at a bit; the bit after it. */
function putValue(parameter: Parameter, value: SentValue, out: Uint8Array, at: number, raw: boolean): number {
  const { encoding } = parameter.type
  if (encoding.kind === 'string' || encoding.kind === 'binary') {
    const octets = value instanceof Uint8Array ? value : utf8.encode(String(value))
    return putText(encoding.size, octets, out, at)
  }
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
