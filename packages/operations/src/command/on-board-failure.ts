/**
 * Why an element says that a command failed: a report of failure (ECSS-E-ST-70-41C 6.1.5, or an element's own report) as a
 * refusal, with rule, fact, source and remedy. The failure code is named as the dictionary names it; what Magpie's own
 * elements mean by theirs is said in words.
 */
import type { Refusal } from '@magpie/mission/authority-request'
import { sayOperations as say } from '../sentences.ts'
import type { ReportStage } from './verification.ts'

/** What of a command failed, in the standard's words; `execution` where an element has one stage for all of it. */
type FailedStage = 'acceptance' | 'start' | 'progress' | 'completion' | 'routing' | 'execution'

/** A parameter of a packet: its value as people read it, and as the packet has it. */
export type ReportedValue = { readonly value: number | string | boolean; readonly raw: number }

/** A packet that reports on a command: container, values by name, and where it stands among the element's packets. */
export type ReportPacket = {
  readonly element: string
  /** Sequence count, and when the element made it (UTC). */
  readonly count: number
  readonly made: string
  /** What it holds behind its header, by name. */
  readonly values: ReadonlyMap<string, ReportedValue>
}

/** What a report says of a command. */
export type OnBoardReport = {
  readonly stage: ReportStage
  /** Of a failure: why, as far as the report says it. */
  readonly failure?: Refusal
  /** The gateway on board refused it: why it says in an event, which comes before or after. */
  readonly refused?: boolean
}

/** So long the gateway's event is waited for behind a report of its refusal, s of the mission. */
export const REASON_S = 60

/** Reports of service 1 by their containers: the stage, and of failures what failed, with the report's subtype. */
const REQUEST_REPORTS: Readonly<Record<string, { stage: ReportStage; failed?: FailedStage; subtype?: number }>> = {
  accepted: { stage: 'ACCEPTED' },
  started: { stage: 'STARTED' },
  progress: { stage: 'PROGRESS' },
  completed: { stage: 'COMPLETED' },
  'acceptance-failed': { stage: 'REFUSED', failed: 'acceptance', subtype: 2 },
  'start-failed': { stage: 'FAILED', failed: 'start', subtype: 4 },
  'progress-failed': { stage: 'FAILED', failed: 'progress', subtype: 6 },
  'completion-failed': { stage: 'FAILED', failed: 'completion', subtype: 8 },
  'routing-failed': { stage: 'REFUSED', failed: 'routing', subtype: 10 },
}

/** A packet by its container; what it holds is asked for where it is a report. */
type MaybeReport = { readonly container: string; readonly report: () => ReportPacket }

/** What a packet of service 1 says of the request that it names; undefined where it is another packet. */
export function requestReport({ container, report }: MaybeReport): OnBoardReport | undefined {
  const found = REQUEST_REPORTS[container]
  if (found === undefined) return undefined
  const { stage, failed, subtype = 0 } = found
  if (failed === undefined) return { stage }
  const packet = report()
  const { element, count, made } = packet
  const source = { title: say('source-pus-report', { subtype, element, count, at: made }) }
  const all = [...packet.values]
  const behind = all.findIndex(([name]) => name === 'failure') + 1
  const data = all.filter(([name], i) => name === 'progress_step' || (behind > 0 && i >= behind))
  const failure = { rule: `pus-${failed}-failed`, failed, code: packet.values.get('failure'), data, source }
  return { stage, failure: failureRefusal(element, failure), ...refusedBy(failure.code) }
}

const STAGES: ReadonlySet<string> = new Set<ReportStage>([
  ...(['ACCEPTED', 'STARTED', 'PROGRESS', 'COMPLETED', 'FAILED', 'REFUSED'] as const),
])

/** What an element's own report (`report_stage`, `report_code`) says; undefined of a stage that moves nothing on. */
export function ownReport({ container, report }: MaybeReport): OnBoardReport | undefined {
  if (container !== 'report') return undefined
  const packet = report()
  const stage = String(packet.values.get('report_stage')?.value)
  if (!STAGES.has(stage)) return undefined
  const is = { stage: stage as ReportStage }
  if (stage !== 'FAILED' && stage !== 'REFUSED') return is
  const { element, count, made } = packet
  const failed = stage === 'REFUSED' ? 'acceptance' : 'execution'
  const source = { title: say('source-own-report', { element, count, at: made }) }
  const code = packet.values.get('report_code')
  const failure = failureRefusal(element, { rule: `${failed}-failed`, failed, code, data: [], source })
  return { ...is, failure, ...refusedBy(code) }
}

/** The label of the failure code by which the gateway's refusals are reported. */
const REFUSED_LABEL = 'NOT_PERMITTED'

function refusedBy(code: ReportedValue | undefined): { readonly refused?: true } {
  return code?.value === REFUSED_LABEL ? { refused: true } : {}
}

type Failure = {
  readonly rule: string
  readonly failed: FailedStage
  readonly code: ReportedValue | undefined
  readonly data: readonly (readonly [string, ReportedValue])[]
  readonly source: Refusal['source']
}

function failureRefusal(element: string, { rule, failed, code, data, source }: Failure): Refusal {
  const label = typeof code?.value === 'string' ? code.value : undefined
  const known = WORDS.get(label ?? '') ?? UNSAID
  const named = { element, stage: failed, reason: say(known.reason, {}) }
  const coded = code === undefined ? undefined : { ...named, code: code.raw }
  const fact =
    coded === undefined
      ? say('report-failed', named)
      : label === undefined
        ? say('report-failed-code', coded)
        : say('report-failed-label', { ...coded, label })
  const told = data.map(([name, { value }]) => `${name} ${value}`).join(', ')
  return {
    ...{ permitted: false, rule, source },
    fact: told === '' ? fact : say('report-failed-data', { fact, data: told }),
    remedy: say(known.remedy, { element }),
  }
}

/** What failure codes of Magpie's elements mean, by their labels in its dictionaries, and what helps. */
const WORDS = new Map(
  Object.entries({
    UNKNOWN_REQUEST: { reason: 'failure-unknown-request', remedy: 'failed-other-remedy' },
    BAD_DATA: { reason: 'failure-bad-data', remedy: 'failed-data-remedy' },
    UNKNOWN_FUNCTION: { reason: 'failure-unknown-function', remedy: 'failed-other-remedy' },
    FUNCTION_FAILED: { reason: 'failure-function', remedy: 'failed-state-remedy' },
    UNKNOWN_STRUCTURE: { reason: 'failure-unknown-structure', remedy: 'failed-data-remedy' },
    STRUCTURE_EXISTS: { reason: 'failure-structure-exists', remedy: 'failed-data-remedy' },
    UNKNOWN_PARAMETER: { reason: 'failure-unknown-parameter', remedy: 'failed-data-remedy' },
    UNKNOWN_EVENT: { reason: 'failure-unknown-event', remedy: 'failed-data-remedy' },
    TIME_PAST: { reason: 'failure-time-past', remedy: 'failed-time-remedy' },
    SCHEDULE_FULL: { reason: 'failure-schedule-full', remedy: 'failed-schedule-remedy' },
    UNKNOWN_SCHEDULED: { reason: 'failure-unknown-scheduled', remedy: 'failed-data-remedy' },
    NOT_SCHEDULED: { reason: 'failure-not-scheduled', remedy: 'failed-data-remedy' },
    NOT_PERMITTED: { reason: 'failure-not-permitted', remedy: 'failed-permitted-remedy' },
    NO_ANSWER: { reason: 'failure-no-answer', remedy: 'failed-power-remedy' },
    WRONG_STATE: { reason: 'failure-wrong-state', remedy: 'failed-state-remedy' },
    MECHANISM: { reason: 'failure-mechanism', remedy: 'failed-state-remedy' },
    NO_POWER: { reason: 'failure-no-power', remedy: 'failed-power-remedy' },
    INTERRUPTED: { reason: 'failure-interrupted', remedy: 'failed-again-remedy' },
    NO_CONSENT: { reason: 'failure-no-consent', remedy: 'failed-consent-remedy' },
    UNKNOWN_COMMAND: { reason: 'failure-unknown-request', remedy: 'failed-other-remedy' },
    LOAD: { reason: 'failure-load', remedy: 'failed-load-remedy' },
    ENTRY: { reason: 'failure-entry', remedy: 'gateway-refused-remedy' },
  } as const),
)

/** Of a code without a name, and of a name that only its own dictionary explains. */
const UNSAID = { reason: 'failure-unsaid', remedy: 'failed-dictionary-remedy' } as const
