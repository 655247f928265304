/** One figure of the report. */
import type { Figure } from './report/report-data.ts'

/** A figure that is computed; its note says how to read it. */
export function figure(label: string, value: string, note?: string): Figure {
  return { label, value, assumed: false, ...(note === undefined ? {} : { note }) }
}
