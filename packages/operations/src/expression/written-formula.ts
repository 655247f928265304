/**
 * Formulas as people write them, `sqrt(x^2 + y^2) > 3 ? 1 : 0`: numbers, names of inputs, the usual operators by their usual
 * precedence, and calls of the functions of `formula.ts`. Read by precedence climbing straight to postfix.
 */
import { err, ok, type Result } from '@magpie/core/result'
import { checkFormula, describeFormulaError, type Formula, type Step, takenBy } from './formula.ts'

/** What is wrong with a written formula, and at which character (from 0). */
export type WrittenFormulaError = { readonly kind: 'formula-unreadable'; readonly at: number; readonly why: string }

type Token = { readonly text: string; readonly kind: 'number' | 'name' | 'sign' | 'end'; readonly at: number }

/** Binary operators by how tightly they bind. */
const PRECEDENCE: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '|': 3,
  '&': 4,
  '==': 5,
  '!=': 5,
  '<': 6,
  '<=': 6,
  '>': 6,
  '>=': 6,
  '<<': 7,
  '>>': 7,
  '+': 8,
  '-': 8,
  '*': 9,
  '/': 9,
  '%': 9,
  '^': 11,
}
const UNARY_BINDS = 10
/** Deeper brackets are refused, so that reading stays bounded. */
const DEEPEST = 100

const CONSTANTS: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E }

class Unreadable extends Error {
  readonly at: number
  constructor(at: number, why: string) {
    super(why)
    this.at = at
  }
}

/** Reads a formula; `inputs` are the names it may use, in the order in which it will be given them. */
export function readFormula(text: string, inputs: readonly string[]): Result<Formula, WrittenFormulaError> {
  try {
    const reader = { tokens: tokensOf(text), next: 0, inputs, steps: [] as Step[], depth: 0 }
    readChoice(reader)
    const rest = reader.tokens[reader.next]!
    if (rest.kind !== 'end') throw new Unreadable(rest.at, `"${rest.text}" is not expected here`)
    const checked = checkFormula(reader.steps)
    if ('kind' in checked) throw new Unreadable(0, describeFormulaError(checked))
    return ok(checked)
  } catch (error) {
    if (error instanceof Unreadable) return err({ kind: 'formula-unreadable', at: error.at, why: error.message })
    throw error
  }
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  const pattern =
    /\s*(?:(0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|([A-Za-z_$][\w$.]*)|(\|\||&&|==|!=|<=|>=|<<|>>|\*\*|[-+*/%^<>()!?:,&|]))/y
  let at = 0
  while (at < text.length) {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match === null) {
      if (text.slice(at).trim() === '') break
      throw new Unreadable(at + text.slice(at).search(/\S/), `"${text.slice(at).trim()[0]}" has no meaning`)
    }
    const [, number, name, sign] = match
    const kind = number !== undefined ? 'number' : name !== undefined ? 'name' : 'sign'
    const word = number ?? name ?? sign!
    tokens.push({ text: word === '**' ? '^' : word, kind, at: pattern.lastIndex - word.length })
    at = pattern.lastIndex
  }
  tokens.push({ text: 'the end', kind: 'end', at: text.length })
  return tokens
}

type Reader = {
  readonly tokens: readonly Token[]
  next: number
  readonly inputs: readonly string[]
  readonly steps: Step[]
  depth: number
}

function readChoice(r: Reader): void {
  if (++r.depth > DEEPEST) throw new Unreadable(r.tokens[r.next]!.at, `brackets nest deeper than ${DEEPEST}`)
  readBinary(r, 1)
  if (takes(r, '?')) {
    readChoice(r)
    must(r, ':')
    readChoice(r)
    operator(r, 'if')
  }
  r.depth--
}

function readBinary(r: Reader, least: number): void {
  readUnary(r)
  for (;;) {
    const token = r.tokens[r.next]!
    const binds = token.kind === 'sign' ? PRECEDENCE[token.text] : undefined
    if (binds === undefined || binds < least) return
    r.next++
    readBinary(r, token.text === '^' ? binds : binds + 1)
    operator(r, token.text)
  }
}

function readUnary(r: Reader): void {
  if (++r.depth > DEEPEST) throw new Unreadable(r.tokens[r.next]!.at, `signs nest deeper than ${DEEPEST}`)
  if (takes(r, '-')) {
    readBinary(r, UNARY_BINDS)
    operator(r, 'neg')
  } else if (takes(r, '!')) {
    readBinary(r, UNARY_BINDS)
    operator(r, '!')
  } else {
    takes(r, '+')
    readValue(r)
  }
  r.depth--
}

function readValue(r: Reader): void {
  const token = r.tokens[r.next++]!
  if (token.kind === 'number') r.steps.push({ kind: 'number', value: Number(token.text) })
  else if (token.kind === 'name') readName(r, token)
  else if (token.text === '(') {
    readChoice(r)
    must(r, ')')
  } else throw new Unreadable(token.at, `a value is expected before ${token.text}`)
}

function readName(r: Reader, token: Token): void {
  if (takes(r, '(')) {
    readCall(r, token)
    return
  }
  const input = r.inputs.indexOf(token.text)
  if (input >= 0) r.steps.push({ kind: 'input', input })
  else if (Object.hasOwn(CONSTANTS, token.text)) r.steps.push({ kind: 'number', value: CONSTANTS[token.text]! })
  else throw new Unreadable(token.at, `there is no input "${token.text}"`)
}

function readCall(r: Reader, token: Token): void {
  const taken = /^[a-z]\w*$/.test(token.text) && token.text !== 'neg' ? takenBy(token.text) : undefined
  if (taken === undefined) throw new Unreadable(token.at, `there is no function "${token.text}"`)
  for (let i = 0; i < taken; i++) {
    if (i > 0) must(r, ',')
    readChoice(r)
  }
  must(r, ')')
  operator(r, token.text)
}

function operator(r: Reader, name: string): void {
  r.steps.push({ kind: 'operator', operator: name })
}

function takes(r: Reader, sign: string): boolean {
  const token = r.tokens[r.next]!
  if (token.kind !== 'sign' || token.text !== sign) return false
  r.next++
  return true
}

function must(r: Reader, sign: string): void {
  const token = r.tokens[r.next]!
  if (!takes(r, sign)) throw new Unreadable(token.at, `"${sign}" is expected before ${token.text}`)
}
