/** The made-up people of a rehearsal, and whom a command needs to agree: the owners touched, and a second party's person. */
import type { Identifier } from '@magpie/core/identifier'
import type { ArgumentValues } from '@magpie/operations/command-encoder'
import { touchedBy } from '@magpie/operations/commands'
import { type Dictionary, findCommand, isHazardous } from '@magpie/operations/dictionary'
import type { OperationsFile } from '@magpie/operations/operations-file'

export type People = {
  /** Who sends a party's commands. */
  operator(party: Identifier): Identifier
  ownerOf(element: Identifier): Identifier
  /** One person for each owner touched besides the sender's party, and for a hazardous act one of the host or the owner. */
  approversOf(party: Identifier, element: Identifier, command: string, values: ArgumentValues): Identifier[]
}

/** People over the mission's lists; `owners` by element, `lead` the party that hosts. */
export function people(
  file: OperationsFile,
  dictionary: Dictionary,
  owners: ReadonlyMap<Identifier, Identifier>,
  lead: Identifier,
): People {
  const of = (party: Identifier) => file.persons.filter((p) => p.party === party).map((p) => p.id)
  const operator = (party: Identifier): Identifier => of(party).at(-1) ?? `${party}-operator`
  const director = (party: Identifier): Identifier => of(party)[0] ?? `${party}-flight-director`
  const ownerOf = (element: Identifier): Identifier => owners.get(element) ?? lead
  return {
    operator,
    ownerOf,
    approversOf(party, element, name, values) {
      const command = findCommand(dictionary, element, name)
      if (command === undefined) return []
      const parties = new Set([element, ...touchedBy(command, values)].map(ownerOf))
      if (isHazardous(command)) parties.add(lead)
      parties.delete(party)
      return [...parties].map(director)
    },
  }
}
