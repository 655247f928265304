/** What the parts of the XTCE writer share: what cannot be written, names, numbers, durations and references. */
import type { Parameter } from '../dictionary.ts'
import type { XtceEdition } from '../xtce-edition.ts'

/** Something that XTCE has no words for: of what, and why. */
export type XtceWriteError = { readonly kind: 'xtce-cannot-write'; readonly of: string; readonly why: string }

/** What the writer collects and knows. */
export type Writing = {
  readonly edition: XtceEdition
  readonly errors: XtceWriteError[]
  /** Every parameter's qualified name. */
  readonly known: ReadonlySet<string>
}

/** Notes what cannot be written; writing goes on, so that all of it is told at once. */
export function cannot(writing: Writing, of: string, why: string): undefined {
  writing.errors.push({ kind: 'xtce-cannot-write', of, why })
}

/** The sentence for one error. */
export function describeXtceWriteError({ of, why }: XtceWriteError): string {
  return `${of} cannot be written as XTCE: ${why}`
}

/** XTCE 1.2, NameType: no dots, slashes, colons, brackets or blanks. */
export function checkName(writing: Writing, of: string, name: string): string {
  if (!/^[^./:[\]\s]+$/.test(name)) cannot(writing, of, `"${name}" is no name in XTCE`)
  return name
}

/** A parameter as others refer to it: members of aggregates stand behind a slash in 1.2, behind a dot in 1.3. */
export function referenceTo(writing: Writing, qualifiedName: string): string {
  if (writing.edition === '1.3') return qualifiedName
  const slash = qualifiedName.lastIndexOf('/')
  const path = `${qualifiedName.slice(0, slash)}/${qualifiedName.slice(slash + 1).replaceAll('.', '/')}`
  return path !== qualifiedName && writing.known.has(path) ? qualifiedName : path
}

/** An instance of a parameter, as attributes. */
export function instanceAttributes(
  writing: Writing,
  parameter: Parameter | string,
  calibrated: boolean,
): Record<string, string | undefined> {
  const name = typeof parameter === 'string' ? parameter : parameter.qualifiedName
  return { parameterRef: referenceTo(writing, name), useCalibratedValue: calibrated ? undefined : 'false' }
}

/** A number so that it is read back the same. */
export function numberText(writing: Writing, of: string, value: number): string {
  if (!Number.isFinite(value)) cannot(writing, of, `${value} is no number in a file`)
  return Object.is(value, -0) ? '-0' : String(value)
}

/** Seconds as a duration of days, hours, minutes and seconds (xs:duration). */
export function durationText(writing: Writing, of: string, seconds: number): string {
  const plain = String(seconds)
  if (!/^\d+(\.\d+)?$/.test(plain)) cannot(writing, of, `${plain} s is no duration in a file`)
  if (!Number.isInteger(seconds) || seconds === 0) return `PT${plain}S`
  const days = Math.floor(seconds / 86400)
  const parts = [
    [Math.floor((seconds % 86400) / 3600), 'H'],
    [Math.floor((seconds % 3600) / 60), 'M'],
    [seconds % 60, 'S'],
  ] as const
  const time = parts.flatMap(([count, unit]) => (count === 0 ? [] : [`${count}${unit}`])).join('')
  return `P${days === 0 ? '' : `${days}D`}${time === '' ? '' : `T${time}`}`
}

/** A text that tells two parts of a dictionary apart: parameters and containers by their names. */
export function keyOf(part: unknown): string {
  return JSON.stringify(part, (_, value) => {
    if (value instanceof Map) return ['map', ...value]
    if (value instanceof Uint8Array) return ['octets', ...value]
    if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
    const named = value as { readonly qualifiedName?: string; readonly line?: number } | null
    return typeof value === 'object' && named?.qualifiedName !== undefined ? named.qualifiedName : value
  })
}
