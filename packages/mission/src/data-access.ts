/**
 * Who reads which data when, as the agreements have it. The owner of an element reads all of it; who carries it reads its
 * housekeeping, since it may have to make it safe; what a data policy shares is read within its bounds; and after the
 * embargo everybody reads under the licence. What is not read has a reason: rule, fact, source.
 *
 * A term covers a sample by what it is (element, parameter, kind), by when it was generated, and by when it was received.
 * Terms are not mixed: a sample is read as the finest single term that admits it has it.
 */
import type { Agreement, DataShare } from './agreement.ts'
import type { Refusal } from './authority-request.ts'
import type { Element } from './element.ts'
import { PUBLIC } from './party.ts'
import { say } from './sentences.ts'

/** What data are: results of an instrument, or what tells how a spacecraft is. */
export type DataKind = 'science' | 'housekeeping'

/** One parameter of one element. */
export type DataItem = { readonly element: string; readonly parameter: string; readonly kind: DataKind }

/** When a sample was generated and received, UTC in ms since 1970. */
export type SampleTimes = { readonly generated_ms: number; readonly received_ms: number }

/** Why somebody reads an item, and within which bounds. Times in ms; the window of generation times is half-open. */
export type ReadingTerm = {
  readonly rule: 'owner-reads' | 'host-reads-housekeeping' | 'shared' | 'after-embargo'
  /** What it rests on, in words. */
  readonly basis: string
  readonly agreement?: string
  /** The licence under which it is read, where the embargo is over. */
  readonly licence?: string
  readonly delay_ms: number
  /** One sample in each cell of this length, counted from 1970; 0 is all. */
  readonly every_ms: number
  /** Numbers are rounded to multiples of it; 0 leaves them as they are. */
  readonly step: number
  readonly from_ms: number
  readonly until_ms: number
}

/** Goes through one parameter's samples in the order they were generated, and says how each may be read. */
export type SharedReader = {
  /** Before so long after its reception no sample is read. */
  readonly delay_ms: number
  /**
   * From where to read so that the samples from `from_ms` on come out the same whatever was asked for: the first of a cell
   * is known only from the beginning of the cell.
   */
  begins(from_ms: number): number
  /** The step to which the sample is rounded, 0 for as it is; undefined where it may not be read at `now_ms`. */
  admit(times: SampleTimes, now_ms: number): number | undefined
}

export type DataAccess = {
  /** All terms under which a reader (a party, or `public`) reads an item, the least bounded first; empty is never. */
  terms(reader: string, item: DataItem): readonly ReadingTerm[]
  /** Parameters of an element that a share with the reader names: they are read otherwise than the rest. */
  named(reader: string, element: string): readonly string[]
  /** Why a reader does not read an item at a time of the present, ms; undefined where it reads what arrives now. */
  refusal(reader: string, item: DataItem, now_ms: number): Refusal | undefined
}

/** What is agreed on data, of elements and agreements in force. */
export type DataAgreed = {
  readonly elements: readonly Element[]
  readonly agreements: readonly Agreement[]
}

const DAY_MS = 86_400_000
const ALWAYS = { delay_ms: 0, every_ms: 0, step: 0, from_ms: -Infinity, until_ms: Infinity } as const

/** Compiles the data policies of a mission. A policy shares elements of parties who signed it, and no others. */
export function compileDataAccess(agreed: DataAgreed): DataAccess {
  const elements = new Map(agreed.elements.map((e) => [e.id, e]))
  const policies = agreed.agreements.flatMap((a) => (a.dataPolicy === undefined ? [] : [policyOf(a, elements)]))
  const byElement = new Map<string, Policy[]>()
  for (const policy of policies)
    for (const id of policy.elements) byElement.set(id, [...(byElement.get(id) ?? []), policy])
  const known = new Map<string, readonly ReadingTerm[]>()
  const terms = (reader: string, item: DataItem): readonly ReadingTerm[] => {
    const key = `${reader} ${item.element} ${item.kind} ${item.parameter}`
    const found = known.get(key)
    if (found !== undefined) return found
    const element = elements.get(item.element)
    // Nothing is kept of names that anybody may make up.
    if (element === undefined) return []
    const made = termsOf(reader, item, element, elements, byElement.get(element.id) ?? [])
    known.set(key, made)
    return made
  }
  return {
    terms,
    named: (reader, element) =>
      (byElement.get(element) ?? []).flatMap(({ agreement }) =>
        agreement
          .dataPolicy!.sharing.filter((share) => isFor(share, reader) && (share.elements?.includes(element) ?? true))
          .flatMap(namedIn),
      ),
    refusal: (reader, item, now_ms) => {
      const element = elements.get(item.element)
      if (element === undefined) return unknownElement(item)
      const given = terms(reader, item)
      if (given.some((t) => t.rule !== 'after-embargo' && t.from_ms <= now_ms && now_ms < t.until_ms)) return undefined
      return refusalOf(reader, item, element, given, byElement.get(element.id) ?? [], now_ms)
    },
  }
}

/** A reader under terms, as `DataAccess.terms` gives them. Out of order a sample of a bounded term is left out. */
export function sharedReader(terms: readonly ReadingTerm[]): SharedReader {
  const longest_ms = Math.max(0, ...terms.map((t) => t.every_ms))
  const cells = terms.map(() => -Infinity)
  const isFirst = (i: number, every_ms: number, generated_ms: number) => {
    if (every_ms === 0) return true
    const cell = Math.floor(generated_ms / every_ms)
    if (cell <= cells[i]!) return false
    cells[i] = cell
    return true
  }
  return {
    delay_ms: Math.min(Infinity, ...terms.map((t) => t.delay_ms)),
    begins: (from_ms) => (longest_ms === 0 ? from_ms : Math.floor(from_ms / longest_ms) * longest_ms),
    admit({ generated_ms, received_ms }, now_ms) {
      let step: number | undefined
      for (const [i, term] of terms.entries()) {
        if (generated_ms < term.from_ms || generated_ms >= term.until_ms) continue
        // What is not due yet takes its cell nevertheless: later it will be the one that is read.
        const first = isFirst(i, term.every_ms, generated_ms)
        if (!first || received_ms + term.delay_ms > now_ms) continue
        step = Math.min(step ?? Infinity, term.step)
      }
      return step
    },
  }
}

/** The terms that give values as they were measured: all of them, and none rounded. */
export function wholeTerms(terms: readonly ReadingTerm[]): readonly ReadingTerm[] {
  return terms.filter((t) => t.every_ms === 0 && t.step === 0)
}

/** From when a sample may be told under such terms, ms; infinite where never. */
export function toldFrom(terms: readonly ReadingTerm[], { generated_ms, received_ms }: SampleTimes): number {
  const fit = terms.filter((t) => t.from_ms <= generated_ms && generated_ms < t.until_ms)
  return Math.min(Number.POSITIVE_INFINITY, ...fit.map((t) => received_ms + t.delay_ms))
}

/** A value as it may be read: a number to the nearest multiple of the step; texts and flags stand as they are. */
export function roundedValue<T>(value: T, step: number): T | number {
  return typeof value === 'number' && step > 0 ? Math.round(value / step) * step + 0 : value
}

/** Whether nothing is held back of what is generated in [from_ms, until_ms) and received before now. */
export function readsAll(terms: readonly ReadingTerm[], from_ms: number, until_ms: number): boolean {
  return terms.some(
    (t) => t.delay_ms === 0 && t.every_ms === 0 && t.step === 0 && t.from_ms <= from_ms && t.until_ms >= until_ms,
  )
}

type Policy = { readonly agreement: Agreement; readonly elements: ReadonlySet<string> }

function policyOf(agreement: Agreement, elements: ReadonlyMap<string, Element>): Policy {
  const own = agreement.elements.filter((id) => {
    const element = elements.get(id)
    return element !== undefined && agreement.parties.includes(element.owner)
  })
  return { agreement, elements: new Set(own) }
}

function termsOf(
  reader: string,
  item: DataItem,
  element: Element,
  elements: ReadonlyMap<string, Element>,
  policies: readonly Policy[],
): readonly ReadingTerm[] {
  if (element.owner === reader)
    return [{ ...ALWAYS, rule: 'owner-reads', basis: say('by-ownership', { owner: reader, element: element.name }) }]
  const out: ReadingTerm[] = []
  const host = carrierOf(element, elements, reader)
  if (item.kind === 'housekeeping' && host !== undefined)
    out.push({
      ...ALWAYS,
      rule: 'host-reads-housekeeping',
      basis: say('carries-for-reading', { host: host.name, party: reader, element: element.name }),
    })
  for (const { agreement } of policies) {
    const policy = agreement.dataPolicy!
    for (const share of policy.sharing) if (covers(share, reader, item)) out.push(sharedTerm(share, item, agreement))
    out.push({
      ...ALWAYS,
      rule: 'after-embargo',
      basis: say('after-embargo', { days: policy.embargo_days, licence: policy.licence, agreement: agreement.title }),
      agreement: agreement.id,
      licence: policy.licence,
      delay_ms: policy.embargo_days * DAY_MS,
    })
  }
  return out.sort((a, b) => a.delay_ms - b.delay_ms || a.step - b.step || a.every_ms - b.every_ms)
}

/** The nearest element up the tree of hosts that the reader owns. */
function carrierOf(element: Element, elements: ReadonlyMap<string, Element>, reader: string): Element | undefined {
  const seen = new Set([element.id])
  for (let at = element.host; at !== undefined && !seen.has(at); ) {
    seen.add(at)
    const host = elements.get(at)
    if (host?.owner === reader) return host
    at = host?.host
  }
  return undefined
}

function covers(share: DataShare, reader: string, { element, parameter, kind }: DataItem): boolean {
  const matches = (patterns: readonly string[]) => patterns.some((p) => fits(p, parameter))
  return (
    isFor(share, reader) &&
    (share.what === 'everything' || share.what === kind) &&
    (share.elements?.includes(element) ?? true) &&
    (share.parameters === undefined || matches(share.parameters)) &&
    !matches(share.withheld ?? [])
  )
}

function isFor({ party }: DataShare, reader: string): boolean {
  return party === reader || party === PUBLIC
}

function namedIn({ parameters = [], withheld = [], rounded = {} }: DataShare): string[] {
  return [...parameters, ...withheld, ...Object.keys(rounded)].filter((name) => !name.endsWith('*'))
}

function fits(pattern: string, parameter: string): boolean {
  return pattern.endsWith('*') ? parameter.startsWith(pattern.slice(0, -1)) : parameter === pattern
}

function sharedTerm(share: DataShare, { parameter }: DataItem, agreement: Agreement): ReadingTerm {
  const { party, what, delay_s = 0, atMostEvery_s = 0, rounded = {}, from, until } = share
  const given = { agreement: agreement.title, reader: party === PUBLIC ? say('everybody', {}) : party }
  return {
    rule: 'shared',
    basis: what === 'everything' ? say('shared-all', given) : say('shared-part', { ...given, what }),
    agreement: agreement.id,
    delay_ms: delay_s * 1000,
    every_ms: atMostEvery_s * 1000,
    step: Object.hasOwn(rounded, parameter) ? rounded[parameter]! : 0,
    from_ms: from === undefined ? -Infinity : Date.parse(from),
    until_ms: until === undefined ? Infinity : Date.parse(until),
  }
}

function refusalOf(
  reader: string,
  item: DataItem,
  element: Element,
  terms: readonly ReadingTerm[],
  policies: readonly Policy[],
  now_ms: number,
): Refusal {
  const [policy] = policies
  const source = { title: policy === undefined ? 'agreements.json' : policy.agreement.title }
  const later = terms.find((t) => t.rule === 'shared' && t.from_ms > now_ms)
  const over = terms.find((t) => t.rule === 'shared' && t.until_ms <= now_ms)
  const embargo = terms.find((t) => t.rule === 'after-embargo')
  const whose = { parameter: item.parameter, element: element.name, reader: nameOf(reader) }
  const { owner } = element
  const told = (rule: string, fact: string, remedy: string): Refusal => ({
    ...{ permitted: false, rule, fact, source, remedy },
  })
  if (later !== undefined)
    return told(
      'not-yet-shared',
      say('shared-later', { basis: later.basis, from: iso(later.from_ms) }),
      say('shared-later-remedy', {}),
    )
  if (over !== undefined)
    return told(
      'no-longer-shared',
      say('shared-over', { basis: over.basis, until: iso(over.until_ms) }),
      say('shared-over-remedy', { owner }),
    )
  if (embargo !== undefined) {
    const days = embargo.delay_ms / DAY_MS
    return told('embargo', say('embargo', { ...whose, days }), say('embargo-remedy', { days, owner }))
  }
  return told('not-shared', say('not-shared', whose), say('not-shared-remedy', { owner }))
}

function unknownElement({ element }: DataItem): Refusal {
  const source = { title: 'elements.json' }
  const fact = say('no-element', { element })
  return { permitted: false, rule: 'unknown-name', fact, source, remedy: say('no-element-remedy', {}) }
}

function nameOf(reader: string): string {
  return reader === PUBLIC ? say('the-public', {}) : reader
}

function iso(at_ms: number): string {
  return new Date(at_ms).toISOString()
}
