/** The table of what was measured, as text. */
import type { Difference } from './compare.ts'
import type { Comparison, Cost, Measured } from './measure.ts'

const WIDTHS = [26, 11, 11, 24, 11, 0]
const HEADINGS = ['', 'CPU, warm', 'cold', 'their CPU time / ours', 'cold', 'values apart']

/** The line above all rows. */
export function heading(): string {
  return line(HEADINGS)
}

/** A row: its title, ours, each peer. */
export function rowOf({ row, ours, peers, broken }: Measured): string {
  const mine = line(['  Magpie', time(ours.median), time(ours.cold)])
  const failures = broken.map(({ peer, reason }) => `  ${peer}: failed: ${reason}`)
  return ['', row.title, mine, ...peers.map(peerLine), ...failures].join('\n')
}

function peerLine({ peer, cost, ratio, coldRatio, difference, agrees, rounds }: Comparison): string {
  const spread = rounds > 1 ? ` (${factor(ratio.least)} to ${factor(ratio.most)})` : ' (one run)'
  const cells = [time(cost.median), time(cost.cold), `${factor(ratio.median)}${spread}`, factor(coldRatio)]
  return line([`  ${peer}`, ...cells, `${differenceText(difference)}${agrees ? '' : ' DISAGREES'}`])
}

function line(cells: readonly string[]): string {
  return cells
    .map((cell, i) => cell.padEnd(WIDTHS[i]!))
    .join('')
    .trimEnd()
}

function time(seconds: Cost['median']): string {
  if (seconds < 1e-3) return `${(1e6 * seconds).toPrecision(3)} us`
  return seconds < 1 ? `${(1e3 * seconds).toPrecision(3)} ms` : `${seconds.toPrecision(3)} s`
}

function factor(ratio: number): string {
  return ratio < 99.5 ? ratio.toPrecision(2) : ratio.toFixed(0)
}

const UNITS = { states: 'km', angles: 'rad', windows: 's' }

function differenceText(difference: Difference): string {
  if (difference.kind === 'other-windows') return `${difference.theirs} windows, ours ${difference.ours}`
  const { shape, most, median } = difference
  return `${most.toExponential(1)} ${UNITS[shape]} at most, half within ${median.toExponential(1)}`
}
