/** MatchCriteria of XTCE: comparisons, lists of them, and boolean expressions (XTCE 1.2, 4.3.2.4). */
import type { Comparison, Criterion, Parameter } from './dictionary.ts'
import { labelOf } from './dictionary.ts'
import type { XmlNode } from './xml-tree.ts'
import {
  badValue,
  booleanAttribute,
  child,
  otherElement,
  parseNumber,
  type Reading,
  report,
  required,
  unsupported,
  wordAttribute,
} from './xtce-context.ts'

/** The criteria in an element, which must all hold. Elements named in `beside` belong to the parent. */
export function readCriteria(reading: Reading, node: XmlNode, beside: readonly string[] = []): Criterion[] {
  return node.children.flatMap((part): Criterion[] => {
    switch (part.name) {
      case 'ComparisonList':
        return readCriteria(reading, part)
      case 'Comparison':
        return readComparison(reading, part)
      case 'BooleanExpression':
        return part.children.flatMap((inner) => flat(readExpression(reading, inner, part)))
      case 'CustomAlgorithm':
      case 'NextContainer':
        if (!beside.includes(part.name))
          unsupported(reading, part, 'what follows from another packet or from a program is not read')
        return []
      default:
        if (!beside.includes(part.name)) otherElement(reading, part, node)
        return []
    }
  })
}

/** What must all hold is the list itself. */
function flat(criteria: readonly Criterion[]): readonly Criterion[] {
  const [only] = criteria
  return criteria.length === 1 && only !== undefined && 'holds' in only && only.holds === 'all' ? only.of : criteria
}

function readExpression(reading: Reading, node: XmlNode, parent: XmlNode): Criterion[] {
  if (node.name === 'Condition') return readCondition(reading, node)
  if (node.name === 'ANDedConditions' || node.name === 'ORedConditions') {
    const of = node.children.flatMap((inner) => readExpression(reading, inner, node))
    return [{ holds: node.name === 'ANDedConditions' ? 'all' : 'any', of }]
  }
  otherElement(reading, node, parent)
  return []
}

const OPERATORS = ['==', '!=', '<', '<=', '>', '>='] as const
type Operator = (typeof OPERATORS)[number]

/** `<Condition>`: two parameters, or one and a value, with the operator between them. */
function readCondition(reading: Reading, node: XmlNode): Criterion[] {
  const refs = node.children.filter((part) => part.name === 'ParameterInstanceRef')
  const operatorNode = child(node, 'ComparisonOperator')
  const text = operatorNode?.text.trim() ?? ''
  const operator = OPERATORS.find((known) => known === text)
  if (operator === undefined) badValue(reading, operatorNode ?? node, 'text', text, `one of ${OPERATORS.join(' ')}`)
  const [first, second] = refs
  const value = child(node, 'Value')
  if (first === undefined || (second === undefined) === (value === undefined)) {
    report(reading, {
      kind: 'xtce-missing-element',
      line: node.line,
      element: 'ParameterInstanceRef and Value',
      parent: node.name,
    })
    return []
  }
  const left = readInstance(reading, first)
  if (left === undefined || operator === undefined) return []
  if (second === undefined) return withValue(reading, value!, left, operator, value!.text.trim())
  const right = readInstance(reading, second)
  return right === undefined ? [] : [{ ...left, operator, value: '', other: right }]
}

function readComparison(reading: Reading, node: XmlNode): Criterion[] {
  const value = node.attributes.get('value')
  if (value === undefined)
    report(reading, { kind: 'xtce-missing-attribute', line: node.line, element: node.name, attribute: 'value' })
  const operator = wordAttribute(reading, node, 'comparisonOperator', OPERATORS, '==')
  const instance = readInstance(reading, node)
  return instance === undefined || value === undefined ? [] : withValue(reading, node, instance, operator, value)
}

type Instance = { readonly parameter: Parameter; readonly calibrated: boolean }

/** A ParameterInstanceRef; an instance before the newest is not kept, so naming one is an error. */
export function readInstance(reading: Reading, node: XmlNode): Instance | undefined {
  wordAttribute(reading, node, 'instance', ['0'], '0')
  const name = required(reading, node, 'parameterRef')
  const calibrated = booleanAttribute(reading, node, 'useCalibratedValue', true)
  const parameter = name === '' ? undefined : reading.parameter(name, node.line)
  return parameter === undefined ? undefined : { parameter, calibrated }
}

function withValue(reading: Reading, node: XmlNode, instance: Instance, operator: Operator, value: string) {
  if (!comparable(instance.parameter, value, instance.calibrated))
    badValue(reading, node, 'value', value, `a value of ${instance.parameter.name}`)
  return [{ ...instance, operator, value } satisfies Comparison]
}

/** Whether the text can be a value of the parameter at all: a typing error in a label must not wait for a packet. */
function comparable({ type }: Parameter, value: string, calibrated: boolean): boolean {
  if (type.encoding.kind === 'string' || type.encoding.kind === 'binary') return true
  const number = parseNumber(value)
  if (type.kind === 'enumerated' && calibrated)
    return (
      type.labels!.some((label) => label.label === value) ||
      (number !== undefined && labelOf(type, number) !== undefined)
    )
  if (type.kind === 'boolean' && calibrated)
    return [type.words!.one, type.words!.zero].includes(value) || number !== undefined
  return number !== undefined
}
