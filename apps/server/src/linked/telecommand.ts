/**
 * Commands of the desk as the packets that go up a link: encoded by the dictionary, approved and signed by the parties' keys,
 * in the names of the people whom the gateway on board knows.
 */
import type { Signer } from '@magpie/ledger/keys'
import type { DeskCommand } from '@magpie/operations/command/book'
import { secondsOf } from '@magpie/operations/command/instant'
import { encodeCommand } from '@magpie/operations/command-encoder'
import { CUC_TO_J2000_S } from '@magpie/operations/cuc-time'
import type { OperationsFile, Person } from '@magpie/operations/operations-file'
import { type Agent, approvalBytes, buildTelecommand } from '@magpie/operations/telecommand'

/** The packet; undefined where the gateway knows nobody of the party that sends it or of one that approved it. */
export function telecommandOf(
  { number, content, command, values, approvals }: DeskCommand,
  { parties, persons }: Pick<OperationsFile, 'parties' | 'persons'>,
  signer: (party: string) => Signer,
): Uint8Array<ArrayBuffer> | undefined {
  const agentOf = (person: Person): Agent => ({
    person: person.number,
    party: parties.find((p) => p.id === person.party)?.number ?? 0,
  })
  const sender = persons.findLast((p) => p.party === content.party)
  if (sender === undefined) return undefined
  const approvers = approversOf(
    approvals.map((a) => a.party),
    sender,
    persons,
  )
  if (approvers === undefined) return undefined
  const octets = encodeCommand(command, {
    ...values,
    command_number: number,
    execute_at: content.execute === undefined ? 0 : secondsOf(content.execute) + CUC_TO_J2000_S,
  })
  const signed = approvers.map((person) => ({
    agent: agentOf(person),
    signature: signer(person.party).sign(approvalBytes(octets)),
  }))
  return buildTelecommand(octets, number % 16384, agentOf(sender), signed, (bytes) => signer(sender.party).sign(bytes))
}

/** Different people of the parties that approved, none of them the sender. */
function approversOf(
  parties: readonly string[],
  sender: Person,
  persons: readonly Person[],
): readonly Person[] | undefined {
  const chosen: Person[] = []
  for (const party of parties) {
    const free = persons.find((p) => p.party === party && p !== sender && !chosen.includes(p))
    if (free === undefined) return undefined
    chosen.push(free)
  }
  return chosen
}
