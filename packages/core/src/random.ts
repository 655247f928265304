/**
 * Seeded random numbers: xoshiro128** 1.1 (Blackman and Vigna, "Scrambled linear pseudorandom number generators", ACM
 * TOMS 47, 2021), its state filled by splitmix32. The same seed gives the same numbers on every runtime, since only
 * 32-bit integer arithmetic is used. Not for keys or secrets.
 */

export type Random = {
  /** Uniform in [0, 1), 32 bits. */
  next(): number
  /** Uniform integer in [0, below). */
  integer(below: number): number
  /** Normal with mean 0 and deviation 1, by the polar method of Marsaglia. */
  normal(): number
  /** A generator of its own for a named part, so that adding a draw in one part moves no other. */
  fork(name: string): Random
}

/** A generator from a seed; the same seed gives the same sequence. */
export function random(seed: number | string): Random {
  const s = typeof seed === 'string' ? hash(seed) : seed >>> 0
  let mix = s
  const splitmix = () => {
    mix = (mix + 0x9e3779b9) | 0
    let z = mix ^ (mix >>> 16)
    z = Math.imul(z, 0x21f0aaad)
    z ^= z >>> 15
    z = Math.imul(z, 0x735a2d97)
    return (z ^ (z >>> 15)) >>> 0
  }
  const state = new Uint32Array([splitmix(), splitmix(), splitmix(), splitmix()])
  const bits = () => {
    const r = Math.imul(rotl(Math.imul(state[1]!, 5), 7), 9) >>> 0
    const t = state[1]! << 9
    state[2]! ^= state[0]!
    state[3]! ^= state[1]!
    state[1]! ^= state[2]!
    state[0]! ^= state[3]!
    state[2]! ^= t
    state[3] = rotl(state[3]!, 11)
    return r
  }
  const next = () => bits() / 0x1_0000_0000
  const normal = () => {
    for (;;) {
      const u = 2 * next() - 1
      const v = 2 * next() - 1
      const q = u * u + v * v
      if (q > 0 && q < 1) return u * Math.sqrt((-2 * Math.log(q)) / q)
    }
  }
  return {
    next,
    integer: (below) => Math.floor(next() * below),
    normal,
    fork: (name) => random((hash(name) ^ Math.imul(s, 0x85ebca6b)) >>> 0),
  }
}

function rotl(x: number, k: number): number {
  return (x << k) | (x >>> (32 - k))
}

/** FNV-1a over UTF-16 units, 32 bits: names to seeds. */
function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h >>> 0
}
