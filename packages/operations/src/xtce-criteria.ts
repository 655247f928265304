/**
 * MatchCriteria of XTCE: comparisons, lists of them, boolean expressions, and programs that are formulas (XTCE 1.2, 4.3.2.4);
 * over parameters, and what they share with those over a command's arguments (`xtce-argument-criteria.ts`).
 */
import type { Comparison, Criterion, Parameter } from './dictionary.ts'
import { labelOf } from './dictionary.ts'
import type { XmlNode } from './xml-tree.ts'
import {
  badValue,
  child,
  otherElement,
  parseNumber,
  type Reading,
  report,
  unsupported,
  wordAttribute,
} from './xtce-context.ts'
import { readAlgorithmFormula } from './xtce-formulas.ts'
import { type Instance, readInstance, readParameterInput } from './xtce-values.ts'

/** How criteria of one kind are read: what is compared, and what several make together. */
export type CriteriaKind<C> = {
  readonly comparison: (reading: Reading, node: XmlNode) => C[]
  readonly condition: (reading: Reading, node: XmlNode) => C[]
  readonly formula: (reading: Reading, node: XmlNode) => C[]
  readonly group: (holds: 'all' | 'any', of: C[]) => C
  /** The parts of a group that all of its parts make. */
  readonly parts: (criterion: C) => readonly C[] | undefined
}

const OF_PARAMETERS: CriteriaKind<Criterion> = {
  comparison: readComparison,
  condition: readCondition,
  formula: (reading, node) => {
    const read = readAlgorithmFormula(reading, node, readParameterInput)
    return read === undefined ? [] : [read]
  },
  group: (holds, of) => ({ holds, of }),
  parts: (criterion) => ('holds' in criterion && criterion.holds === 'all' ? criterion.of : undefined),
}

/** The criteria in an element, which must all hold. Elements named in `beside` belong to the parent. */
export function readCriteria(reading: Reading, node: XmlNode, beside: readonly string[] = []): Criterion[] {
  return readMatch(reading, node, OF_PARAMETERS, beside)
}

/** The same of either kind. */
export function readMatch<C>(
  reading: Reading,
  node: XmlNode,
  kind: CriteriaKind<C>,
  beside: readonly string[] = [],
): C[] {
  return node.children.flatMap((part): C[] => {
    if (beside.includes(part.name)) return []
    switch (part.name) {
      case 'ComparisonList':
        return readMatch(reading, part, kind)
      case 'Comparison':
        return kind.comparison(reading, part)
      case 'BooleanExpression':
        return part.children.flatMap((inner) => flat(readExpression(reading, inner, part, kind), kind))
      case 'CustomAlgorithm':
        return kind.formula(reading, part)
      case 'NextContainer':
        unsupported(reading, part, 'a packet is told by what it holds, not by the one that follows')
        return []
      default:
        otherElement(reading, part, node)
        return []
    }
  })
}

/** What must all hold is the list itself. */
function flat<C>(criteria: readonly C[], { parts }: CriteriaKind<C>): readonly C[] {
  return criteria.length === 1 ? (parts(criteria[0]!) ?? criteria) : criteria
}

function readExpression<C>(reading: Reading, node: XmlNode, parent: XmlNode, kind: CriteriaKind<C>): C[] {
  if (node.name === 'Condition') return kind.condition(reading, node)
  if (node.name === 'ANDedConditions' || node.name === 'ORedConditions') {
    const of = node.children.flatMap((inner) => readExpression(reading, inner, node, kind))
    return [kind.group(node.name === 'ANDedConditions' ? 'all' : 'any', of)]
  }
  otherElement(reading, node, parent)
  return []
}

/** The operators of comparisons. */
export const OPERATORS = ['==', '!=', '<', '<=', '>', '>='] as const
type Operator = (typeof OPERATORS)[number]

/** The operator of a `<Condition>`; undefined after an error. */
export function readOperator(reading: Reading, node: XmlNode): Operator | undefined {
  const operatorNode = child(node, 'ComparisonOperator')
  const text = operatorNode?.text.trim() ?? ''
  const operator = OPERATORS.find((known) => known === text)
  if (operator === undefined) badValue(reading, operatorNode ?? node, 'text', text, `one of ${OPERATORS.join(' ')}`)
  return operator
}

/** `<Condition>`: two parameters, or one and a value, with the operator between them. */
function readCondition(reading: Reading, node: XmlNode): Criterion[] {
  const refs = node.children.filter((part) => part.name === 'ParameterInstanceRef')
  const operator = readOperator(reading, node)
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
