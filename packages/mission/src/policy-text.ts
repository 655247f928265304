/** Values as Cedar writes them (Cedar Policy Language Reference, "Data types" and "Operators"). */
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { formatEpoch, parseEpoch } from '@magpie/core/time'

/** A string literal: quotes, backslashes and what does not print are escaped, so that no name can end it. */
export function cedarString(text: string): string {
  let out = '"'
  for (const c of text) {
    const code = c.codePointAt(0)!
    if (c === '"' || c === '\\') out += `\\${c}`
    else if (code < 0x20 || (code > 0x7e && code < 0xa0)) out += `\\u{${code.toString(16)}}`
    else out += c
  }
  return `${out}"`
}

/** An entity literal, `Party::"cnsa"`. */
export function cedarEntity(type: string, id: string): string {
  return `${type}::${cedarString(id)}`
}

/** The limit of a range as a decimal literal. Limits have at most three decimals (the schema of grants says so). */
export function decimalLimit(value: number): string {
  const text = String(value)
  if (!/^-?\d{1,14}(\.\d{1,3})?$/.test(text)) throw new Error(`a limit finer than a grant may have: ${text}`)
  return text.includes('.') ? text : `${text}.0`
}

/**
 * Any number as a decimal of four digits that compares with every limit of three digits as the number itself does: a
 * number between two limits becomes one between them. NaN lies past every limit.
 */
export function decimalValue(value: number): string {
  if (Number.isNaN(value)) return `${BEYOND}.0`
  if (Math.abs(value) >= BEYOND) return value > 0 ? `${BEYOND}.0` : `-${BEYOND}.0`
  const text = String(value)
  if (text.includes('e')) return value > 0 ? '0.0005' : '-0.0005' // below 1e-6 in size
  const [whole, decimals = '0'] = text.split('.')
  return decimals.length <= 3 ? `${whole}.${decimals}` : `${whole}.${decimals.slice(0, 3)}5`
}

/** Past every limit and within Cedar's decimals, which end at 922337203685477.5807. */
const BEYOND = 900_000_000_000_000

/**
 * An instant as Cedar's `datetime` reads it, in UTC cut to the millisecond; undefined where the text is no UTC time. A
 * leap second, which Cedar does not know, counts as the last millisecond before it.
 */
export function cedarInstant(text: string): string | undefined {
  if (/ (TAI|TT|TDB)$/.test(text)) return undefined
  const at = parseEpoch(text, NAIF0012)
  if (!at.ok) return undefined
  // The fraction of a decimal such as .001 may lie a rounding error below it.
  const cut = Math.floor(at.value.fraction * 1000 + 1e-9) / 1000
  const utc = formatEpoch({ ...at.value, fraction: cut }, NAIF0012)
  return utc.replace(/:60\.\d{3}Z$/, ':59.999Z')
}
