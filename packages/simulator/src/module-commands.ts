/** What commands make a module do. */
import type { DecodedCommand } from '@magpie/operations/command-decoder'
import { commandUnit } from './fault-effects.ts'
import { commandLoad, isLoadCommand } from './load-bay.ts'
import {
  bayHost,
  clearLatchUp,
  FAILURE,
  type Module,
  type Reporter,
  sendHealth,
  sendHousekeeping,
  stopTask,
  update,
} from './module.ts'
import type { Neighbourhood } from './neighbourhood.ts'
import { commandExchange } from './proximity-node.ts'

/** Mechanisms take this long, s. */
const MECHANISM_S = 240
/** An observation tells of itself as often, s. */
const PRODUCT_EVERY_S = 3600

/** Carries out one command; `report` is called as it goes on, now or later. */
export function execute(m: Module, decoded: DecodedCommand, report: Reporter, near: Neighbourhood): undefined {
  if (!m.powered) return report('FAILED', FAILURE.noAnswer)
  update(m)
  const fail = (code: number) => {
    m.refused++
    return report('FAILED', code)
  }
  const { values } = decoded
  const done: Reporter = (stage, code) => {
    if (stage === 'COMPLETED') m.executed++
    return report(stage, code)
  }
  switch (decoded.command.name) {
    case 'safe':
    case 'stop':
      stopTask(m)
      if (decoded.command.name === 'safe') m.state = 'SAFE'
      sendHousekeeping(m)
      return done('COMPLETED', 0)
    case 'observe':
    case 'take_panorama':
    case 'infrared_survey':
    case 'operate_arm':
      return ready(m) ? observe(m, Number(values['duration']), done) : fail(FAILURE.wrongState)
    case 'drive':
      return ready(m) ? drive(m, Number(values['distance']), Number(values['heading']), done) : fail(FAILURE.wrongState)
    default:
      if (MECHANISMS.has(decoded.command.name)) return deploy(m, decoded.command.name, done)
      return commandExchange(m, decoded, done, near) ? undefined : mendOrLoad(m, decoded, done, fail)
  }
}

/** Commands against faults, and about software; all others are unknown. */
function mendOrLoad(m: Module, decoded: DecodedCommand, done: Reporter, fail: (code: number) => undefined): undefined {
  const { command, values } = decoded
  if (mend(m, decoded)) return done('COMPLETED', 0)
  if (!isLoadCommand(command.name)) return fail(FAILURE.unknown)
  const fine = commandLoad(m.bay, command.name, String(values['hash'] ?? ''), bayHost(m))
  return fine ? done('COMPLETED', 0) : fail(FAILURE.load)
}

/** Commands against faults; false where it is none. */
function mend(m: Module, { command, values }: DecodedCommand): boolean {
  const { health } = m
  switch (command.name) {
    case 'select_unit':
      commandUnit(m, String(values['unit']), String(values['side']))
      break
    case 'memory_scrub':
      health.memoryErrors = 0
      health.faults.delete('memory-upset')
      break
    case 'resume':
      health.faults.delete('watchdog-reset')
      if (m.state === 'SAFE') m.state = m.deployed ? 'DEPLOYED' : 'POWERED'
      break
    case 'reset_unit':
      stopTask(m)
      clearLatchUp(m)
      health.resets++
      m.poweredAt_s = m.world.time.now
      break
    default:
      return false
  }
  update(m)
  sendHealth(m)
  sendHousekeeping(m)
  return true
}

/** Commands that move a mechanism once and for all. */
const MECHANISMS = new Set([
  'drive_off',
  'deploy_mast',
  'deploy_boom',
  'open_cover',
  'open_aperture',
  'high_voltage_on',
  'deploy_antennas',
])

const READY: ReadonlySet<string> = new Set(['DEPLOYED', 'OBSERVING', 'MOVING', 'CHARGING', 'SAFE'])

function ready(m: Module): boolean {
  return m.deployed && READY.has(m.state) && m.fault !== 'ELECTRONICS'
}

function deploy(m: Module, command: string, report: Reporter): undefined {
  if (m.deployed) {
    if (m.state === 'SAFE') m.state = 'DEPLOYED'
    sendHousekeeping(m)
    return report('COMPLETED', 0)
  }
  if (m.state !== 'POWERED' || (command === 'drive_off' && !m.released)) return report('FAILED', FAILURE.wrongState)
  m.state = 'DEPLOYING'
  m.fault = 'NONE'
  m.deploymentStep++
  const task = ++m.task
  m.onStop = () => report('FAILED', FAILURE.interrupted)
  report('STARTED', 0)
  sendHousekeeping(m)
  m.world.time.at(m.world.time.now + MECHANISM_S, () => {
    if (m.task !== task || !m.powered) return
    m.onStop = undefined
    update(m)
    if (m.stuckFor > 0) {
      m.stuckFor--
      m.fault = 'MECHANISM_STUCK'
      m.state = 'POWERED'
      sendHousekeeping(m)
      return report('FAILED', FAILURE.mechanism)
    }
    m.deployed = true
    m.state = 'DEPLOYED'
    if (command === 'drive_off') leaveLander(m)
    sendHousekeeping(m)
    report('COMPLETED', 0)
  })
}

function leaveLander(m: Module): undefined {
  m.attached = false
  const bearing = m.world.random.next() * 2 * Math.PI
  m.east_m = 6 * Math.sin(bearing)
  m.north_m = 6 * Math.cos(bearing)
  m.odometer_m += 6
}

function observe(m: Module, duration_s: number, report: Reporter): undefined {
  const task = begin(m, 'OBSERVING', report)
  const { time } = m.world
  const end = time.now + duration_s
  let from = time.now
  const product = () => {
    const seconds = time.now - from
    from = time.now
    if (seconds >= 1) keepProduct(m, seconds, task)
  }
  const goOn = () => {
    if (m.task !== task || !m.powered) return
    update(m)
    if (time.now >= end) return stopTask(m)
    product()
    time.at(Math.min(time.now + PRODUCT_EVERY_S, end), goOn)
  }
  // Stopped at its end or before it, what was measured is kept.
  m.onStop = () => {
    product()
    sendHousekeeping(m)
    if (time.now >= end - 1) report('COMPLETED', 0)
    else report('FAILED', FAILURE.interrupted)
  }
  time.at(Math.min(time.now + PRODUCT_EVERY_S, end), goOn)
}

function drive(m: Module, distance_m: number, heading_deg: number, report: Reporter): undefined {
  if (m.stuckFor > 0) {
    m.stuckFor--
    m.fault = 'MECHANISM_STUCK'
    sendHousekeeping(m)
    return report('FAILED', FAILURE.mechanism)
  }
  if (m.fault === 'MECHANISM_STUCK') m.fault = 'NONE'
  const task = begin(m, 'MOVING', report)
  m.heading_deg = heading_deg
  const { time } = m.world
  const began = time.now
  m.onStop = () => {
    const share = Math.min(1, ((time.now - began) * m.model.drive_m_s) / distance_m)
    advanceAlong(m, distance_m * share)
    keepProduct(m, time.now - began, task)
    sendHousekeeping(m)
    if (share > 0.999) report('COMPLETED', 0)
    else report('FAILED', FAILURE.interrupted)
  }
  time.at(began + distance_m / m.model.drive_m_s, () => {
    if (m.task !== task || !m.powered) return
    update(m)
    stopTask(m)
  })
}

/** Along the heading; wheels slip a few percent of what they turn. */
function advanceAlong(m: Module, turned_m: number): void {
  const covered = turned_m * (1 - 0.03 * Math.abs(m.world.random.normal()))
  const heading = (m.heading_deg * Math.PI) / 180
  m.odometer_m += turned_m
  m.east_m += covered * Math.sin(heading)
  m.north_m += covered * Math.cos(heading)
}

function keepProduct(m: Module, seconds: number, activity: number): void {
  const volume = (m.model.data_Mbit_h * seconds) / 3600
  const values = {
    product_number: ++m.products,
    product_volume: volume,
    product_seconds: Math.round(seconds),
    product_activity: activity % 65536,
  }
  const at = m.world.time.now
  m.carrier.keep(() => m.voice.product(values, at), m.id, volume)
}

/** Begins a task and ends the one before. */
function begin(m: Module, state: 'OBSERVING' | 'MOVING', report: Reporter): number {
  stopTask(m)
  m.state = state
  report('STARTED', 0)
  sendHousekeeping(m)
  return m.task
}
