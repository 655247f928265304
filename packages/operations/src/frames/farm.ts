/**
 * FARM-1, the spacecraft's side of COP-1 (CCSDS 232.1-B-2, 6 and table 6-1): accepts sequence-controlled frames in order
 * and once, bypass frames always, and reports what it expects next in the CLCW. All numbers are modulo 256.
 */
import type { Clcw } from './clcw.ts'
import { type ControlCommand, decodeControlCommand, type TcFrame } from './tc-frame.ts'

/** S1 open, S2 wait (no buffer), S3 lockout (a frame outside the window came). */
export type FarmState = 'open' | 'wait' | 'lockout'

/** What became of a frame: handed on, obeyed, or thrown away with the event of table 6-1 as the reason. */
export type FarmVerdict =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'obeyed'; readonly command: ControlCommand }
  | {
      readonly kind: 'discarded'
      readonly why: 'no-buffer' | 'gap' | 'duplicate' | 'outside-window' | 'lockout' | 'invalid'
    }

/** What a receiver is set to. */
export type FarmOptions = {
  readonly vcid: number
  /** FARM_Sliding_Window_Width W, even, 2 to 254; half ahead of V(R), half behind (6.1.8). */
  readonly window: number
  readonly state?: FarmState
  readonly vr?: number
}

/** The receiving end of one virtual channel. */
export type Farm = {
  /** A frame that passed the validation of the transfer frame. `buffer` tells whether there is room for its data. */
  receive(frame: Pick<TcFrame, 'bypass' | 'control' | 'sequence' | 'data'>, buffer: boolean): FarmVerdict
  /** Room for data came free (E10). */
  release(): void
  /** The report (E11), with what the receiver knows of its link. */
  report(link?: Partial<Pick<Clcw, 'status' | 'noRf' | 'noBitLock'>>): Clcw
  readonly state: FarmState
  /** V(R), the number that is expected next. */
  readonly vr: number
}

/** The receiving end of one virtual channel. */
export function farm(options: FarmOptions): Farm {
  const half = options.window / 2
  if (!(Number.isInteger(half) && half >= 1 && half <= 127)) throw new RangeError(`window of ${options.window}`)
  let state: FarmState = options.state ?? 'open'
  let vr = options.vr ?? 0
  let lockout = state === 'lockout'
  let wait = state === 'wait'
  let retransmit = false
  let farmB = 0

  const discarded = (why: Extract<FarmVerdict, { kind: 'discarded' }>['why']): FarmVerdict => ({
    kind: 'discarded',
    why,
  })

  /** A sequence-controlled data frame: E1 to E5. */
  const receiveSequenced = (ns: number, buffer: boolean): FarmVerdict => {
    const ahead = (ns - vr + 256) % 256
    if (ahead >= half && ahead < 256 - half) {
      lockout = true
      state = 'lockout'
      return discarded('outside-window')
    }
    if (state === 'lockout') return discarded('lockout')
    if (ahead >= 256 - half) return discarded('duplicate')
    if (ahead > 0) {
      retransmit = true
      return discarded('gap')
    }
    if (!buffer || state === 'wait') {
      retransmit = true
      wait = true
      state = 'wait'
      return discarded('no-buffer')
    }
    vr = (vr + 1) % 256
    retransmit = false
    return { kind: 'accepted' }
  }

  /** A control command: E7 Unlock, E8 Set V(R), which a locked receiver counts and does not obey. */
  const obey = (command: ControlCommand): FarmVerdict => {
    farmB = (farmB + 1) % 4
    if (command.kind === 'set-vr' && state === 'lockout') return discarded('lockout')
    if (command.kind === 'set-vr') vr = command.vr
    retransmit = false
    wait = false
    lockout = false
    state = 'open'
    return { kind: 'obeyed', command }
  }

  return {
    receive(frame, buffer) {
      if (!frame.bypass) return frame.control ? discarded('invalid') : receiveSequenced(frame.sequence, buffer)
      if (frame.control) {
        const command = decodeControlCommand(frame.data)
        return command.ok ? obey(command.value) : discarded('invalid')
      }
      farmB = (farmB + 1) % 4
      return { kind: 'accepted' }
    },
    release() {
      wait = false
      if (state === 'wait') state = 'open'
    },
    report(link = {}) {
      const { vcid } = options
      const base = { status: 0, cop: 1, vcid, noRf: false, noBitLock: false, ...link }
      return { ...base, lockout, wait, retransmit, farmB, report: vr }
    },
    get state() {
      return state
    },
    get vr() {
      return vr
    },
  }
}
