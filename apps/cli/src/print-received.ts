/** How `magpie receive` accounts for what came: on standard error, since lines may have gone to standard output. */
import type { OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'

/** Prints what came by each link, what it was, and what was wrong with it. */
export function printReceived(answer: OutputOf<Operations['receive']>): void {
  const { links, decoded, values, undecoded, missing, alarms, containers, archive, archived } = answer
  for (const link of links) {
    console.error(`${link.id} (${link.address}): ${link.packets} packets in ${link.octets} octets`)
    if (link.frames > 0)
      console.error(`  ${link.frames} frames, ${link.bad_frames} of them bad, ${link.missing_frames} missing`)
    if (link.damaged_packets > 0 || link.lost_octets > 0)
      console.error(`  ${link.damaged_packets} packets damaged, ${link.lost_octets} octets lost`)
    if (link.dropped > 0) console.error(`  ${link.dropped} packets came faster than they were taken, and are lost`)
    if (link.failures > 0) console.error(`  ${link.failures} failures, the last: ${link.last_error}`)
  }
  console.error(
    `${decoded} packets decoded to ${values} values, ${alarms} of them in alarm; ${missing} packets missing`,
  )
  for (const { container, packets } of containers) console.error(`  ${packets} ${container}`)
  if (undecoded > 0) console.error(`${undecoded} packets that the dictionary does not explain`)
  for (const why of answer.why_undecoded) console.error(`  ${why}`)
  for (const what of answer.not_read) console.error(`  not read in the dictionary: ${what}`)
  if (archive !== '') console.error(`${archived} packets archived in ${archive}`)
}
