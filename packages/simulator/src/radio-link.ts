/**
 * The radio path between lander and ground: light time, rates, first in first out, losses and bit errors, open only in
 * passes. Packets go down and up in the frames of `link-frames.ts`, and it is these that are lost or damaged.
 */
import type { Random } from '@magpie/core/random'
import type { Pass } from './contact-plan.ts'
import { downlinkFrame, packetFromFrame, packetFromUnit, uplinkUnit } from './link-frames.ts'
import type { Scheduler } from './scheduler.ts'

export type RadioLink = {
  /** The pass that is open now, on the lander's clock. */
  readonly pass: Pass | undefined
  /** A packet down; false where no pass is open or it would end before the packet is out. */
  down(packet: Uint8Array): boolean
  /** A packet up, with the time it leaves the station, or undefined where no pass is open. */
  up(packet: Uint8Array): number | undefined
  /** Bits that the rest of the downlink could carry over a time, W beside what is queued. */
  spare_Mbit(seconds: number): number
  readonly lost: number
  readonly sent: number
  /** Octets of frames that were sent down. */
  readonly octets: number
  /** The passes from now on are others, as where an outage began or ended; the one that is open may go on. */
  replan(passes: readonly Pass[]): void
}

/** Receivers need this long to lock on a new link, s; it also keeps a shorter path from overtaking a longer one. */
const LOCK_S = 5

export type LinkEnds = {
  /** A packet arrives at a station in a frame that is right. */
  readonly ground: (packet: Uint8Array<ArrayBuffer>, pass: Pass) => void
  /** A packet arrives at the lander in frames that are right. */
  readonly lander: (packet: Uint8Array<ArrayBuffer>) => void
  readonly opened: (pass: Pass) => void
  readonly closed: (pass: Pass) => void
}

/** A link that opens and closes with the passes. */
export function radioLink(passes: readonly Pass[], time: Scheduler, random: Random, ends: LinkEnds): RadioLink {
  let open: Pass | undefined
  let downFree_s = 0
  let upFree_s = 0
  let lost = 0
  let sent = 0
  let octets = 0
  /** Passes of an earlier plan neither open nor close anything any more. */
  let plan = 0
  const begin = (pass: Pass) => {
    open = pass
    downFree_s = Math.max(downFree_s, time.now + LOCK_S)
    upFree_s = Math.max(upFree_s, time.now + LOCK_S)
    ends.opened(pass)
  }
  const end = (pass: Pass) => {
    if (open === pass) open = undefined
    ends.closed(pass)
  }
  const schedule = (all: readonly Pass[]) => {
    const of = plan
    for (const pass of all) {
      if (pass !== open)
        time.at(pass.start, () => {
          if (of === plan) begin(pass)
        })
      time.at(pass.end, () => {
        if (of === plan) end(pass)
      })
    }
  }
  schedule(passes)
  /** What arrives of octets sent: nothing, the octets with one wrong, or the octets. */
  const damaged = (octets: Uint8Array, loss: number): Uint8Array | undefined => {
    if (random.next() >= loss) return octets
    lost++
    if (random.next() < 0.5) return undefined
    const wrong = octets.slice()
    const at = random.integer(wrong.length)
    wrong[at] = wrong[at]! ^ (1 << random.integer(8))
    return wrong
  }
  return {
    get pass() {
      return open
    },
    get lost() {
      return lost
    },
    get sent() {
      return sent
    },
    get octets() {
      return octets
    },
    replan(all) {
      plan++
      const left = all.filter((p) => p.end > time.now)
      const same = left.find((p) => open !== undefined && p.start <= time.now && isSameWay(p, open))
      if (open !== undefined && same === undefined) end(open)
      else open = same
      schedule(left)
    },
    down(packet) {
      if (open === undefined) return false
      const pass = open
      const frame = downlinkFrame(packet, sent)
      const out_s = Math.max(downFree_s, time.now) + (8 * frame.length) / pass.model.downlink_bit_s
      if (out_s > pass.end) return false
      downFree_s = out_s
      sent++
      octets += frame.length
      const arrived = damaged(frame, pass.model.loss)
      const read = arrived === undefined ? undefined : packetFromFrame(arrived)
      if (read?.ok) time.at(out_s + pass.light_s, () => ends.ground(read.value, pass))
      return true
    },
    up(packet) {
      if (open === undefined) return undefined
      const pass = open
      const unit = uplinkUnit(packet)
      const out_s = Math.max(upFree_s, time.now) + (8 * unit.length) / pass.model.uplink_bit_s
      if (out_s > pass.end) return undefined
      upFree_s = out_s
      const arrived = damaged(unit, pass.model.loss)
      const read = arrived === undefined ? undefined : packetFromUnit(arrived)
      if (read?.ok) time.at(out_s + pass.light_s, () => ends.lander(read.value))
      return out_s
    },
    spare_Mbit(seconds) {
      if (open === undefined) return 0
      const idle_s = Math.min(seconds, open.end - time.now) - Math.max(0, downFree_s - time.now)
      return (Math.max(0, idle_s) * 0.9 * open.model.downlink_bit_s) / 1e6
    },
  }
}

function isSameWay(a: Pass, b: Pass): boolean {
  return a.kind === b.kind && a.station === b.station && a.light_s === b.light_s
}
