/**
 * `reviewers.csv`: reviewers of a call, one a line (RFC 4180, with a heading). Lists stand in one field with `;` between;
 * topics with their weight after a colon, `geology:0.8; power`. Every field that cannot stand is told with its line.
 */
import type { FieldProblem } from '../desk/refusal.ts'
import { type CsvRecord, readCsv, unguarded } from '../table/csv.ts'
import { splitList } from '../table/table.ts'
import { type ReviewerProfile, reviewerProfile } from './reviewer.ts'

const COLUMNS = ['id', 'name', 'email', 'institution', 'party', 'state', 'topics', 'co-authors', 'advisors'] as const
type Column = (typeof COLUMNS)[number]
/** What an export of reviewers tells besides; it is not read. */
const TOLD: readonly string[] = ['answer', 'invited', 'assigned', 'submitted']
const REQUIRED: readonly Column[] = ['id', 'name', 'email', 'institution']
/** Where a field of a profile stands in the file. */
const COLUMN_OF: Readonly<Record<string, Column>> = { coAuthors: 'co-authors' }
const MOST = 5000

/** The reviewers of a file, and what is wrong with it; both, so that all is told at once. */
export function readReviewersCsv(text: string): { reviewers: ReviewerProfile[]; problems: FieldProblem[] } {
  const problems: FieldProblem[] = []
  const say: Say = (line, column, rule, message) =>
    void problems.push({ field: `/csv${column === '' ? '' : `/${column}`}`, line, rule, message })
  const { records, badQuote } = readCsv(text)
  if (badQuote !== undefined) say(badQuote, '', 'quotes', 'has a quotation mark that does not open or close a field')
  const [heading, ...rows] = records
  const columns = heading?.fields.map((f) => f.trim().toLowerCase()) ?? []
  checkHeading(columns, say)
  if (rows.length > MOST) say(rows[MOST]!.line, '', 'too-many', `has more than ${MOST} reviewers`)
  if (rows.length === 0) say(2, '', 'required', 'has no reviewer')
  if (problems.length > 0) return { reviewers: [], problems }
  const taken = new Map<string, number>()
  const reviewers = rows.flatMap((row) => readRow(row, columns, taken, say))
  return { reviewers, problems }
}

function checkHeading(columns: readonly string[], say: Say): void {
  for (const [i, c] of columns.entries()) {
    if (![...COLUMNS, ...TOLD].includes(c)) say(1, c, 'unknown', `is no column: ${COLUMNS.join(', ')}`)
    if (columns.indexOf(c) < i) say(1, c, 'duplicate', 'stands in the heading twice')
  }
  for (const c of REQUIRED) if (!columns.includes(c)) say(1, c, 'required', 'is missing in the heading')
}

/** The reviewer of a line; none where a field of it cannot stand. */
function readRow(
  { line, fields }: CsvRecord,
  columns: readonly string[],
  taken: Map<string, number>,
  say: Say,
): ReviewerProfile[] {
  if (fields.length !== columns.length) {
    say(line, '', 'fields', `has ${fields.length} fields, and the heading ${columns.length}`)
    return []
  }
  const row = Object.fromEntries(columns.map((c, i) => [c, unguarded(fields[i]!).trim()])) as Partial<
    Record<Column, string>
  >
  for (const column of ['id', 'email'] as const) {
    const key = `${column} ${row[column]!.toLowerCase()}`
    const first = taken.get(key)
    if (first === undefined) taken.set(key, line)
    else say(line, column, 'duplicate', `stands on line ${first} already`)
  }
  const read = reviewerProfile.safeParse(draftOf(row))
  if (read.success) return [read.data]
  for (const { path, code, message } of read.error.issues)
    say(line, COLUMN_OF[String(path[0])] ?? String(path[0] ?? ''), code, message)
  return []
}

function draftOf(row: Partial<Record<Column, string>>): Record<string, unknown> {
  const { topics = '', party = '', state = '' } = row
  const list = (text = '') => splitList(text)
  return {
    ...{ id: row.id, name: row.name, email: row.email, institution: row.institution },
    ...(party === '' ? {} : { party }),
    ...(state === '' ? {} : { state }),
    topics: Object.fromEntries(list(topics).map(topicOf)),
    coAuthors: list(row['co-authors']),
    advisors: list(row.advisors),
  }
}

/** `geology:0.8` or `geology`, which weighs 1; what is no number fails the schema. */
function topicOf(text: string): [string, unknown] {
  const [topic, weight] = text.split(':', 2)
  return [topic!.trim(), weight === undefined ? 1 : weight.trim() === '' ? weight : Number(weight)]
}

type Say = (line: number, column: string, rule: string, message: string) => void
