/** Algorithms as XTCE 1.2 writes them (4.3.5): MathAlgorithm where its operators are XTCE's, else a formula as text. */
import type { Algorithm } from '../dictionary.ts'
import { type Formula, takenBy } from '../expression/formula.ts'
import { operationElements } from './encoding-elements.ts'
import { cannot, checkName, instanceAttributes, keyOf, numberText, referenceTo, type Writing } from './writing.ts'
import { element, listed, textElement, type XmlElement } from './xml-element.ts'

/** MathOperatorsType of XTCE 1.2, as far as formulas have them. */
const XTCE_OPERATORS = new Set(
  '+ - * / % ^ y^x ln log e^x 1/x x! tan cos sin atan atan2 acos asin tanh cosh sinh atanh acosh asinh swap drop dup over << >> & | && || ! abs min max xor > >= < <= == !='.split(
    ' ',
  ),
)

/** The algorithms of one system. Those that one CustomAlgorithm with several outputs gave are one again. */
export function algorithmElements(writing: Writing, algorithms: readonly Algorithm[]): XmlElement[] {
  const groups = new Map<string, Algorithm[]>()
  for (const algorithm of algorithms) {
    const dot = algorithm.name.indexOf('.')
    const name = dot < 0 ? algorithm.name : algorithm.name.slice(0, dot)
    groups.set(name, [...(groups.get(name) ?? []), algorithm])
  }
  return [...groups].map(([name, group]) => {
    checkName(writing, `${group[0]!.system}/${name}`, name)
    const single = group.length === 1 && group[0]!.name === name ? group[0]! : undefined
    return single !== undefined && isMath(single) ? mathElement(writing, single) : customElement(writing, name, group)
  })
}

/** In a MathAlgorithm every operand is an input of its own, in order. */
function isMath({ formula, inputs }: Algorithm): boolean {
  let next = 0
  for (const step of formula.steps) {
    if (step.kind === 'input' && step.input !== next++) return false
    if (step.kind === 'operator' && !XTCE_OPERATORS.has(step.operator)) return false
  }
  return next === inputs.length
}

function mathElement(writing: Writing, algorithm: Algorithm): XmlElement {
  const of = `${algorithm.system}/${algorithm.name}`
  const operands = operationElements(writing, of, algorithm.formula, (input) => {
    const { parameter, calibrated } = algorithm.inputs[input]!
    return element('ParameterInstanceRefOperand', instanceAttributes(writing, parameter, calibrated))
  })
  return element('MathAlgorithm', { name: algorithm.name }, [
    element('MathOperation', { outputParameterRef: referenceTo(writing, algorithm.output.qualifiedName) }, [
      ...operands,
      triggersOf(writing, algorithm),
    ]),
  ])
}

function triggersOf(writing: Writing, { triggers, containerTriggers }: Algorithm): XmlElement | undefined {
  return listed('TriggerSet', [
    ...triggers.map((p) =>
      element('OnParameterUpdateTrigger', { parameterRef: referenceTo(writing, p.qualifiedName) }),
    ),
    ...containerTriggers.map((c) => element('OnContainerUpdateTrigger', { containerRef: c.qualifiedName })),
  ])
}

type Words = { readonly inputs: readonly string[]; readonly constants: Map<number, string> }

function customElement(writing: Writing, name: string, group: readonly Algorithm[]): XmlElement {
  const [first] = group as [Algorithm, ...Algorithm[]]
  const of = `${first.system}/${name}`
  const words: Words = { inputs: wordsFor(first), constants: new Map() }
  const single = group.length === 1 && first.name === name
  const lines = group.map((algorithm) => {
    const same = [algorithm.inputs, algorithm.triggers, algorithm.containerTriggers]
    if (keyOf(same) !== keyOf([first.inputs, first.triggers, first.containerTriggers]))
      cannot(writing, of, 'outputs of one algorithm have the same inputs')
    const text = written(writing, of, algorithm.formula, words)
    return single ? text : `${algorithm.name.slice(name.length + 1)} = ${text}`
  })
  const inputs = first.inputs.map(({ parameter, calibrated }, i) =>
    element('InputParameterInstanceRef', {
      ...instanceAttributes(writing, parameter, calibrated),
      inputName: words.inputs[i]!,
    }),
  )
  const constants = [...words.constants].map(([value, constantName]) =>
    element('Constant', { constantName, value: numberText(writing, of, value) }),
  )
  const outputs = group.map((algorithm) =>
    element('OutputParameterRef', {
      parameterRef: referenceTo(writing, algorithm.output.qualifiedName),
      outputName: single ? undefined : algorithm.name.slice(name.length + 1),
    }),
  )
  return element('CustomAlgorithm', { name }, [
    textElement('AlgorithmText', lines.join('\n'), { language: 'formula' }),
    listed('InputSet', [...inputs, ...constants]),
    listed('OutputSet', outputs),
    triggersOf(writing, first),
  ])
}

/** The parameters' own names where a formula can hold them and they differ. */
function wordsFor({ inputs }: Algorithm): string[] {
  const names = inputs.map(({ parameter }) => parameter.name)
  return names.map((name, i) =>
    /^[A-Za-z_]\w*$/.test(name) && names.indexOf(name) === i && takenBy(name) === undefined ? name : `input_${i}`,
  )
}

const SIGNS = new Set([
  '+',
  '-',
  '*',
  '/',
  '%',
  '^',
  '<<',
  '>>',
  '&',
  '|',
  '&&',
  '||',
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
])

/** A postfix formula as people write it, every operation in brackets. */
function written(writing: Writing, of: string, { steps }: Formula, words: Words): string {
  const stack: string[] = []
  for (const step of steps) {
    if (step.kind === 'input') stack.push(words.inputs[step.input] ?? '')
    else if (step.kind === 'number') stack.push(numberWord(step.value, words))
    else {
      const taken = takenBy(step.operator)
      const values = taken === undefined ? [] : stack.splice(stack.length - taken)
      const text = operation(step.operator, values)
      if (text === undefined) cannot(writing, of, `a formula as text has no "${step.operator}"`)
      stack.push(text ?? '')
    }
  }
  return stack[0] ?? ''
}

/** Negative numbers are constants with names: `-3` as text is an operation on 3. */
function numberWord(value: number, words: Words): string {
  if (value >= 0 && !Object.is(value, -0)) return String(value)
  const name = words.constants.get(value) ?? `constant_${words.constants.size}`
  words.constants.set(value, name)
  return name
}

function operation(operator: string, [a, b, c]: readonly string[]): string | undefined {
  if (operator === 'if') return `(${a} ? ${b} : ${c})`
  if (operator === 'neg') return `(-${a})`
  if (operator === '!') return `(!${a})`
  if (SIGNS.has(operator)) return `(${a} ${operator} ${b})`
  if (!/^[a-z]\w*$/.test(operator) || a === undefined) return undefined
  return `${operator}(${[a, b].filter((part) => part !== undefined).join(', ')})`
}
