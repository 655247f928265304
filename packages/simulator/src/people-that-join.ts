/**
 * People on board of parties that joined while a rehearsal runs: a party that a grant or an agreement made one of the mission's,
 * and that its file names nobody of, acts by made-up people from its first command on. Begun again with the commands on
 * record, they get the same numbers, since these follow from the order in which the parties came.
 */
import type { Identifier } from '@magpie/core/identifier'
import { withPeopleOf } from '@magpie/operations/made-up-people'
import type { OperationsFile } from '@magpie/operations/operations-file'
import type { OperationsInput } from './operations-input.ts'

export type Newcomers = {
  /** The mission's file, whose parties and people grow. */
  readonly file: OperationsFile
  /** Enters the people of those that are the mission's and have none on board; returns the parties that were entered. */
  admit(parties: readonly Identifier[]): Identifier[]
}

/** The lists on board at the start; nobody joins where no centre runs the rehearsal. */
export function peopleThatJoin({ file: given, joined }: Pick<OperationsInput, 'file' | 'joined'>): Newcomers {
  const file = { ...given, parties: [...given.parties], persons: [...given.persons] }
  return {
    file,
    admit(parties) {
      const entered: Identifier[] = []
      for (const party of parties) {
        if (file.persons.some((p) => p.party === party) || joined?.().has(party) !== true) continue
        const { parties: all, persons } = withPeopleOf(file, party)
        file.parties.splice(0, Number.POSITIVE_INFINITY, ...all)
        file.persons.splice(0, Number.POSITIVE_INFINITY, ...persons)
        entered.push(party)
      }
      return entered
    },
  }
}

/** What the log says when a party's people are entered. */
export function joinedText(party: Identifier): string {
  return `${party} joined while the rehearsal ran: ${party}-flight-director and ${party}-operator act for it on board; they are made up (assumed)`
}
