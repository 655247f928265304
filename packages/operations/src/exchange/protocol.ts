/**
 * An exchange between elements of two parties: one asks or offers, both agree, one acts, both confirm; either may stop. What
 * was said is kept as the set of steps of each side, which only grows, and where the exchange stands follows from both sets:
 * so messages may be lost, repeated and reordered, and both sides come to the same (a join-semilattice; Shapiro et al. 2011,
 * "Conflict-free replicated data types", section 2.3).
 */
import { err, ok, type Result } from '@magpie/core/result'

export const EXCHANGE_STATES = [
  'idle',
  'requested',
  'offered',
  'consented',
  'acting',
  'finished',
  'confirmed',
  'declined',
  'withdrawn',
  'timed-out',
  'stopped',
] as const
export type ExchangeState = (typeof EXCHANGE_STATES)[number]

export const EXCHANGE_STEPS = [
  'offer',
  'consent',
  'decline',
  'start',
  'confirm',
  'stop',
  'request',
  'finish',
  'withdraw',
  'time-out',
] as const
export type ExchangeStep = (typeof EXCHANGE_STEPS)[number]
export type ExchangeSide = 'provider' | 'client'

/** What each side said, as far as is known: bit n for the step that packets number n + 1. */
export type Exchange = { readonly provider: number; readonly client: number }

/** Nothing was said. */
export const NOTHING_SAID: Exchange = { provider: 0, client: 0 }

type Row = {
  readonly from: ExchangeState
  readonly step: ExchangeStep
  readonly to: ExchangeState
  readonly by: ExchangeSide
}

const row = (from: ExchangeState, step: ExchangeStep, to: ExchangeState, by: ExchangeSide): Row => ({
  from,
  step,
  to,
  by,
})

/**
 * The whole protocol. Once the provider says that it finished, it is the client's to confirm or to stop, so that the two
 * never end apart.
 */
export const EXCHANGE_LIFE: readonly Row[] = [
  row('idle', 'request', 'requested', 'client'),
  row('idle', 'offer', 'offered', 'provider'),
  row('requested', 'offer', 'offered', 'provider'),
  row('requested', 'decline', 'declined', 'provider'),
  row('requested', 'withdraw', 'withdrawn', 'client'),
  row('offered', 'consent', 'consented', 'client'),
  row('offered', 'decline', 'declined', 'client'),
  row('offered', 'withdraw', 'withdrawn', 'provider'),
  row('consented', 'start', 'acting', 'provider'),
  row('acting', 'finish', 'finished', 'provider'),
  row('finished', 'confirm', 'confirmed', 'client'),
  ...(['requested', 'offered', 'consented'] as const).flatMap((from) => [
    row(from, 'time-out', 'timed-out', 'provider'),
    row(from, 'time-out', 'timed-out', 'client'),
  ]),
  row('acting', 'time-out', 'timed-out', 'client'),
  ...(['consented', 'acting'] as const).flatMap((from) => [
    row(from, 'stop', 'stopped', 'provider'),
    row(from, 'stop', 'stopped', 'client'),
  ]),
  row('finished', 'stop', 'stopped', 'client'),
]

/** The bit of a step in a set. */
export function bitOf(step: ExchangeStep): number {
  return 1 << EXCHANGE_STEPS.indexOf(step)
}

/** Ends that stand over what was under way, first the one that counts most: both sides choose alike. */
const ENDS: readonly [ExchangeStep, ExchangeState][] = [
  ['stop', 'stopped'],
  ['withdraw', 'withdrawn'],
  ['decline', 'declined'],
  ['time-out', 'timed-out'],
]

const COURSE: readonly [ExchangeSide, ExchangeStep, ExchangeState][] = [
  ['provider', 'finish', 'finished'],
  ['provider', 'start', 'acting'],
  ['client', 'consent', 'consented'],
  ['provider', 'offer', 'offered'],
  ['client', 'request', 'requested'],
]

/** Where an exchange stands by what was said. */
export function stateOf(e: Exchange): ExchangeState {
  if ((e.client & bitOf('confirm')) !== 0) return 'confirmed'
  const either = e.provider | e.client
  for (const [step, state] of ENDS) if ((either & bitOf(step)) !== 0) return state
  for (const [side, step, state] of COURSE) if ((e[side] & bitOf(step)) !== 0) return state
  return 'idle'
}

const OVER: ReadonlySet<ExchangeState> = new Set(['confirmed', 'declined', 'withdrawn', 'timed-out', 'stopped'])

/** Whether it has come to an end. */
export function isExchangeOver(state: ExchangeState): boolean {
  return OVER.has(state)
}

export type ExchangeError = {
  readonly kind: 'exchange-cannot'
  readonly step: ExchangeStep
  readonly state: ExchangeState
  readonly by: ExchangeSide
}

/** What was said after one more step of a side, or that the protocol has no such step there. */
export function stepped(e: Exchange, side: ExchangeSide, step: ExchangeStep): Result<Exchange, ExchangeError> {
  const state = stateOf(e)
  const found = EXCHANGE_LIFE.some((r) => r.from === state && r.step === step && r.by === side)
  if (!found) return err({ kind: 'exchange-cannot', step, state, by: side })
  return ok({ ...e, [side]: e[side] | bitOf(step) })
}

/** How a side ends it where it stands, if it can: it takes back, says no, or stops. */
export function endingStep(e: Exchange, side: ExchangeSide): ExchangeStep | undefined {
  return (['withdraw', 'decline', 'stop'] as const).find((step) => stepped(e, side, step).ok)
}

/** What both know together. */
export function merged(a: Exchange, b: Exchange): Exchange {
  return { provider: a.provider | b.provider, client: a.client | b.client }
}

/** Why a step is not in the protocol, for people. */
export function describeExchangeError({ step, state, by }: ExchangeError): string {
  return `the ${by} cannot ${step} an exchange that is ${state}`
}
