/** What an exchange moves between two elements: energy, data towards the lander, a container, a look; or nothing but time. */
import { serviceKind } from '@magpie/operations/exchange/services'
import { type Module, sendHousekeeping, stopTask, update } from './module.ts'
import type { Held, Neighbourhood } from './neighbourhood.ts'

/** Energy moves in steps of this length, s. */
const ENERGY_STEP_S = 300
/** Data moves in steps of this length, s. */
const DATA_STEP_S = 60
/** An arm takes so long to hand a container over, s. */
const HAND_OVER_S = 600
/** A look takes so long, s. */
const LOOK_S = 900

export type ActPorts = {
  /** Whether both agree still, and run. */
  readonly flows: () => boolean
  /** It is over, with so much moved in the service's unit. */
  readonly ended: (amount: number) => void
}

/** Does what the service is; `held.end` ends it before its time. */
export function actOnBoard(
  m: Module,
  peer: Module,
  held: Held,
  duration_s: number,
  near: Neighbourhood,
  ports: ActPorts,
): void {
  switch (serviceKind(held.service.service).moves) {
    case 'energy':
      charge(m, peer, held, duration_s, ports)
      return
    case 'data':
      repeatedly(m, held, DATA_STEP_S, duration_s, ports, () => {
        const budget_Mbit = (held.service.radio.rate_bit_s * DATA_STEP_S) / 1e6
        const moved = ports.flows() ? near.links.take(peer.id, budget_Mbit) : 0
        return { moved, over: !near.links.isSilent(peer.id) }
      })
      return
    case 'sample':
      atOnce(m, held, HAND_OVER_S, ports, () => held.service.item?.mass_kg ?? held.dialog.amount)
      return
    case 'look':
      atOnce(m, held, LOOK_S, ports, () => {
        const volume = held.dialog.amount
        const values = { product_number: ++m.products, product_volume: volume, product_seconds: LOOK_S }
        const at = m.world.time.now
        m.carrier.keep(() => m.voice.product({ ...values, product_activity: held.dialog.request }, at), m.id, volume)
        return volume
      })
      return
    default:
      atOnce(m, held, duration_s, ports, () => held.dialog.amount)
  }
}

/** Steps until it is over, the time is up, or it is ended; told once. */
function repeatedly(
  m: Module,
  held: Held,
  every_s: number,
  duration_s: number,
  { ended }: ActPorts,
  step: () => { readonly moved: number; readonly over: boolean },
): void {
  const { time } = m.world
  const until_s = time.now + duration_s
  let sum = 0
  let done = false
  const finish = () => {
    if (done) return
    done = true
    ended(sum)
  }
  held.end = finish
  const again = () => {
    if (done) return
    const { moved, over } = step()
    sum += moved
    if (over || time.now >= until_s) return finish()
    time.at(time.now + every_s, again)
  }
  time.at(time.now + every_s, again)
}

/** Something that is done or not. */
function atOnce(m: Module, held: Held, takes_s: number, ports: ActPorts, result: () => number): void {
  repeatedly(m, held, takes_s, takes_s, ports, () => ({ moved: ports.flows() ? result() : 0, over: true }))
}

function charge(m: Module, peer: Module, held: Held, duration_s: number, ports: ActPorts): void {
  const { power_W, efficiency, until_percent } = held.service
  stopTask(m)
  m.state = 'CHARGING'
  m.charger_W = power_W
  peer.charging = true
  sendHousekeeping(m)
  const full_Wh = (until_percent / 100) * peer.model.battery_Wh
  const given = (power_W * efficiency * ENERGY_STEP_S) / 3600
  repeatedly(
    m,
    held,
    ENERGY_STEP_S,
    duration_s,
    {
      flows: ports.flows,
      ended(amount) {
        peer.charging = false
        m.onStop = undefined
        stopTask(m)
        sendHousekeeping(m)
        sendHousekeeping(peer)
        ports.ended(amount)
      },
    },
    () => {
      update(m)
      update(peer)
      if (!ports.flows()) return { moved: 0, over: true }
      const taken = Math.min(given, Math.max(0, full_Wh - peer.battery_Wh))
      peer.battery_Wh += taken
      return { moved: taken, over: taken < given }
    },
  )
  // Whatever else ends the task under way ends the charging.
  m.onStop = () => held.end?.(false)
}
