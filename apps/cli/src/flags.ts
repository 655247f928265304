/** How fields are written as flags, and numbers in them. */
import { InvalidArgumentError } from 'commander'

/** A field's name as a flag: `asOf` and `mass_kg` become `as-of` and `mass-kg`. */
export function wordsOf(name: string): string {
  return name.replaceAll('_', '-').replaceAll(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)
}

/** A number as people write it: decimal with a point, with an exponent, or hexadecimal; nothing else is guessed at. */
export function numberOf(text: string): number {
  const written = text.trim()
  const value = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$|^0x[\da-f]+$/i.test(written) ? Number(written) : Number.NaN
  if (Number.isFinite(value)) return value
  const why = /^[+-]?\d+,\d+$/.test(written) ? 'Write a point and no comma.' : 'Write a number, such as 12, 0.5 or 1e3.'
  throw new InvalidArgumentError(why)
}

/** A port of this machine: 0 takes any that is free. */
export function portOf(text: string): number {
  const port = numberOf(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new InvalidArgumentError('A port is a whole number up to 65535; 0 takes one that is free.')
}
