/** Links and the relay path, read; and outages that a rehearsal is given on request, on record at the desk. */
import type { linkOperations } from '@magpie/api/link-operations'
import type { OutputOf } from '@magpie/api/operation'
import { err, ok } from '@magpie/core/result'
import { secondsOf, utcText } from '@magpie/operations/command/instant'
import type { CommandCentre } from './command-centre.ts'
import type { Handlers } from './dispatch.ts'

export type LinkPorts = {
  /** How things stand; undefined as long as operations have not begun. */
  links(passes: number): OutputOf<typeof linkOperations.linkList> | undefined
  /** Undefined also where bundles are not followed here. */
  custody(): OutputOf<typeof linkOperations.relayCustody> | undefined
  centre(): CommandCentre | undefined
  /** What can be without a word in a rehearsal: the relay and the stations; none where links are real. */
  silenceable(): readonly string[]
}

/** One handler an operation. */
export function linkHandlers(ports: LinkPorts): Handlers<keyof typeof linkOperations> {
  const notYet = (id: string, message = 'Operations have not begun: links are there when the plan stands.') =>
    err({ ...({ kind: 'not-found', what: 'links', id } as const), message })
  return {
    linkList: async ({ passes }) => {
      const found = ports.links(passes)
      return found === undefined ? notYet('links') : ok(found)
    },
    relayCustody: async () => {
      const found = ports.custody()
      const linked = ports.links(1)?.mode === 'linked'
      const elsewhere = 'The relay is at the other end of a link: which bundles its nodes hold is not known here.'
      return found === undefined ? notYet('custody', linked ? elsewhere : undefined) : ok(found)
    },
    async linkOutage({ node, minutes, why }, caller) {
      const centre = ports.centre()
      if (centre === undefined) return notYet('links')
      const known = ports.silenceable()
      if (!known.includes(node)) {
        const message =
          known.length === 0
            ? 'Outages are put into rehearsals only: these links are real.'
            : `There is no "${node}" on the way; there are ${known.join(', ')}.`
        return err({ kind: 'not-found', message, what: 'node', id: node })
      }
      const done = await centre.perform((desk, at) => {
        const by = { party: caller.party ?? desk.ground.lead, person: caller.person?.id ?? 'rehearsal' }
        desk.record({ kind: 'outage', node, duration_s: 60 * minutes, why }, { at, ...by })
        return ok(at)
      })
      if (!done.ok) throw new Error('the desk did not record an outage')
      return ok({ node, start: done.value, end: utcText(secondsOf(done.value) + 60 * minutes) })
    },
  }
}
