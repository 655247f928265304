/** Corrections by their SPICE names, where a file gives them. */
import type { Correction } from '../apparent-states.ts'

const CORRECTIONS: Readonly<Record<Correction, true>> = {
  NONE: true,
  LT: true,
  'LT+S': true,
  CN: true,
  'CN+S': true,
  XLT: true,
  'XLT+S': true,
  XCN: true,
  'XCN+S': true,
}

/** Whether a text is the name of a correction. */
export function isCorrection(text: string): text is Correction {
  return Object.hasOwn(CORRECTIONS, text)
}
