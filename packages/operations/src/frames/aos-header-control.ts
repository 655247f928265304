/**
 * Header error control of AOS frames (CCSDS 732.0-B-4, 4.1.2.6): a shortened Reed-Solomon (10,6) code of four-bit
 * symbols over x^4 + x + 1, generator roots alpha^6 to alpha^9, over octets 0, 1 and 5. It corrects two symbols.
 */

const EXP = new Uint8Array(30)
const LOG = new Uint8Array(16)
for (let power = 0, value = 1; power < 15; power++) {
  EXP[power] = value
  EXP[power + 15] = value
  LOG[value] = power
  value = value & 8 ? ((value << 1) & 15) ^ 3 : value << 1
}

const GENERATOR = generator()
/** The error pattern (40 bits, as symbols) behind a difference of check symbols, for one and two wrong symbols. */
let patterns: Map<number, readonly number[]> | undefined

/** The 16 check bits of the header at the start of a frame. */
export function headerCheck(bytes: Uint8Array): number {
  const symbols = [bytes[0]! >> 4, bytes[0]! & 15, bytes[1]! >> 4, bytes[1]! & 15, bytes[5]! >> 4, bytes[5]! & 15]
  return checkOf(symbols)
}

/** Corrects the header of a frame in place; the number of symbols that were wrong, or -1 where there were too many. */
export function correctHeader(bytes: Uint8Array): number {
  const found = (bytes[6]! << 8) | bytes[7]!
  const difference = headerCheck(bytes) ^ found
  if (difference === 0) return 0
  patterns ??= allPatterns()
  const wrong = patterns.get(difference)
  if (wrong === undefined) return -1
  for (let i = 0; i < wrong.length; i += 2) flip(bytes, wrong[i]!, wrong[i + 1]!)
  return wrong.length / 2
}

/** Octet of the frame that holds a symbol: of the code's ten, six lie in the header proper and four in the check. */
const OCTET = [0, 0, 1, 1, 5, 5, 6, 6, 7, 7]

function flip(bytes: Uint8Array, symbol: number, error: number): void {
  bytes[OCTET[symbol]!]! ^= symbol % 2 === 0 ? error << 4 : error
}

function generator(): number[] {
  let g = [1]
  for (let power = 6; power <= 9; power++) {
    const next = new Array<number>(g.length + 1).fill(0)
    for (const [i, c] of g.entries()) {
      next[i]! ^= c
      next[i + 1]! ^= times(c, EXP[power]!)
    }
    g = next
  }
  return g
}

function checkOf(symbols: readonly number[]): number {
  const rest = [...symbols, 0, 0, 0, 0]
  for (let i = 0; i < 6; i++) {
    const factor = rest[i]!
    for (let k = 1; k <= 4; k++) rest[i + k]! ^= times(factor, GENERATOR[k]!)
  }
  return (rest[6]! << 12) | (rest[7]! << 8) | (rest[8]! << 4) | rest[9]!
}

function times(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : EXP[LOG[a]! + LOG[b]!]!
}

function allPatterns(): Map<number, readonly number[]> {
  const single: { at: number; error: number; difference: number }[] = []
  for (let at = 0; at < 10; at++)
    for (let error = 1; error < 16; error++) {
      const symbols = [0, 0, 0, 0, 0, 0]
      if (at < 6) symbols[at] = error
      single.push({ at, error, difference: at < 6 ? checkOf(symbols) : error << (4 * (9 - at)) })
    }
  const table = new Map<number, readonly number[]>()
  for (const a of single) {
    table.set(a.difference, [a.at, a.error])
    for (const b of single) if (b.at > a.at) table.set(a.difference ^ b.difference, [a.at, a.error, b.at, b.error])
  }
  return table
}
