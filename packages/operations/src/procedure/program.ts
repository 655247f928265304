/** A procedure as a flat program: steps with forward jumps, and one way back a repetition, which counts its rounds. */
import type { Condition } from '../command/condition.ts'
import type { Procedure, ProcedureStep } from './procedure-file.ts'

/** A step that does something; `if` and `repeat` are jumps. */
export type DoneStep = Exclude<ProcedureStep, { kind: 'if' | 'repeat' }>

export type Instruction =
  | { readonly op: 'do'; readonly step: DoneStep }
  | { readonly op: 'unless'; readonly that: Condition; readonly step: string; readonly to: number }
  | { readonly op: 'jump'; readonly to: number }
  /** At the head of a repetition: leaves it after so many rounds, or when the condition holds. */
  | {
      readonly op: 'round'
      readonly counter: number
      readonly atMost: number
      readonly until: Condition | undefined
      readonly step: string
      readonly out: number
    }

export type Program = {
  readonly main: readonly Instruction[]
  readonly abort: readonly Instruction[]
  readonly counters: number
}

type Open = { op: 'unless' | 'jump' | 'round'; to?: number; out?: number }

/** Compiles; the structure of the file makes every program end. */
export function compileProcedure({ steps, abort }: Procedure): Program {
  const main: Instruction[] = []
  let counters = 0
  const put = (list: readonly ProcedureStep[]): void => {
    for (const step of list) {
      if (step.kind === 'if') putIf(step)
      else if (step.kind === 'repeat') putRepeat(step)
      else main.push({ op: 'do', step })
    }
  }
  const putIf = (step: ProcedureStep & { kind: 'if' }): void => {
    const unless = main.push({ op: 'unless', that: step.that, step: step.id, to: 0 }) - 1
    put(step.steps)
    const over = main.push({ op: 'jump', to: 0 }) - 1
    ;(main[unless] as Open).to = main.length
    put(step.otherwise)
    ;(main[over] as Open).to = main.length
  }
  const putRepeat = (step: ProcedureStep & { kind: 'repeat' }): void => {
    const { atMost, until, id } = step
    const head = main.push({ op: 'round', counter: counters++, atMost, until, step: id, out: 0 }) - 1
    put(step.steps)
    main.push({ op: 'jump', to: head })
    ;(main[head] as Open).out = main.length
  }
  put(steps)
  return { main, abort: abort.map((step): Instruction => ({ op: 'do', step })), counters }
}

/** Every step of a list, those inside others too. */
export function allSteps(list: readonly ProcedureStep[]): ProcedureStep[] {
  return list.flatMap((step) => {
    if (step.kind === 'if') return [step, ...allSteps(step.steps), ...allSteps(step.otherwise)]
    return step.kind === 'repeat' ? [step, ...allSteps(step.steps)] : [step]
  })
}
