/** When a described link stands: in line of sight, and with the margin that is required; and what it carries then. */
import type { Interval } from '@magpie/core/interval'
import { ok, type Result } from '@magpie/core/result'
import type { Ephemerides } from '../ephemerides.ts'
import type { StateError } from '../errors.ts'
import { type Condition, windowsOf } from '../events/conditions.ts'
import type { LineOfSight, Point } from '../events/line-of-sight.ts'
import { quantity } from '../events/quantities.ts'
import type { Scalar } from '../events/scalar.ts'
import type { SearchOptions } from '../events/search.ts'
import { angleBetween } from '../events/sights.ts'
import { extentOf, type Reached } from '../events/turning-points.ts'
import { type Budget, budgetOf, type OffAxis } from './budget.ts'
import type { Link, Pointing } from './terminal.ts'

/** A window in which the link stands. Times TDB s past J2000, of reception. */
export type LinkWindow = {
  readonly start: number
  readonly end: number
  readonly leastMargin_dB: Reached
  readonly greatestMargin_dB: Reached
  /** At the described rate over the whole window. */
  readonly volume_bit: number
}

const to = new Float64Array(6)
const aim = new Float64Array(6)
const back = new Float64Array(6)

/**
 * The windows in which `lineOfSight` holds and the margin is at least the required one. The margin is taken at reception, the
 * range with light time (CN); so should the condition be.
 */
export function linkWindows(
  eph: Ephemerides,
  link: Link,
  lineOfSight: Condition,
  span: Interval,
  options: SearchOptions = {},
): Result<LinkWindow[], StateError> {
  const margin = linkMargin(eph, link)
  const enough: Condition = { kind: 'above', scalar: margin, threshold: link.signal.requiredMargin_dB.value }
  const found = windowsOf({ kind: 'all', of: [lineOfSight, enough] }, span, options)
  if (!found.ok) return found
  const out: LinkWindow[] = []
  for (const { start, end } of found.value) {
    const extent = extentOf(margin, { start, end }, options)
    if (!extent.ok) return extent
    out.push({
      start,
      end,
      leastMargin_dB: extent.value.least,
      greatestMargin_dB: extent.value.greatest,
      volume_bit: (end - start) * link.signal.rate_bit_s.value,
    })
  }
  return ok(out)
}

/** Margin of a link by the time of reception, dB. */
export function linkMargin(eph: Ephemerides, link: Link): Scalar {
  return budgetScalar(eph, link, (budget) => budget.margin_dB)
}

/** A line of a link's budget by the time of reception. */
export function budgetScalar(eph: Ephemerides, link: Link, read: (budget: Budget) => number): Scalar {
  const { transmitter, receiver } = link
  const others = [transmitter.point, ...aimsOf(transmitter.pointing), ...aimsOf(receiver.pointing)]
  return quantity(eph, receiver.point, others, 'CN', (sight) => {
    const failed = sight.to(transmitter.point, to)
    if (failed !== undefined) return failed
    const range_km = Math.sqrt(to[0]! * to[0]! + to[1]! * to[1]! + to[2]! * to[2]!)
    const off = offAxisOf(link, sight)
    return 'kind' in off ? off : read(budgetOf(link, range_km, off))
  })
}

/** How far the two antennas are aimed aside; `to` holds the way to the transmitter. */
function offAxisOf({ transmitter, receiver }: Link, sight: LineOfSight): OffAxis | StateError {
  const off: { transmitter_rad?: number; receiver_rad?: number } = {}
  if (receiver.pointing.kind === 'aimed') {
    const failed = sight.to(receiver.pointing.at, aim)
    if (failed !== undefined) return failed
    off.receiver_rad = angleBetween(aim, to)
  }
  if (transmitter.pointing.kind === 'aimed') {
    // From the transmitter: to its aim, as the receiver sees both; to the receiver, the way back.
    const failed = sight.to(transmitter.pointing.at, aim)
    if (failed !== undefined) return failed
    for (let i = 0; i < 3; i++) {
      aim[i]! -= to[i]!
      back[i] = -to[i]!
    }
    off.transmitter_rad = angleBetween(aim, back)
  }
  return off
}

function aimsOf(pointing: Pointing): Point[] {
  return pointing.kind === 'aimed' ? [pointing.at] : []
}
