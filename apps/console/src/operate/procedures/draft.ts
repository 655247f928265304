/** A procedure that is being written: changes of its steps, and what its schema says of each. */
import { type Condition, flatSteps, type Procedure, procedureSchema, type Step } from './steps.ts'

export type StepKind = Step['kind']
export const STEP_KINDS: readonly StepKind[] = ['send', 'wait', 'await', 'check', 'ask', 'manual', 'if', 'repeat']
/** What an abort sequence may do: it asks nobody. */
export const ABORT_KINDS: readonly StepKind[] = ['send', 'wait']

/** A procedure without steps. */
export function newProcedure(mission: string): Procedure {
  return {
    ...{ format: 'magpie-procedure-1', id: 'new-procedure', title: '', mission, version: 1, purpose: '' },
    ...{ steps: [], abort: [] },
  }
}

/** A condition to begin with. */
export function newCondition(kind: Condition['kind'] = 'parameter'): Condition {
  switch (kind) {
    case 'all':
    case 'any':
      return { kind, of: [newCondition()] }
    case 'not':
      return { kind, of: newCondition() }
    case 'parameter':
      return { kind, element: '', name: '', is: '>=', value: 0 }
    case 'phase':
      return { kind, in: [] }
    case 'window':
      return { kind, window: 'contact' }
    case 'time':
      return { kind }
    case 'command':
      return { kind, command: '', state: 'completed' }
  }
}

/** A step of a kind, with a name that no other step has. */
export function newStep(kind: StepKind, procedure: Procedure, party: string): Step {
  const common = { id: freeName(kind, procedure), party, note: '' }
  const failing = { onFailure: 'hold' } as const
  switch (kind) {
    case 'send':
      return {
        ...{ kind, ...common, ...failing, element: '', command: '', arguments: {} },
        ...{ until: 'completed', timeout_s: 3600, retries: 0, priority: 5 },
      }
    case 'wait':
      return { kind, ...common, for_s: 60 }
    case 'await':
      return { kind, ...common, ...failing, until: newCondition(), timeout_s: 3600 }
    case 'check':
      return { kind, ...common, ...failing, that: newCondition() }
    case 'ask':
      return { kind, ...common, ...failing, question: '' }
    case 'manual':
      return { kind, ...common, ...failing, text: '' }
    case 'if':
      return { kind, ...common, that: newCondition(), steps: [], otherwise: [] }
    case 'repeat':
      return { kind, ...common, atMost: 3, steps: [] }
  }
}

function freeName(kind: StepKind, { steps, abort }: Procedure): string {
  const taken = new Set([...flatSteps(steps).map((s) => s.step.id), ...abort.map((s) => s.id)])
  let n = 1
  while (taken.has(`${kind}-${n}`)) n++
  return `${kind}-${n}`
}

/** A list with one entry moved by so many places; as it was where there is no such place. */
export function moved<T>(list: readonly T[], at: number, by: number): readonly T[] {
  const to = at + by
  if (to < 0 || to >= list.length) return list
  const next = [...list]
  const [taken] = next.splice(at, 1)
  next.splice(to, 0, taken!)
  return next
}

export type DraftProblem = { readonly step: string | undefined; readonly field: string; readonly message: string }

/** The procedure as its file has it, or what is wrong with it, by step. */
export function readDraft(
  draft: unknown,
): { readonly procedure: Procedure } | { readonly problems: readonly DraftProblem[] } {
  const read = procedureSchema.safeParse(draft)
  if (read.success) return { procedure: read.data }
  return {
    problems: read.error.issues.map(({ path, message }) => {
      const [step, depth] = stepAt(draft, path)
      return { step, field: path.slice(depth).map(String).join('/'), message }
    }),
  }
}

/** The innermost step on the way to a field, and how far down the way it lies. */
function stepAt(draft: unknown, path: readonly PropertyKey[]): [string | undefined, number] {
  let at: unknown = draft
  let found: [string | undefined, number] = [undefined, 0]
  for (const [i, key] of path.entries()) {
    at = (at as Record<PropertyKey, unknown> | undefined)?.[key]
    const step = at as { readonly id?: unknown; readonly kind?: unknown; readonly party?: unknown } | undefined
    if (typeof step?.id === 'string' && step.party !== undefined) found = [step.id, i + 1]
  }
  return found
}

const STORED = 'magpie.procedure'

/** What was being written when the page was closed. */
export function keptDraft(): Procedure | undefined {
  try {
    const text = localStorage.getItem(STORED)
    const draft = text === null ? undefined : (JSON.parse(text) as Procedure)
    return Array.isArray(draft?.steps) && Array.isArray(draft.abort) ? draft : undefined
  } catch {
    return undefined
  }
}

/** Keeps it in this browser; none forgets it. */
export function keepDraft(draft: Procedure | undefined): void {
  try {
    if (draft === undefined) localStorage.removeItem(STORED)
    else localStorage.setItem(STORED, JSON.stringify(draft))
  } catch {
    // Storage may be forbidden or full; what is written then lasts as long as the page.
  }
}
