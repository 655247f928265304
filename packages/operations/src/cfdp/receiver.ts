/**
 * The receiving end of a CFDP transaction, class 1 and 2 (CCSDS 727.0-B-5, 4.6.3 and 4.6.4). What is missing is asked for
 * after the end of file and on prompts (deferred NAK, 4.6.4.3). A file that is not whole is not kept.
 */
import { complement, measure, normalise } from '@magpie/core/interval'
import { fileChecksum, isFileChecksum } from './file-checksum.ts'
import {
  CONDITIONS,
  type Eof,
  FILE_STATUS,
  type FileData,
  type FileRange,
  type Metadata,
  type Nak,
  type Pdu,
  type PduBody,
  type PduHeader,
} from './pdu.ts'
import { idOctets } from './sender.ts'
import {
  belongs,
  type CfdpEnd,
  type CfdpOutcome,
  type CfdpSettings,
  pauseTimers,
  pduOf,
  runsOut,
  stopped,
  type Timer,
} from './transaction.ts'

/** All that a receiver remembers, as plain data. */
export type ReceiverState = {
  header: PduHeader
  metadata: Metadata | undefined
  eof: Eof | undefined
  /** What came so far; octets that did not are zero. */
  file: Uint8Array
  have: readonly FileRange[]
  /** Condition of the EOF that is to be acknowledged. */
  ackDue: number | undefined
  keepAliveDue: boolean
  naks: readonly Nak[]
  finished: 'no' | 'due' | 'unanswered' | 'answered'
  ack: Timer
  nak: Timer
  check: Timer
  inactivity: Timer
  suspended_s: number | undefined
  outcome: CfdpOutcome | undefined
}

/** The receiving end, with the file once it is whole. */
export type CfdpReceiver = CfdpEnd & {
  /** Undefined unless the outcome says complete. */
  file(): Uint8Array | undefined
  metadata(): Metadata | undefined
}

const NAK_REQUESTS = 32

/** A receiver as the first PDU of a transaction makes it. */
export function newReceiver({ header }: Pdu): ReceiverState {
  return {
    header,
    metadata: undefined,
    eof: undefined,
    file: new Uint8Array(0),
    have: [],
    ackDue: undefined,
    keepAliveDue: false,
    naks: [],
    finished: 'no',
    ack: stopped(),
    nak: stopped(),
    check: stopped(),
    inactivity: stopped(),
    suspended_s: undefined,
    outcome: undefined,
  }
}

/** The receiving end; `state` is changed in place. */
export function cfdpReceiver(settings: CfdpSettings, state: ReceiverState): CfdpReceiver {
  const { header } = state
  const send = (body: PduBody): Pdu => pduOf(header, 'sender', body)
  const tells = () => header.acknowledged || state.metadata?.closure === true

  const finish = (condition: number) => {
    if (state.outcome !== undefined) return
    const whole = condition === CONDITIONS.none
    state.outcome = {
      condition,
      delivery: whole ? 'complete' : 'incomplete',
      fileStatus: whole ? FILE_STATUS.kept : FILE_STATUS.discarded,
    }
    if (!whole) state.file = new Uint8Array(0)
    state.naks = []
    for (const timer of [state.nak, state.check, state.inactivity]) timer.due_s = undefined
    state.finished = tells() ? 'due' : 'answered'
  }

  const missing = (): FileRange[] => complement(state.have, { start: 0, end: state.eof?.size_octets ?? progress() })
  const progress = () => state.have[state.have.length - 1]?.end ?? 0

  const ask = () => {
    const requests = [...(state.metadata === undefined ? [{ start: 0, end: 0 }] : []), ...missing()]
    const naks: Nak[] = []
    for (let i = 0; i < requests.length; i += NAK_REQUESTS) {
      const some = requests.slice(i, i + NAK_REQUESTS)
      naks.push({ kind: 'nak', scope: { start: some[0]!.start, end: some[some.length - 1]!.end }, requests: some })
    }
    state.naks = naks
  }

  /** Whether the file is whole now, and how it ended if so. */
  const check = () => {
    const { metadata, eof } = state
    if (metadata === undefined || eof === undefined || missing().length > 0) return
    if (progress() > eof.size_octets) return finish(CONDITIONS.fileSizeError)
    const type = metadata.checksum
    if (!isFileChecksum(type)) return finish(CONDITIONS.unsupportedChecksum)
    const same = type === 15 || fileChecksum(type, state.file.subarray(0, eof.size_octets)) === eof.checksum
    finish(same ? CONDITIONS.none : CONDITIONS.checksumFailure)
  }

  const takeData = ({ offset, data }: FileData) => {
    const end = offset + data.length
    if (end > settings.largest_octets) return finish(CONDITIONS.filestoreRejection)
    if (state.eof !== undefined && end > state.eof.size_octets) return finish(CONDITIONS.fileSizeError)
    if (end > state.file.length) {
      const longer = new Uint8Array(Math.max(end, Math.min(settings.largest_octets, 2 * state.file.length)))
      longer.set(state.file)
      state.file = longer
    }
    state.file.set(data, offset)
    const before = measure(state.have)
    state.have = normalise([...state.have, { start: offset, end }])
    if (measure(state.have) > before) state.nak.expired = 0
  }

  const takeEof = (body: Eof, now_s: number) => {
    if (header.acknowledged) state.ackDue = body.condition
    if (state.outcome !== undefined) return
    if (body.condition !== CONDITIONS.none) return finish(body.condition)
    if (state.eof !== undefined) return
    if (body.size_octets > settings.largest_octets) return finish(CONDITIONS.filestoreRejection)
    if (body.size_octets < progress()) return finish(CONDITIONS.fileSizeError)
    state.eof = body
    if (header.acknowledged)
      state.nak.due_s = now_s // asks at once
    else state.check.due_s = now_s + settings.checkTimer_s
  }

  const takeWhileOpen = (body: PduBody) => {
    switch (body.kind) {
      case 'metadata':
        state.metadata ??= body
        return
      case 'file-data':
        takeData(body)
        return
      case 'prompt':
        if (body.asks === 'nak') ask()
        else state.keepAliveDue = true
    }
  }

  const take = (body: PduBody, now_s: number) => {
    if (body.kind === 'ack' && body.of === 'finished') {
      state.finished = 'answered'
      state.ack.due_s = undefined
    }
    if (body.kind === 'eof') takeEof(body, now_s)
    if (state.outcome !== undefined) return
    takeWhileOpen(body)
    check()
    if (state.outcome === undefined) state.inactivity.due_s = now_s + settings.inactivity_s
  }

  const timers = (now_s: number) => {
    if (runsOut(state.nak, now_s)) {
      if (state.nak.expired > settings.nakLimit + 1) finish(CONDITIONS.nakLimit)
      else {
        ask()
        state.nak.due_s = now_s + settings.nakTimer_s
      }
    }
    if (runsOut(state.check, now_s)) {
      if (state.check.expired > settings.checkLimit) finish(CONDITIONS.checkLimit)
      else state.check.due_s = now_s + settings.checkTimer_s
    }
    if (runsOut(state.inactivity, now_s)) finish(CONDITIONS.inactivity)
    if (runsOut(state.ack, now_s)) state.finished = state.ack.expired > settings.ackLimit ? 'answered' : 'due'
  }

  const finished = (now_s: number): Pdu | undefined => {
    if (state.outcome === undefined || state.finished !== 'due') return undefined
    state.finished = header.acknowledged ? 'unanswered' : 'answered'
    if (header.acknowledged) state.ack.due_s = now_s + settings.ackTimer_s
    const { condition, delivery, fileStatus } = state.outcome
    const here = { type: 6, value: idOctets(header.destination, header.id_octets) }
    const tlvs = condition === CONDITIONS.none ? [] : [here]
    return send({ kind: 'finished', condition, complete: delivery === 'complete', fileStatus, tlvs })
  }

  return {
    take(pdu, now_s) {
      if (belongs(header, pdu.header, 'receiver')) take(pdu.body, now_s)
    },
    next(now_s) {
      if (state.suspended_s !== undefined) return undefined
      timers(now_s)
      if (state.ackDue !== undefined) {
        const condition = state.ackDue
        state.ackDue = undefined
        return send({ kind: 'ack', of: 'eof', condition, status: state.finished === 'answered' ? 2 : 1 })
      }
      if (state.keepAliveDue) {
        state.keepAliveDue = false
        return send({ kind: 'keep-alive', progress: progress() })
      }
      const [nak, ...rest] = state.naks
      state.naks = rest
      return nak === undefined ? finished(now_s) : send(nak)
    },
    suspend(now_s) {
      state.suspended_s ??= now_s
    },
    resume(now_s) {
      if (state.suspended_s === undefined) return
      pauseTimers([state.ack, state.nak, state.check, state.inactivity], now_s - state.suspended_s)
      state.suspended_s = undefined
    },
    cancel() {
      finish(CONDITIONS.cancelled)
    },
    outcome: () => state.outcome,
    file: () => (state.outcome?.delivery === 'complete' ? state.file.slice(0, state.eof?.size_octets ?? 0) : undefined),
    metadata: () => state.metadata,
  }
}
