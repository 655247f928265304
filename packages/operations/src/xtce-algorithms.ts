/**
 * Algorithms of XTCE (1.2, 4.3.5): MathAlgorithm, and CustomAlgorithm whose text is a formula (`expression/`). Programs in
 * other languages are not run: a dictionary tells that it left them out.
 */
import type { Algorithm, Container, Parameter } from './dictionary.ts'
import type { Formula } from './expression/formula.ts'
import type { XmlNode } from './xml-tree.ts'
import { readOperation } from './xtce-calibrators.ts'
import { child, otherElement, report, required, unsupported } from './xtce-context.ts'
import { formulaOf, formulaText, readInputs, type Words } from './xtce-formulas.ts'
import { type Names, resolve, type Scope } from './xtce-scope.ts'
import { readNumericInstance, readParameterInput } from './xtce-values.ts'

type Input = Algorithm['inputs'][number]

/** Reads the algorithms of one system; all parameters and containers are known by now. */
export function readAlgorithms(scope: Scope, names: Names, nodes: readonly XmlNode[]): Algorithm[] {
  return nodes.flatMap((node) => {
    if (node.name === 'MathAlgorithm') return readMath(scope, names, node)
    if (node.name === 'CustomAlgorithm') return readCustom(scope, names, node)
    otherElement(scope.reading, node, scope.node)
    return []
  })
}

function readMath(scope: Scope, names: Names, node: XmlNode): Algorithm[] {
  const { reading } = scope
  const operation = child(node, 'MathOperation')
  if (operation === undefined) {
    report(reading, { kind: 'xtce-missing-element', line: node.line, element: 'MathOperation', parent: node.name })
    return []
  }
  const output = outputOf(scope, operation, 'outputParameterRef')
  const inputs: Input[] = []
  const formula = readOperation(reading, operation, (operand) => {
    const instance = readNumericInstance(reading, operand)
    return instance === undefined ? undefined : inputs.push(instance) - 1
  })
  const told = readTriggers(scope, names, child(operation, 'TriggerSet') ?? child(node, 'TriggerSet'))
  const triggers = isUsual(told, inputs) ? { parameters: [], containers: [] } : told
  return output === undefined || formula === undefined
    ? []
    : [algorithm(scope, node, '', formula, inputs, output, triggers)]
}

/** A MathOperation must have triggers: where they are its inputs, that says nothing of its own. */
function isUsual({ parameters, containers }: Triggers, inputs: readonly Input[]): boolean {
  const used = new Set(inputs.map(({ parameter }) => parameter))
  return containers.length === 0 && new Set(parameters).size === used.size && parameters.every((p) => used.has(p))
}

function readCustom(scope: Scope, names: Names, node: XmlNode): Algorithm[] {
  const { reading } = scope
  const text = formulaText(node)
  if ('language' in text) {
    reading.notRead.push({ file: reading.file, line: node.line, element: `${node.name} in ${text.language}` })
    return []
  }
  const { inputs, words } = readInputs(reading, node, readParameterInput)
  const outputs = (child(node, 'OutputSet')?.children ?? []).flatMap((part) => {
    const output = outputOf(scope, part, 'parameterRef')
    const name = part.attributes.get('outputName') ?? output?.name ?? ''
    return output === undefined ? [] : [{ output, name }]
  })
  const triggers = readTriggers(scope, names, child(node, 'TriggerSet'))
  return outputs.flatMap(({ output, name }) => {
    const formula = formulaFor(scope, text, name, outputs.length === 1, words)
    return formula === undefined
      ? []
      : [algorithm(scope, node, outputs.length === 1 ? '' : `.${name}`, formula, inputs, output, triggers)]
  })
}

/** `name = formula` for each output, one a line or ended by `;`; the formula alone where there is one output. */
function formulaFor(scope: Scope, text: XmlNode, name: string, only: boolean, words: Words): Formula | undefined {
  const lines = text.text.split(/[;\n]/).map((line) => line.trim())
  const own = lines.find((line) => line.startsWith(name) && /^\s*=[^=]/.test(line.slice(name.length)))
  const written = own === undefined ? (only ? text.text : undefined) : own.slice(own.indexOf('=') + 1)
  if (written === undefined) return unsupported(scope.reading, text, `it says nothing of the output ${name}`)
  return formulaOf(scope.reading, text, written, words)
}

function outputOf(scope: Scope, node: XmlNode, attribute: string): Parameter | undefined {
  const name = required(scope.reading, node, attribute)
  const output = name === '' ? undefined : scope.reading.parameter(name, node.line)
  if (output?.type.encoding.kind === 'string' || output?.type.encoding.kind === 'binary')
    return unsupported(scope.reading, node, 'algorithms give numbers')
  return output
}

type Triggers = { readonly parameters: Parameter[]; readonly containers: Container[] }

function readTriggers(scope: Scope, names: Names, node: XmlNode | undefined): Triggers {
  const out: Triggers = { parameters: [], containers: [] }
  for (const part of node?.children ?? []) {
    if (part.name === 'OnParameterUpdateTrigger') {
      const name = required(scope.reading, part, 'parameterRef')
      const parameter = scope.reading.parameter(name, part.line)
      if (parameter !== undefined) out.parameters.push(parameter)
    } else if (part.name === 'OnContainerUpdateTrigger') {
      const name = required(scope.reading, part, 'containerRef')
      const container = resolve(scope, names.containers, 'container', name, part.line)
      if (container !== undefined) out.containers.push(container)
    } else if (part.name === 'OnPeriodicRateTrigger') unsupported(scope.reading, part, 'the decoder has no clock')
    else otherElement(scope.reading, part, node!)
  }
  return out
}

function algorithm(
  scope: Scope,
  node: XmlNode,
  suffix: string,
  formula: Formula,
  inputs: readonly Input[],
  output: Parameter,
  triggers: Triggers,
): Algorithm {
  return {
    name: required(scope.reading, node, 'name') + suffix,
    system: scope.path,
    formula,
    inputs,
    output,
    triggers: triggers.parameters,
    containerTriggers: triggers.containers,
    line: node.line,
  }
}
