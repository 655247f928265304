/**
 * Arguments that are arrays whose number of elements is told by the command itself. The argument `cells[]` is given element by
 * element, `cells[0]` and so on, or all at once under its own name as a text: `3 4 5`, `ON, OFF`, or a JSON array.
 */
import { aroundText } from './bit-writer.ts'
import { type ArgumentValue, type ArgumentValues, contentOf, countOf, integerOf } from './command-layout.ts'
import type { Argument, ArgumentInteger, Command } from './dictionary.ts'

/** What was given, by the names of single values; how many elements of each list; and names that no argument has. */
export type Spread = {
  readonly values: Record<string, ArgumentValue>
  readonly elements: ReadonlyMap<Argument, number>
  readonly unknown: readonly string[]
}

/** The name of an element of a list. */
export function elementName({ name }: Argument, index: number): string {
  return name.replace('[]', `[${index}]`)
}

/** Sorts what was given by arguments, lists taken apart. */
export function spread(takes: readonly Argument[], given: ArgumentValues): Spread {
  const values: Record<string, ArgumentValue> = {}
  const elements = new Map<Argument, number>()
  const unknown: string[] = []
  const plain = new Set(takes.filter(({ counts }) => counts === undefined).map(({ name }) => name))
  const lists = takes.filter(({ counts }) => counts !== undefined)
  const put = (list: Argument, index: number, value: ArgumentValue) => {
    values[elementName(list, index)] = value
    elements.set(list, Math.max(elements.get(list) ?? 0, index + 1))
  }
  for (const [name, value] of Object.entries(given)) {
    const whole = lists.find((list) => list.name === name || list.name === `${name}[]`)
    const index = Number(/\[(\d{1,9})\]/.exec(name)?.[1] ?? Number.NaN)
    const single = lists.find((list) => elementName(list, index) === name)
    if (plain.has(name)) values[name] = value
    else if (whole !== undefined) for (const [i, part] of partsOf(whole, value).entries()) put(whole, i, part)
    else if (single !== undefined) put(single, index, value)
    else unknown.push(name)
  }
  return { values, elements, unknown }
}

function partsOf({ type }: Argument, value: ArgumentValue): readonly ArgumentValue[] {
  if (typeof value !== 'string') return [value]
  return wordsOf(value).map((word) => {
    if (typeof word !== 'string') return word
    if (type.kind === 'boolean')
      return BOOLEANS[word] ?? (word === type.words?.one || (word !== type.words?.zero && word))
    const number = type.encoding.kind === 'integer' || type.encoding.kind === 'float'
    return number && type.labels === undefined && word !== '' ? Number(word) : word
  })
}

const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, false: false }

function wordsOf(text: string): readonly ArgumentValue[] {
  const trimmed = text.trim()
  if (trimmed === '') return []
  if (trimmed.startsWith('[')) {
    const parsed = jsonArray(trimmed)
    if (parsed !== undefined) return parsed
  }
  return trimmed.split(/[\s,;]+/).filter((word) => word !== '')
}

function jsonArray(text: string): readonly ArgumentValue[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    return Array.isArray(parsed) && parsed.every(isValue) ? parsed : undefined
  } catch {
    return undefined
  }
}

function isValue(value: unknown): value is ArgumentValue {
  return typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean'
}

/** Arguments that tell how long others are need not be given: those that follow from what was. */
export function implied(
  command: Command,
  takes: readonly Argument[],
  { values, elements }: Pick<Spread, 'values' | 'elements'>,
): Record<string, number> {
  const out: Record<string, number> = {}
  for (const argument of takes) {
    const [told, size] = sizeGiven(argument, values, elements) ?? []
    if (told?.kind !== 'told' || size === undefined || !('argument' in told.by)) continue
    const { argument: name } = told.by
    const type = command.types.get(name)
    const free = values[name] === undefined && takes.some((one) => one.name === name)
    const number = (size - told.intercept) / told.slope
    if (free && type?.kind === 'integer' && Number.isInteger(number)) out[name] = number
  }
  return out
}

/** What tells a length, and the length given: elements of a list of one dimension, bits of a text or blob. */
function sizeGiven(
  argument: Argument,
  values: ArgumentValues,
  elements: ReadonlyMap<Argument, number>,
): readonly [ArgumentInteger, number] | undefined {
  const { counts, type, name } = argument
  const got = elements.get(argument)
  const [count] = counts ?? []
  if (counts?.length === 1 && count !== undefined && got !== undefined) return [count, got]
  const { encoding } = type
  const value = values[name]
  if ((encoding.kind !== 'string' && encoding.kind !== 'binary') || typeof value !== 'string') return undefined
  const { size } = encoding
  if (size.kind !== 'told') return undefined
  const { lead, tail } = aroundText(size)
  return [size, lead + 8 * (contentOf(encoding, value).length + tail.length)]
}

/** How many elements a list has; NaN where that is not told. */
export function elementsOf(command: Command, { counts = [] }: Argument, values: ArgumentValues): number {
  return countOf(command, counts, values)
}

/** Bits that an argument's text or blob must have by what tells its size; undefined where nothing does. */
export function bitsTold(command: Command, { type }: Argument, values: ArgumentValues): number | undefined {
  const { encoding } = type
  if (encoding.kind !== 'string' && encoding.kind !== 'binary') return undefined
  const { size } = encoding
  return size.kind === 'told' || size.kind === 'cases' ? integerOf(command, size, values) : undefined
}
