/**
 * Formulas of a dictionary: a postfix program over numbers, as XTCE's MathOperation has it (OMG XTCE 1.2, 4.3.2.2.5.2), checked
 * once and run by one loop. Nothing of a file's text is ever handed to the language's own evaluator.
 */

/** A step: put a number, put an input, or an operator that takes values from the stack and puts one back. */
export type Step =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'input'; readonly input: number }
  | { readonly kind: 'operator'; readonly operator: string }

/** A checked program: it leaves one value, and never takes from an empty stack. */
export type Formula = { readonly steps: readonly Step[]; readonly depth: number }

/** Why steps are no formula. */
export type FormulaError =
  | { readonly kind: 'formula-unknown-operator'; readonly operator: string }
  | { readonly kind: 'formula-too-few'; readonly operator: string }
  | { readonly kind: 'formula-left-over'; readonly values: number }
  | { readonly kind: 'formula-too-long'; readonly steps: number }

/** Longer ones are refused, so that no file can make a packet's decoding slow. */
const LONGEST = 1000

type Apply = (a: number, b: number, c: number) => number
type Operator = { readonly takes: 1 | 2 | 3; readonly apply: Apply }

const one = (apply: (a: number) => number): Operator => ({ takes: 1, apply })
/** Some take any number of values, so that two only are handed over. */
const two = (apply: (a: number, b: number) => number): Operator => ({ takes: 2, apply: (a, b) => apply(a, b) })
const yes = (holds: boolean) => (holds ? 1 : 0)

/** XTCE's operators and those of written expressions; `a` lies deeper on the stack than `b`. */
const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['+', two((a, b) => a + b)],
  ['-', two((a, b) => a - b)],
  ['*', two((a, b) => a * b)],
  ['/', two((a, b) => a / b)],
  ['%', two((a, b) => a % b)],
  ['^', two((a, b) => a ** b)],
  ['y^x', two((a, b) => a ** b)],
  ['ln', one(Math.log)],
  ['log', one(Math.log10)],
  ['e^x', one(Math.exp)],
  ['1/x', one((a) => 1 / a)],
  ['x!', one(factorial)],
  ['tan', one(Math.tan)],
  ['cos', one(Math.cos)],
  ['sin', one(Math.sin)],
  ['atan', one(Math.atan)],
  ['atan2', two(Math.atan2)],
  ['acos', one(Math.acos)],
  ['asin', one(Math.asin)],
  ['tanh', one(Math.tanh)],
  ['cosh', one(Math.cosh)],
  ['sinh', one(Math.sinh)],
  ['atanh', one(Math.atanh)],
  ['acosh', one(Math.acosh)],
  ['asinh', one(Math.asinh)],
  ['<<', two((a, b) => a * 2 ** b)],
  ['>>', two((a, b) => Math.floor(a / 2 ** b))],
  ['&', two((a, b) => bits(a, b, (x, y) => x & y))],
  ['|', two((a, b) => bits(a, b, (x, y) => x | y))],
  ['xor', two((a, b) => bits(a, b, (x, y) => x ^ y))],
  ['&&', two((a, b) => yes(a !== 0 && b !== 0))],
  ['||', two((a, b) => yes(a !== 0 || b !== 0))],
  ['!', one((a) => yes(a === 0))],
  ['==', two((a, b) => yes(a === b))],
  ['!=', two((a, b) => yes(a !== b))],
  ['<', two((a, b) => yes(a < b))],
  ['<=', two((a, b) => yes(a <= b))],
  ['>', two((a, b) => yes(a > b))],
  ['>=', two((a, b) => yes(a >= b))],
  ['neg', one((a) => -a)],
  ['abs', one(Math.abs)],
  ['sqrt', one(Math.sqrt)],
  ['exp', one(Math.exp)],
  ['log10', one(Math.log10)],
  ['floor', one(Math.floor)],
  ['ceil', one(Math.ceil)],
  ['round', one(Math.round)],
  ['int', one(Math.trunc)],
  ['sign', one(Math.sign)],
  ['min', two(Math.min)],
  ['max', two(Math.max)],
  ['pow', two((a, b) => a ** b)],
  ['hypot', two(Math.hypot)],
  ['if', { takes: 3, apply: (test, yesValue, noValue) => (test !== 0 ? yesValue : noValue) }],
])

/** What moves values on the stack: how many there must be, and how many more there are then. */
const MOVES: ReadonlyMap<string, { readonly takes: number; readonly adds: number }> = new Map([
  ['swap', { takes: 2, adds: 0 }],
  ['drop', { takes: 1, adds: -1 }],
  ['dup', { takes: 1, adds: 1 }],
  ['over', { takes: 2, adds: 1 }],
])

/** How many values an operator takes that puts back one; undefined where there is no such operator. */
export function takenBy(operator: string): number | undefined {
  return OPERATORS.get(operator)?.takes
}

/** Checks steps once, so that running them cannot fail. */
export function checkFormula(steps: readonly Step[]): Formula | FormulaError {
  if (steps.length > LONGEST) return { kind: 'formula-too-long', steps: steps.length }
  let height = 0
  let depth = 0
  for (const step of steps) {
    const change = changeOf(step)
    if (change === undefined) return { kind: 'formula-unknown-operator', operator: nameOf(step) }
    if (height < change.takes) return { kind: 'formula-too-few', operator: nameOf(step) }
    height += change.adds
    depth = Math.max(depth, height)
  }
  return height === 1 ? { steps, depth } : { kind: 'formula-left-over', values: height }
}

function nameOf(step: Step): string {
  return step.kind === 'operator' ? step.operator : ''
}

function changeOf(step: Step): { readonly takes: number; readonly adds: number } | undefined {
  if (step.kind !== 'operator') return { takes: 0, adds: 1 }
  const takes = takenBy(step.operator)
  return takes === undefined ? MOVES.get(step.operator) : { takes, adds: 1 - takes }
}

const stack = new Float64Array(LONGEST + 1)

/** The value of a checked formula for its inputs. */
export function evaluate({ steps }: Formula, inputs: ArrayLike<number>): number {
  let top = 0
  for (const step of steps) {
    if (step.kind === 'number') stack[top++] = step.value
    else if (step.kind === 'input') stack[top++] = inputs[step.input]!
    else top = operate(step.operator, top)
  }
  return stack[0]!
}

/** Whether what a formula came to means that something holds: a number other than 0. */
export function isTrue(value: number): boolean {
  return value !== 0 && !Number.isNaN(value)
}

function operate(name: string, top: number): number {
  const operator = OPERATORS.get(name)
  if (operator === undefined) return move(name, top)
  const at = top - operator.takes
  stack[at] = operator.apply(stack[at]!, stack[at + 1]!, stack[at + 2]!)
  return at + 1
}

function move(name: string, top: number): number {
  const last = stack[top - 1]!
  switch (name) {
    case 'drop':
      return top - 1
    case 'dup':
      stack[top] = last
      return top + 1
    case 'over':
      stack[top] = stack[top - 2]!
      return top + 1
    default: // swap
      stack[top - 1] = stack[top - 2]!
      stack[top - 2] = last
      return top
  }
}

function factorial(n: number): number {
  if (!(n >= 0) || !Number.isInteger(n)) return Number.NaN
  let product = 1
  for (let k = 2; k <= n && k <= 171; k++) product *= k
  return product
}

/** Bit by bit on whole numbers of up to 53 bits; NaN on others. */
function bits(a: number, b: number, apply: (x: bigint, y: bigint) => bigint): number {
  return Number.isSafeInteger(a) && Number.isSafeInteger(b) ? Number(apply(BigInt(a), BigInt(b))) : Number.NaN
}

/** The sentence for steps that are no formula. */
export function describeFormulaError(error: FormulaError): string {
  switch (error.kind) {
    case 'formula-unknown-operator':
      return `there is no operator "${error.operator}"`
    case 'formula-too-few':
      return `"${error.operator}" has too few values before it`
    case 'formula-left-over':
      return `${error.values} values are left where one should be`
    case 'formula-too-long':
      return `${error.steps} steps are more than ${LONGEST}`
  }
}
