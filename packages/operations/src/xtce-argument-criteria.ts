/**
 * Criteria over a command's own arguments (ArgumentMatchCriteriaType): compared with values, with each other, and with parameters
 * as the sender knows them.
 */
import type { ArgumentCriterion, ArgumentOperand, Comparison } from './dictionary.ts'
import type { XmlNode } from './xml-tree.ts'
import {
  badValue,
  booleanAttribute,
  child,
  otherElement,
  type Reading,
  report,
  required,
  unsupported,
  wordAttribute,
} from './xtce-context.ts'

/** The criteria in an element such as IncludeCondition, which must all hold. */
export function readArgumentCriteria(reading: Reading, node: XmlNode): ArgumentCriterion[] {
  return node.children.flatMap((part): ArgumentCriterion[] => {
    switch (part.name) {
      case 'ComparisonList':
        return readArgumentCriteria(reading, part)
      case 'Comparison':
        return readComparison(reading, part)
      case 'BooleanExpression':
        return part.children.flatMap((inner) => readExpression(reading, inner, part))
      case 'CustomAlgorithm':
        unsupported(reading, part, 'what follows from a program is not read')
        return []
      default:
        otherElement(reading, part, node)
        return []
    }
  })
}

/** The names of arguments that criteria look at. */
export function argumentsIn(criteria: readonly ArgumentCriterion[]): string[] {
  return criteria.flatMap((c) => {
    if ('holds' in c) return argumentsIn(c.of)
    return [c.left, c.right].flatMap((one) => (one !== undefined && 'argument' in one ? [one.argument] : []))
  })
}

function readExpression(reading: Reading, node: XmlNode, parent: XmlNode): ArgumentCriterion[] {
  if (node.name === 'Condition') return readCondition(reading, node)
  if (node.name === 'ANDedConditions' || node.name === 'ORedConditions') {
    const of = node.children.flatMap((inner) => readExpression(reading, inner, node))
    return [{ holds: node.name === 'ANDedConditions' ? 'all' : 'any', of }]
  }
  otherElement(reading, node, parent)
  return []
}

const OPERATORS = ['==', '!=', '<', '<=', '>', '>='] as const

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
  const operatorNode = child(node, 'ComparisonOperator')
  const text = operatorNode?.text.trim() ?? ''
  const operator: Comparison['operator'] | undefined = OPERATORS.find((known) => known === text)
  if (operator === undefined) badValue(reading, operatorNode ?? node, 'text', text, `one of ${OPERATORS.join(' ')}`)
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
    const calibrated = booleanAttribute(reading, part, 'useCalibratedValue', true)
    if (part.name === 'ArgumentInstanceRef')
      return [{ argument: required(reading, part, 'argumentRef').replaceAll('/', '.'), calibrated }]
    if (part.name !== 'ParameterInstanceRef') return []
    const parameter = reading.parameter(required(reading, part, 'parameterRef'), part.line)
    return parameter === undefined ? [] : [{ parameter, calibrated }]
  })
}
