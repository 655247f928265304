/**
 * The gateway on board: every telecommand passes it. It trusts no relay and no ground system: it checks error control,
 * signature, number and approvals, and asks the authority function again with what it knows itself about revocations.
 */
import type { Identifier } from '@magpie/core/identifier'
import type { Approval, Authorise, Refusal } from '@magpie/mission/authority-request'
import type { CommandDecoder, DecodedCommand } from '@magpie/operations/command-decoder'
import { authorityQuestion } from '@magpie/operations/commands'
import { describeDecodeError } from '@magpie/operations/decoder'
import type { OperationsFile } from '@magpie/operations/operations-file'
import { describePacketError } from '@magpie/operations/space-packet'
import { type Agent, type AuthorityBlock, readAuthorityBlock, type Verify } from '@magpie/operations/telecommand'

export type GatewayVerdict =
  | {
      readonly kind: 'accepted'
      readonly decoded: DecodedCommand
      readonly number: number
      readonly element: Identifier
      recheck(at: string, phase: Identifier): Refusal | undefined
    }
  | { readonly kind: 'refused'; readonly number: number; readonly refusal: Refusal }
  /** Not even a command number could be trusted: no answer goes out. */
  | { readonly kind: 'unreadable'; readonly why: string }

export type Gateway = { inspect(packet: Uint8Array, at: string, phase: Identifier): GatewayVerdict }

export type GatewayParts = {
  readonly file: OperationsFile
  readonly decoder: CommandDecoder
  readonly authorise: Authorise
  readonly verify: Verify
  /** Who owns the vehicle that the gateway stands on. */
  readonly owner: Identifier
}

/** A gateway with an empty memory. It remembers the numbers it has accepted: none is taken twice. */
export function gateway(parts: GatewayParts): Gateway {
  const seen = new Set<number>()
  return {
    inspect(packet, at, phase) {
      const decoded = parts.decoder.decode(packet)
      if (!decoded.ok) return { kind: 'unreadable', why: describeDecodeError(decoded.error) }
      const block = readAuthorityBlock(packet, decoded.value.octets)
      if (!block.ok) {
        const why =
          block.error.kind === 'authority-block-short' ? 'its authority block is cut' : describePacketError(block.error)
        return { kind: 'unreadable', why }
      }
      return judge(parts, seen, decoded.value, block.value, at, phase)
    },
  }
}

function judge(
  parts: GatewayParts,
  seen: Set<number>,
  decoded: DecodedCommand,
  block: AuthorityBlock,
  at: string,
  phase: Identifier,
): GatewayVerdict {
  const number = Number(decoded.values['command_number'])
  const refuse = (refusal: Refusal): GatewayVerdict => ({ kind: 'refused', number, refusal })
  const agents = identify(parts, block)
  if ('permitted' in agents) return refuse(agents)
  if (seen.has(number))
    return refuse(
      refusal(
        'gateway-replay',
        `command number ${number} has been accepted before`,
        'Send it anew under a new number.',
      ),
    )
  const element = parts.file.elements.find((e) => e.apid === Number(decoded.values['apid']))?.id ?? ''
  const values = Object.fromEntries(Object.entries(decoded.values).filter(([name]) => !HEADER.has(name)))
  const question = authorityQuestion(agents.sender, element, decoded.command, values, agents.approvals)
  const administrative = decoded.command.ancillary.get('administrative') === 'true'
  const ask = (time: string, during: Identifier): Refusal | undefined => {
    if (administrative) return notOwner(parts, agents.sender.party)
    const decision = parts.authorise({ ...question, at: time, phase: during })
    return decision.permitted ? undefined : decision
  }
  const refused = ask(at, phase)
  if (refused !== undefined) return refuse(refused)
  seen.add(number)
  return { kind: 'accepted', decoded, number, element, recheck: ask }
}

/** Arguments that belong to the packet and not to the command. */
const HEADER = new Set(['apid', 'command_number', 'execute_at', 'opcode', 'service', 'subtype', 'function'])

type Agents = {
  readonly sender: { readonly party: Identifier; readonly person: string }
  readonly approvals: readonly Approval[]
}

function identify({ file, verify }: GatewayParts, block: AuthorityBlock): Agents | Refusal {
  const sender = nameOf(file, block.sender)
  if (sender === undefined)
    return refusal(
      'gateway-identity',
      `no person ${block.sender.person} of party ${block.sender.party} is known on board`,
      'Send it as a person of the list on board.',
    )
  if (!verify(sender.party, block.signed, block.signature))
    return refusal(
      'gateway-signature',
      `the signature is not ${sender.party}'s`,
      `Have ${sender.party} sign it with its own key.`,
    )
  const approvals: Approval[] = []
  for (const { agent, signature } of block.approvals) {
    const approver = nameOf(file, agent)
    if (approver === undefined || !verify(approver.party, block.approved, signature))
      return refusal(
        'gateway-signature',
        `an approval in the name of ${approver?.party ?? `party ${agent.party}`} is not signed by it`,
        'Have every approving party sign the command itself.',
      )
    approvals.push(approver)
  }
  return { sender, approvals }
}

function nameOf(
  file: OperationsFile,
  agent: Agent,
): { readonly party: Identifier; readonly person: string } | undefined {
  const party = file.parties.find((p) => p.number === agent.party)?.id
  const person = file.persons.find((p) => p.number === agent.person)
  return party === undefined || person?.party !== party ? undefined : { party, person: person.id }
}

/** What the gateway itself keeps may be changed by the owner of the vehicle it stands on alone. */
function notOwner({ owner }: GatewayParts, party: Identifier): Refusal | undefined {
  if (party === owner) return undefined
  return refusal('gateway-owner', `the gateway belongs to ${owner}, and ${party} sent this`, `Ask ${owner} to send it.`)
}

function refusal(rule: string, fact: string, remedy: string): Refusal {
  return { permitted: false, rule, fact, source: { title: 'The gateway on board' }, remedy }
}
