/** Acts on data and on staying: a data set is released, for good; a party leaves, and what it was part of keeps saying so. */
import { err, ok } from '@magpie/core/result'
import * as z from 'zod'
import { actKind } from './act.ts'
import { release } from './data-record.ts'
import { plainLine } from './plain-text.ts'
import { put } from './record.ts'

/** The owner of an element publishes a data set. The centre has made its files before, and says what they are. */
const dataReleased = actKind({
  kind: 'data-released',
  roles: ['officer'],
  intent: release,
  settle(desk, made, { party }) {
    const before = desk.releases.get(made.id) ?? []
    const [first] = before
    if (first !== undefined && first.party !== party)
      return err({ kind: 'not-yours', what: 'release', id: made.id, owner: first.party, party })
    if (made.version !== before.length + 1) return err({ kind: 'taken', what: 'version of the release', id: made.id })
    return ok(made)
  },
  enact: (desk, made, { party, at }) => ({
    ...desk,
    releases: put(desk.releases, made.id, [...(desk.releases.get(made.id) ?? []), { ...made, party, at }]),
  }),
  subject: ({ id, version }) => `${id}-v${version}`,
  concerns: () => 'everyone' as const,
})

/** A party leaves the mission. Its papers, elements and agreements stay on record as those of a party that left. */
const partyLeft = actKind({
  kind: 'party-left',
  roles: ['signatory'],
  intent: z.strictObject({ reason: plainLine(400) }),
  settle(desk, { reason }, { party }) {
    if (desk.leadership?.lead !== party) return ok({ party, reason })
    const text = `${party} leads the mission: it hands the lead over first`
    return err({ kind: 'rule', rule: 'lead-stays', text })
  },
  enact: (desk, { party, reason }, { at }) => ({ ...desk, left: put(desk.left, party, { at, reason }) }),
  subject: ({ party }) => party,
  concerns: () => 'everyone' as const,
  notices: ({ party, reason }, desk) =>
    [...desk.parties.keys()]
      .filter((to) => to !== party && !desk.left.has(to))
      .map((to) => ({ to, subject: `${party} leaves the mission`, text: reason })),
})

/** The kinds of act, for the desk's table. */
export const DATA_ACTS = { 'data-released': dataReleased, 'party-left': partyLeft } as const
