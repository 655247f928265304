/**
 * FOP-1, the ground's side of COP-1 (CCSDS 232.1-B-2, 5 and table 5-1): keeps sequence-controlled frames until the CLCW
 * says that the spacecraft has them, sends them again when it has not, and starts the service by directives. Numbers of
 * events (E1 and so on) are those of table 5-1.
 */
import type { Clcw } from './clcw.ts'
import type { AlertReason, DataUnit, Directive, FopOptions, FopPorts, FopState } from './fop-events.ts'
import type { ControlCommand } from './tc-frame.ts'

/** The sending end of one virtual channel. */
export type Fop = {
  /** A sequence-controlled data unit (E19, E20); false where it was rejected. One waits, the rest must. */
  transfer(unit: DataUnit): boolean
  /** A bypass data unit (E21, E22); false where the lower layer is not ready. */
  bypass(unit: DataUnit): boolean
  directive(directive: Directive): boolean
  /** A report of this virtual channel. */
  clcw(report: Clcw): void
  timerExpired(): void
  /** The lower layer took what it was given, or did not. */
  accepted(kind: 'ad' | 'bc' | 'bd'): void
  rejected(kind: 'ad' | 'bc' | 'bd'): void
  readonly state: FopState
  /** V(S), the number of the next new frame, and NN(R), that of the oldest that is not acknowledged. */
  readonly vs: number
  readonly nnr: number
  readonly transmissionCount: number
}

type Sent = { readonly unit: DataUnit; readonly ns: number; again: boolean }

/** The sending end of one virtual channel. */
export function fop(options: FopOptions, ports: FopPorts): Fop {
  let { window, limit, suspend } = options
  let state: FopState = 'initial'
  let vs = 0
  let nnr = 0
  let count = 1
  /** Where a suspended service goes on: SS of the standard. */
  let resumeAt: FopState | undefined
  let waiting: DataUnit | undefined
  let sent: Sent[] = []
  let command: ControlCommand | undefined
  let commandPending = false
  const ready = { ad: true, bc: true, bd: true }

  const go = (next: FopState) => {
    state = next
  }

  /** Gives up all that is queued (5.2.2). */
  const purge = () => {
    for (const { unit } of sent) ports.notify({ kind: 'undelivered', id: unit.id })
    sent = []
    if (waiting !== undefined) ports.notify({ kind: 'rejected', id: waiting.id })
    waiting = undefined
  }

  const alert = (reason: AlertReason) => {
    ports.cancelTimer()
    purge()
    command = undefined
    commandPending = false
    ports.notify({ kind: 'alert', reason })
    go('initial')
  }

  const initialise = () => {
    purge()
    count = 1
    resumeAt = undefined
  }

  /** Frames before `nr` are with the spacecraft. */
  const acknowledge = (nr: number) => {
    while (nnr !== nr) {
      const first = sent.shift()
      if (first !== undefined) ports.notify({ kind: 'delivered', id: first.unit.id })
      nnr = (nnr + 1) % 256
    }
    count = 1
  }

  /** Sends what may be sent: first what is to be sent again, then what waits, within the window (5.2.8). */
  const lookForData = () => {
    if (!ready.ad || (state !== 'active' && state !== 'retransmit')) return
    const again = sent.find((frame) => frame.again)
    if (again !== undefined) {
      again.again = false
      ready.ad = false
      return ports.send({ kind: 'ad', unit: again.unit, ns: again.ns, again: true })
    }
    if (waiting === undefined || (vs - nnr + 256) % 256 >= window) return
    const unit = waiting
    waiting = undefined
    // The first of a row begins its count of transmissions (5.2.4).
    if (sent.length === 0) count = 1
    const frame = { unit, ns: vs, again: false }
    sent.push(frame)
    vs = (vs + 1) % 256
    ready.ad = false
    ports.startTimer()
    ports.send({ kind: 'ad', unit, ns: frame.ns, again: false })
    ports.notify({ kind: 'accepted', id: unit.id })
  }

  const retransmitAll = () => {
    count++
    ports.startTimer()
    for (const frame of sent) frame.again = true
  }

  const sendCommand = () => {
    if (!commandPending || command === undefined || !ready.bc) return
    commandPending = false
    ready.bc = false
    ports.send({ kind: 'bc', command })
  }

  const startWith = (bc: ControlCommand): boolean => {
    if (state !== 'initial' || !ready.bc) return false
    initialise()
    if (bc.kind === 'set-vr') {
      vs = bc.vr
      nnr = bc.vr
    }
    command = bc
    commandPending = true
    go('init-command')
    ports.startTimer()
    sendCommand()
    return true
  }

  /** E1 to E4: the spacecraft has all that was sent. */
  const allAcknowledged = (report: Clcw) => {
    if (report.retransmit) return alert('synch')
    if (report.wait) return alert('clcw')
    if (report.report !== nnr) {
      acknowledge(report.report)
      ports.cancelTimer()
      go('active')
      return lookForData()
    }
    if (state === 'retransmit' || state === 'wait') return alert('synch')
    if (state === 'active') return
    // E1 in S4 and S5: the spacecraft is where we are.
    ports.cancelTimer()
    command = undefined
    commandPending = false
    go('active')
    ports.notify({ kind: 'directive-done' })
    lookForData()
  }

  /** E5 to E7: some are missing yet, and none is asked for again. */
  const noneAskedFor = (report: Clcw, fresh: boolean) => {
    if (report.wait) return alert('clcw')
    if (!fresh) return state === 'active' ? undefined : alert('synch')
    acknowledge(report.report)
    go('active')
    lookForData()
  }

  /** E8 to E13, E101, E102: frames are asked for again. */
  const askedForAgain = (report: Clcw, fresh: boolean) => {
    if (fresh) acknowledge(report.report)
    if (limit === 1) return alert('limit')
    const mayRepeat = fresh || (count < limit && state !== 'retransmit')
    if (mayRepeat && !report.wait) retransmitAll()
    go(report.wait ? 'wait' : 'retransmit')
    lookForData()
  }

  /** While S4 or S5 waits for a report that agrees, others are passed over; S4 does not survive trouble. */
  const initialising = (report: Clcw, valid: boolean) => {
    if (valid && report.report === vs && !report.lockout) {
      if (state === 'init-command' && (report.retransmit || report.wait)) return
      return allAcknowledged(report)
    }
    if (state === 'init-command') return
    if (report.lockout) return alert('lockout')
    alert(valid ? 'synch' : 'nn-r')
  }

  const inService = (report: Clcw, valid: boolean) => {
    if (report.lockout) return alert('lockout')
    if (!valid) return alert('nn-r')
    if (report.report === vs) return allAcknowledged(report)
    const fresh = report.report !== nnr
    return report.retransmit ? askedForAgain(report, fresh) : noneAskedFor(report, fresh)
  }

  const suspendAt = (from: FopState) => {
    ports.cancelTimer()
    resumeAt = from
    go('initial')
    ports.notify({ kind: 'suspended', from })
  }

  const resume = (): boolean => {
    if (state !== 'initial' || resumeAt === undefined) return false
    go(resumeAt)
    resumeAt = undefined
    count = 1
    for (const frame of sent) frame.again = true
    ports.startTimer()
    lookForData()
    return true
  }

  const terminate = (): boolean => {
    if (state === 'initial' && resumeAt === undefined) return true
    resumeAt = undefined
    alert('terminated')
    return true
  }

  const setVs = (to: number): boolean => {
    if (state !== 'initial' || resumeAt !== undefined) return false
    vs = to
    nnr = to
    return true
  }

  const perform = (d: Directive): boolean => {
    switch (d.kind) {
      case 'initiate':
      case 'initiate-with-check':
        if (state !== 'initial') return false
        initialise()
        go(d.kind === 'initiate' ? 'active' : 'init-check')
        if (d.kind === 'initiate-with-check') ports.startTimer()
        return true
      case 'initiate-with-unlock':
        return startWith({ kind: 'unlock' })
      case 'initiate-with-set-vr':
        return startWith({ kind: 'set-vr', vr: d.vr })
      case 'terminate':
        return terminate()
      case 'resume':
        return resume()
      case 'set-vs':
        return setVs(d.vs)
      case 'set-window':
        window = d.window
        return true
      case 'set-limit':
        limit = d.limit
        return true
      case 'set-timeout-type':
        suspend = d.suspend
        return true
    }
  }

  /** E16 and E104: time to send again; S4 has nothing to send and gives up. */
  const timeoutBelowLimit = () => {
    if (state === 'init-check') return suspend ? suspendAt('init-check') : alert('t1')
    if (state === 'init-command') {
      count++
      ports.startTimer()
      commandPending = true
      return sendCommand()
    }
    // S3 waits for the spacecraft to have room; the timer runs on so that a lost report does not hold it for ever.
    if (state === 'wait') return ports.startTimer()
    retransmitAll()
    lookForData()
  }

  return {
    transfer(unit) {
      const open = state === 'active' || state === 'retransmit' || state === 'wait'
      if (!open || waiting !== undefined) return false
      waiting = unit
      lookForData()
      return true
    },
    bypass(unit) {
      if (!ready.bd) return false
      ready.bd = false
      ports.send({ kind: 'bd', unit })
      return true
    },
    directive(d) {
      const done = perform(d)
      const later = d.kind === 'initiate-with-check' || d.kind.startsWith('initiate-with-')
      if (!done) ports.notify({ kind: 'directive-failed' })
      else if (!later) ports.notify({ kind: 'directive-done' })
      return done
    },
    clcw(report) {
      if (state === 'initial') return
      const valid = (report.report - nnr + 256) % 256 <= (vs - nnr + 256) % 256
      if (state === 'init-check' || state === 'init-command') initialising(report, valid)
      else inService(report, valid)
    },
    timerExpired() {
      if (state === 'initial') return
      if (count < limit) timeoutBelowLimit()
      else if (suspend && state !== 'init-command') suspendAt(state)
      else alert('t1')
    },
    accepted(kind) {
      ready[kind] = true
      if (kind === 'ad') lookForData()
      else if (kind === 'bc') sendCommand()
    },
    rejected(kind) {
      ready[kind] = true
      alert('llif')
    },
    get state() {
      return state
    },
    get vs() {
      return vs
    },
    get nnr() {
      return nnr
    },
    get transmissionCount() {
      return count
    },
  }
}
