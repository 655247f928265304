/** A grant as it is being written at the desk: what was typed, and what it means. */
import type { ArgumentView, CommandRight } from '@magpie/api/command-views'
import { instantOf, isInstant } from '../commands/draft.ts'

export type TypedGrant = {
  readonly id: string
  readonly grantee: string
  readonly element: string
  /** By name; every command where `any`. */
  readonly actions: readonly string[]
  readonly any: boolean
  /** Bounds of numeric arguments by name, as typed; empty for none. */
  readonly ranges: Readonly<Record<string, { readonly min: string; readonly max: string }>>
  readonly from: string
  readonly until: string
  readonly phases: readonly string[]
  readonly approvals: string
  readonly revocable: boolean
  readonly onward: boolean
  readonly covers: 'commands' | 'consent' | 'both'
  readonly note: string
}

/** A grant with nothing in it; it is revocable and not passed on unless one says otherwise. */
export const NEW_GRANT: TypedGrant = {
  ...{ id: '', grantee: '', element: '', actions: [], any: false, ranges: {}, from: '', until: '', phases: [] },
  ...{ approvals: '0', revocable: true, onward: false, covers: 'commands', note: '' },
}

/** Numeric arguments of the commands that are granted: the first of a name stands for all. */
export function boundable(typed: TypedGrant, rights: readonly CommandRight[]): readonly ArgumentView[] {
  const found = new Map<string, ArgumentView>()
  for (const right of rights) {
    if (right.element !== typed.element || !(typed.any || typed.actions.includes(right.command))) continue
    for (const a of right.arguments)
      if ((a.kind === 'integer' || a.kind === 'float') && !found.has(a.name)) found.set(a.name, a)
  }
  return [...found.values()]
}

/** The least and the most that the dictionary allows of an argument; nothing where it does not bound it. */
export function limitsOf({ ranges }: ArgumentView): {
  readonly min: number | undefined
  readonly max: number | undefined
} {
  const least = ranges?.map((r) => r.min)
  const most = ranges?.map((r) => r.max)
  const known = (all: readonly (number | undefined)[] | undefined): all is readonly number[] =>
    all !== undefined && all.length > 0 && all.every((v) => v !== undefined)
  return { min: known(least) ? Math.min(...least) : undefined, max: known(most) ? Math.max(...most) : undefined }
}

export type GrantProblem = 'missing' | 'number' | 'order' | 'instant' | 'both' | 'decimals'

/** What is wrong, by field; empty where it can be given. */
export function problemsOf(typed: TypedGrant, rights: readonly CommandRight[]): ReadonlyMap<string, GrantProblem> {
  const found = new Map<string, GrantProblem>()
  if (typed.grantee === '') found.set('grantee', 'missing')
  if (typed.element === '') found.set('element', 'missing')
  if (!typed.any && typed.actions.length === 0) found.set('actions', 'missing')
  if (!/^\d$/.test(typed.approvals.trim())) found.set('approvals', 'number')
  for (const field of ['from', 'until'] as const) if (!isInstant(typed[field])) found.set(field, 'instant')
  const [from, until] = [instantOf(typed.from), instantOf(typed.until)]
  if (from !== undefined && until !== undefined && Date.parse(from) >= Date.parse(until)) found.set('until', 'order')
  for (const { name } of boundable(typed, rights)) {
    const problem = rangeProblem(typed.ranges[name])
    if (problem !== undefined) found.set(`range ${name}`, problem)
  }
  return found
}

function rangeProblem(range: TypedGrant['ranges'][string] | undefined): GrantProblem | undefined {
  const [min, max] = [range?.min.trim() ?? '', range?.max.trim() ?? '']
  if (min === '' && max === '') return undefined
  if (min === '' || max === '') return 'both'
  if ([min, max].some((text) => Number.isNaN(Number(text)))) return 'number'
  // Policies compare limits exactly, as decimals of three places.
  if ([min, max].some((text) => !/^-?\d{1,14}(\.\d{1,3})?$/.test(String(Number(text))))) return 'decimals'
  return Number(min) > Number(max) ? 'order' : undefined
}

/** What is given. */
export function grantOf(typed: TypedGrant, rights: readonly CommandRight[]) {
  const from = instantOf(typed.from)
  const until = instantOf(typed.until)
  const bounded = boundable(typed, rights).flatMap(({ name }) => {
    const range = typed.ranges[name]
    return range === undefined || range.min.trim() === '' ? [] : [[name, range] as const]
  })
  return {
    ...{ id: typed.id, grantee: typed.grantee, element: typed.element, covers: typed.covers, note: typed.note },
    actions: typed.any ? ['*'] : [...typed.actions],
    arguments: Object.fromEntries(bounded.map(([name, r]) => [name, { min: Number(r.min), max: Number(r.max) }])),
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
    ...{ phases: [...typed.phases], approvals: Number(typed.approvals), revocable: typed.revocable },
    onward: typed.onward,
  }
}
