/**
 * Criteria and numbers told in commands (ArgumentMatchCriteriaType, ArgumentIntegerValueType): over a command's own arguments, and
 * over parameters as the sender knows them.
 */
import type { ArgumentCriterion, ArgumentInteger, ArgumentOperand } from './dictionary.ts'
import type { XmlNode } from './xml-tree.ts'
import {
  booleanAttribute,
  child,
  numberAttribute,
  type Reading,
  report,
  required,
  wordAttribute,
} from './xtce-context.ts'
import { type CriteriaKind, OPERATORS, readMatch, readOperator } from './xtce-criteria.ts'
import { readAlgorithmFormula } from './xtce-formulas.ts'
import { defaultOf, readFixedValue, readInstance, readParameterInput } from './xtce-values.ts'

const OF_ARGUMENTS: CriteriaKind<ArgumentCriterion> = {
  comparison: readComparison,
  condition: readCondition,
  formula: (reading, node) => {
    const read = readAlgorithmFormula(reading, node, readInput)
    return read === undefined ? [] : [read]
  },
  group: (holds, of) => ({ holds, of }),
  parts: () => undefined,
}

/** The criteria in an element such as IncludeCondition, which must all hold. To be asked for when all parameters are known. */
export function readArgumentCriteria(reading: Reading, node: XmlNode): ArgumentCriterion[] {
  return readMatch(reading, node, OF_ARGUMENTS)
}

/** The names of arguments that criteria look at. */
export function argumentsIn(criteria: readonly ArgumentCriterion[]): string[] {
  return criteria.flatMap((c) => {
    if ('holds' in c) return argumentsIn(c.of)
    return ('formula' in c ? c.inputs : [c.left, c.right]).flatMap(argumentOf)
  })
}

/** The names of arguments that a number is told by. */
export function argumentsTelling(value: ArgumentInteger): string[] {
  if (value.kind === 'told') return argumentOf(value.by)
  return value.kind === 'cases' ? value.cases.flatMap(({ criteria }) => argumentsIn(criteria)) : []
}

function argumentOf(operand: ArgumentOperand | undefined): string[] {
  return operand !== undefined && 'argument' in operand ? [operand.argument] : []
}

function readComparison(reading: Reading, node: XmlNode): ArgumentCriterion[] {
  const [left] = operands(reading, node)
  const operator = wordAttribute(reading, node, 'comparisonOperator', OPERATORS, '==')
  const value = node.attributes.get('value')
  if (value === undefined)
    report(reading, { kind: 'xtce-missing-attribute', line: node.line, element: node.name, attribute: 'value' })
  return left === undefined || value === undefined ? missing(reading, node) : [{ left, operator, value }]
}

function readCondition(reading: Reading, node: XmlNode): ArgumentCriterion[] {
  const [left, right] = operands(reading, node)
  const operator = readOperator(reading, node)
  const value = child(node, 'Value')?.text.trim()
  if (left === undefined || operator === undefined || (right === undefined) === (value === undefined))
    return missing(reading, node)
  return right === undefined ? [{ left, operator, value: value! }] : [{ left, operator, value: '', right }]
}

function missing(reading: Reading, node: XmlNode): [] {
  const element = 'ArgumentInstanceRef, ParameterInstanceRef or Value'
  report(reading, { kind: 'xtce-missing-element', line: node.line, element, parent: node.name })
  return []
}

function operands(reading: Reading, node: XmlNode): ArgumentOperand[] {
  return node.children.flatMap((part): ArgumentOperand[] => {
    if (part.name === 'ArgumentInstanceRef') return [readArgumentInstance(reading, part)]
    const instance = part.name === 'ParameterInstanceRef' ? readInstance(reading, part) : undefined
    return instance === undefined ? [] : [instance]
  })
}

function readArgumentInstance(reading: Reading, node: XmlNode): ArgumentOperand & { readonly argument: string } {
  const argument = required(reading, node, 'argumentRef').replaceAll('/', '.')
  return { argument, calibrated: booleanAttribute(reading, node, 'useCalibratedValue', true) }
}

function readInput(reading: Reading, node: XmlNode): { input: ArgumentOperand; name: string } | undefined {
  if (node.name !== 'InputArgumentInstanceRef') return readParameterInput(reading, node)
  const input = readArgumentInstance(reading, node)
  return { input, name: input.argument }
}

/** The number in an element; undefined after an error. What it needs of parameters is filled in when they are known. */
export function readArgumentInteger(reading: Reading, node: XmlNode): ArgumentInteger | undefined {
  for (const part of node.children) {
    if (part.name === 'FixedValue' || part.name === 'Fixed') return readFixedValue(reading, part)
    if (part.name === 'DynamicValue') return readTold(reading, part)
    if (part.name === 'DiscreteLookupList') return readCases(reading, part)
  }
  return report(reading, { kind: 'xtce-missing-element', line: node.line, element: 'FixedValue', parent: node.name })
}

type Told = ArgumentInteger & { kind: 'told' }

function readTold(reading: Reading, node: XmlNode): Told | undefined {
  const linear = child(node, 'LinearAdjustment')
  const slope = linear === undefined ? 1 : numberAttribute(reading, linear, 'slope', 1)
  const intercept = linear === undefined ? 0 : numberAttribute(reading, linear, 'intercept', 0)
  const argument = child(node, 'ArgumentInstanceRef')
  if (argument !== undefined) return { kind: 'told', by: readArgumentInstance(reading, argument), slope, intercept }
  const parameter = child(node, 'ParameterInstanceRef')
  if (parameter === undefined) {
    const element = 'ArgumentInstanceRef or ParameterInstanceRef'
    return report(reading, { kind: 'xtce-missing-element', line: node.line, element, parent: node.name })
  }
  const told: { -readonly [K in keyof Told]: Told[K] } = {
    kind: 'told',
    by: { argument: required(reading, parameter, 'parameterRef'), calibrated: true },
    slope,
    intercept,
  }
  reading.later.push(() => {
    told.by = readInstance(reading, parameter) ?? told.by
  })
  return told
}

type Cases = ArgumentInteger & { kind: 'cases' }

function readCases(reading: Reading, node: XmlNode): ArgumentInteger {
  const cases: Cases['cases'][number][] = []
  reading.later.push(() => {
    for (const part of node.children) {
      required(reading, part, 'value')
      const value = numberAttribute(reading, part, 'value', 0, { integer: true })
      cases.push({ criteria: readArgumentCriteria(reading, part), value })
    }
  })
  return { kind: 'cases', cases, ...defaultOf(reading, node) }
}

/** A number that is greater by `more`. Cases and parameters are filled in later, so that a copy would miss them. */
export function moreArgument(to: ArgumentInteger, more: number): ArgumentInteger {
  if (to.kind === 'fixed') return { kind: 'fixed', value: to.value + more }
  if (to.kind === 'cases')
    return {
      kind: 'cases',
      get cases() {
        return to.cases.map(({ criteria, value }) => ({ criteria, value: value + more }))
      },
      ...(to.otherwise === undefined ? {} : { otherwise: to.otherwise + more }),
    }
  return {
    kind: 'told',
    get by() {
      return to.by
    },
    slope: to.slope,
    intercept: to.intercept + more,
  }
}
