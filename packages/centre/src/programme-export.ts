/** The export of a call: the programme's files of a mission folder, each value with its place in this centre's ledger. */
import type { OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import { type ChainItem, hasContent } from '@magpie/ledger/entry'
import { type DeskFiles, deskFiles } from '@magpie/programme/desk/desk-files'
import type { Desk } from '@magpie/programme/desk/record'
import type { ReviewsFile } from '@magpie/programme/reviews-file'

/** The files of a call that is at the desk, and what they leave to the folder. */
export function exportCall(
  desk: Desk,
  call: string,
  entries: readonly ChainItem[],
  reviewed: ReviewsFile | undefined,
): OutputOf<Operations['exportProgramme']> {
  const { reviews, decision, ...files } = deskFiles(desk, desk.calls.get(call)!, sequencesOf(entries), reviewed)
  const named = { ...files, reviews, decision } satisfies DeskFiles | Record<string, unknown>
  const written = Object.entries(named).filter(([, content]) => content !== undefined)
  return {
    files: Object.fromEntries(written.map(([name, content]) => [`${name}.json`, content])),
    left: [
      'facts.json and instruments.json: what eligibility is judged by',
      'agreements.json: grants and terms of the projects',
      ...(reviews === undefined ? ['reviews.json: no decision rests on scores yet'] : []),
      ...(decision === undefined ? ['decision.json: no decision is announced, or no project of it stands'] : []),
    ],
  }
}

/** An act by its instant and by what it speaks of, since a letter may come of a merge or a split. */
function sequencesOf(entries: readonly ChainItem[]) {
  const at = Map.groupBy(entries.filter(hasContent), (e) => e.at)
  return (instant: string, id: string) =>
    at.get(instant)?.find((e) => e.subject === id || JSON.stringify(e.body).includes(`"${id}"`))?.sequence
}
