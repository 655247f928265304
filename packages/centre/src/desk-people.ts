/** The names of those who acted at the command desk; of nobody else, whoever asks for them. */
import type { deskPeople } from '@magpie/api/desk-people-operation'
import { ok } from '@magpie/core/result'
import { hasContent } from '@magpie/ledger/entry'
import type { CommandCentre } from './command-centre.ts'
import type { Handlers } from './dispatch.ts'

export type DeskPeoplePorts = {
  centre(): Pick<CommandCentre, 'entries'> | undefined
  namesOf(persons: readonly string[]): Promise<ReadonlyMap<string, string>>
}

/** The handler of `command.people`. */
export function deskPeopleHandlers({
  centre,
  namesOf,
}: DeskPeoplePorts): Handlers<keyof { deskPeople: typeof deskPeople }> {
  return {
    async deskPeople({ people }) {
      const acted = new Set((centre()?.entries ?? []).map(actorOf))
      const names = await namesOf([...new Set(people)].filter((p) => acted.has(p)))
      return ok({ people: [...names].map(([person, name]) => ({ person, name })) })
    },
  }
}

function actorOf(item: CommandCentre['entries'][number]): string | undefined {
  if (!hasContent(item)) return undefined
  const { by } = item.body as { readonly by?: { readonly person?: string } }
  return by?.person
}
