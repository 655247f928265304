/** The sending end of a CFDP transaction, class 1 and 2 (CCSDS 727.0-B-5, 4.6.3 and 4.6.4). */
import { normalise } from '@magpie/core/interval'
import { fileChecksum } from './file-checksum.ts'
import {
  CONDITIONS,
  FILE_STATUS,
  type FileRange,
  type Finished,
  type Pdu,
  type PduBody,
  type PduHeader,
  type Tlv,
} from './pdu.ts'
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

/** What is to be sent. The file is handed in whole. */
export type PutRequest = {
  readonly source: number
  readonly destination: number
  readonly sequence: number
  readonly acknowledged: boolean
  /** Class 1: the receiver tells how it ended. */
  readonly closure: boolean
  readonly sourceName: string
  readonly destinationName: string
  readonly file: Uint8Array
  /** Messages to the user and other options of the metadata. */
  readonly options?: readonly Tlv[]
}

/** All that a sender remembers, as plain data: kept by an adapter, it goes on where it was. */
export type SenderState = {
  metadataDue: boolean
  /** First octet that was never sent. */
  sent_octets: number
  again: readonly FileRange[]
  eof: 'later' | 'due' | 'unanswered' | 'answered'
  eofCondition: number
  finishedDue: boolean
  ack: Timer
  check: Timer
  inactivity: Timer
  suspended_s: number | undefined
  outcome: CfdpOutcome | undefined
}

/** A sender as it begins. */
export function newSender(): SenderState {
  return {
    metadataDue: true,
    sent_octets: 0,
    again: [],
    eof: 'later',
    eofCondition: CONDITIONS.none,
    finishedDue: false,
    ack: stopped(),
    check: stopped(),
    inactivity: stopped(),
    suspended_s: undefined,
    outcome: undefined,
  }
}

/** The sending end; `state` is changed in place. */
export function cfdpSender(settings: CfdpSettings, request: PutRequest, state: SenderState = newSender()): CfdpEnd {
  const { file } = request
  const header: PduHeader = {
    toward: 'receiver',
    acknowledged: request.acknowledged,
    crc: settings.crc,
    large: file.length > 0xffff_ffff,
    source: request.source,
    destination: request.destination,
    sequence: request.sequence,
    id_octets: settings.id_octets,
    sequence_octets: settings.sequence_octets,
  }
  const send = (body: PduBody): Pdu => pduOf(header, 'receiver', body)
  const end = (condition: number, delivery: CfdpOutcome['delivery'], fileStatus: number = FILE_STATUS.unreported) => {
    state.outcome ??= { condition, delivery, fileStatus }
    state.again = []
    for (const timer of [state.ack, state.check, state.inactivity]) timer.due_s = undefined
  }

  const timers = (now_s: number) => {
    if (runsOut(state.ack, now_s)) {
      if (state.ack.expired > settings.ackLimit) end(CONDITIONS.ackLimit, 'unknown')
      else state.eof = 'due'
    }
    if (runsOut(state.check, now_s)) end(CONDITIONS.checkLimit, 'unknown')
    if (runsOut(state.inactivity, now_s)) end(CONDITIONS.inactivity, 'unknown')
  }

  const segment = (start: number, end_: number): Pdu =>
    send({ kind: 'file-data', offset: start, data: file.slice(start, end_) })

  const fileData = (): Pdu | undefined => {
    const [range, ...rest] = state.again
    if (range !== undefined) {
      const to = Math.min(range.end, range.start + settings.segment_octets)
      state.again = to < range.end ? [{ start: to, end: range.end }, ...rest] : rest
      return segment(range.start, to)
    }
    if (state.sent_octets >= file.length || state.eofCondition !== CONDITIONS.none) return undefined
    const from = state.sent_octets
    state.sent_octets = Math.min(file.length, from + settings.segment_octets)
    return segment(from, state.sent_octets)
  }

  const eof = (now_s: number): Pdu | undefined => {
    const all = state.sent_octets >= file.length || state.eofCondition !== CONDITIONS.none
    if (state.eof !== 'due' && !(state.eof === 'later' && all)) return undefined
    state.eof = 'unanswered'
    if (request.acknowledged) state.ack.due_s = now_s + settings.ackTimer_s
    else if (request.closure && state.eofCondition === CONDITIONS.none)
      state.check.due_s = now_s + settings.checkTimer_s * (settings.checkLimit + 1)
    else end(state.eofCondition, 'unknown')
    const size_octets = state.sent_octets
    const checksum = fileChecksum(settings.checksum, file.subarray(0, size_octets))
    const body = { kind: 'eof', condition: state.eofCondition, checksum, size_octets } as const
    if (state.eofCondition === CONDITIONS.none) return send(body)
    return send({ ...body, faultAt: idOctets(request.source, settings.id_octets) })
  }

  const metadata = (): Pdu => {
    state.metadataDue = false
    const { closure, sourceName, destinationName, options = [] } = request
    const size_octets = file.length
    return send({
      kind: 'metadata',
      closure,
      checksum: settings.checksum,
      size_octets,
      sourceName,
      destinationName,
      options,
    })
  }

  const nak = (requests: readonly FileRange[]) => {
    if (requests.some((r) => r.start === 0 && r.end === 0)) state.metadataDue = true
    const asked = requests.map((r) => ({ start: r.start, end: Math.min(r.end, state.sent_octets) }))
    state.again = normalise([...state.again, ...asked])
  }

  const finished = ({ condition, complete, fileStatus }: Finished) => {
    // the receiver's word decides, also where a cancel of ours met its end
    const delivery = complete ? 'complete' : 'incomplete'
    end(condition, delivery, fileStatus)
    state.finishedDue = request.acknowledged
  }

  const answered = (condition: number) => {
    if (condition !== state.eofCondition) return
    state.eof = 'answered'
    state.ack.due_s = undefined
  }

  const take = (body: PduBody, now_s: number) => {
    if (body.kind === 'finished') finished(body)
    if (state.outcome !== undefined) return
    if (body.kind === 'ack' && body.of === 'eof') answered(body.condition)
    if (body.kind === 'nak') nak(body.requests)
    if (state.eof === 'answered') state.inactivity.due_s = now_s + settings.inactivity_s
  }

  return {
    take(pdu, now_s) {
      if (belongs(header, pdu.header, 'sender')) take(pdu.body, now_s)
    },
    next(now_s) {
      if (state.suspended_s !== undefined) return undefined
      timers(now_s)
      if (state.finishedDue) {
        state.finishedDue = false
        return send({ kind: 'ack', of: 'finished', condition: state.outcome?.condition ?? 0, status: 2 })
      }
      if (state.outcome !== undefined) return undefined
      if (state.metadataDue && state.eofCondition === CONDITIONS.none) return metadata()
      return fileData() ?? eof(now_s)
    },
    suspend(now_s) {
      state.suspended_s ??= now_s
    },
    resume(now_s) {
      if (state.suspended_s === undefined) return
      pauseTimers([state.ack, state.check, state.inactivity], now_s - state.suspended_s)
      state.suspended_s = undefined
    },
    cancel() {
      if (state.outcome !== undefined) return
      state.eofCondition = CONDITIONS.cancelled
      state.again = []
      state.eof = 'due'
      state.ack = stopped()
    },
    outcome: () => state.outcome,
  }
}

/** An entity's identifier as the value of a fault location. */
export function idOctets(id: number, octets: number): Uint8Array {
  return Uint8Array.from({ length: octets }, (_, i) => Math.floor(id / 256 ** (octets - 1 - i)) % 256)
}
