/** XTCE's IntegerValueType: a fixed value, one told by a parameter, or one looked up by what holds (XTCE 1.2, 4.3.2.2.7). */
import type { FormulaInput, IntegerValue, LookupCase } from './dictionary.ts'
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
  unsupported,
  wordAttribute,
} from './xtce-context.ts'
import { NO_DEFAULT } from './xtce-edition.ts'

/** A parameter's value, raw or engineering. */
export type Instance = FormulaInput

/** A ParameterInstanceRef; an instance before the newest is not kept, so naming one is an error. */
export function readInstance(reading: Reading, node: XmlNode): Instance | undefined {
  wordAttribute(reading, node, 'instance', ['0'], '0')
  const name = required(reading, node, 'parameterRef')
  const calibrated = booleanAttribute(reading, node, 'useCalibratedValue', true)
  const parameter = name === '' ? undefined : reading.parameter(name, node.line)
  return parameter === undefined ? undefined : { parameter, calibrated }
}

/** The same of what a formula works on, which is numbers. */
export function readNumericInstance(reading: Reading, node: XmlNode): Instance | undefined {
  const instance = readInstance(reading, node)
  const kind = instance?.parameter.type.encoding.kind
  return kind === 'string' || kind === 'binary' ? unsupported(reading, node, 'formulas work on numbers') : instance
}

/** A parameter as an input of a formula, under its own name. */
export function readParameterInput(reading: Reading, node: XmlNode) {
  const input = readNumericInstance(reading, node)
  return input === undefined ? undefined : { input, name: input.parameter.name }
}

/** The value in an element; undefined after an error. */
export function readIntegerValue(reading: Reading, node: XmlNode): IntegerValue | undefined {
  for (const part of node.children) {
    if (part.name === 'FixedValue' || part.name === 'Fixed') return readFixedValue(reading, part)
    if (part.name === 'DynamicValue') return readDynamicValue(reading, part)
    if (part.name === 'DiscreteLookupList') return readLookup(reading, part)
  }
  return report(reading, { kind: 'xtce-missing-element', line: node.line, element: 'FixedValue', parent: node.name })
}

/** A FixedValue, in which XTCE 1.1 has another. */
export function readFixedValue(
  reading: Reading,
  node: XmlNode,
): { readonly kind: 'fixed'; readonly value: number } | undefined {
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
  reading.later.push(() => {
    for (const part of node.children) {
      required(reading, part, 'value')
      const value = numberAttribute(reading, part, 'value', 0, { integer: true })
      cases.push({ criteria: reading.criteria(part), value })
    }
  })
  return { kind: 'lookup', cases, ...defaultOf(reading, node) }
}

/** The value of a look-up where no case holds. */
export function defaultOf(reading: Reading, node: XmlNode): { readonly otherwise?: number } {
  const told = node.attributes.get('defaultValue')
  return told === undefined || told === NO_DEFAULT
    ? {}
    : { otherwise: numberAttribute(reading, node, 'defaultValue', 0, { integer: true }) }
}

/** A value that is greater by `more`. Cases and the name of the parameter are filled in later, so that a copy would miss them. */
export function moreInteger(to: IntegerValue, more: number): IntegerValue {
  if (to.kind === 'fixed') return { kind: 'fixed', value: to.value + more }
  if (to.kind === 'lookup')
    return {
      kind: 'lookup',
      get cases() {
        return to.cases.map(({ criteria, value }) => ({ criteria, value: value + more }))
      },
      ...(to.otherwise === undefined ? {} : { otherwise: to.otherwise + more }),
    }
  return {
    kind: 'dynamic',
    get parameter() {
      return to.parameter
    },
    calibrated: to.calibrated,
    slope: to.slope,
    intercept: to.intercept + more,
  }
}
