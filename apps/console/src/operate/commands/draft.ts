/** A command as it is being written: texts as typed, and what they mean to the desk. */
import type { ArgumentView } from '@magpie/api/command-views'

/** `key` names it in the stack; arguments by name as typed; times UTC as typed. */
export type Draft = {
  readonly key: string
  readonly element: string
  readonly command: string
  readonly arguments: Readonly<Record<string, string>>
  readonly execute: string
  readonly expires: string
  readonly priority: string
  readonly purpose: string
  /** Warnings that were read, by name. */
  readonly acknowledged: readonly string[]
}

/** A draft of a command of the dictionary, with its initial values. */
export function newDraft(element: string, command: string, takes: readonly ArgumentView[]): Draft {
  const given = takes.map((a) => [a.name, startOf(a)] as const)
  return {
    ...{ key: crypto.randomUUID(), element, command, arguments: Object.fromEntries(given) },
    ...{ execute: '', expires: '', priority: '5', purpose: '', acknowledged: [] },
  }
}

/** What a field begins with: what the dictionary says, or the only thing that it can be. */
function startOf({ initial, kind, labels }: ArgumentView): string {
  if (initial !== undefined) return initial
  if (kind === 'boolean') return 'false'
  return labels?.length === 1 ? labels[0]! : ''
}

/** What is sent to be checked or submitted. What cannot be read as a number goes as it is, and the desk says what is wrong. */
export function sentOf(draft: Draft, takes: readonly ArgumentView[]) {
  const { element, command, priority, purpose, acknowledged } = draft
  const execute = instantOf(draft.execute)
  const expires = instantOf(draft.expires)
  return {
    ...{ element, command, purpose, priority: Number(priority) },
    arguments: valuesOf(draft, takes),
    ...(execute === undefined ? {} : { execute }),
    ...(expires === undefined ? {} : { expires }),
    ...(acknowledged.length === 0 ? {} : { acknowledged: [...acknowledged] }),
  }
}

/** The arguments as the dictionary takes them; what is left empty is not given. */
export function valuesOf(draft: Draft, takes: readonly ArgumentView[]): Record<string, number | string | boolean> {
  const kinds = new Map(takes.map((a) => [a.name, a.kind]))
  const given = Object.entries(draft.arguments).filter(([, text]) => text.trim() !== '')
  return Object.fromEntries(given.map(([name, text]) => [name, readAs(text.trim(), kinds.get(name))]))
}

const NUMBERS: ReadonlySet<string | undefined> = new Set(['integer', 'float', 'absolute-time', 'relative-time'])

function readAs(text: string, kind: ArgumentView['kind'] | undefined): number | string | boolean {
  if (kind === 'boolean') return text === 'true'
  if (!NUMBERS.has(kind)) return text
  const hex = /^0x[0-9a-f]+$/i.test(text)
  const number = hex || /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN
  return Number.isNaN(number) ? text : number
}

/** What is wrong with a field before the desk is asked: a number that is none, out of its range, or missing. */
export function problemOf(takes: ArgumentView, text: string): 'missing' | 'number' | 'whole' | 'range' | undefined {
  const typed = text.trim()
  if (typed === '') return takes.initial === undefined && takes.kind !== 'string' ? 'missing' : undefined
  if (!NUMBERS.has(takes.kind)) return undefined
  const value = readAs(typed, takes.kind)
  if (typeof value !== 'number') return 'number'
  if (takes.kind === 'integer' && !Number.isInteger(value)) return 'whole'
  return takes.ranges === undefined || takes.ranges.some((r) => within(r, value)) ? undefined : 'range'
}

type Range = NonNullable<ArgumentView['ranges']>[number]

function within({ min, minInclusive = true, max, maxInclusive = true }: Range, value: number): boolean {
  if (min !== undefined && (minInclusive ? value < min : value <= min)) return false
  return max === undefined || (maxInclusive ? value <= max : value < max)
}

/**
 * A UTC time as typed (`2029-01-20 07:00`, with or without seconds, T and Z) as an instant; nothing where nothing was typed.
 * What cannot be read goes as it is, and the centre says so.
 */
export function instantOf(text: string): string | undefined {
  const typed = text.trim()
  if (typed === '') return undefined
  const [, day, time = '00:00', seconds = '00'] =
    /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2})(?::(\d{2}(?:\.\d{1,3})?))?)?\s*(?:Z|UTC)?$/.exec(typed) ?? []
  return day === undefined ? typed : `${day}T${time}:${seconds}Z`
}

/** Whether what was typed is a time, or nothing. */
export function isInstant(text: string): boolean {
  const instant = instantOf(text)
  return instant === undefined || !Number.isNaN(Date.parse(instant))
}
