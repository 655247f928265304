/** Criteria of a dictionary in words, as people at a desk read them. */
import type { Criterion } from './dictionary.ts'
import { formulaWords } from './expression/formula-words.ts'

/** Criteria that must all hold: `mode == SAFE and (charge < 20 or charge > 90)`. */
export function describeCriteria(criteria: readonly Criterion[]): string {
  return criteria.map(describeCriterion).join(' and ')
}

function describeCriterion(c: Criterion): string {
  if ('holds' in c) return `(${c.of.map(describeCriterion).join(c.holds === 'all' ? ' and ' : ' or ')})`
  if (!('formula' in c)) return `${c.parameter.name} ${c.operator} ${c.other?.parameter.name ?? c.value}`
  const words = formulaWords(c.formula, (input) => c.inputs[input]?.parameter.name ?? '')
  return 'text' in words ? words.text : `a formula of ${c.inputs.map((input) => input.parameter.name).join(', ')}`
}
