/** Sending and approving in the name of the party acted for: signed in this page where the party keeps its key. */
import type { CommandRight, CommandView } from '@magpie/api/command-views'
import { useCallback } from 'react'
import { useMe } from '../../account/people.ts'
import { useMission } from '../../api.ts'
import { signApproval, signCommand, useKeyHere } from '../authority/own-key.ts'
import { callDesk, useOwnKeys } from './commands.ts'
import { type Draft, sentOf } from './draft.ts'

/** How long a command is wanted that does not say, ms. */
const WANTED_MS = 86_400_000

export type Sender = {
  /** The key that must be opened first: none, one that lies here sealed, or one that lies elsewhere. */
  readonly missing: 'none' | 'sealed' | 'elsewhere'
  /** `at` is the time of the mission. */
  send(draft: Draft, takes: CommandRight['arguments'], at: string): Promise<CommandView>
  approve(command: CommandView): Promise<CommandView>
}

/** Who acts here for which party, whether it signs itself, and which key is missing for that. */
type Signing = Pick<Sender, 'missing'> & {
  readonly signs: boolean
  readonly mission: string | undefined
  readonly party: string | undefined
  readonly person: string | undefined
}

/** Whether the party acted for signs itself. */
export function useSigning(): Signing {
  const me = useMe().data
  const mission = useMission().data?.id
  const keys = useOwnKeys().data?.keys
  const party = me?.party
  const person = me?.person?.id
  const here = useKeyHere(party)
  const kept = keys?.filter((k) => k.party === party && k.kept === 'party') ?? []
  const signs = kept.length > 0
  const isHere = kept.some((k) => k.publicKey === here?.sealed?.publicKey)
  const missing = !signs || (isHere && here?.isOpen) ? 'none' : isHere ? 'sealed' : 'elsewhere'
  return { signs, missing, mission, party, person }
}

/** The sender that one is now. */
export function useSender(): Sender {
  const { signs, missing, mission, party, person } = useSigning()
  const send = useCallback(
    async (draft: Draft, takes: CommandRight['arguments'], at: string): Promise<CommandView> => {
      // One nonce a draft: sent twice, by a lost answer or a double click, it is taken once.
      const sent = { ...sentOf(draft, takes), nonce: draft.key }
      if (!signs) return callDesk('submitCommand', sent)
      const content = {
        ...{ format: 'magpie-command-1' as const, mission: mission!, party: party!, person: person!, ...sent },
        expires: sent.expires ?? new Date(Date.parse(at) + WANTED_MS).toISOString(),
      }
      return callDesk('submitSigned', { signed: { content, signature: await signCommand(content) } })
    },
    [signs, mission, party, person],
  )
  const approve = useCallback(
    async ({ id, content }: CommandView): Promise<CommandView> => {
      if (!signs) return callDesk('approveCommand', { id })
      const signature = await signApproval(content, { party: party!, person: person! })
      return callDesk('approveCommand', { id, signature })
    },
    [signs, party, person],
  )
  return { missing, send, approve }
}
