/** Octets read and written in order, most significant first (ECSS-E-ST-70-41C, 7.3); nothing is cut before its length is checked. */
import type { PusNumber, PusProfile } from './profile.ts'

/** Thrown inside the readers of this folder only, where the data field ends too early; they make it an error. */
export class TooShort extends Error {
  readonly needed: number
  readonly got: number
  constructor(needed: number, got: number) {
    super(`${needed} octets needed, ${got} there`)
    this.needed = needed
    this.got = got
  }
}

const NUMBER_OCTETS: Readonly<Record<PusNumber, number>> = {
  u8: 1,
  u16: 2,
  u32: 4,
  i8: 1,
  i16: 2,
  i32: 4,
  f32: 4,
  f64: 8,
}

export class OctetReader {
  private readonly view: DataView
  private readonly bytes: Uint8Array
  private at: number
  private readonly to: number

  constructor(bytes: Uint8Array, from = 0, to = bytes.length) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.at = from
    this.to = to
  }

  get left(): number {
    return this.to - this.at
  }

  unsigned(octets: number): number {
    const at = this.take(octets)
    let value = 0
    for (let i = 0; i < octets; i++) value = value * 256 + this.bytes[at + i]!
    return value
  }

  number(kind: PusNumber): number {
    const octets = NUMBER_OCTETS[kind]
    const at = this.take(octets)
    if (kind === 'f32') return this.view.getFloat32(at)
    if (kind === 'f64') return this.view.getFloat64(at)
    let value = 0
    for (let i = 0; i < octets; i++) value = value * 256 + this.bytes[at + i]!
    return kind[0] === 'i' && value >= 2 ** (8 * octets - 1) ? value - 2 ** (8 * octets) : value
  }

  octets(count: number): Uint8Array<ArrayBuffer> {
    const at = this.take(count)
    return this.bytes.slice(at, at + count)
  }

  /** What follows, N times; a count that cannot fit in what is left is refused before anything is kept. */
  many<T>(countOctets: number, least: number, read: () => T): T[] {
    const count = this.unsigned(countOctets)
    if (count * least > this.left) throw new TooShort(this.at + count * least, this.to)
    return Array.from({ length: count }, read)
  }

  /** CUC as the profile has it: seconds and fraction since 1958-01-01 TAI, as one number. */
  time({ seconds, fraction, preamble }: PusProfile['time']): number {
    if (preamble) this.take(1)
    return this.unsigned(seconds) + (fraction === 0 ? 0 : this.unsigned(fraction) / 256 ** fraction)
  }

  private take(octets: number): number {
    if (this.left < octets) throw new TooShort(this.at + octets, this.to)
    const at = this.at
    this.at += octets
    return at
  }
}

export class OctetWriter {
  private readonly parts: number[] = []

  unsigned(value: number, octets: number): this {
    if (!(Number.isInteger(value) && value >= 0 && value < 256 ** octets))
      throw new RangeError(`${value} does not fit in ${octets} octets`)
    for (let i = octets - 1; i >= 0; i--) this.parts.push(Math.floor(value / 256 ** i) % 256)
    return this
  }

  number(value: number, kind: PusNumber): this {
    const octets = NUMBER_OCTETS[kind]
    if (kind[0] !== 'f') return this.unsigned(value < 0 ? value + 2 ** (8 * octets) : value, octets)
    const view = new DataView(new ArrayBuffer(octets))
    if (kind === 'f32') view.setFloat32(0, value)
    else view.setFloat64(0, value)
    return this.octets(new Uint8Array(view.buffer))
  }

  octets(bytes: Uint8Array): this {
    for (const octet of bytes) this.parts.push(octet)
    return this
  }

  many<T>(items: readonly T[], countOctets: number, write: (item: T) => void): this {
    this.unsigned(items.length, countOctets)
    for (const item of items) write(item)
    return this
  }

  time(cuc_s: number, { seconds, fraction, preamble }: PusProfile['time']): this {
    // P-field (CCSDS 301.0-B-4, 3.2.2): TAI epoch, octets of seconds less one, octets of fraction.
    if (preamble) this.unsigned(0x10 | ((seconds - 1) << 2) | fraction, 1)
    const ticks = Math.round(cuc_s * 256 ** fraction)
    this.unsigned(Math.floor(ticks / 256 ** fraction), seconds)
    return fraction === 0 ? this : this.unsigned(ticks % 256 ** fraction, fraction)
  }

  done(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(this.parts)
  }
}

/** Octets of a time code. */
export function timeOctets({ seconds, fraction, preamble }: PusProfile['time']): number {
  return seconds + fraction + (preamble ? 1 : 0)
}
