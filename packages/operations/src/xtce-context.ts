/** What the parts of the XTCE reader share: errors with file and line, attributes read strictly, durations. */
import type { Criterion, Parameter } from './dictionary.ts'
import type { XmlNode } from './xml-tree.ts'

/** Where in which file; `line` counts from 1. */
type Place = { readonly file: string; readonly line: number }

/** Everything a dictionary's author can have got wrong. */
export type XtceError = Place &
  (
    | { readonly kind: 'xml-malformed'; readonly why: string }
    | { readonly kind: 'xtce-wrong-root'; readonly element: string; readonly namespace: string }
    | { readonly kind: 'xtce-unknown-element'; readonly element: string; readonly parent: string }
    | { readonly kind: 'xtce-missing-element'; readonly element: string; readonly parent: string }
    | { readonly kind: 'xtce-missing-attribute'; readonly element: string; readonly attribute: string }
    | {
        readonly kind: 'xtce-bad-value'
        readonly element: string
        readonly attribute: string
        readonly value: string
        readonly expected: string
      }
    | { readonly kind: 'xtce-unknown-reference'; readonly what: string; readonly name: string; readonly from: string }
    | { readonly kind: 'xtce-duplicate-name'; readonly what: string; readonly name: string; readonly firstLine: number }
    | { readonly kind: 'xtce-circular'; readonly what: string; readonly name: string }
    | { readonly kind: 'xtce-unsupported'; readonly element: string; readonly why: string }
  )

/** An error before its file is known. */
type Problem = XtceError extends infer E ? (E extends Place ? Omit<E, 'file'> : never) : never

/**
 * What a reader collects about one system of a file: all errors, the elements that it knows but does not use, and the work
 * that can be done only when all parameters are known.
 */
export type Reading = {
  readonly file: string
  readonly errors: XtceError[]
  readonly notRead: { readonly file: string; readonly line: number; readonly element: string }[]
  readonly later: (() => void)[]
  /** Sizes are told by arguments, too. */
  readonly inCommands?: boolean
  /** The criteria in an element, to be asked for `later` only. */
  readonly criteria: (node: XmlNode) => Criterion[]
  /** A parameter as seen from the system, to be asked for `later` only; an error where there is none. */
  readonly parameter: (name: string, line: number) => Parameter | undefined
}

/** Notes one error; reading goes on, so that the author sees all of them at once. */
export function report(reading: Reading, problem: Problem): undefined {
  reading.errors.push({ ...problem, file: reading.file } as XtceError)
}

/** Elements that describe and do not decide what a packet means. */
const DESCRIPTIVE = new Set([
  'LongDescription',
  'AliasSet',
  'AncillaryDataSet',
  'Header',
  'SystemName',
  'PhysicalAddressSet',
  'BinaryEncoding',
])
/** Elements of XTCE that this reader knows and leaves out; a dictionary tells that it did. */
const LEFT_OUT = new Set([
  'StreamSet',
  'MessageSet',
  'ServiceSet',
  'DefaultRateInStream',
  'RateInStreamSet',
  'ParameterToSetList',
  'ParametersToSuspendAlarmsOnSet',
  'CommandContainerSet',
  'ToString',
  'SizeRangeInCharacters',
  'ErrorDetectCorrect',
  'TimeAssociation',
  'ValidityCondition',
  'MetaCommandRef',
  'PercentComplete',
  'ReturnParmRef',
])
/** Elements of XTCE that would change what others mean, and why they cannot be used. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  ['CheckWindowAlgorithms', 'a window is told by times, and programs are not run'],
])

/** An element that its parent's reader had no use for: descriptive, left out with a note, or an error. */
export function otherElement(reading: Reading, node: XmlNode, parent: XmlNode): void {
  if (DESCRIPTIVE.has(node.name)) return
  const refused = REFUSED.get(node.name)
  if (refused !== undefined) unsupported(reading, node, refused)
  else if (LEFT_OUT.has(node.name)) reading.notRead.push({ file: reading.file, line: node.line, element: node.name })
  else report(reading, { kind: 'xtce-unknown-element', line: node.line, element: node.name, parent: parent.name })
}

/** Notes an element of XTCE that cannot be used, and why. */
export function unsupported(reading: Reading, node: XmlNode, why: string): undefined {
  return report(reading, { kind: 'xtce-unsupported', line: node.line, element: node.name, why })
}

/** The first child of that name. */
export function child(node: XmlNode, name: string): XmlNode | undefined {
  return node.children.find((c) => c.name === name)
}

/** An attribute that must be there; `''` after an error. */
export function required(reading: Reading, node: XmlNode, attribute: string): string {
  const value = node.attributes.get(attribute)
  if (value !== undefined && value !== '') return value
  report(reading, { kind: 'xtce-missing-attribute', line: node.line, element: node.name, attribute })
  return ''
}

/** A number in decimal, or hexadecimal with 0x, octal with 0o, binary with 0b (XTCE 1.2, FixedIntegerValueType); undefined where the text is none. */
export function parseNumber(text: string): number | undefined {
  const t = text.trim()
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(t) || /^0([xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)$/.test(t))
    return Number(t)
  return undefined
}

/** A numeric attribute, `fallback` where it is absent; an error and `fallback` where it is no number or out of range. */
export function numberAttribute(
  reading: Reading,
  node: XmlNode,
  attribute: string,
  fallback: number,
  range: { readonly min?: number; readonly max?: number; readonly integer?: boolean } = {},
): number {
  const text = node.attributes.get(attribute)
  if (text === undefined) return fallback
  const { min = -Infinity, max = Infinity, integer = false } = range
  const value = parseNumber(text)
  if (value !== undefined && value >= min && value <= max && (!integer || Number.isInteger(value))) return value
  const kind = integer ? 'a whole number' : 'a number'
  const bounds = `${min > -Infinity ? ` from ${min}` : ''}${max < Infinity ? ` to ${max}` : ''}`
  badValue(reading, node, attribute, text, kind + bounds)
  return fallback
}

/** One of the words allowed, `fallback` where it is absent. */
export function wordAttribute<T extends string>(
  reading: Reading,
  node: XmlNode,
  attribute: string,
  words: readonly T[],
  fallback: T,
): T {
  const text = node.attributes.get(attribute)
  if (text === undefined) return fallback
  if ((words as readonly string[]).includes(text)) return text as T
  badValue(reading, node, attribute, text, `one of ${words.join(', ')}`)
  return fallback
}

/** `true`, `false`, `1` or `0`. */
export function booleanAttribute(reading: Reading, node: XmlNode, attribute: string, fallback: boolean): boolean {
  const word = wordAttribute(reading, node, attribute, ['true', 'false', '1', '0'], fallback ? 'true' : 'false')
  return word === 'true' || word === '1'
}

/** Notes a value that the schema or sense forbids. */
export function badValue(reading: Reading, node: XmlNode, attribute: string, value: string, expected: string): void {
  report(reading, { kind: 'xtce-bad-value', line: node.line, element: node.name, attribute, value, expected })
}

/** Seconds of an ISO 8601 duration of days, hours, minutes and seconds, as xs:duration writes it; years and months have no fixed length, so that there may be 0 of them. */
export function durationSeconds(text: string): number | undefined {
  const m = /^P(?:0+Y)?(?:0+M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text)
  if (m === null || text === 'P' || text.endsWith('T')) return undefined
  return +(m[1] ?? 0) * 86400 + +(m[2] ?? 0) * 3600 + +(m[3] ?? 0) * 60 + +(m[4] ?? 0)
}

/** The sentence for one error, with file and line in front. */
export function describeXtceError(error: XtceError): string {
  return `${error.file}:${error.line}: ${sentence(error)}`
}

function sentence(error: XtceError): string {
  switch (error.kind) {
    case 'xml-malformed':
      return `not well-formed XML: ${error.why}`
    case 'xtce-wrong-root':
      return `the document is <${error.element}> of "${error.namespace}", not an XTCE SpaceSystem`
    case 'xtce-unknown-element':
      return `<${error.element}> has no place in <${error.parent}>`
    case 'xtce-missing-element':
      return `<${error.parent}> needs a <${error.element}>`
    case 'xtce-missing-attribute':
      return `<${error.element}> needs the attribute ${error.attribute}`
    case 'xtce-bad-value':
      return `${error.attribute}="${error.value}" of <${error.element}> should be ${error.expected}`
    case 'xtce-unknown-reference':
      return `no ${error.what} is called "${error.name}" as seen from ${error.from}`
    case 'xtce-duplicate-name':
      return `the ${error.what} "${error.name}" was defined in line ${error.firstLine} already`
    case 'xtce-circular':
      return `the ${error.what} "${error.name}" extends or contains itself`
    case 'xtce-unsupported':
      return `<${error.element}> cannot be used: ${error.why}`
  }
}
