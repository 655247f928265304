/** A run of a procedure as its parties see it: where it stands, what became of its steps, what its conditions find. */
import type { OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import type { DeskRun } from '@magpie/operations/command/book'
import { type Condition, holds } from '@magpie/operations/command/condition'
import type { CommandDesk } from '@magpie/operations/command/desk'
import { secondsOf, utcText } from '@magpie/operations/command/instant'
import type { ProcedureStep } from '@magpie/operations/procedure/procedure-file'
import { allSteps, compileProcedure, type DoneStep } from '@magpie/operations/procedure/program'
import { currentStep, isRunOver, nonceOf } from '@magpie/operations/procedure/run'
import type { CommandCentre } from './command-centre.ts'

type RunView = OutputOf<Operations['run']>

/** Where a command stands because of its last refusal. */
const STANDS: ReadonlySet<string> = new Set(['awaiting', 'held', 'refused', 'revoked'])

/** Whether a run concerns a party: a step of it is the party's, it began it, or it joined. */
export function seesRun({ procedure, state, begun }: DeskRun, party: string): boolean {
  const steps = [...allSteps(procedure.steps), ...procedure.abort]
  return begun.party === party || party in state.crew || steps.some((s) => s.party === party)
}

/** A run with where it stands. */
export function runViewOf({ desk, told, now }: CommandCentre, { procedure, state, begun }: DeskRun): RunView {
  const step = isRunOver(state) ? undefined : currentStep(compileProcedure(procedure), state)
  const sent = (party: string, nonce: string) => {
    const c = desk.book.byNonce.get(`${party} ${nonce}`)
    if (c === undefined) return {}
    const refusal = STANDS.has(c.state) ? c.history.findLast((h) => h.refusal !== undefined)?.refusal : undefined
    return { command: { id: c.id, state: c.state, ...(refusal === undefined ? {} : { refusal }) } }
  }
  const parties = new Map([...allSteps(procedure.steps), ...procedure.abort].map((s) => [s.id, s.party]))
  const due_s = step === undefined ? undefined : dueOf(step, state.since_s)
  return {
    ...{ run: state.run, procedure, begun, state, since: utcText(state.since_s) },
    ...(step === undefined ? {} : { step: step.id }),
    ...(due_s === undefined || !state.begun ? {} : { due: utcText(due_s) }),
    ...(step?.kind === 'send' ? { nonce: nonceOf(state), ...sent(step.party, nonceOf(state)) } : {}),
    outcomes: state.outcomes.map(({ at_s, ...o }) => ({
      ...o,
      at: utcText(at_s),
      ...(o.nonce === undefined ? {} : sent(parties.get(o.step) ?? '', o.nonce)),
    })),
    ...(isRunOver(state) ? { conditions: [], windows: [] } : seenBy(desk, procedure.steps, now())),
    told: told.filter((t) => t.run === state.run).map(({ at, party, text }) => ({ at, party, text })),
  }
}

function dueOf(step: DoneStep, since_s: number): number | undefined {
  if (step.kind === 'wait') return since_s + step.for_s
  return step.kind === 'await' || step.kind === 'send' ? since_s + step.timeout_s : undefined
}

/** What is found now of every condition that the steps have, and of the windows in them. */
function seenBy(
  desk: CommandDesk,
  steps: readonly ProcedureStep[],
  at: string,
): Pick<RunView, 'conditions' | 'windows'> {
  const seen = desk.ground.circumstances(secondsOf(at), (id) => desk.book.commands.get(id)?.state)
  const asked = allSteps(steps).flatMap((step) => {
    const condition = conditionOf(step)
    return condition === undefined ? [] : [{ step: step.id, condition }]
  })
  const windows = new Set(asked.flatMap(({ condition }) => windowsIn(condition)))
  return {
    conditions: asked.map(({ step, condition }) => {
      const met = holds(condition, seen)
      return { step, ...(met === undefined ? {} : { holds: met }) }
    }),
    windows: [...windows].map((window) => {
      const remaining_s = seen.window_s(window)
      return { window, ...(remaining_s === undefined ? {} : { remaining_s }) }
    }),
  }
}

function conditionOf(step: ProcedureStep): Condition | undefined {
  if (step.kind === 'await' || step.kind === 'repeat') return step.until
  return step.kind === 'check' || step.kind === 'if' ? step.that : undefined
}

function windowsIn(c: Condition): string[] {
  if (c.kind === 'window') return [c.window]
  if (c.kind === 'not') return windowsIn(c.of)
  return c.kind === 'all' || c.kind === 'any' ? c.of.flatMap(windowsIn) : []
}
