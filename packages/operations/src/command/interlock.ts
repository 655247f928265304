/**
 * Interlocks of the dictionary (XTCE 1.2, InterlockType): once a command has left, other commands of the systems that it names do
 * not leave before it has reached the stage it says. What waited for a command that was lost is refused, since what it waited for
 * will not come; what makes safe waits for nothing.
 */
import type { Command, Interlock } from '../dictionary.ts'
import { sayOperations as say } from '../sentences.ts'
import type { DeskCommand } from './book.ts'
import type { KeptRefusal } from './desk-event.ts'
import { type DeskState, isLost } from './life.ts'

/** A hold by an interlock is one by a constraint, named so, with the command that it waits for. */
const PREFIX = 'interlock '

/** A command that others wait for, as far as that goes. */
export type Locking = Pick<DeskCommand, 'id' | 'command' | 'state' | 'verifications'>

/** What `command` would wait for now: those under way that keep others back. */
export function interlocksOn(
  id: string,
  command: Command,
  underWay: Iterable<Locking>,
): { readonly id: string; readonly why: string }[] {
  if (command.ancillary.get('makes-safe') === 'true') return []
  return [...underWay].flatMap((other) => {
    const { interlock, name } = other.command
    if (interlock === undefined || other.id === id || !isWithin(command.system, interlock.scope)) return []
    if (isReached(interlock, other)) return []
    const why = say('waits-for-stage', { command: name, id: other.id, stage: interlock.stage })
    return [{ id: `${PREFIX}${other.id}`, why }]
  })
}

/** The command that a hold waits for; undefined where it is another constraint. */
export function interlockedBy(holdId: string): string | undefined {
  return holdId.startsWith(PREFIX) ? holdId.slice(PREFIX.length) : undefined
}

/** Why what waited for a command is refused; undefined where that one is not lost. */
export function interlockRefusal(
  waiting: { readonly element: string; readonly name: string },
  other: Locking | undefined,
): KeptRefusal | undefined {
  if (other === undefined || !isLost(other.state)) return undefined
  const { name, interlock } = other.command
  return {
    rule: 'interlock',
    fact: say('interlock-lost', { command: waiting.name, other: name, id: other.id, state: other.state }),
    source: { title: say('source-interlock', { element: waiting.element, command: name, stage: interlock!.stage }) },
    remedy: say('interlock-remedy', {}),
  }
}

function isWithin(system: string, scope: string): boolean {
  return system === scope || system.startsWith(`${scope}/`)
}

/** States of a command on board that are at least as far as a stage. */
const REACHED: Readonly<Record<Interlock['stage'], readonly DeskState[]>> = {
  release: ['released', 'accepted', 'started', 'progressing', 'completed'],
  transferred: ['accepted', 'started', 'progressing', 'completed'],
  sent: ['accepted', 'started', 'progressing', 'completed'],
  received: ['accepted', 'started', 'progressing', 'completed'],
  accepted: ['accepted', 'started', 'progressing', 'completed'],
  queued: ['started', 'progressing', 'completed'],
  executing: ['started', 'progressing', 'completed'],
  complete: ['completed'],
}

/** Reports tell no percentages: what waits for a part of the execution waits for all of it. */
function isReached({ stage, progress = 0 }: Interlock, { state, verifications }: Locking): boolean {
  if (progress > 0) return state === 'completed'
  return REACHED[stage].includes(state) || verifications.some((v) => v.stage === stage && v.state === 'passed')
}
