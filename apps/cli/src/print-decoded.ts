/** How `magpie decode` accounts for a file: on standard error, since the lines themselves may go to standard output. */
import type { OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'

/** Prints what was decoded, and every kind of damage once. */
export function printDecoded(answer: OutputOf<Operations['decode']>): void {
  const { packets, out, octets, decoded, values, damaged, damage, containers, alarms, not_read } = answer
  console.error(`${packets}: ${decoded} packets with ${values} values in ${octets} octets, ${alarms} values in alarm`)
  for (const { container, packets: count } of containers) console.error(`  ${count} ${container}`)
  for (const what of not_read) console.error(`  not read in the dictionary: ${what}`)
  if (damaged > 0) console.error(`${damaged} damaged`)
  for (const { offset, octets: size, why } of damage) console.error(`  at octet ${offset}, ${size} octets: ${why}`)
  if (damaged > damage.length) console.error(`  and ${damaged - damage.length} more`)
  if (out !== '-') console.error(`written to ${out}`)
}
