/** Formulas as the text of a program, with what it works on (SimpleAlgorithmType, InputSetType): the mirror image of `xtce-formulas.ts`. */
import { type Formula, takenBy } from '../expression/formula.ts'
import { formulaWords } from '../expression/formula-words.ts'
import { cannot, numberText, type Writing } from './writing.ts'
import { element, listed, textElement, type XmlElement } from './xml-element.ts'

/** One line of a program; without a name of its output the line is the formula alone. */
export type FormulaLine = { readonly formula: Formula; readonly output?: string | undefined }

/** AlgorithmText and InputSet of a program; `inputElement` refers to the n-th input by the name that the text has for it. */
export function algorithmParts(
  writing: Writing,
  of: string,
  lines: readonly FormulaLine[],
  names: readonly string[],
  inputElement: (input: number, name: string) => XmlElement,
): readonly (XmlElement | undefined)[] {
  const words: Words = { inputs: wordsFor(names), constants: new Map() }
  const text = lines.map(({ formula, output }) => {
    const made = written(writing, of, formula, words)
    return output === undefined ? made : `${output} = ${made}`
  })
  const constants = [...words.constants].map(([value, constantName]) =>
    element('Constant', { constantName, value: numberText(writing, of, value) }),
  )
  const inputs = words.inputs.map((word, input) => inputElement(input, word))
  return [
    textElement('AlgorithmText', text.join('\n'), { language: 'formula' }),
    listed('InputSet', [...inputs, ...constants]),
  ]
}

type Words = { readonly inputs: readonly string[]; readonly constants: Map<number, string> }

/** The inputs' own names where a formula can hold them and they differ. */
function wordsFor(names: readonly string[]): string[] {
  return names.map((name, i) =>
    /^[A-Za-z_]\w*$/.test(name) && names.indexOf(name) === i && takenBy(name) === undefined ? name : `input_${i}`,
  )
}

/** Negative numbers are constants with names: `-3` as text is an operation on 3. */
function written(writing: Writing, of: string, formula: Formula, words: Words): string {
  const made = formulaWords(
    formula,
    (input) => words.inputs[input] ?? '',
    (value) => numberWord(value, words),
  )
  if ('text' in made) return made.text
  cannot(writing, of, `a formula as text has no "${made.operator}"`)
  return ''
}

function numberWord(value: number, words: Words): string {
  if (value >= 0 && !Object.is(value, -0)) return String(value)
  const name = words.constants.get(value) ?? `constant_${words.constants.size}`
  words.constants.set(value, name)
  return name
}
