/** Formulas as people write them, from postfix: what `written-formula.ts` reads, every operation in brackets. */
import { type Formula, takenBy } from './formula.ts'

/** The text, or the operator that a written formula has no sign and no function for. */
export type FormulaWords = { readonly text: string } | { readonly operator: string }

/** Writes a formula; `nameOf` names its inputs, `numberOf` writes numbers. */
export function formulaWords(
  { steps }: Formula,
  nameOf: (input: number) => string,
  numberOf: (value: number) => string = String,
): FormulaWords {
  const stack: string[] = []
  for (const step of steps) {
    if (step.kind === 'input') stack.push(nameOf(step.input))
    else if (step.kind === 'number') stack.push(numberOf(step.value))
    else {
      const taken = takenBy(step.operator)
      const text = taken === undefined ? undefined : operation(step.operator, stack.splice(stack.length - taken))
      if (text === undefined) return { operator: step.operator }
      stack.push(text)
    }
  }
  return { text: stack[0] ?? '' }
}

const SIGNS = new Set('+ - * / % ^ << >> & | && || == != < <= > >='.split(' '))

function operation(operator: string, [a, b, c]: readonly string[]): string | undefined {
  if (operator === 'if') return `(${a} ? ${b} : ${c})`
  if (operator === 'neg') return `(-${a})`
  if (operator === '!') return `(!${a})`
  if (SIGNS.has(operator)) return `(${a} ${operator} ${b})`
  if (!/^[a-z]\w*$/.test(operator) || a === undefined) return undefined
  return `${operator}(${[a, b].filter((part) => part !== undefined).join(', ')})`
}
