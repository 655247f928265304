/** What would become of a command if it were sent now: the same questions as at submission and in the queue, nothing recorded. */
import type { AuthorityDecision } from '@magpie/mission/authority-request'
import { type ArgumentError, argumentProblems, checkArguments } from '../command-encoder.ts'
import type { Command } from '../dictionary.ts'
import type { CommandContent } from './content.ts'
import type { CommandDesk } from './desk.ts'
import { expiryRefusal } from './desk.ts'
import type { KeptRefusal } from './desk-event.ts'
import { holdsWanted, type WantedHold, type Warning, warningsNow } from './holds.ts'
import { secondsOf } from './instant.ts'

export type Foreseen = {
  /** What the dictionary does not allow, one an argument. */
  readonly problems: readonly ArgumentError[]
  /** Expired, or to be executed in the past. */
  readonly late: KeptRefusal | undefined
  /** As far as the arguments are known: one that is wrong is left out of the question. */
  readonly decision: AuthorityDecision
  readonly holds: readonly WantedHold[]
  /** All that it would have to acknowledge, whether it does already or not. */
  readonly warnings: readonly Warning[]
}

/** Foresees a command of the dictionary, at an instant in UTC. */
export function foreseen(desk: CommandDesk, content: CommandContent, command: Command, at: string): Foreseen {
  const { book, ground } = desk
  const problems = argumentProblems(command, content.arguments)
  const wrong = new Set(problems.flatMap((p) => ('argument' in p ? [p.argument] : [])))
  const known = Object.fromEntries(Object.entries(content.arguments).filter(([name]) => !wrong.has(name)))
  const checked = checkArguments(command, known)
  const values = checked.ok ? checked.value : known
  const acknowledged = new Set(content.acknowledged)
  const held = { id: '', element: content.element, command, acknowledged }
  const now_s = secondsOf(at)
  return {
    problems,
    late: expiryRefusal(content, at),
    decision: desk.authorise(desk.question(content, command, values, [], at)),
    holds: holdsWanted(held, book.flightRules, ground, now_s),
    warnings: warningsNow(held, book.flightRules, ground, now_s),
  }
}
