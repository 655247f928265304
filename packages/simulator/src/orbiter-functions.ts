/** What the functions of the relay's service 8 do. */
import { REDUNDANT_UNITS } from '@magpie/operations/faults'
import { PUS_FAILURE } from '@magpie/operations/pus/on-board'
import type { VerifiedRequest } from '@magpie/operations/pus/reports'
import { commandUnit } from './fault-effects.ts'
import { type Orbiter, POINTING_MODES } from './orbiter-state.ts'
import { cuc, EVENT, raise, send } from './orbiter-voice.ts'
import { unload } from './subsystems/attitude.ts'

/** Functions of service 8 by their names. */
export function perform(
  o: Orbiter,
  name: string,
  args: Uint8Array,
  request: VerifiedRequest,
): 'done' | 'later' | { readonly code: number } | undefined {
  const { attitude, health } = o
  const [first = 0, second = 0] = args
  switch (name) {
    case 'POINT':
      return point(o, first, request)
    case 'UNLOAD':
      unload(attitude)
      raise(o, EVENT.wheelsUnloaded, 'informative', 'wheels unloaded by thrusters')
      return 'done'
    case 'WHEELS':
      if (first > 4) return { code: PUS_FAILURE.functionFailed }
      attitude.without = first - 1
      return 'done'
    case 'TRACKER':
      attitude.head = first === 1 ? 'B' : 'A'
      return 'done'
    case 'PAYLOAD':
      o.payload = first === 1
      o.shed = false
      return 'done'
    case 'UNIT':
      if (REDUNDANT_UNITS[first - 1] === undefined) return { code: PUS_FAILURE.functionFailed }
      commandUnit(o, REDUNDANT_UNITS[first - 1]!, second === 1 ? 'B' : 'A')
      return 'done'
    case 'SCRUB':
      health.memoryErrors = 0
      health.faults.delete('memory-upset')
      return 'done'
    case 'RESUME':
      health.faults.delete('watchdog-reset')
      return o.mode === 'SAFE' ? point(o, POINTING_MODES.indexOf('RELAY'), request) : 'done'
    case 'DRIVE':
      health.faults.delete('mechanism-stuck')
      o.stuckAt_rad = undefined
      return 'done'
    case 'RESEND':
      o.recorder.again(o.apid, 256 * first + second, 256 * (args[2] ?? 0) + (args[3] ?? 0))
      return 'done'
    case 'FREE':
      o.recorder.free()
      health.faults.delete('recorder-full')
      return 'done'
    default:
      return undefined
  }
}

/** Turns to another target; it is done when the slew is. */
function point(o: Orbiter, index: number, request: VerifiedRequest): 'later' | { readonly code: number } {
  const mode = POINTING_MODES[index]
  if (mode === undefined) return { code: PUS_FAILURE.functionFailed }
  endSlew(o, PUS_FAILURE.functionFailed) // one that is under way ends there
  setMode(o, mode)
  o.slewFor = request
  return 'later'
}

/** Takes another mode; whoever keeps it looks after it more often while it slews. */
export function setMode(o: Orbiter, mode: Orbiter['mode']): undefined {
  if (mode === 'SAFE') o.payload = false
  else if (o.mode === 'SAFE') o.payload = !o.shed
  o.mode = mode
  raise(o, EVENT.mode, mode === 'SAFE' ? 'high' : 'informative', `mode ${mode}`)
  o.turned()
}

/** The slew under way is over: whoever commanded it is told. */
export function endSlew(o: Orbiter, code?: number): undefined {
  const request = o.slewFor
  if (request === undefined) return
  o.slewFor = undefined
  send(o, o.pus.finish(request, code, cuc(o, o.world.time.now)))
}
