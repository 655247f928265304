/** Ends of ranges as XTCE writes them. */
import type { AlarmRange } from '../dictionary.ts'
import { numberText, type Writing } from './writing.ts'
import type { XmlElement } from './xml-element.ts'

/** The ends of a range as attributes. */
export function rangeAttributes(writing: Writing, of: string, range: AlarmRange): XmlElement['attributes'] {
  const bound = (name: 'min' | 'max', value: number | undefined, inclusive: boolean | undefined) =>
    value === undefined ? {} : { [`${name}${inclusive ? 'Inclusive' : 'Exclusive'}`]: numberText(writing, of, value) }
  return { ...bound('min', range.min, range.minInclusive), ...bound('max', range.max, range.maxInclusive) }
}
