/** BlockMetaCommands of XTCE 1.2 and 1.3: commands one after another, their arguments given. */
import { type ArgumentValue, argumentProblems, describeArgumentError } from './command-encoder.ts'
import { numberOf } from './command-layout.ts'
import type { Command, CommandBlock } from './dictionary.ts'
import type { XmlNode } from './xml-tree.ts'
import { argumentName } from './xtce-command-entries.ts'
import { badValue, child, type Reading, report, required, unsupported } from './xtce-context.ts'
import { type Names, resolve, type Scope } from './xtce-scope.ts'

/** The blocks among the children of a system's MetaCommandSet; all commands are finished by now. */
export function readBlocks(scope: Scope, names: Names, commands: ReadonlyMap<string, Command>): CommandBlock[] {
  const { reading } = scope
  const data = child(scope.node, 'CommandMetaData')
  const set = data === undefined ? undefined : child(data, 'MetaCommandSet')
  const first = new Map<string, number>()
  return (set?.children ?? []).flatMap((node) => {
    if (node.name !== 'BlockMetaCommand') return []
    const { line } = node
    const name = required(reading, node, 'name')
    const firstLine = first.get(name) ?? names.commands.get(`${scope.path}/${name}`)?.line
    if (firstLine !== undefined)
      report(reading, { kind: 'xtce-duplicate-name', line, what: 'command', name, firstLine })
    first.set(name, line)
    const list = child(node, 'MetaCommandStepList')
    if (list === undefined)
      report(reading, { kind: 'xtce-missing-element', line, element: 'MetaCommandStepList', parent: node.name })
    const steps = (list?.children ?? []).flatMap((step) => readStep(scope, names, commands, step))
    const description = node.attributes.get('shortDescription') ?? ''
    return [{ qualifiedName: `${scope.path}/${name}`, name, system: scope.path, description, steps, line }]
  })
}

function readStep(
  scope: Scope,
  names: Names,
  commands: ReadonlyMap<string, Command>,
  node: XmlNode,
): CommandBlock['steps'] {
  const { reading } = scope
  if (node.name !== 'MetaCommandStep') {
    report(reading, {
      kind: 'xtce-unknown-element',
      line: node.line,
      element: node.name,
      parent: 'MetaCommandStepList',
    })
    return []
  }
  const part = resolve(scope, names.commands, 'command', required(reading, node, 'metaCommandRef'), node.line)
  const command = part && commands.get(`${part.scope.path}/${part.node.attributes.get('name') ?? ''}`)
  // The schema of 1.2 has a word misspelt.
  const list = child(node, 'ArgumentAssigmentList') ?? child(node, 'ArgumentAssignmentList')
  const values = new Map(
    (list?.children ?? []).map((one) => [
      argumentName(reading, one, 'argumentName'),
      required(reading, one, 'argumentValue'),
    ]),
  )
  if (command === undefined) return []
  if (command.abstract) unsupported(reading, node, `${command.name} is abstract`)
  else checkValues(reading, node, command, values)
  return [{ command: command.qualifiedName, values }]
}

function checkValues(reading: Reading, node: XmlNode, command: Command, values: ReadonlyMap<string, string>): void {
  for (const problem of argumentProblems(command, blockValues(command, values)))
    badValue(reading, node, 'metaCommandRef', command.name, describeArgumentError(problem))
}

/** The arguments of a step as the desk takes them: numbers and words of booleans instead of their texts. */
export function blockValues(command: Command, values: ReadonlyMap<string, string>): Record<string, ArgumentValue> {
  const typed = [...values].map(([name, text]): [string, ArgumentValue] => {
    const type = command.types.get(name)
    const plain = type === undefined || type.kind === 'string' || type.kind === 'binary'
    return [name, plain ? text : numberOf(type, text)]
  })
  return Object.fromEntries(typed)
}
