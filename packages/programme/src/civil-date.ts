/**
 * Civil dates as sources print them: a day, a month or a year, `2023-07`, or "by then at the latest". Facts of law and
 * membership have dates without an hour or a zone; what is not known to the day is kept as a range, never rounded.
 */
import * as z from 'zod'

/** A day, `2023-09-14`, that exists in the Gregorian calendar. Compares by the order of text. */
export const civilDay = z.iso.date('expected a day such as 2023-09-14')

/** Within which days something happened, both included; without `earliest` only that it had happened by `latest`. */
export const dateRange = z
  .strictObject({ earliest: civilDay.optional(), latest: civilDay })
  .refine((r) => r.earliest === undefined || r.earliest <= r.latest, 'earliest must not lie after latest')
export type DateRange = z.infer<typeof dateRange>

/** Whether something that began within the range had begun on `day`: `undefined` where the range leaves it open. */
export function begunBy(range: DateRange, day: string): boolean | undefined {
  if (day >= range.latest) return true
  if (range.earliest !== undefined && day < range.earliest) return false
  return undefined
}

/** The range for people: one day, or its two ends. */
export function describeRange(range: DateRange): string {
  if (range.earliest === undefined) return `by ${range.latest}`
  return range.earliest === range.latest ? range.latest : `between ${range.earliest} and ${range.latest}`
}
