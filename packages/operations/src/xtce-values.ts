/** XTCE's IntegerValueType: a fixed value, one told by a parameter, or one looked up by what holds (XTCE 1.2, 4.3.2.2.7). */
import type { IntegerValue, LookupCase } from './dictionary.ts'
import type { XmlNode } from './xml-tree.ts'
import {
  badValue,
  booleanAttribute,
  child,
  numberAttribute,
  parseNumber,
  type Reading,
  report,
  required,
} from './xtce-context.ts'
import { NO_DEFAULT } from './xtce-edition.ts'

/** The value in an element; undefined after an error. */
export function readIntegerValue(reading: Reading, node: XmlNode): IntegerValue | undefined {
  for (const part of node.children) {
    if (part.name === 'FixedValue' || part.name === 'Fixed') return readFixedValue(reading, part)
    if (part.name === 'DynamicValue') return readDynamicValue(reading, part)
    if (part.name === 'DiscreteLookupList') return readLookup(reading, part)
  }
  return report(reading, { kind: 'xtce-missing-element', line: node.line, element: 'FixedValue', parent: node.name })
}

function readFixedValue(reading: Reading, node: XmlNode): IntegerValue | undefined {
  const inner = child(node, 'FixedValue') ?? node
  const value = parseNumber(inner.text)
  if (value !== undefined && Number.isInteger(value)) return { kind: 'fixed', value }
  badValue(reading, inner, 'text', inner.text.trim(), 'a whole number')
  return undefined
}

type Dynamic = IntegerValue & { kind: 'dynamic' }

/** A value that a parameter tells; its name becomes the qualified one when all parameters are known. */
export function readDynamicValue(reading: Reading, node: XmlNode): Dynamic | undefined {
  const instance = child(node, 'ParameterInstanceRef')
  if (instance === undefined)
    return report(reading, {
      kind: 'xtce-missing-element',
      line: node.line,
      element: 'ParameterInstanceRef',
      parent: node.name,
    })
  const name = required(reading, instance, 'parameterRef')
  const linear = child(node, 'LinearAdjustment')
  const value: { -readonly [K in keyof Dynamic]: Dynamic[K] } = {
    kind: 'dynamic',
    parameter: name,
    calibrated: booleanAttribute(reading, instance, 'useCalibratedValue', true),
    slope: linear === undefined ? 1 : numberAttribute(reading, linear, 'slope', 1),
    intercept: linear === undefined ? 0 : numberAttribute(reading, linear, 'intercept', 0),
  }
  reading.later.push(() => {
    value.parameter = reading.parameter(name, instance.line)?.qualifiedName ?? name
  })
  return value
}

/** Values by context; XTCE 1.3 says what holds where none does. */
export function readLookup(reading: Reading, node: XmlNode): IntegerValue & { kind: 'lookup' } {
  const cases: LookupCase[] = []
  const told = node.attributes.get('defaultValue')
  const otherwise =
    told === undefined || told === NO_DEFAULT
      ? {}
      : { otherwise: numberAttribute(reading, node, 'defaultValue', 0, { integer: true }) }
  reading.later.push(() => {
    for (const part of node.children) {
      required(reading, part, 'value')
      const value = numberAttribute(reading, part, 'value', 0, { integer: true })
      cases.push({ criteria: reading.criteria(part), value })
    }
  })
  return { kind: 'lookup', cases, ...otherwise }
}
