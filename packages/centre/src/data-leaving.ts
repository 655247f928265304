/**
 * A party leaves. The act is on record first; then its rights at the command desk end, those it held and those it gave, as
 * far as they were not agreed to stand. Nothing is deleted: elements, papers and agreements say that their party left.
 */
import type { Caller } from '@magpie/api/access'
import type { Failure } from '@magpie/api/failure'
import type { InputOf, OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import { err, ok, type Result } from '@magpie/core/result'
import type { Grant } from '@magpie/mission/agreement'
import type { Element } from '@magpie/mission/element'
import type { CommandDesk } from '@magpie/operations/command/desk'
import type { CommandCentre } from './command-centre.ts'
import type { ProgrammeDesk } from './programme-desk.ts'

export type LeavingPorts = {
  readonly desk: ProgrammeDesk
  commands(): CommandCentre | undefined
  elements(): readonly Element[]
}

/** Leaves, where the caller confirms it by the name of the party. */
export async function leftMission(
  { desk, commands, elements }: LeavingPorts,
  { reason, confirm }: InputOf<Operations['leaveMission']>,
  caller: Caller,
): Promise<Result<OutputOf<Operations['leaveMission']>, Failure>> {
  const party = caller.party!
  if (confirm !== party) {
    const message = `Give "${party}" as "confirm" to leave the mission.`
    return err({ kind: 'bad-request', message, problems: [{ file: '', field: '/confirm', rule: 'confirm', message }] })
  }
  const left = await desk.perform('party-left', { reason }, caller)
  if (!left.ok) return left
  const ended: string[] = []
  const standing: string[] = []
  await commands()?.perform((book, at) => {
    endRights(book, at, party, caller, { ended, standing })
    return ok(undefined)
  })
  const own = elements().filter((e) => e.owner === party)
  const grants = { grantsEnded: ended, grantsStanding: standing }
  return ok({ party, at: left.value.at, ...grants, elements: own.map((e) => e.id) })
}

/** Ends what it gave and may take back, and gives up what it held. */
function endRights(
  desk: CommandDesk,
  at: string,
  party: string,
  { person }: Caller,
  { ended, standing }: { readonly ended: string[]; readonly standing: string[] },
): void {
  const { book, ground } = desk
  const stamp = { at, party, person: person?.id ?? party }
  const all: readonly Grant[] = [
    ...ground.agreements.flatMap((a) => a.grants),
    ...[...book.grants.values()].map((g) => g.grant),
  ]
  for (const { id, grantor, grantee, revocable } of all) {
    if (desk.revokedSince(id, at) !== undefined || (grantor !== party && grantee !== party)) continue
    if (grantor === party && !revocable) {
      standing.push(id)
      continue
    }
    desk.record({ kind: 'grant-revoked', grant: id, why: `${party} left the mission` }, stamp)
    ended.push(id)
  }
  if (ended.length > 0) desk.reconsider(at, [...book.queue], true)
}
