/** Algorithms as XTCE 1.2 writes them (4.3.5): MathAlgorithm where its operators are XTCE's, else a formula as text. */
import type { Algorithm, Parameter } from '../dictionary.ts'
import { operationElements } from './encoding-elements.ts'
import { algorithmParts } from './formula-elements.ts'
import { cannot, checkName, instanceAttributes, keyOf, referenceTo, type Writing } from './writing.ts'
import { element, listed, type XmlElement } from './xml-element.ts'

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
  return next === inputs.length && next > 0
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
      // The schema wants one: its inputs, which run it where nothing else is said.
      triggersOf(writing, algorithm) ?? triggersOf(writing, { ...algorithm, triggers: inputsOf(algorithm) }),
    ]),
  ])
}

/** The parameters that it works on, each once. */
function inputsOf({ inputs }: Algorithm): Parameter[] {
  return [...new Set(inputs.map(({ parameter }) => parameter))]
}

function triggersOf(writing: Writing, { triggers, containerTriggers }: Algorithm): XmlElement | undefined {
  return listed('TriggerSet', [
    ...triggers.map((p) =>
      element('OnParameterUpdateTrigger', { parameterRef: referenceTo(writing, p.qualifiedName) }),
    ),
    ...containerTriggers.map((c) => element('OnContainerUpdateTrigger', { containerRef: c.qualifiedName })),
  ])
}

function customElement(writing: Writing, name: string, group: readonly Algorithm[]): XmlElement {
  const [first] = group as [Algorithm, ...Algorithm[]]
  const of = `${first.system}/${name}`
  const single = group.length === 1 && first.name === name
  for (const algorithm of group) {
    const same = [algorithm.inputs, algorithm.triggers, algorithm.containerTriggers]
    if (keyOf(same) !== keyOf([first.inputs, first.triggers, first.containerTriggers]))
      cannot(writing, of, 'outputs of one algorithm have the same inputs')
  }
  const outputName = (algorithm: Algorithm) => (single ? undefined : algorithm.name.slice(name.length + 1))
  const lines = group.map((algorithm) => ({ formula: algorithm.formula, output: outputName(algorithm) }))
  const parts = algorithmParts(
    writing,
    of,
    lines,
    first.inputs.map(({ parameter }) => parameter.name),
    (input, inputName) => {
      const { parameter, calibrated } = first.inputs[input]!
      return element('InputParameterInstanceRef', { ...instanceAttributes(writing, parameter, calibrated), inputName })
    },
  )
  const outputs = group.map((algorithm) =>
    element('OutputParameterRef', {
      parameterRef: referenceTo(writing, algorithm.output.qualifiedName),
      outputName: outputName(algorithm),
    }),
  )
  return element('CustomAlgorithm', { name }, [...parts, listed('OutputSet', outputs), triggersOf(writing, first)])
}
