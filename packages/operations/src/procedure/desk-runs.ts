/** Procedures at the command desk: started, moved on by people and by the clock, their commands submitted as anybody's. */
import { err, ok, type Result } from '@magpie/core/result'
import type { DeskRun } from '../command/book.ts'
import type { CommandContent } from '../command/content.ts'
import type { CommandDesk, DeskError } from '../command/desk.ts'
import type { Stamp } from '../command/desk-event.ts'
import { secondsOf, utcText } from '../command/instant.ts'
import type { Procedure } from './procedure-file.ts'
import { compileProcedure, type Program } from './program.ts'
import { advancedRun, isRunOver, newRun, type RunEffect, type RunEvent, type RunSight, type RunState } from './run.ts'
import { type ProcedureFinding, validateProcedure } from './validate.ts'

/** What is told to a party by a run. */
export type RunTold = { readonly run: string; readonly party: string; readonly text: string }

/** A command of a run is wanted within this time, s: longer than any step waits. */
const WANTED_S = 7 * 86400

/** What is known of a procedure if it were started at `at_s`. */
export function foreseen(desk: CommandDesk, procedure: Procedure, stamp: Stamp): ProcedureFinding[] {
  const { ground } = desk
  return validateProcedure(
    procedure,
    {
      mission: ground.mission,
      dictionary: ground.dictionary,
      parties: new Set(ground.parties.map((p) => p.id)),
      elements: new Set(ground.elements.map((e) => e.id)),
      authorise: desk.authorise,
      phaseAt: ground.phaseAt,
      personOf: (party) => (party === stamp.party ? stamp.person : `somebody of ${party}`),
    },
    secondsOf(stamp.at),
  )
}

/** Starts a procedure that has no errors; refusals that are foreseen do not keep it from starting, and were told. */
export function startRun(
  desk: CommandDesk,
  procedure: Procedure,
  stamp: Stamp,
): Result<{ readonly run: DeskRun; readonly told: RunTold[] }, DeskError> {
  const wrong = foreseen(desk, procedure, stamp).find((f) => f.severity === 'error')
  if (wrong !== undefined) return err({ kind: 'desk-cannot', what: `step ${wrong.step}`, why: wrong.fact })
  const id = `r${desk.book.runs.size + 1}`
  const state = newRun(id, compileProcedure(procedure), stamp, secondsOf(stamp.at))
  desk.record({ kind: 'procedure', act: 'start', procedure, state }, stamp)
  const run = desk.book.runs.get(id)!
  return ok({ run, told: tickRun(desk, run, stamp.at) })
}

/** What a person does to a run. */
export function actOnRun(
  desk: CommandDesk,
  id: string,
  event: RunEvent,
  stamp: Stamp,
): Result<{ readonly run: DeskRun; readonly told: RunTold[] }, DeskError> {
  const run = desk.book.runs.get(id)
  if (run === undefined) return err({ kind: 'desk-unknown', what: 'run', id })
  const program = programOf(run)
  const moved = advancedRun(program, run.state, event, stamp, sightOf(desk, stamp.at))
  if (!moved.ok) return err({ kind: 'desk-cannot', what: `the run: ${event.kind}`, why: moved.error.why })
  desk.record({ kind: 'procedure', act: event.kind, state: moved.value.state }, stamp)
  return ok({ run, told: [...carryOut(desk, run, moved.value.effects, stamp.at), ...tickRun(desk, run, stamp.at)] })
}

/** Moves on every run that waits for time, telemetry or a command. */
export function tickRuns(desk: CommandDesk, at: string): RunTold[] {
  return [...desk.book.runs.values()].filter((run) => !isRunOver(run.state)).flatMap((run) => tickRun(desk, run, at))
}

function tickRun(desk: CommandDesk, run: DeskRun, at: string): RunTold[] {
  const told: RunTold[] = []
  // What a command of it becomes at once may let the next step begin: as often as something changes, and no more.
  for (let i = 0; i < 100; i++) {
    const moved = advancedRun(programOf(run), run.state, { kind: 'tick' }, undefined, sightOf(desk, at))
    if (!moved.ok) break
    const changed = changes(run.state, moved.value.state)
    if (changed) desk.record({ kind: 'procedure', act: 'tick', state: moved.value.state }, desk.ownStamp(at))
    const sent = carryOut(desk, run, moved.value.effects, at)
    told.push(...sent)
    if (!changed && moved.value.effects.length === 0) break
  }
  return told
}

function changes(a: RunState, b: RunState): boolean {
  return (
    a.status !== b.status ||
    a.at !== b.at ||
    a.part !== b.part ||
    a.begun !== b.begun ||
    a.tries !== b.tries ||
    a.visits !== b.visits ||
    a.why !== b.why ||
    a.outcomes.length !== b.outcomes.length
  )
}

const programs = new WeakMap<Procedure, Program>()

function programOf({ procedure }: DeskRun): Program {
  const known = programs.get(procedure)
  if (known !== undefined) return known
  const made = compileProcedure(procedure)
  programs.set(procedure, made)
  return made
}

function sightOf(desk: CommandDesk, at: string): RunSight {
  const { book, ground } = desk
  return {
    ...ground.circumstances(secondsOf(at), (id) => book.commands.get(id)?.state),
    byNonce: (party, nonce) => book.byNonce.get(`${party} ${nonce}`)?.state,
  }
}

function carryOut(desk: CommandDesk, run: DeskRun, effects: readonly RunEffect[], at: string): RunTold[] {
  const told: RunTold[] = []
  for (const effect of effects) {
    if (effect.kind === 'tell') told.push({ run: run.state.run, party: effect.party, text: effect.text })
    else {
      const content = contentOf(desk, run, effect, at)
      const { party, person } = effect
      const sent = desk.submit(content, undefined, { at, party, person })
      // A party that keeps its key signs the step's command itself, under the nonce of the step.
      if (!sent.ok && sent.error.kind === 'signature-missing')
        told.push({ run: run.state.run, party, text: `Sign ${effect.step.command} yourself, nonce ${effect.nonce}.` })
    }
  }
  return told
}

/** The command of a step as it is to be signed. */
function contentOf(desk: CommandDesk, run: DeskRun, effect: RunEffect & { kind: 'send' }, at: string): CommandContent {
  const { step, nonce, party, person } = effect
  const at_s = secondsOf(at)
  return {
    format: 'magpie-command-1',
    mission: desk.ground.mission,
    party,
    person,
    element: step.element,
    command: step.command,
    arguments: { ...step.arguments },
    nonce,
    expires: utcText(at_s + WANTED_S),
    ...(step.executeAfter_s === undefined ? {} : { execute: utcText(at_s + step.executeAfter_s) }),
    priority: step.priority,
    purpose: `${run.procedure.id}, step ${step.id}`,
  }
}
