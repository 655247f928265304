/** How `magpie frames` looks: what the recording is and why, then tables of what it holds, damage only where there is some. */
import type { OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import { printTable } from './print.ts'

/** Prints what a recording of frames holds. */
export function printFrames(answer: OutputOf<Operations['frames']>): void {
  const { file, kind, octets, frames, why, channels, packets, clcw, gaps, bad_frames } = answer
  const what = kind === 'packets' ? 'Space Packets' : `${frames} ${kind.toUpperCase()} frames`
  console.log(`${file}: ${what} in ${octets} octets`)
  for (const reason of why) console.log(`  ${reason}`)
  const damage = Object.entries({ ...answer.link, ...answer.symbols, crc_failures: answer.crc_failures })
  const found = damage.filter(([, n]) => n > 0).map(([name, n]) => `${name.replaceAll('_', ' ')} ${n}`)
  console.log(found.length === 0 ? 'no damage on the link' : `damage on the link: ${found.join(', ')}`)
  if (bad_frames.length > 0) printTable('frames that cannot be read', bad_frames)
  if (channels.length > 0) printTable('virtual channels', channels)
  if (gaps.length > 0) printTable('gaps', gaps)
  printTable('packets', packets)
  if (clcw.length > 0) printTable('command link control words', clcw)
}
