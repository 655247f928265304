/** What faults do to the lander and to modules when they come and when they go, and what commands do about them. */
import type { FaultId, FaultyKind, RedundantUnit } from '@magpie/operations/faults'
import { faultOf, type Health, putFault } from './health.ts'
import type { Lander } from './lander-state.ts'
import { type Module, sendHealth, sendHousekeeping, stopTask, tellModule, update } from './module.ts'

/** Takes a side of a unit into use. */
export function commandUnit(e: { readonly health: Health; tripped?: boolean }, unit: string, side: string): void {
  e.health.sides[unit as RedundantUnit] = side === 'B' ? 'B' : 'A'
  if (unit === 'TRANSMITTER' && e.tripped === true) e.tripped = false
}

/** A fault of the lander comes. */
export function faultLander(l: Lander, id: FaultId, amount: number): void {
  const { time } = l.world
  putFault(l.health, id, amount, time.now)
  if (id === 'memory-upset') {
    l.health.memoryErrors += amount
    l.bay.store.upset(amount)
  } else if (id === 'watchdog-reset') {
    l.health.resets++
    l.safe = true
    l.bootedAt_s = time.now
  } else if (id === 'recorder-full') l.recorder.fill()
  else if (id === 'sequence-skip') {
    l.voice.skip(amount)
    l.health.faults.delete(id)
  }
}

/** A fault of the lander goes without a command: whoever rehearses takes it away. */
export function clearLander(l: Lander, id: FaultId): void {
  l.health.faults.delete(id)
  if (id === 'memory-upset') l.health.memoryErrors = 0
  else if (id === 'watchdog-reset') l.safe = false
  else if (id === 'recorder-full') l.recorder.free()
  else if (id === 'radio-overheated') l.tripped = false
}

/** A fault of a module comes. */
export function faultModule(m: Module, id: FaultId, amount: number): void {
  update(m)
  const { health } = m
  putFault(health, id, amount, m.world.time.now)
  switch (id) {
    case 'mechanism-stuck':
      m.stuckFor = amount
      break
    case 'electronics-failure':
      m.fault = 'ELECTRONICS'
      stopTask(m)
      m.state = 'FAILED'
      break
    case 'overcurrent':
      m.fault = 'OVERCURRENT'
      break
    case 'memory-upset':
      health.memoryErrors += amount
      m.bay.store.upset(amount)
      tellModule(m, 'WARNING', 30, `checksums of ${amount} words do not hold`)
      break
    case 'watchdog-reset':
      resetModule(m)
      break
    case 'sequence-skip':
      m.voice.skip(amount)
      health.faults.delete(id)
      break
    case 'receiver-deaf':
      exchangeReceiver(m)
      break
    default:
  }
  sendHealth(m)
  sendHousekeeping(m)
}

/** A fault of a module goes without a command. */
export function clearModule(m: Module, id: FaultId): void {
  update(m)
  m.health.faults.delete(id)
  if (id === 'mechanism-stuck') m.stuckFor = 0
  else if (id === 'memory-upset') m.health.memoryErrors = 0
  else if (id === 'watchdog-reset' && m.state === 'SAFE') m.state = m.deployed ? 'DEPLOYED' : 'POWERED'
  if (FAULT_CODES[id] === m.fault) m.fault = 'NONE'
  sendHealth(m)
  sendHousekeeping(m)
}

const FAULT_CODES: Partial<Record<FaultId, Module['fault']>> = {
  'mechanism-stuck': 'MECHANISM_STUCK',
  'electronics-failure': 'ELECTRONICS',
  overcurrent: 'OVERCURRENT',
}

/** The computer starts again, into safe mode: what it was doing ends. */
function resetModule(m: Module): void {
  if (!m.powered) return
  stopTask(m)
  m.health.resets++
  m.poweredAt_s = m.world.time.now
  m.state = 'SAFE'
  tellModule(m, 'CRITICAL', 31, 'started again by the watchdog: safe mode')
}

/** After so long without a command the module takes its other receiver. */
function exchangeReceiver(m: Module): void {
  const { time, file } = m.world
  time.at(time.now + file.lander.commandLoss_s, () => {
    if (faultOf(m.health, 'receiver-deaf') === undefined) return
    m.health.sides.RECEIVER = m.health.sides.RECEIVER === 'A' ? 'B' : 'A'
    tellModule(m, 'WARNING', 32, 'no command heard for long: other receiver')
    sendHealth(m)
  })
}

/** The kind of a module, as the table of faults calls it; passive ones have no faults. */
export function kindOfModule(m: Module): FaultyKind | undefined {
  return m.model.kind === 'passive' ? undefined : m.model.kind
}
