/**
 * The time of packets by their own dictionary: the first absolute time that a packet holds. For archives of packets of which
 * nothing else is known; where a mission says how its packets carry time, a `packetClock` reads it without decoding.
 */
import type { LeapSeconds } from '@magpie/core/leap-seconds'
import type { Decoder } from '../decoder.ts'
import type { Sample } from '../decoder-run.ts'
import type { Parameter } from '../dictionary.ts'
import { type Micros, microsOfUnix } from './micros.ts'
import type { PacketClock } from './packet-clock.ts'

/**
 * A clock that decodes each packet; `prepare` gives its sample the values that no packet tells. Seconds since TAI's epoch (1958)
 * or GPS's are continuous; since the epoch of Unix or a date they are days of 86,400 s, as CCSDS day-segmented time counts them.
 */
export function dictionaryClock(
  decoder: Decoder,
  leap: LeapSeconds,
  prepare: (sample: Sample) => void = () => undefined,
): PacketClock {
  const sample = decoder.newSample()
  prepare(sample)
  const times = decoder.parameters.map(readerOf)
  return (view, from, octets) => {
    if (!decoder.decodeAt(view, from, octets, sample).ok) return Number.NaN
    for (let i = 0; i < sample.count; i++) {
      const slot = sample.slots[i]!
      const read = times[slot]
      if (read !== undefined) return read(sample.value[slot]!, leap)
    }
    return Number.NaN
  }
}

/** From TAI's epoch, 1958-01-01, and from GPS's, 1980-01-06 (19 s behind TAI: IS-GPS-200, 3.3.4), to 2000-01-01T12:00 TAI, s. */
const TAI_TO_J2000_S = 1_325_419_200
const GPS_TO_J2000_S = 630_763_200 - 19
/** TT is ahead of TAI by so much (IAU 1991, recommendation IV). */
const TT_MINUS_TAI_S = 32.184

type TimeReader = (value_s: number, leap: LeapSeconds) => Micros

function readerOf({ type }: Parameter): TimeReader | undefined {
  const epoch = type.kind === 'absolute-time' ? type.time?.epoch : undefined
  if (epoch === undefined || epoch === '') return undefined
  switch (epoch) {
    case 'TAI':
      return (value_s) => Math.round((value_s - TAI_TO_J2000_S) * 1e6)
    case 'GPS':
      return (value_s) => Math.round((value_s - GPS_TO_J2000_S) * 1e6)
    case 'J2000':
      return (value_s) => Math.round((value_s - TT_MINUS_TAI_S) * 1e6)
    default: {
      const date = epoch.length === 10 ? `${epoch}T00:00:00Z` : epoch
      const since_ms = epoch === 'UNIX' || epoch === 'POSIX' ? 0 : Date.parse(date)
      return (value_s, leap) => microsOfUnix(Math.round(1000 * since_ms + 1e6 * value_s), leap)
    }
  }
}
