/**
 * Programs of XTCE whose text is a formula (`expression/`): in algorithms, in criteria and in alarms. Those in other languages
 * are not run.
 */
import type { Formula } from './expression/formula.ts'
import { readFormula } from './expression/written-formula.ts'
import type { XmlNode } from './xml-tree.ts'
import { badValue, child, numberAttribute, otherElement, type Reading, required, unsupported } from './xtce-context.ts'

/** Languages whose text is read as a formula. */
const FORMULAS = ['', 'formula', 'expression', 'magpie']

/** The text of a program that is a formula; what it is instead where it is not one. */
export function formulaText(node: XmlNode): XmlNode | { readonly language: string } {
  const text = child(node, 'AlgorithmText')
  const language = text?.attributes.get('language') ?? ''
  if (text !== undefined && FORMULAS.includes(language.toLowerCase())) return text
  return { language: language || 'no language' }
}

/** Names that a formula may use: those of its inputs, and constants. */
export type Words = { readonly names: string[]; readonly constants: Map<string, number> }

/** Reads what an input is, and the name that it has where the file gives it no other. */
export type InputOf<I> = (reading: Reading, node: XmlNode) => { readonly input: I; readonly name: string } | undefined

/** The inputs by their names; constants are inputs that never change, so they are put into the text's place as numbers. */
export function readInputs<I>(
  reading: Reading,
  node: XmlNode,
  inputOf: InputOf<I>,
): { readonly inputs: I[]; readonly words: Words } {
  const inputs: I[] = []
  const words: Words = { names: [], constants: new Map() }
  const set = child(node, 'InputSet')
  for (const part of set?.children ?? []) {
    if (part.name === 'Constant') {
      required(reading, part, 'value')
      words.constants.set(required(reading, part, 'constantName'), numberAttribute(reading, part, 'value', 0))
    } else if (!INPUTS.has(part.name)) otherElement(reading, part, set!)
    else {
      const input = inputOf(reading, part)
      if (input === undefined) continue
      inputs.push(input.input)
      words.names.push(part.attributes.get('inputName') ?? input.name)
    }
  }
  return { inputs, words }
}

const INPUTS = new Set(['InputParameterInstanceRef', 'InputArgumentInstanceRef'])

/** A written formula over some names; undefined after an error. */
export function formulaOf(reading: Reading, text: XmlNode, written: string, words: Words): Formula | undefined {
  const trimmed = written.trim().replace(/;$/, '')
  const read = readFormula(trimmed, [...words.names, ...words.constants.keys()])
  if (!read.ok) {
    badValue(reading, text, 'text', trimmed, `a formula: at ${read.error.at}, ${read.error.why}`)
    return undefined
  }
  const constants = [...words.constants.values()]
  const steps = read.value.steps.map((step) => {
    const constant = step.kind === 'input' ? constants[step.input - words.names.length] : undefined
    return constant === undefined ? step : { kind: 'number' as const, value: constant }
  })
  return { ...read.value, steps }
}

/** An InputAlgorithm that says whether something holds: its formula with what it works on. */
export function readAlgorithmFormula<I>(
  reading: Reading,
  node: XmlNode,
  inputOf: InputOf<I>,
): { readonly formula: Formula; readonly inputs: readonly I[] } | undefined {
  const text = formulaText(node)
  if ('language' in text)
    return unsupported(reading, node, `a program in ${text.language} is not run, and a text with language="formula" is`)
  const { inputs, words } = readInputs(reading, node, inputOf)
  const formula = formulaOf(reading, text, text.text, words)
  return formula === undefined ? undefined : { formula, inputs }
}
