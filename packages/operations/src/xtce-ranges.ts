/** Ranges of values, and the units of times that they may be in: FloatRangeType, IntegerRangeType, TimeUnitsType of XTCE. */
import type { AlarmRange } from './dictionary.ts'
import type { XmlNode } from './xml-tree.ts'
import { badValue, numberAttribute, type Reading, wordAttribute } from './xtce-context.ts'

/** Units of times, s, in the words of XTCE 1.2 and 1.3; months and years have no fixed length. */
const TIME_UNITS_S = {
  ...{ seconds: 1, picoSeconds: 1e-12, picoseconds: 1e-12, nanoseconds: 1e-9, microseconds: 1e-6, milliseconds: 1e-3 },
  ...{ minutes: 60, hours: 3600, days: 86400, months: Number.NaN, years: Number.NaN },
}

/** The unit that an attribute names, s; seconds where it is absent. */
export function timeUnit_s(reading: Reading, node: XmlNode, attribute: string): number {
  const words = Object.keys(TIME_UNITS_S) as (keyof typeof TIME_UNITS_S)[]
  const units = wordAttribute(reading, node, attribute, words, 'seconds')
  const unit_s = TIME_UNITS_S[units]
  if (Number.isNaN(unit_s)) badValue(reading, node, attribute, units, 'a unit of fixed length')
  return unit_s
}

/** The range of an element, its ends times `unit`. */
export function readRange(reading: Reading, node: XmlNode, unit = 1): AlarmRange {
  const bound = (name: string) => {
    const inclusive = node.attributes.has(`${name}Inclusive`)
    const attribute = `${name}${inclusive ? 'Inclusive' : 'Exclusive'}`
    return node.attributes.has(attribute)
      ? { value: unit * numberAttribute(reading, node, attribute, 0), inclusive }
      : undefined
  }
  const min = bound('min')
  const max = bound('max')
  return {
    ...(min === undefined ? {} : { min: min.value, minInclusive: min.inclusive }),
    ...(max === undefined ? {} : { max: max.value, maxInclusive: max.inclusive }),
  }
}
