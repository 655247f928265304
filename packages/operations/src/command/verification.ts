/**
 * Verifiers of a released command, as XTCE (1.2, 4.3.4.8) has them: each stage with its own window, passed by a report of the
 * element (ECSS-E-ST-70-41C 6.1), by a packet that comes, by criteria that hold, or by a change of a parameter. The
 * `failed` verifier is the other way round: what it looks for means that the command failed.
 */
import { type ArgumentValues, appliesTo } from '../command-encoder.ts'
import type { Command, Container, Parameter, Verifier } from '../dictionary.ts'
import { criteriaHold, type LatestValue } from './criteria.ts'
import type { DeskAction } from './life.ts'

export type VerificationState = 'pending' | 'passed' | 'failed' | 'timed-out'

/** One verifier of one released command; times TAI s past J2000. */
export type Verification = {
  readonly stage: Verifier['stage']
  state: VerificationState
  readonly from_s: number
  readonly until_s: number
  readonly verifier: Verifier
  /** What a parameter was when looking began, for verifiers by change. */
  readonly before: number | undefined
}

/** Reports of the element by PUS 1 or the like. */
export type ReportStage = 'ACCEPTED' | 'STARTED' | 'PROGRESS' | 'COMPLETED' | 'FAILED' | 'REFUSED'

/** What may pass a verifier. */
export type VerifierSight =
  | { readonly kind: 'report'; readonly stage: ReportStage }
  | { readonly kind: 'container'; readonly qualifiedName: string }
  | { readonly kind: 'values' }

/** Without any verifier a command is watched for this long, s: reports of the element still move it on. */
const UNWATCHED_S = 86400

/**
 * The verifiers of a command released at `released_s`, in the dictionary's order. `onBoard_s` is when it is executed where
 * that is later, and the windows of execution begin there; `signal_s` is the way there and back, added to every window. Without
 * the command's `values` verifiers that are meant for some of them count always.
 */
export function verificationsOf(
  command: Command,
  released_s: number,
  onBoard_s: number,
  signal_s: number,
  latest: LatestValue,
  values?: ArgumentValues,
): Verification[] {
  const meant = command.verifiers.filter(({ onlyWith }) => values === undefined || appliesTo(onlyWith, command, values))
  const watched = meant.length > 0 ? meant : [{ stage: 'complete', window_s: UNWATCHED_S } as const]
  return watched.map((verifier): Verification => {
    const late = verifier.stage === 'executing' || verifier.stage === 'complete' || verifier.stage === 'failed'
    const base_s = (late ? Math.max(released_s, onBoard_s) : released_s) + signal_s
    return {
      stage: verifier.stage,
      state: 'pending',
      from_s: base_s - signal_s + (verifier.from_s ?? 0),
      until_s: base_s + verifier.window_s,
      verifier,
      before: verifier.change === undefined ? undefined : numberOf(verifier.change.parameter, latest),
    }
  })
}

/** What a sight or the passing of time does to the verifiers: they are moved on, and the steps of the command told. */
export function verify(
  verifications: readonly Verification[],
  sight: VerifierSight,
  now_s: number,
  latest: LatestValue,
): DeskAction[] {
  if (sight.kind === 'report') return byReport(verifications, sight.stage)
  const steps: DeskAction[] = []
  for (const v of verifications) {
    if (v.state !== 'pending' || now_s < v.from_s || !isSeen(v, sight, latest)) continue
    v.state = 'passed'
    const action = STEP_OF_STAGE[v.stage]
    if (action !== undefined) steps.push(action)
  }
  return steps
}

/** Verifiers whose window is over. The first that times out gives the command up; the `failed` one has then done its work. */
export function timedOut(verifications: readonly Verification[], now_s: number): Verification['stage'] | undefined {
  let first: Verification['stage'] | undefined
  for (const v of verifications) {
    if (v.state !== 'pending' || now_s < v.until_s) continue
    v.state = v.stage === 'failed' ? 'passed' : 'timed-out'
    if (v.stage !== 'failed') first ??= v.stage
  }
  return first
}

/** When the next window is over, TAI s past J2000. */
export function nextDeadline_s(verifications: readonly Verification[]): number {
  let next = Number.POSITIVE_INFINITY
  for (const v of verifications) if (v.state === 'pending') next = Math.min(next, v.until_s)
  return next
}

const STEP_OF_STAGE: Readonly<Record<Verifier['stage'], DeskAction | undefined>> = {
  transferred: undefined,
  sent: undefined,
  received: undefined,
  queued: undefined,
  accepted: 'accept',
  executing: 'start',
  complete: 'complete',
  failed: 'fail',
}

/** Stages that a report proves: what comes later proves what must have come before. */
const PROVED: Readonly<Record<ReportStage, readonly Verifier['stage'][]>> = {
  ACCEPTED: ['transferred', 'sent', 'received', 'accepted'],
  STARTED: ['transferred', 'sent', 'received', 'accepted', 'queued', 'executing'],
  PROGRESS: ['transferred', 'sent', 'received', 'accepted', 'queued', 'executing'],
  COMPLETED: ['transferred', 'sent', 'received', 'accepted', 'queued', 'executing', 'complete'],
  FAILED: [],
  REFUSED: [],
}

const STEP_OF_REPORT: Readonly<Record<ReportStage, DeskAction>> = {
  ACCEPTED: 'accept',
  STARTED: 'start',
  PROGRESS: 'progress',
  COMPLETED: 'complete',
  FAILED: 'fail',
  REFUSED: 'reject',
}

function byReport(verifications: readonly Verification[], stage: ReportStage): DeskAction[] {
  for (const v of verifications) {
    if (v.state !== 'pending') continue
    if (PROVED[stage].includes(v.stage) && !looksElsewhere(v)) v.state = 'passed'
    else if (stage === 'FAILED' || stage === 'REFUSED') v.state = 'failed'
  }
  // Where the dictionary says by which parameter completion is seen, the element's word alone does not end it.
  const proof = stage === 'COMPLETED' && verifications.some((v) => v.stage === 'complete' && v.state === 'pending')
  return [proof ? 'progress' : STEP_OF_REPORT[stage]]
}

function looksElsewhere({ verifier }: Verification): boolean {
  return verifier.criteria !== undefined || verifier.container !== undefined || verifier.change !== undefined
}

function isSeen(v: Verification, sight: VerifierSight, latest: LatestValue): boolean {
  const { criteria, container, change } = v.verifier
  if (sight.kind === 'container') return container?.qualifiedName === sight.qualifiedName
  if (criteria !== undefined && criteriaHold(criteria, latest) === true) return true
  if (container !== undefined && hasCome(container, v.from_s, latest)) return true
  if (change === undefined || v.before === undefined) return false
  const now = numberOf(change.parameter, latest)
  return now !== undefined && (change.by < 0 ? now - v.before <= change.by : now - v.before >= change.by)
}

/** Whether a packet of the container has come since: it brought every value that is the container's own. */
function hasCome({ entries }: Container, from_s: number, latest: LatestValue): boolean {
  const own = entries.flatMap((entry) => (entry.kind === 'parameter' ? [entry.parameter] : []))
  return own.length > 0 && own.every((parameter) => (latest(parameter)?.at_s ?? Number.NEGATIVE_INFINITY) >= from_s)
}

function numberOf(parameter: Parameter, latest: LatestValue): number | undefined {
  const value = latest(parameter)?.value
  return typeof value === 'number' ? value : undefined
}
