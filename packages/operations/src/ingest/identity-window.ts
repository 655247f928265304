/**
 * Which packets have been seen: a packet is the same as another if source, APID, sequence count and packet time are. For
 * each of the 16,384 counts of a channel (a source's APID) the newest packet with it is remembered, so that memory is
 * bounded however long a channel speaks, and a count that comes round again is told from a repetition by its time. Of what
 * is older than that only the archive knows, and it has to be asked.
 */
import { SEQUENCE_MODULUS } from '../space-packet.ts'
import type { Micros } from './micros.ts'

/**
 * `new`: never seen, at or after all others of the channel; `late`: never seen, before one that was; `duplicate`: seen, the
 * same octets; `conflict`: the same identity with other octets; `ask`: so old that only the archive can tell.
 */
export type IdentityVerdict = 'new' | 'late' | 'duplicate' | 'conflict' | 'ask'

export type IdentityWindow = {
  /** Takes the identity of one packet and remembers it unless it has to be asked for. `digest` is of all its octets. */
  see(count: number, time_us: Micros, digest: number): IdentityVerdict
  /** Whether the packet remembered with that count has the same octets and came among the last 8,192 of the channel. */
  repeats(count: number, digest: number): boolean
  /** Takes one that is in the archive already, on the way back from a restart. */
  restore(count: number, time_us: Micros, digest: number): void
  /** The newest time seen; -Infinity before the first. */
  readonly newest_us: Micros
}

/** Counts are remembered a page at a time: a channel that spoke little takes little. */
const PAGE = 256

type Page = {
  readonly times_us: Float64Array
  readonly digests: Uint32Array
  /** How many had been remembered before. */
  readonly ordinals: Float64Array
}

/**
 * The window of one channel. Whatever has a time up to `archivedUntil_us` may be in the archive though it is not remembered
 * here, as after a restart.
 */
export function identityWindow(archivedUntil_us: Micros = Number.NEGATIVE_INFINITY): IdentityWindow {
  const pages: (Page | undefined)[] = new Array(SEQUENCE_MODULUS / PAGE).fill(undefined)
  let newest_us = archivedUntil_us
  let remembered = 0

  const pageOf = (count: number): Page => {
    const found = pages[count >>> 8]
    if (found !== undefined) return found
    const made = {
      times_us: new Float64Array(PAGE).fill(Number.NEGATIVE_INFINITY),
      digests: new Uint32Array(PAGE),
      ordinals: new Float64Array(PAGE),
    }
    pages[count >>> 8] = made
    return made
  }
  const keep = ({ times_us, digests, ordinals }: Page, place: number, time_us: Micros, digest: number): void => {
    times_us[place] = time_us
    digests[place] = digest
    ordinals[place] = remembered++
    if (time_us > newest_us) newest_us = time_us
  }

  return {
    get newest_us() {
      return newest_us
    },
    see(count, time_us, digest) {
      const page = pageOf(count)
      const place = count & (PAGE - 1)
      const seen_us = page.times_us[place]!
      if (time_us === seen_us) return page.digests[place] === digest ? 'duplicate' : 'conflict'
      if (time_us < seen_us || time_us <= archivedUntil_us) return 'ask'
      const verdict = time_us >= newest_us ? 'new' : 'late'
      keep(page, place, time_us, digest)
      return verdict
    },
    repeats(count, digest) {
      const { times_us, digests, ordinals } = pageOf(count)
      const place = count & (PAGE - 1)
      return (
        times_us[place] !== Number.NEGATIVE_INFINITY &&
        digests[place] === digest &&
        remembered - ordinals[place]! <= SEQUENCE_MODULUS / 2
      )
    },
    restore(count, time_us, digest) {
      const page = pageOf(count)
      const place = count & (PAGE - 1)
      if (time_us > page.times_us[place]!) keep(page, place, time_us, digest)
    },
  }
}
