/** Procedures and their runs as data: steps within steps, where each stands in a run, and by which mark it is known. */
import type { commandReads } from '@magpie/api/command-operations'
import type { OutputOf } from '@magpie/api/operation'
import { procedureActs, type procedureReads } from '@magpie/api/procedure-operations'
import type { Mark, Tone } from '../../parts/state-mark.tsx'

export type Run = OutputOf<typeof procedureReads.run>
export type Procedure = Run['procedure']
export type Step = Procedure['steps'][number]
export type Condition = Extract<Step, { kind: 'check' }>['that']
export type Outcome = Run['outcomes'][number]
export type Finding = OutputOf<typeof procedureActs.validateProcedure>['findings'][number]
export type Right = OutputOf<typeof commandReads.commandRights>['rights'][number]
export type RunAction = (typeof RUN_ACTIONS)[number]
export type RunStatus = Run['state']['status']

const RUN_ACTIONS = procedureActs.actOnRun.input.shape.action.options

/** The schema of a procedure's file. */
export const procedureSchema = procedureActs.startProcedure.input.shape.procedure

/** Whether a run has come to its end. */
export function isOver({ state }: Run): boolean {
  return state.status === 'done' || state.status === 'failed' || state.status === 'aborted'
}

/** Every step of a list with those inside others, each with how deep it lies. */
export function flatSteps(steps: readonly Step[], depth = 0): { readonly step: Step; readonly depth: number }[] {
  return steps.flatMap((step) => {
    const here = { step, depth }
    if (step.kind === 'if') return [here, ...flatSteps(step.steps, depth + 1), ...flatSteps(step.otherwise, depth + 1)]
    return step.kind === 'repeat' ? [here, ...flatSteps(step.steps, depth + 1)] : [here]
  })
}

/** The parties of a procedure, in the order in which they come. */
export function partiesOf({ steps, abort }: Procedure): string[] {
  return [...new Set([...flatSteps(steps).map(({ step }) => step.party), ...abort.map((s) => s.party)])]
}

type StepState = Outcome['outcome'] | 'waiting' | 'running' | 'asking' | 'held' | 'not-reached'

/** Where a step stands in a run: it is the one at hand, or its last outcome tells. */
export function stepState(run: Run, id: string): StepState {
  const { status } = run.state
  if (run.step === id && !isOver(run)) return status === 'held' || status === 'asking' ? status : 'running'
  const last = run.outcomes.findLast((o) => o.step === id)
  return last?.outcome ?? (isOver(run) ? 'not-reached' : 'waiting')
}

export const STEP_MARK = {
  waiting: { mark: 'ring', tone: 'quiet' },
  running: { mark: 'half', tone: 'active' },
  asking: { mark: 'dot-ring', tone: 'watch' },
  held: { mark: 'bars', tone: 'warning' },
  done: { mark: 'check', tone: 'nominal' },
  taken: { mark: 'check', tone: 'nominal' },
  'passed-over': { mark: 'ring', tone: 'quiet' },
  skipped: { mark: 'turn', tone: 'watch' },
  failed: { mark: 'cross', tone: 'critical' },
  'no-go': { mark: 'square', tone: 'critical' },
  'not-reached': { mark: 'ring', tone: 'quiet' },
} as const satisfies Record<StepState, { mark: Mark; tone: Tone }>

export const RUN_MARK = {
  running: { mark: 'half', tone: 'active' },
  asking: { mark: 'dot-ring', tone: 'watch' },
  held: { mark: 'bars', tone: 'warning' },
  aborting: { mark: 'triangle', tone: 'warning' },
  done: { mark: 'check', tone: 'nominal' },
  failed: { mark: 'cross', tone: 'critical' },
  aborted: { mark: 'square', tone: 'critical' },
} as const satisfies Record<RunStatus, { mark: Mark; tone: Tone }>
