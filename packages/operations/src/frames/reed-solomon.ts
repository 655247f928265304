/**
 * The Reed-Solomon codes of CCSDS 131.0-B-5, 4: 255 symbols of which 32 or 16 check (16 or 8 wrong ones corrected),
 * interleaved 1 to 8 deep (16 for what exists outside the standard), shortened by virtual fill, in the dual basis or the
 * conventional one. Clean codewords cost one division; only others are searched for errors.
 */
import { EXP, FROM_DUAL, LOG, TO_DUAL, times } from './galois.ts'

/** Which of the codes. */
export type ReedSolomonCode = {
  /** Check symbols of a codeword: 32 for (255,223), 16 for (255,239). */
  readonly check: 32 | 16
  /** Codewords side by side in a block. */
  readonly interleave: number
  /** Leading zeros of each codeword that do not travel (4.3.7). */
  readonly fill: number
  readonly basis: 'dual' | 'conventional'
}

/** What became of a block. */
export type Correction = {
  /** Symbols that were wrong and are right now. */
  readonly corrected: number
  /** Codewords with more wrong symbols than the code corrects; they stand as they came. */
  readonly uncorrectable: number
}

/** An encoder and decoder of blocks. */
export type ReedSolomon = {
  readonly code: ReedSolomonCode
  /** Octets of data in a block, and with check symbols. */
  readonly data_octets: number
  readonly block_octets: number
  /** Writes the check symbols of the block at `at` behind its data. */
  encode(block: Uint8Array, at?: number): void
  /** Corrects the block at `at` in place. */
  correct(block: Uint8Array, at?: number): Correction
}

const CLEAN: Correction = { corrected: 0, uncorrectable: 0 }
/** Remainders of eight 32-bit words, big-endian: the most recently divided codeword's. */
const remainder = new Uint32Array(8)
const syndromes = new Uint8Array(32)
const locator = new Uint8Array(33)
const previous = new Uint8Array(33)
const scratch = new Uint8Array(33)
const evaluator = new Uint8Array(32)
const places = new Uint8Array(16)
const values = new Uint8Array(16)

/** An encoder and decoder. Parameters outside the code are the caller's bug. */
export function reedSolomon(code: ReedSolomonCode): ReedSolomon {
  const { check, interleave, fill, basis } = code
  const carried = 255 - check - fill
  if (!(carried >= 1 && fill >= 0)) throw new RangeError(`virtual fill of ${fill} leaves no data`)
  if (!(interleave >= 1 && interleave <= 16)) throw new RangeError(`interleaving depth ${interleave}`)
  const words = check / 4
  const table = feedback(check, basis)
  const data_octets = carried * interleave
  const block_octets = data_octets + check * interleave

  return {
    code,
    data_octets,
    block_octets,
    encode(block, at = 0) {
      for (let k = 0; k < interleave; k++) {
        divide(block, at + k, carried, interleave, words, table)
        const from = at + data_octets + k
        for (let i = 0; i < check; i++) block[from + i * interleave] = remainder[i >> 2]! >>> (24 - 8 * (i & 3))
      }
    },
    correct(block, at = 0) {
      let corrected = 0
      let uncorrectable = 0
      for (let k = 0; k < interleave; k++) {
        divide(block, at + k, carried, interleave, words, table)
        if (!differs(block, at + data_octets + k, check, interleave)) continue
        const wrong = findErrors(block, at + data_octets + k, code)
        if (wrong < 0) uncorrectable++
        else corrected += putRight(block, at + k, wrong, code)
      }
      return corrected === 0 && uncorrectable === 0 ? CLEAN : { corrected, uncorrectable }
    },
  }
}

/** For each symbol that leaves the divider what it adds to the rest, in the basis of the block: 256 rows of words. */
function feedback(check: number, basis: 'dual' | 'conventional'): Uint32Array {
  const generator = generatorPolynomial(check)
  const words = check / 4
  const table = new Uint32Array(256 * words)
  for (let symbol = 0; symbol < 256; symbol++) {
    const plain = basis === 'dual' ? FROM_DUAL[symbol]! : symbol
    for (let i = 0; i < check; i++) {
      const product = times(plain, generator[check - 1 - i]!)
      table[symbol * words + (i >> 2)]! |= (basis === 'dual' ? TO_DUAL[product]! : product) << (24 - 8 * (i & 3))
    }
  }
  return table
}

/** Coefficients of the product of (x - alpha^(11 j)), j from 128 - E to 127 + E (4.3.4), lowest power first. */
function generatorPolynomial(check: number): Uint8Array {
  const g = new Uint8Array(check + 1)
  g[0] = 1
  for (let n = 0; n < check; n++) {
    const root = EXP[(11 * (128 - check / 2 + n)) % 255]!
    for (let i = n + 1; i > 0; i--) g[i] = g[i - 1]! ^ times(g[i]!, root)
    g[0] = times(g[0]!, root)
  }
  return g
}

/** Leaves in `remainder` that of the codeword's data by the generator. */
function divide(
  block: Uint8Array,
  from: number,
  count: number,
  stride: number,
  words: number,
  table: Uint32Array,
): void {
  if (words === 8) divide8(block, from, count, stride, table)
  else divide4(block, from, count, stride, table)
}

/** Unrolled: the words are kept in variables, four times as fast as an array of octets. */
function divide8(block: Uint8Array, from: number, count: number, stride: number, table: Uint32Array): void {
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  let e = 0
  let f = 0
  let g = 0
  let h = 0
  const end = from + count * stride
  for (let i = from; i < end; i += stride) {
    const row = ((a >>> 24) ^ block[i]!) << 3
    a = ((a << 8) | (b >>> 24)) ^ table[row]!
    b = ((b << 8) | (c >>> 24)) ^ table[row + 1]!
    c = ((c << 8) | (d >>> 24)) ^ table[row + 2]!
    d = ((d << 8) | (e >>> 24)) ^ table[row + 3]!
    e = ((e << 8) | (f >>> 24)) ^ table[row + 4]!
    f = ((f << 8) | (g >>> 24)) ^ table[row + 5]!
    g = ((g << 8) | (h >>> 24)) ^ table[row + 6]!
    h = (h << 8) ^ table[row + 7]!
  }
  remainder[0] = a
  remainder[1] = b
  remainder[2] = c
  remainder[3] = d
  remainder[4] = e
  remainder[5] = f
  remainder[6] = g
  remainder[7] = h
}

function divide4(block: Uint8Array, from: number, count: number, stride: number, table: Uint32Array): void {
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  const end = from + count * stride
  for (let i = from; i < end; i += stride) {
    const row = ((a >>> 24) ^ block[i]!) << 2
    a = ((a << 8) | (b >>> 24)) ^ table[row]!
    b = ((b << 8) | (c >>> 24)) ^ table[row + 1]!
    c = ((c << 8) | (d >>> 24)) ^ table[row + 2]!
    d = (d << 8) ^ table[row + 3]!
  }
  remainder[0] = a
  remainder[1] = b
  remainder[2] = c
  remainder[3] = d
}

/** Whether the check symbols that came differ from the remainder. */
function differs(block: Uint8Array, from: number, check: number, stride: number): boolean {
  let difference = 0
  for (let i = 0; i < check; i++)
    difference |= block[from + i * stride]! ^ ((remainder[i >> 2]! >>> (24 - 8 * (i & 3))) & 0xff)
  return difference !== 0
}

/**
 * Places (powers of x) and values of the wrong symbols of a codeword, in `places` and `values`; their number, or -1 where
 * no pattern of as many as the code corrects explains the remainder.
 */
function findErrors(block: Uint8Array, from: number, code: ReedSolomonCode): number {
  const { check, fill } = code
  takeSyndromes(block, from, code)
  const count = berlekampMassey(check)
  if (count > check / 2) return -1
  const found = searchPlaces(count, 255 - fill)
  if (found !== count) return -1
  takeValues(count, check)
  return rightlyExplained(count, check) ? count : -1
}

/** Adds the errors found to the codeword whose first symbol is at `from`; returns their number. */
function putRight(
  block: Uint8Array,
  from: number,
  wrong: number,
  { fill, interleave, basis }: ReedSolomonCode,
): number {
  for (let e = 0; e < wrong; e++) {
    const value = basis === 'dual' ? TO_DUAL[values[e]!]! : values[e]!
    block[from + (254 - fill - places[e]!) * interleave]! ^= value
  }
  return wrong
}

/** Values of the received polynomial at the roots of the generator: those of the remainder are the same. */
function takeSyndromes(block: Uint8Array, from: number, code: ReedSolomonCode): void {
  const { check, interleave, basis } = code
  for (let i = 0; i < check; i++) {
    const symbol = block[from + i * interleave]! ^ ((remainder[i >> 2]! >>> (24 - 8 * (i & 3))) & 0xff)
    scratch[i] = basis === 'dual' ? FROM_DUAL[symbol]! : symbol
  }
  for (let n = 0; n < check; n++) {
    const root = (11 * (128 - check / 2 + n)) % 255
    let sum = 0
    for (let i = 0; i < check; i++) sum = (sum === 0 ? 0 : EXP[LOG[sum]! + root]!) ^ scratch[i]!
    syndromes[n] = sum
  }
}

/** The error locator by Massey's algorithm (IEEE Trans. IT-15, 1969, 122); returns its degree. */
function berlekampMassey(check: number): number {
  locator.fill(0)
  previous.fill(0)
  locator[0] = 1
  previous[0] = 1
  let length = 0
  let shift = 1
  let last = 1
  for (let n = 0; n < check; n++) {
    let discrepancy = syndromes[n]!
    for (let i = 1; i <= length; i++) discrepancy ^= times(locator[i]!, syndromes[n - i]!)
    if (discrepancy === 0) {
      shift++
      continue
    }
    const factor = times(discrepancy, EXP[255 - LOG[last]!]!)
    scratch.set(locator)
    for (let i = shift; i <= check; i++) locator[i]! ^= times(factor, previous[i - shift]!)
    if (2 * length <= n) {
      length = n + 1 - length
      previous.set(scratch)
      last = discrepancy
      shift = 1
    } else shift++
  }
  return length
}

/** Chien's search: places below `symbols` whose inverse is a root of the locator; more than `count` are not sought. */
function searchPlaces(count: number, symbols: number): number {
  let found = 0
  for (let place = 0; place < symbols && found < count; place++) {
    const inverse = (255 - ((11 * place) % 255)) % 255
    let sum = 0
    for (let i = count; i >= 0; i--) sum = (sum === 0 ? 0 : EXP[LOG[sum]! + inverse]!) ^ locator[i]!
    if (sum === 0) places[found++] = place
  }
  return found
}

/** Forney's formula (IEEE Trans. IT-11, 1965, 549), for roots that begin at the power 128 - E. */
function takeValues(count: number, check: number): void {
  const first = 128 - check / 2
  for (let i = 0; i < count; i++) {
    let sum = 0
    for (let k = 0; k <= i; k++) sum ^= times(locator[k]!, syndromes[i - k]!)
    evaluator[i] = sum
  }
  for (let e = 0; e < count; e++) {
    const x = (11 * places[e]!) % 255
    const inverse = (255 - x) % 255
    let numerator = 0
    for (let i = count - 1; i >= 0; i--)
      numerator = (numerator === 0 ? 0 : EXP[LOG[numerator]! + inverse]!) ^ evaluator[i]!
    let derivative = 0
    for (let i = 1; i <= count; i += 2) derivative ^= times(locator[i]!, EXP[(inverse * (i - 1)) % 255]!)
    // X^(1 - first): the roots are not the first powers.
    const scale = EXP[(x * ((((1 - first) % 255) + 255) % 255)) % 255]!
    values[e] = derivative === 0 ? 0 : times(times(numerator, EXP[(255 - LOG[derivative]!) % 255]!), scale)
  }
}

/** Whether the errors found give the syndromes that were measured: no miscorrection by a degenerate locator. */
function rightlyExplained(count: number, check: number): boolean {
  for (let n = 0; n < check; n++) {
    let sum = 0
    for (let e = 0; e < count; e++) {
      if (values[e] === 0) return false
      sum ^= times(values[e]!, EXP[(11 * places[e]! * (128 - check / 2 + n)) % 255]!)
    }
    if (sum !== syndromes[n]) return false
  }
  return true
}
