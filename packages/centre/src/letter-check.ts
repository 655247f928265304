/** The check of a letter while it is typed: what is missing hides nothing of what is wrong elsewhere. */
import type { CallFile } from '@magpie/programme/call-file'
import { fieldProblems } from '@magpie/programme/desk/act'
import { checkLetter, letterContent } from '@magpie/programme/desk/letter-content'
import type { FieldProblem } from '@magpie/programme/desk/refusal'

/** Everything that is wrong with what was typed so far, by field. */
export function checkTypedLetter(call: CallFile, content: unknown, isParty: (id: string) => boolean): FieldProblem[] {
  const read = letterContent.safeParse(content)
  if (read.success) return checkLetter(call, read.data, isParty)
  const problems = fieldProblems(read.error)
  // What cannot be read is put aside, so that the rest is held against the call all the same.
  const unread = new Set(problems.map((p) => topOf(p.field)))
  const given = typeof content === 'object' && content !== null ? Object.entries(content) : []
  const rest = letterContent.safeParse({
    ...{ title: 'not read', lead: call.by, level: call.levels[0]!.level, funding: [] },
    ...{ mode: 'multilateral', declaresForeignParty: false },
    ...Object.fromEntries(given.filter(([field]) => !unread.has(field))),
  })
  if (!rest.success) return problems
  // Of a level that was not said, nothing follows.
  if (unread.has('level')) return problems
  return [...problems, ...checkLetter(call, rest.data, isParty).filter((p) => !unread.has(topOf(p.field)))]
}

function topOf(field: string): string {
  return field.split('/')[1] ?? ''
}
