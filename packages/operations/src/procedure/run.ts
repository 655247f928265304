/**
 * A procedure being carried out: a pure machine over data, state and event in, state and effects out. The state is all there
 * is, so that a run goes on after a restart where it stood. A command of a step has a nonce of its own made from run, place
 * and visit: sent again after a crash it is the same command, which the desk takes once.
 */
import { identifier } from '@magpie/core/identifier'
import { err, never, ok, type Result } from '@magpie/core/result'
import * as z from 'zod'
import { type Circumstances, holds } from '../command/condition.ts'
import type { OnFailure, SendStep } from './procedure-file.ts'
import type { DoneStep, Instruction, Program } from './program.ts'

export const runStatus = z.enum(['running', 'asking', 'held', 'aborting', 'done', 'failed', 'aborted'])
export type RunStatus = z.infer<typeof runStatus>

/** What became of one visit of one step. */
export const stepOutcome = z.strictObject({
  step: z.string(),
  outcome: z.enum(['done', 'failed', 'skipped', 'no-go', 'taken', 'passed-over']),
  at_s: z.number(),
  party: z.string().optional(),
  person: z.string().optional(),
  why: z.string().optional(),
  nonce: z.string().optional(),
})
export type StepOutcome = z.infer<typeof stepOutcome>

/** Where a run stands; times TAI s past J2000. */
export const runState = z.strictObject({
  run: z.string().min(1).max(64),
  status: runStatus,
  part: z.enum(['main', 'abort']),
  at: z.number().int().nonnegative(),
  /** Whether the step at `at` has begun, and when. */
  begun: z.boolean(),
  since_s: z.number(),
  visits: z.number().int().nonnegative(),
  /** Tries of the command of the step at `at` so far. */
  tries: z.number().int().nonnegative(),
  rounds: z.array(z.number().int().nonnegative()),
  /** Who acts for a party in this run. */
  crew: z.record(identifier, z.string()),
  why: z.string(),
  outcomes: z.array(stepOutcome),
})
export type RunState = z.infer<typeof runState>

export type RunEvent =
  | { readonly kind: 'tick' }
  | { readonly kind: 'join' }
  | { readonly kind: 'go' }
  | { readonly kind: 'no-go'; readonly why: string }
  | { readonly kind: 'done' }
  | { readonly kind: 'hold'; readonly why: string }
  | { readonly kind: 'resume' }
  | { readonly kind: 'skip'; readonly why: string }
  | { readonly kind: 'retry' }
  | { readonly kind: 'abort'; readonly why: string }

export type RunEffect =
  | {
      readonly kind: 'send'
      readonly step: SendStep
      readonly nonce: string
      readonly party: string
      readonly person: string
    }
  | { readonly kind: 'tell'; readonly party: string; readonly text: string }

export type RunError = { readonly kind: 'run-cannot'; readonly event: RunEvent['kind']; readonly why: string }

export type RunActor = { readonly party: string; readonly person: string }

/** A run that has not begun its first step. */
export function newRun(run: string, program: Program, by: RunActor, now_s: number): RunState {
  return {
    run,
    status: 'running',
    part: 'main',
    at: 0,
    begun: false,
    since_s: now_s,
    visits: 0,
    tries: 0,
    rounds: Array.from({ length: program.counters }, () => 0),
    crew: { [by.party]: by.person },
    why: '',
    outcomes: [],
  }
}

/** What the machine looks at: conditions, and the state of a party's command by its nonce. */
export type RunSight = Circumstances & { readonly byNonce: (party: string, nonce: string) => string | undefined }

/** The run after an event, and what is to be done. The state given is not changed. */
export function advancedRun(
  program: Program,
  before: RunState,
  event: RunEvent,
  by: RunActor | undefined,
  seen: RunSight,
): Result<{ readonly state: RunState; readonly effects: readonly RunEffect[] }, RunError> {
  const m = new Machine(program, before, seen)
  const why = m.take(event, by)
  if (why !== undefined) return err({ kind: 'run-cannot', event: event.kind, why })
  m.goOn()
  return ok({ state: m.s, effects: m.effects })
}

/** The step that the run stands at. */
export function currentStep(program: Program, { part, at }: Pick<RunState, 'part' | 'at'>): DoneStep | undefined {
  const instruction = (part === 'main' ? program.main : program.abort)[at]
  return instruction?.op === 'do' ? instruction.step : undefined
}

/** The nonce of the command of the step where the run stands. */
export function nonceOf({ run, part, at, visits, tries }: RunState): string {
  return `run-${run}-${part === 'main' ? 'm' : 'a'}${at}-${visits}-${tries}`.slice(0, 64)
}

/** Whether a run has come to its end. */
export function isRunOver({ status }: RunState): boolean {
  return status === 'done' || status === 'failed' || status === 'aborted'
}

/** A repetition within a repetition can visit steps a million times. */
const KEPT_OUTCOMES = 300

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

class Machine {
  readonly s: Mutable<RunState>
  readonly effects: RunEffect[] = []
  private readonly program: Program
  private readonly seen: RunSight

  constructor(program: Program, before: RunState, seen: RunSight) {
    this.program = program
    this.seen = seen
    this.s = { ...before, rounds: [...before.rounds], crew: { ...before.crew }, outcomes: [...before.outcomes] }
  }

  /** Takes an event of a person or of the clock; why it cannot be, where it cannot. */
  take(event: RunEvent, by: RunActor | undefined): string | undefined {
    if (event.kind === 'tick') return undefined
    if (isRunOver(this.s)) return `the run is ${this.s.status}`
    if (by === undefined) return 'a person does this'
    switch (event.kind) {
      case 'join':
        this.s.crew[by.party] = by.person
        return undefined
      case 'go':
      case 'no-go':
      case 'done':
        return this.answer(event, by)
      case 'hold':
        if (this.s.status === 'held') return 'the run is held already'
        this.hold(event.why)
        return undefined
      case 'resume':
      case 'skip':
      case 'retry':
        return this.goOnAfterHold(event, by)
      case 'abort':
        if (this.s.part === 'abort') return 'the run is being aborted'
        this.abort(event.why)
        return undefined
      default:
        return never(event)
    }
  }

  private answer(event: RunEvent & { kind: 'go' | 'no-go' | 'done' }, by: RunActor): string | undefined {
    const step = currentStep(this.program, this.s)
    if (this.s.status === 'held' || step === undefined) return 'the run is held'
    const fits = event.kind === 'done' ? step.kind === 'manual' : step.kind === 'ask' || step.kind === 'manual'
    if (!fits || (event.kind === 'go' && step.kind !== 'ask')) return `${step.id} does not ask for that`
    if (by.party !== step.party) return `${step.id} is asked of ${step.party}`
    if (event.kind === 'no-go') {
      this.note(step.id, 'no-go', event.why, by)
      this.fail(step.id, 'onFailure' in step ? step.onFailure : 'hold', `${by.party} said no-go: ${event.why}`)
    } else {
      this.note(step.id, 'done', undefined, by)
      this.next()
    }
    return undefined
  }

  private goOnAfterHold(event: RunEvent & { kind: 'resume' | 'skip' | 'retry' }, by: RunActor): string | undefined {
    const step = currentStep(this.program, this.s)
    if (this.s.status !== 'held') return 'the run is not held'
    if (step !== undefined && event.kind !== 'resume' && by.party !== step.party)
      return `${step.id} is a step of ${step.party}`
    this.s.status = this.s.part === 'main' ? 'running' : 'aborting'
    this.s.why = ''
    if (event.kind === 'skip') {
      if (step !== undefined) this.note(step.id, 'skipped', event.why, by)
      this.next()
    } else if (event.kind === 'retry') {
      this.s.begun = false
      this.s.tries++
    } else this.s.since_s = this.seen.now_s
    return undefined
  }

  /** Goes on until something has to be waited for. Jumps go forward or count rounds, so that this ends. */
  goOn(): void {
    while (this.s.status === 'running' || this.s.status === 'asking' || this.s.status === 'aborting') {
      const list = this.s.part === 'main' ? this.program.main : this.program.abort
      const instruction = list[this.s.at]
      if (instruction === undefined) {
        this.s.status = this.s.part === 'main' ? 'done' : 'aborted'
        return
      }
      if (!this.step(instruction)) return
    }
  }

  /** Does one instruction; whether there is more to do at once. */
  private step(instruction: Instruction): boolean {
    switch (instruction.op) {
      case 'jump':
        this.s.at = instruction.to
        return true
      case 'unless': {
        const held = holds(instruction.that, this.seen) === true
        this.note(instruction.step, held ? 'taken' : 'passed-over')
        this.s.at = held ? this.s.at + 1 : instruction.to
        return true
      }
      case 'round':
        this.round(instruction)
        return true
      case 'do':
        return this.doStep(instruction.step)
      default:
        return never(instruction)
    }
  }

  private round({ counter, atMost, until, step, out }: Instruction & { op: 'round' }): void {
    const over = this.s.rounds[counter]! >= atMost || (until !== undefined && holds(until, this.seen) === true)
    if (over) {
      this.note(step, 'done', `${this.s.rounds[counter]} rounds`)
      this.s.rounds[counter] = 0
      this.s.at = out
    } else {
      this.s.rounds[counter]!++
      this.s.at++
    }
  }

  private doStep(step: DoneStep): boolean {
    const first = !this.s.begun
    if (first) {
      this.s.begun = true
      this.s.since_s = this.seen.now_s
    }
    const passed_s = this.seen.now_s - this.s.since_s
    switch (step.kind) {
      case 'wait':
        return passed_s >= step.for_s && this.finish(step.id)
      case 'await':
        if (holds(step.until, this.seen) === true) return this.finish(step.id)
        return passed_s >= step.timeout_s && this.failed(step, `it did not come within ${step.timeout_s} s`)
      case 'check':
        return this.check(step)
      case 'ask':
      case 'manual':
        return this.askPerson(step, first)
      case 'send':
        return this.doSend(step, passed_s)
      default:
        return never(step)
    }
  }

  private check(step: DoneStep & { kind: 'check' }): boolean {
    const held = holds(step.that, this.seen)
    if (held === true) return this.finish(step.id)
    return this.failed(step, held === undefined ? 'it cannot be told' : 'it does not hold')
  }

  private askPerson(step: DoneStep & { kind: 'ask' | 'manual' }, first: boolean): boolean {
    const text = step.kind === 'ask' ? step.question : step.text
    if (first) this.effects.push({ kind: 'tell', party: step.party, text })
    if (this.s.status === 'running') this.s.status = 'asking'
    return false
  }

  private doSend(step: SendStep, passed_s: number): boolean {
    const nonce = nonceOf(this.s)
    const state = this.seen.byNonce(step.party, nonce)
    if (state === undefined) {
      const person = this.s.crew[step.party]
      if (person === undefined) {
        const told = this.s.why
        this.s.why = `${step.id} is sent by ${step.party}, and nobody of it has joined`
        if (told !== this.s.why)
          this.effects.push({
            kind: 'tell',
            party: step.party,
            text: `Join run ${this.s.run} to send ${step.command}.`,
          })
        return passed_s >= step.timeout_s ? this.failed(step, this.s.why) : false
      }
      this.s.why = ''
      this.effects.push({ kind: 'send', step, nonce, party: step.party, person })
      return passed_s >= step.timeout_s ? this.failed(step, 'it was never taken in') : false
    }
    if (LOST.has(state)) return this.retryOrFail(step, `the command is ${state}`, nonce)
    if (REACHED[step.until].has(state)) return this.finish(step.id, nonce)
    return passed_s >= step.timeout_s ? this.retryOrFail(step, `the command is still ${state}`, nonce) : false
  }

  private retryOrFail(step: SendStep, why: string, nonce: string): boolean {
    this.note(step.id, 'failed', why, undefined, nonce)
    if (this.s.tries < step.retries) {
      this.s.tries++
      this.s.begun = false
      return true
    }
    return this.fail(step.id, step.onFailure, why)
  }

  private failed(step: DoneStep, why: string): boolean {
    this.note(step.id, 'failed', why)
    return this.fail(step.id, 'onFailure' in step ? step.onFailure : 'hold', why)
  }

  /** What follows a failure; the abort sequence itself goes on, whatever fails in it. */
  private fail(step: string, onFailure: OnFailure, why: string): boolean {
    if (onFailure === 'continue' || this.s.part === 'abort') {
      this.next()
      return true
    }
    if (onFailure === 'abort') this.abort(`${step}: ${why}`)
    else this.hold(`${step}: ${why}`)
    return this.s.status === 'aborting'
  }

  private finish(step: string, nonce?: string): boolean {
    this.note(step, 'done', undefined, undefined, nonce)
    this.next()
    return true
  }

  private next(): void {
    this.s.at++
    this.s.visits++
    this.s.begun = false
    this.s.tries = 0
    this.s.why = ''
    if (this.s.status === 'asking') this.s.status = 'running'
  }

  private hold(why: string): void {
    this.s.status = 'held'
    this.s.why = why
  }

  private abort(why: string): void {
    const none = this.program.abort.length === 0
    this.s.part = 'abort'
    this.s.at = 0
    this.s.begun = false
    this.s.tries = 0
    this.s.visits++
    this.s.status = none ? 'aborted' : 'aborting'
    this.s.why = why
  }

  /** Notes what became of a step; the newest are kept here, all of them in the ledger. */
  private note(step: string, outcome: StepOutcome['outcome'], why?: string, by?: RunActor, nonce?: string): void {
    if (this.s.outcomes.length >= KEPT_OUTCOMES) this.s.outcomes.shift()
    this.s.outcomes.push({
      step,
      outcome,
      at_s: this.seen.now_s,
      ...(by === undefined ? {} : { party: by.party, person: by.person }),
      ...(why === undefined ? {} : { why }),
      ...(nonce === undefined ? {} : { nonce }),
    })
  }
}

const LOST = new Set(['refused', 'failed', 'timed-out', 'withdrawn', 'expired', 'revoked'])
const COMPLETED = new Set(['completed'])
const ACCEPTED = new Set(['accepted', 'started', 'progressing', ...COMPLETED])
const RELEASED = new Set(['released', ...ACCEPTED])
const REACHED: Readonly<Record<SendStep['until'], ReadonlySet<string>>> = {
  queued: new Set(['queued', 'held', ...RELEASED]),
  released: RELEASED,
  accepted: ACCEPTED,
  completed: COMPLETED,
}
