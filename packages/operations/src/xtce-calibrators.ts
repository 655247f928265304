/** Calibrators of XTCE (1.2, 4.3.2.2.5): polynomials, splines, mathematical operations, and those that hold by context. */
import type { Calibrator, ContextCalibrator } from './dictionary.ts'
import { checkFormula, describeFormulaError, type Formula, type Step } from './expression/formula.ts'
import type { XmlNode } from './xml-tree.ts'
import {
  badValue,
  booleanAttribute,
  child,
  numberAttribute,
  otherElement,
  parseNumber,
  type Reading,
  report,
  required,
  unsupported,
} from './xtce-context.ts'

type Calibrators = { readonly calibrator?: Calibrator; readonly contextCalibrators?: readonly ContextCalibrator[] }

/** The default and contextual calibrators in an encoding. */
export function readCalibrators(reading: Reading, node: XmlNode): Calibrators {
  let out: Calibrators = {}
  for (const part of node.children) {
    if (part.name === 'DefaultCalibrator') {
      const calibrator = readForms(reading, part)
      if (calibrator !== undefined) out = { ...out, calibrator }
    } else if (part.name === 'ContextCalibratorList')
      out = { ...out, contextCalibrators: readContextCalibrators(reading, part) }
    else otherElement(reading, part, node)
  }
  return out
}

function readContextCalibrators(reading: Reading, list: XmlNode): ContextCalibrator[] {
  const out: ContextCalibrator[] = []
  for (const node of list.children) {
    const match = child(node, 'ContextMatch')
    const form = child(node, 'Calibrator')
    if (match === undefined || form === undefined) {
      report(reading, {
        kind: 'xtce-missing-element',
        line: node.line,
        element: 'ContextMatch or Calibrator',
        parent: node.name,
      })
      continue
    }
    const calibrator = readForms(reading, form)
    if (calibrator !== undefined)
      reading.later.push(() => {
        out.push({ criteria: reading.criteria(match), calibrator })
      })
  }
  return out
}

function readForms(reading: Reading, node: XmlNode): Calibrator | undefined {
  let calibrator: Calibrator | undefined
  for (const form of node.children) calibrator = readForm(reading, node, form) ?? calibrator
  return calibrator
}

function readForm(reading: Reading, parent: XmlNode, node: XmlNode): Calibrator | undefined {
  if (node.name === 'PolynomialCalibrator') return readPolynomial(reading, node)
  if (node.name === 'SplineCalibrator') return readSpline(reading, node)
  if (node.name === 'MathOperationCalibrator') {
    const formula = readOperation(reading, node, () => undefined)
    return formula === undefined ? undefined : { kind: 'formula', formula }
  }
  otherElement(reading, node, parent)
  return undefined
}

function readPolynomial(reading: Reading, node: XmlNode): Calibrator {
  const coefficients: number[] = []
  for (const term of node.children) {
    const exponent = numberAttribute(reading, term, 'exponent', 0, { min: 0, max: 20, integer: true })
    required(reading, term, 'coefficient')
    coefficients[exponent] = (coefficients[exponent] ?? 0) + numberAttribute(reading, term, 'coefficient', 0)
  }
  if (coefficients.length === 0)
    report(reading, { kind: 'xtce-missing-element', line: node.line, element: 'Term', parent: node.name })
  return { kind: 'polynomial', coefficients: Array.from(coefficients, (c) => c ?? 0) }
}

function readSpline(reading: Reading, node: XmlNode): Calibrator {
  const points = node.children
    .filter((point) => point.name === 'SplinePoint')
    .map((point) => {
      required(reading, point, 'raw')
      required(reading, point, 'calibrated')
      return {
        raw: numberAttribute(reading, point, 'raw', 0),
        calibrated: numberAttribute(reading, point, 'calibrated', 0),
        ...(point.attributes.has('order') ? { order: readOrder(reading, point) } : {}),
      }
    })
    .sort((a, b) => a.raw - b.raw)
  if (points.length < 2 || points.some((point, i) => i > 0 && point.raw === points[i - 1]!.raw))
    unsupported(reading, node, 'a spline needs two points or more, each with a raw value of its own')
  const order = readOrder(reading, node)
  const highest = Math.max(order, ...points.map((point) => point.order ?? 0))
  if (highest > 1 && points.length <= highest)
    unsupported(reading, node, `a spline of order ${highest} needs ${highest + 1} points or more`)
  return { kind: 'spline', order, extrapolate: booleanAttribute(reading, node, 'extrapolate', false), points }
}

/**
 * XTCE 1.2, SplineCalibratorType and SplinePointType: "Order 0 is a flat line from the defined point (inclusive) to the next point
 * (exclusive). Order 1 is linear interpolation between two points. Order 2 is quadratic fit and requires at least 3 points".
 */
function readOrder(reading: Reading, node: XmlNode): number {
  return numberAttribute(reading, node, 'order', 1, { min: 0, max: 9, integer: true })
}

/**
 * The postfix operations in an element. `this` is input 0 of a calibrator; `inputOf` gives the input that another
 * parameter is, or undefined where none may be named.
 */
export function readOperation(
  reading: Reading,
  node: XmlNode,
  inputOf: (node: XmlNode) => number | undefined,
): Formula | undefined {
  const steps: Step[] = []
  for (const part of node.children) {
    if (part.name === 'TriggerSet') continue
    const step = readStep(reading, part, inputOf)
    if (step === undefined) {
      if (part.name === 'ParameterInstanceRefOperand')
        unsupported(reading, part, 'it names no value that is known here')
      else if (!STEPS.has(part.name)) otherElement(reading, part, node)
      return undefined
    }
    steps.push(step)
  }
  const checked = checkFormula(steps)
  return 'kind' in checked ? unsupported(reading, node, describeFormulaError(checked)) : checked
}

const STEPS = new Set(['ValueOperand', 'ThisParameterOperand', 'Operator'])

function readStep(reading: Reading, part: XmlNode, inputOf: (node: XmlNode) => number | undefined): Step | undefined {
  switch (part.name) {
    case 'ValueOperand': {
      const value = parseNumber(part.text)
      if (value === undefined) badValue(reading, part, 'text', part.text.trim(), 'a number')
      return value === undefined ? undefined : { kind: 'number', value }
    }
    case 'ThisParameterOperand':
      return { kind: 'input', input: 0 }
    case 'ParameterInstanceRefOperand': {
      const input = inputOf(part)
      return input === undefined ? undefined : { kind: 'input', input }
    }
    case 'Operator':
      return { kind: 'operator', operator: part.text.trim() }
    default:
      return undefined
  }
}
