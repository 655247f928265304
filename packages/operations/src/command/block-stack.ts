/** Blocks of the dictionary as stacks that the command desk opens (`magpie-stack-1`): commands in their order, as a form holds them. */
import type { CommandBlock, Dictionary } from '../dictionary.ts'
import { blockValues } from '../xtce-blocks.ts'

/** A file of its own for each block: its name, and its text. They are of no mission, so that the desk of any opens them. */
export function blockStacks({ blocks = [], commands }: Dictionary): { readonly name: string; readonly text: string }[] {
  const known = new Map(commands.map((command) => [command.qualifiedName, command]))
  return blocks.map((block) => {
    const listed = block.steps.flatMap((step) => {
      const command = known.get(step.command)
      if (command === undefined) return []
      const values = Object.entries(blockValues(command, step.values)).map(([name, value]) => [name, String(value)])
      const purpose = (block.description || block.name).slice(0, 500)
      return [
        { element: command.system.slice(1), command: command.name, arguments: Object.fromEntries(values), purpose },
      ]
    })
    const stack = { format: 'magpie-stack-1', mission: '', commands: listed }
    return { name: fileName(block), text: `${JSON.stringify(stack, undefined, 2)}\n` }
  })
}

function fileName({ qualifiedName }: CommandBlock): string {
  return `${qualifiedName.slice(1).replaceAll('/', '-')}.stack.json`
}
