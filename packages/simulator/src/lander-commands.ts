/** What telecommands make the lander do: each passes the gateway, and then goes to the element that it is for, at its time. */
import { identifier } from '@magpie/core/identifier'
import { epoch, epochFromTdb, formatEpoch, type TdbSeconds, tdbSeconds } from '@magpie/core/time'
import type { Refusal } from '@magpie/mission/authority-request'
import { describeToldRefusal } from '@magpie/operations/command/told-authority'
import type { DecodedCommand } from '@magpie/operations/command-decoder'
import { CUC_TO_J2000_S } from '@magpie/operations/cuc-time'
import { commandUnit } from './fault-effects.ts'
import type { GatewayVerdict } from './gateway.ts'
import { faultOf } from './health.ts'
import { sendHousekeepingNow, sendSubsystems, tell, transmit, updateLander } from './lander.ts'
import type { Lander } from './lander-state.ts'
import { arrived, type BayHost, commandLoad, isLoadCommand } from './load-bay.ts'
import { bayHost, FAILURE, type Module, powerOff, powerOn, type Reporter, sendHousekeeping } from './module.ts'
import { execute } from './module-commands.ts'
import { phaseAt } from './world.ts'

/** Octets that came up: through the gateway, then to the element they are for, at their time. */
export function receiveTelecommand(l: Lander, octets: Uint8Array): undefined {
  if (!l.on || faultOf(l.health, 'receiver-deaf') !== undefined) return
  updateLander(l)
  const verdict = l.gateway.inspect(octets, utc(l), phase(l))
  if (verdict.kind === 'unreadable') {
    l.refused++
    return tell(l, 'WARNING', 20, `telecommand thrown away: ${verdict.why}`)
  }
  if (verdict.kind === 'refused') {
    l.refused++
    transmit(l, l.voice.report(verdict.number, 'REFUSED', FAILURE.notPermitted, l.world.time.now))
    return tellRefusal(l, verdict.number, verdict.refusal)
  }
  l.accepted++
  transmit(l, l.voice.report(verdict.number, 'ACCEPTED', 0, l.world.time.now))
  const execute_s = onClock(l, Number(verdict.decoded.values['execute_at']))
  if (execute_s <= l.world.time.now) carryOut(l, verdict)
  else l.world.time.at(execute_s, () => whenDue(l, verdict))
}

type Accepted = GatewayVerdict & { readonly kind: 'accepted' }

/** A command that waited on board is asked about again: a grant may have been revoked meanwhile. */
function whenDue(l: Lander, verdict: Accepted): undefined {
  const refusal = verdict.recheck(utc(l), phase(l))
  if (refusal === undefined) return carryOut(l, verdict)
  l.refused++
  tellRefusal(l, verdict.number, refusal)
  // It was accepted before: what fails is its start.
  transmit(l, l.voice.report(verdict.number, 'FAILED', FAILURE.notPermitted, l.world.time.now))
}

/** Rules by which a grant that the gateway was not told of can be missing. */
const OF_GRANTS: ReadonlySet<string> = new Set(['no-grant', 'grant-bounds', 'both-owners', 'consent-bounds'])

/** Why a command was refused; where a grant could be missing, with how far the gateway knows what the desk recorded. */
function tellRefusal(l: Lander, number: number, { rule, fact, remedy }: Refusal): undefined {
  const { entries = 0, newest } = l.told?.told ?? {}
  const upTo = newest === undefined ? '' : `, the newest its entry ${newest}`
  const known = `the gateway was told ${entries} entries of the desk's ledger${upTo}`
  const all = l.told !== undefined && OF_GRANTS.has(rule) ? `${fact}; ${known}` : fact
  tell(l, 'WARNING', 21, `${number}|${rule}|${all}|${remedy}`)
}

/** An entry of the desk's ledger for the gateway: what it says counts by its own signature, whoever sent it up. */
function tellGateway(l: Lander, entry: string, report: Reporter): undefined {
  if (l.told === undefined) return report('FAILED', FAILURE.unknown)
  const taken = l.told.take(entry)
  if (!taken.ok) {
    tell(l, 'WARNING', 23, `an entry of the desk's ledger was not taken: ${describeToldRefusal(taken.error)}`)
    return report('FAILED', FAILURE.told)
  }
  for (const [grant, at] of l.told.revoked) if (!l.revoked.has(grant)) l.revoked.set(grant, at)
  const { again, sequence, kind, subject, party } = taken.value
  if (!again) tell(l, 'INFO', 22, `gateway: ${kind} ${subject} of ${party}, entry ${sequence} of the desk's ledger`)
  report('COMPLETED', 0)
}

function carryOut(l: Lander, { decoded, number, element }: Accepted): undefined {
  const module = l.modules.get(element)
  const voice = module?.voice ?? l.voice
  const report: Reporter = (stage, code) => transmit(l, voice.report(number, stage, code, l.world.time.now))
  if (element === l.id) commandLander(l, decoded, report)
  else if (module === undefined || !l.on || (module.attached && l.hibernating))
    transmit(l, l.voice.report(number, 'FAILED', FAILURE.noAnswer, l.world.time.now))
  else if (!module.powered || faultOf(module.health, 'receiver-deaf') !== undefined || l.near.links.isSilent(element))
    transmit(l, l.voice.report(number, 'FAILED', FAILURE.noAnswer, l.world.time.now))
  else execute(module, decoded, report, l.near)
}

function commandLander(l: Lander, { command, values }: DecodedCommand, report: Reporter): undefined {
  const module = l.modules.get(String(values['module'] ?? ''))
  const { time } = l.world
  switch (command.name) {
    case 'checkout':
      if (l.safe) return report('FAILED', FAILURE.wrongState)
      l.extra_W += 60
      report('STARTED', 0)
      time.at(time.now + Number(values['duration']), () => {
        updateLander(l)
        l.extra_W -= 60
        report('COMPLETED', 0)
      })
      return
    case 'module_power_on':
      if (module === undefined || l.hibernating) return report('FAILED', FAILURE.noPower)
      powerOn(module)
      break
    case 'module_power_off':
      if (module === undefined) return report('FAILED', FAILURE.unknown)
      powerOff(module)
      break
    case 'release_locks':
      if (module === undefined || !hasLocks(module)) return report('FAILED', FAILURE.wrongState)
      module.released = true
      time.at(time.now + 2, () => announce(module))
      break
    case 'retroreflector_open':
      time.at(time.now + 60, () => {
        l.cover = 'OPEN'
        sendHousekeepingNow(l)
        report('COMPLETED', 0)
      })
      return report('STARTED', 0)
    case 'retransmit':
      l.recorder.again(
        l.world.file.elements.find((e) => e.id === values['source'])?.apid ?? 0,
        Number(values['first']),
        Number(values['count']),
      )
      break
    case 'gateway_revoke':
      if (identifier.safeParse(values['grant']).success) l.revoked.set(String(values['grant']), utc(l))
      break
    case 'gateway_tell':
      return tellGateway(l, String(values['entry']), report)
    default:
      return answer(mendOrLoad(l, command.name, values), report)
  }
  report('COMPLETED', 0)
}

/** Reports the end of a command by its failure code; 0 is none. */
function answer(code: number, report: Reporter): undefined {
  return code === 0 ? report('COMPLETED', 0) : report('FAILED', code)
}

/** Commands against faults, and about software; 0 where it was done, else why not. */
function mendOrLoad(l: Lander, command: string, values: DecodedCommand['values']): number {
  switch (command) {
    case 'select_unit':
      commandUnit(l, String(values['unit']), String(values['side']))
      break
    case 'memory_scrub':
      l.health.memoryErrors = 0
      l.health.faults.delete('memory-upset')
      break
    case 'resume':
      l.safe = false
      l.health.faults.delete('watchdog-reset')
      sendHousekeepingNow(l)
      break
    case 'recorder_free':
      l.recorder.free()
      l.health.faults.delete('recorder-full')
      break
    default:
      if (!isLoadCommand(command)) return FAILURE.unknown
      return commandLoad(l.bay, command, String(values['hash'] ?? ''), landerBay(l)) ? 0 : FAILURE.load
  }
  sendSubsystems(l)
  return 0
}

/** A file for an element came up whole: it lies in the element's bay. */
export function takeLoad(l: Lander, element: string, content: Uint8Array): undefined {
  const module = l.modules.get(element)
  if (module !== undefined) arrived(module.bay, content, bayHost(module))
  else if (element === l.id) arrived(l.bay, content, landerBay(l))
}

function landerBay(l: Lander): BayHost {
  return {
    voice: l.voice,
    now: () => l.world.time.now,
    send: (packet) => transmit(l, packet),
    restart() {
      l.health.resets++
      l.bootedAt_s = l.world.time.now
    },
  }
}

function hasLocks(m: Module): boolean {
  return m.powered && m.model.kind !== 'instrument'
}

function announce(m: Module): undefined {
  sendHousekeeping(m)
}

/** UTC now, as the lander's clock has it. */
function utc(l: Lander): string {
  return formatEpoch(epochFromTdb(l.world.time.now as TdbSeconds, l.world.leap), l.world.leap)
}

function phase(l: Lander): string {
  return phaseAt(l.world, l.world.time.now)
}

/** The execution time of a telecommand (TAI s past 1958) as TDB s; 0 means at once. */
function onClock(l: Lander, tai1958_s: number): number {
  if (!(tai1958_s > 0)) return Number.NEGATIVE_INFINITY
  const whole = Math.floor(tai1958_s)
  return tdbSeconds(epoch(whole - CUC_TO_J2000_S, tai1958_s - whole), l.world.leap)
}
