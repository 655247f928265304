/**
 * Pseudo-randomisers: a fixed sequence is exclusive-ored to a frame or codeblock, beginning anew with each, never to the
 * synchronisation marker. Three sequences: that of telemetry since CCSDS 101.0 (131.0-B-5, 10.5: 255 bits), the long one
 * that 131.0-B-5 (10.4) introduced (131071 bits), and that of telecommand (231.0-B-4, 6: 255 bits).
 */

/** The three sequences. */
export type Randomisation = 'short' | 'long' | 'telecommand'

/**
 * Linear recurrences: the sequence begins with `seed`, least significant bit first, and each further bit is the sum of
 * those `taps` places before the next `width`-th.
 */
const GENERATORS = {
  short: { width: 8, seed: 0xff, taps: [0, 3, 5, 7] },
  long: { width: 17, seed: 0x18e38, taps: [0, 14] },
  telecommand: { width: 8, seed: 0xff, taps: [0, 1, 2, 3, 4, 6] },
} as const

const made = new Map<Randomisation, Uint8Array>()

/** The sequence as octets, first bit first, as many as its period in bits, so that it can be repeated. */
export function randomSequence(randomisation: Randomisation): Uint8Array {
  let sequence = made.get(randomisation)
  if (sequence === undefined) {
    sequence = generate(GENERATORS[randomisation])
    made.set(randomisation, sequence)
  }
  return sequence
}

/** Randomises bytes [from, to) in place; a second time takes it off again. */
export function randomise(bytes: Uint8Array, randomisation: Randomisation, from = 0, to = bytes.length): void {
  const sequence = randomSequence(randomisation)
  const period = sequence.length
  for (let i = from, k = 0; i < to; i++) {
    bytes[i]! ^= sequence[k]!
    if (++k === period) k = 0
  }
}

function generate(g: { width: number; seed: number; taps: readonly number[] }): Uint8Array {
  const out = new Uint8Array(2 ** g.width - 1)
  let state: number = g.seed
  for (let bit = 0; bit < 8 * out.length; bit++) {
    out[bit >> 3]! |= (state & 1) << (7 - (bit & 7))
    let next = 0
    for (const tap of g.taps) next ^= (state >>> tap) & 1
    state = (state >>> 1) | (next << (g.width - 1))
  }
  return out
}
