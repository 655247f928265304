/** A motion as it is typed: outcomes from a set, changed one by one, with reasons for all and for each. Pure. */

export type OutcomeName = 'selected' | 'reserve' | 'declined'
export type TypedMotion = {
  /** What was changed by hand; the others follow the set. */
  readonly outcomes: Readonly<Record<string, OutcomeName>>
  readonly reasons: Readonly<Record<string, string>>
  readonly forSelected: string
  readonly forOthers: string
  readonly departure: string
}

export const NO_MOTION: TypedMotion = { outcomes: {}, reasons: {}, forSelected: '', forOthers: '', departure: '' }

/** The outcome of a proposal: as changed, or by the set. */
export function outcomeOf(typed: TypedMotion, shown: ReadonlySet<string>, id: string): OutcomeName {
  return typed.outcomes[id] ?? (shown.has(id) ? 'selected' : 'declined')
}

/** Every proposal with its outcome and reason: its own, or the one for all of its kind. */
export function outcomesOf(typed: TypedMotion, shown: ReadonlySet<string>, ids: readonly string[]) {
  return ids.map((proposal) => {
    const outcome = outcomeOf(typed, shown, proposal)
    const own = (typed.reasons[proposal] ?? '').trim()
    const common = (outcome === 'selected' ? typed.forSelected : typed.forOthers).trim()
    return { proposal, outcome, reason: own === '' ? common : own }
  })
}

/** Whether what is selected is another set than the optimum of the run, or the run has none. */
export function departs(selected: readonly string[], optimum: readonly string[] | undefined): boolean {
  if (optimum === undefined || optimum.length !== selected.length) return true
  return selected.some((id) => !optimum.includes(id))
}

/** An id that none has yet: `practice-run-3`. */
export function nextId(call: string, what: string, taken: readonly { readonly id: string }[]): string {
  const stem = `${call.slice(0, 50).replace(/-+$/, '')}-${what}`
  let n = taken.length + 1
  while (taken.some((one) => one.id === `${stem}-${n}`)) n++
  return `${stem}-${n}`
}
