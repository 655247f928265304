/**
 * The export of a call: the programme's files of a mission folder, each value with its place in this centre's ledger, and
 * with the centre's own mission around them the whole folder, ready to be rehearsed.
 */
import type { OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import { type ChainItem, hasContent } from '@magpie/ledger/entry'
import { agreementState, standingContent } from '@magpie/programme/desk/agreement-record'
import { type DeskFiles, deskFiles } from '@magpie/programme/desk/desk-files'
import type { Desk } from '@magpie/programme/desk/record'
import { agreedTerms } from '@magpie/programme/interface/mission-parts'
import type { ReviewsFile } from '@magpie/programme/reviews-file'
import { checkedFiles, missionWith } from '@magpie/rehearsal/assembly/mission-with'
import type { MissionFolder } from '@magpie/rehearsal/mission-folder'

type Export = OutputOf<Operations['exportProgramme']>

/** The files of a call that is at the desk, and what they leave to the folder; `base` is the mission that the call is for. */
export function exportCall(
  desk: Desk,
  call: string,
  entries: readonly ChainItem[],
  reviewed: ReviewsFile | undefined,
  base: MissionFolder | undefined,
): Export {
  const { reviews, decision, ...files } = deskFiles(desk, desk.calls.get(call)!, sequencesOf(entries), reviewed)
  const part = { ...files, agreements: agreementsOf(desk, call) }
  const lacks = [
    ...(reviews === undefined ? ['reviews.json: no decision rests on scores yet'] : []),
    ...(decision === undefined ? ['decision.json: no decision is announced, or no project of it stands'] : []),
  ]
  const notes = unsigned(desk, call)
  const alone = (left: readonly string[]): Export => ({
    files: named({ ...part, ...(reviews && { reviews }), ...(decision && { decision }) }),
    ...{ whole: false, left: [...left], notes },
  })
  if (base === undefined) return alone([...lacks, 'all else: this centre has no mission'])
  if (reviews === undefined || decision === undefined) return alone(lacks)
  return wholeFolder(base, { ...part, reviews, decision }, notes, alone)
}

/** The folder whole, where it reads and begins as a mission; else the programme's files with what is wrong. */
function wholeFolder(
  base: MissionFolder,
  part: Required<DeskFiles> & { readonly agreements: MissionFolder['agreements'] },
  notes: readonly string[],
  alone: (left: readonly string[]) => Export,
): Export {
  const made = missionWith(base, part as unknown as Partial<MissionFolder>)
  if (!made.ok) return alone([`the folder cannot be rehearsed: ${made.error}`])
  const read = checkedFiles(made.value.mission)
  if (!read.ok) return alone(read.error.map((p) => `${p.file} ${p.field}: ${p.message}`))
  const files = Object.entries(read.value.files).map(([path, text]): [string, unknown] => [
    path,
    path.endsWith('.json') ? JSON.parse(text) : text,
  ])
  return { files: Object.fromEntries(files), whole: true, left: [], notes: [...notes, ...made.value.notes] }
}

function named(files: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [`${name}.json`, content]))
}

/** What was signed on elements of the call, and the memoranda that it stands under. */
function agreementsOf(desk: Desk, call: string) {
  const under = new Set(
    [...desk.agreements.values()].flatMap((record) => {
      const content = standingContent(record)
      return content.kind === 'memorandum' || content.call !== call ? [] : (content.memorandum ?? [])
    }),
  )
  const memoranda = new Set(
    [...under].map((id) => desk.agreements.get(id)).flatMap((r) => (r ? standingContent(r) : [])),
  )
  return agreedTerms(desk, (content) =>
    content.kind === 'memorandum' ? memoranda.has(content) : content.call === call,
  )
}

/** Projects whose elements go as they were selected, since nothing is signed on them yet. */
function unsigned(desk: Desk, call: string): string[] {
  const signed = new Set(
    [...desk.agreements.values()].flatMap((record) => {
      const content = standingContent(record)
      if (content.kind === 'memorandum' || record.inForce === undefined) return []
      return [content.project ?? record.id]
    }),
  )
  const open = [...desk.agreements.values()].filter((a) => {
    const content = standingContent(a)
    return content.kind !== 'memorandum' && content.call === call && a.inForce === undefined
  })
  const projects = [...desk.projects.values()].filter((p) => p.call === call && p.state === 'standing')
  return [
    ...projects
      .filter((p) => !signed.has(p.id))
      .map((p) => `${p.id} has no agreement in force: its elements go as they were selected, with no grants`),
    ...open.map((a) => `${a.id} is ${agreementState(a)}: what it would bring is left out`),
  ]
}

/** An act by its instant and by what it speaks of, since a letter may come of a merge or a split. */
function sequencesOf(entries: readonly ChainItem[]) {
  const at = Map.groupBy(entries.filter(hasContent), (e) => e.at)
  return (instant: string, id: string) =>
    at.get(instant)?.find((e) => e.subject === id || JSON.stringify(e.body).includes(`"${id}"`))?.sequence
}
