/** Parsers with the faults that the fuzz looks for, to see that it finds them: `npm run fuzz -- --planted`. */
import type { Parser } from './parser.ts'

const RIGHT = [Uint8Array.of(0, 4, 1, 2, 3, 4), Uint8Array.of(0, 2, 9, 9)]
/** Octets for good. */
const KEPT: Uint8Array[] = []

/** One that trusts a length, one that never ends, one that forgets nothing. */
export function plantedParsers(): Parser[] {
  return [
    { name: 'planted crash', kind: 'octets', right: RIGHT, parse: trusting },
    { name: 'planted hang', kind: 'octets', right: RIGHT, parse: endless },
    { name: 'planted leak', kind: 'octets', right: RIGHT, parse: keeping },
  ]
}

function trusting(octets: Uint8Array): boolean {
  const view = new DataView(octets.buffer)
  const length = octets.length < 2 ? 0 : view.getUint16(0)
  let sum = 0
  for (let i = 0; i < Math.min(length, 64); i++) sum += view.getUint8(2 + i)
  return sum > 0
}

/** Steps over as many octets as each says; one that says 0 is stepped on for ever. */
function endless(octets: Uint8Array): boolean {
  for (let at = 1; at < octets.length; at += octets[at]!);
  return octets.length > 3
}

function keeping(octets: Uint8Array): boolean {
  KEPT.push(new Uint8Array(80_000).fill(octets[0] ?? 0))
  return octets.length > 3
}
