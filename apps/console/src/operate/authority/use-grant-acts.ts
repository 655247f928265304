/**
 * Giving and taking back grants in the name of the party acted for: signed in this page where the party keeps its key. What is
 * signed is written here, from what stands before the person's eyes, and not by the centre.
 */
import type { ActContent } from '@magpie/api/own-key'
import { callDesk } from '../commands/commands.ts'
import { useSigning } from '../commands/use-sender.ts'
import { signAct } from './own-key.ts'
import type { grantOf } from './typed-grant.ts'

/** What was signed may be put on record for so long, ms. */
const WANTED_MS = 86_400_000

type GrantActs = Pick<ReturnType<typeof useSigning>, 'missing' | 'signs'> & {
  give(written: ReturnType<typeof grantOf>): Promise<unknown>
  revoke(id: string, why: string): Promise<unknown>
}

/** The acts. */
export function useGrantActs(): GrantActs {
  const { signs, missing, mission, party, person } = useSigning()
  const submit = async (act: (agreementOf: (id: string) => string) => ActContent['act']): Promise<unknown> => {
    const { at } = await callDesk('ownKeys', {})
    const expires = new Date(Date.parse(at) + WANTED_MS).toISOString()
    const whose = { mission: mission!, party: party!, person: person!, expires }
    return callDesk('submitSignedAct', { signed: await signAct(whose, act) })
  }
  return {
    ...{ missing, signs },
    async give({ note, ...grant }) {
      if (!signs) return callDesk('giveGrant', { note, ...grant })
      return submit((agreementOf) => ({
        kind: 'grant-given',
        grant: { ...grant, grantor: party!, agreement: agreementOf(grant.id) },
        note,
      }))
    },
    async revoke(id, why) {
      return signs ? submit(() => ({ kind: 'grant-revoked', grant: id, why })) : callDesk('revokeGrant', { id, why })
    },
  }
}
