/**
 * The latest value of every parameter of the sources, and who watches them. Taking a packet costs a count for each of its
 * values, however many watch: a watcher compares the counts with those of its last look, takes what is newest, and learns
 * how many it passed over.
 */
import { type Decoder, engineeringValue } from '../decoder.ts'
import type { Sample } from '../decoder-run.ts'
import type { AlarmLevel, Container, Criterion, Parameter } from '../dictionary.ts'
import { hexOf } from './hot-table.ts'
import type { Micros } from './micros.ts'
import type { Pipeline } from './pipeline.ts'

/** The newest value of a parameter. */
export type LatestValue = {
  readonly source: string
  readonly parameter: Parameter
  readonly value: number | string | boolean
  readonly level: AlarmLevel
  readonly time_us: Micros
  readonly received_us: Micros
}

/** What is kept of one source. */
export type LiveSource = {
  readonly pipeline: Pipeline
  /** Of each parameter: how many samples came, when the newest was made and received. */
  readonly counts: Float64Array
  readonly times_us: Float64Array
  readonly received_us: Float64Array
}

/** Counts of a source's parameters, to be kept up with `mark`. */
export function liveSource(pipeline: Pipeline): LiveSource {
  const size = pipeline.decoder.parameters.length
  return {
    pipeline,
    counts: new Float64Array(size),
    times_us: new Float64Array(size).fill(Number.NaN),
    received_us: new Float64Array(size).fill(Number.NaN),
  }
}

/** A packet in order was decoded: its values are the newest. */
export function mark(
  { counts, times_us, received_us }: LiveSource,
  sample: Sample,
  at_us: Micros,
  in_us: Micros,
): void {
  const { slots, count } = sample
  for (let i = 0; i < count; i++) {
    const slot = slots[i]!
    counts[slot]!++
    times_us[slot] = at_us
    received_us[slot] = in_us
  }
}

/** The newest value of one parameter; undefined before it came. */
export function latestOf(
  { pipeline, counts, times_us, received_us }: LiveSource,
  slot: number,
): LatestValue | undefined {
  if (counts[slot] === 0) return undefined
  const parameter = pipeline.decoder.parameters[slot]!
  const value = engineeringValue(parameter, pipeline.sample)
  return {
    source: pipeline.source,
    parameter,
    value: value instanceof Uint8Array ? hexOf(value) : exactly(value, pipeline.sample, slot),
    level: pipeline.limits.standing(parameter),
    time_us: times_us[slot]!,
    received_us: received_us[slot]!,
  }
}

/** The newest values as they are kept over a restart, by qualified name: raw and engineering numbers, text, octets. */
export type LatestSnapshot = readonly {
  readonly parameter: string
  readonly raw: number | null
  readonly value: number | null
  readonly text?: string
  readonly octets?: readonly number[]
  readonly exact?: string
  readonly time_us: Micros
  readonly received_us: Micros
}[]

/** What is newest of a source. */
export function latestSnapshot({ pipeline, counts, times_us, received_us }: LiveSource): LatestSnapshot {
  const { sample, decoder } = pipeline
  return decoder.parameters.flatMap(({ index, qualifiedName }) => {
    if (counts[index] === 0) return []
    const text = sample.text[index]
    const exact = sample.exact.get(index)
    return [
      {
        parameter: qualifiedName,
        raw: sample.raw[index]!,
        value: sample.value[index]!,
        ...(typeof text === 'string' ? { text } : text === undefined ? {} : { octets: [...text] }),
        ...(exact === undefined ? {} : { exact: String(exact) }),
        time_us: times_us[index]!,
        received_us: received_us[index]!,
      },
    ]
  })
}

/** Takes up the newest values of before. */
export function restoreLatest(source: LiveSource, snapshot: LatestSnapshot): void {
  const { sample, decoder } = source.pipeline
  const byName = new Map(decoder.parameters.map((p) => [p.qualifiedName, p.index]))
  for (const { parameter, raw, value, text, octets, exact, time_us, received_us } of snapshot) {
    const slot = byName.get(parameter)
    if (slot === undefined) continue
    sample.raw[slot] = raw ?? Number.NaN
    sample.value[slot] = value ?? Number.NaN
    sample.text[slot] = octets === undefined ? text : Uint8Array.from(octets)
    if (exact !== undefined) sample.exact.set(slot, BigInt(exact))
    source.counts[slot] = 1
    source.times_us[slot] = time_us
    source.received_us[slot] = received_us
  }
}

function exactly(value: number | string | boolean, sample: Sample, slot: number): number | string | boolean {
  const exact = typeof value === 'number' && sample.exact.size > 0 ? sample.exact.get(slot) : undefined
  return exact === undefined ? value : String(exact)
}

/**
 * Which parameters say something of their source, by slot: not those of a heading (an abstract container with a parameter that
 * tells those that extend it apart), nor what fills an octet up.
 */
export function saysSomething({ parameters, containers }: Decoder): Uint8Array {
  const out = new Uint8Array(parameters.length).fill(1)
  const bases = containers.flatMap(basesOf)
  const compared = new Set(bases.flatMap(({ criteria }) => criteria.flatMap(comparedBy)))
  for (const { container } of bases) {
    const own = container.entries.flatMap((entry) => (entry.kind === 'parameter' ? entry.parameter : []))
    if (!container.abstract || !own.some((parameter) => compared.has(parameter))) continue
    for (const { index } of own) out[index] = 0
  }
  for (const { index, name } of parameters) if (FILL.test(name)) out[index] = 0
  return out
}

const FILL = /^(?:spare|pad|padding|fill|reserved)[_-]?\d*$/i

type Base = NonNullable<Container['base']>

/** What a container extends, directly and further on. */
function basesOf({ base }: Container): Base[] {
  return base === undefined ? [] : [base, ...basesOf(base.container)]
}

function comparedBy(criterion: Criterion): Parameter[] {
  if ('of' in criterion) return criterion.of.flatMap(comparedBy)
  return 'formula' in criterion ? criterion.inputs.map((input) => input.parameter) : [criterion.parameter]
}

/** A watcher's look at the sources: what is new since its last one, and how many samples it passed over. */
export class LiveView {
  private readonly seen = new Map<LiveSource, Float64Array>()
  private readonly wanted: (source: string, parameter: Parameter) => boolean
  private readonly slots = new Map<LiveSource, Int32Array>()

  /** A view of the parameters that `wanted` names; what was there before it is told at the first look, as one sample each. */
  constructor(wanted: (source: string, parameter: Parameter) => boolean) {
    this.wanted = wanted
  }

  /** The newest values of what changed since the last look, and how many samples of each were passed over. */
  look(sources: Iterable<LiveSource>): { values: LatestValue[]; skipped: number[] } {
    const values: LatestValue[] = []
    const skipped: number[] = []
    for (const source of sources) {
      const seen = this.seenOf(source)
      for (const slot of this.slotsOf(source)) {
        const came = source.counts[slot]! - seen[slot]!
        if (came === 0) continue
        seen[slot] = source.counts[slot]!
        const latest = latestOf(source, slot)
        if (latest === undefined) continue
        values.push(latest)
        skipped.push(came - 1)
      }
    }
    return { values, skipped }
  }

  private seenOf(source: LiveSource): Float64Array {
    const found = this.seen.get(source)
    if (found !== undefined) return found
    // What came before counts as one: nobody was there to pass it over.
    const made = source.counts.map((count) => Math.max(0, count - 1))
    this.seen.set(source, made)
    return made
  }

  private slotsOf(source: LiveSource): Int32Array {
    const found = this.slots.get(source)
    if (found !== undefined) return found
    const { parameters } = source.pipeline.decoder
    const made = Int32Array.from(parameters.filter((p) => this.wanted(source.pipeline.source, p)).map((p) => p.index))
    this.slots.set(source, made)
    return made
  }
}
