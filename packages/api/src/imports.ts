/**
 * Lists of a request that may come as a file instead: `csv`, the text of a table with a line each, or `file`, the text of a
 * JSON file. Both are read into the list before the request's own schema sees it, and what is wrong with an entry is told
 * with its line. All entries are taken, or none.
 */
import { identifier } from '@magpie/core/identifier'
import { err, ok, type Result } from '@magpie/core/result'
import { DECISION_INTENTS } from '@magpie/programme/desk/decision-intents'
import { REVIEW_INTENTS } from '@magpie/programme/desk/review-intents'
import { readTable, type TableRow } from '@magpie/programme/table/table'
import * as z from 'zod'
import type { Failure, Problem } from './failure.ts'
import type { OperationKey } from './operations.ts'
import { strictJson } from './strict-json.ts'
import { letterRow, proposalRow, TOLD } from './tables.ts'

type Row = Readonly<Record<string, unknown>>

export type Import = {
  /** The columns of a line. */
  readonly row: z.ZodObject
  /** The list's field in the request. */
  readonly list: string
  /** Columns that an export adds. */
  readonly told: readonly string[]
  /** The field takes a record by id, and no list. */
  readonly record?: boolean
  /** The request's list of what was read. */
  readonly put: (rows: readonly Row[]) => unknown
  /** An entry of a JSON file as the request has it: a file that was exported is taken as it is. */
  readonly entry: (of: Row) => unknown
}

const { paper, ...reviewed } = REVIEW_INTENTS['review-submitted'].intent.omit({ call: true }).shape
const bid = REVIEW_INTENTS['bids-placed'].intent.shape.bids.valueType
const outcome = DECISION_INTENTS['decision-moved'].intent.shape.outcomes.element
const pair = REVIEW_INTENTS['reviewers-assigned'].intent.shape.pairs.element

const imports: Partial<Record<OperationKey, Import>> = {
  importLetters: {
    ...{ row: letterRow, list: 'letters', told: TOLD.letters },
    put: (rows) => rows.map(({ letter, ...content }) => ({ letter, content })),
    entry: (of) => lastOf(of, (content) => ({ letter: of['id'], content })),
  },
  importProposals: {
    ...{ row: proposalRow, list: 'proposals', told: TOLD.proposals },
    put: (rows) => rows.map(({ letter, proposal, ...content }) => ({ letter, proposal, content })),
    entry: (of) => lastOf(of, (content) => ({ letter: of['letter'], proposal: of['id'], content })),
  },
  importReviews: plain(z.strictObject({ paper, ...reviewed }), 'reviews'),
  assignByHand: plain(pair, 'pairs', ['affinity', 'submitted']),
  moveDecision: plain(outcome, 'outcomes', ['decision']),
  placeBids: {
    ...{
      row: z.strictObject({ paper, bid }),
      list: 'bids',
      record: true,
      told: ['call', 'title', 'topics', 'assigned', 'submitted'],
    },
    put: (rows) => Object.fromEntries(rows.map((r) => [r['paper'], r['bid']])),
    entry: (of) => of,
  },
  selectionStudy: scored(),
  selectionRun: scored(),
}

/** What a request may give besides its own fields, for documents and command lines. */
export const IMPORT_FIELDS = {
  csv: z.string().min(1).describe('a table with a line each, as its export has it (RFC 4180)').meta({ file: true }),
  file: z.string().min(1).describe('the same as a JSON file').meta({ file: true }),
} as const

/** The list that may come as a file, where an operation has one. */
export function importedList(key: OperationKey): string | undefined {
  return imports[key]?.list
}

/** A request with its file read; and where each entry of the list stood in it. */
export type ReadRequest = { readonly input: unknown; readonly at: (p: Problem) => Problem }

/** Reads the file of a request, where it has one; what is wrong with it is told line by line. */
export function withFileRead(key: OperationKey, input: unknown): Result<ReadRequest, Failure> {
  const about = imports[key]
  const given = { input, at: (p: Problem) => p }
  if (about === undefined || typeof input !== 'object' || input === null) return ok(given)
  const { csv, file, ...rest } = input as Record<string, unknown>
  if (csv === undefined && file === undefined) return ok(given)
  const field = csv === undefined ? 'file' : 'csv'
  const text = csv ?? file
  if (typeof text !== 'string')
    return unreadable([{ file: '', field: `/${field}`, rule: 'type', message: 'takes a text' }])
  if (csv !== undefined && file !== undefined)
    return unreadable([{ file: '', field: '/file', rule: 'one-of', message: 'give csv or file, not both' }])
  if (about.list in rest) {
    const message = `give ${about.list} or ${field}, not both`
    return unreadable([{ file: '', field: `/${about.list}`, rule: 'one-of', message }])
  }
  return field === 'csv' ? fromCsv(about, text, rest) : fromJson(about, text, rest)
}

function fromCsv(about: Import, text: string, rest: Row): Result<ReadRequest, Failure> {
  const { rows, problems } = readTable(about.row, text, { ignored: about.told })
  if (problems.length > 0) return unreadable(problems.map((p) => ({ file: '', ...p })))
  const input = placed(about, rest, about.put(rows.map((r) => r.value)))
  return ok({ input, at: (p) => onLine(about.list, rows, p) })
}

function fromJson(about: Import, text: string, rest: Row): Result<ReadRequest, Failure> {
  const wrong = (message: string) => unreadable([{ file: '', field: '/file', rule: 'json', message }])
  const read = strictJson(text)
  if (!read.ok) return unreadable(read.error.map((p) => ({ ...p, field: `/file${p.field}` })))
  const json = read.value
  const held = isRecord(json) && about.list in json ? json[about.list] : json
  const list = Array.isArray(held) ? held.map((one) => (isRecord(one) ? about.entry(one) : one)) : held
  if (about.record && isRecord(list)) return ok({ input: placed(about, rest, list), at: (p) => p })
  if (!Array.isArray(list)) return wrong(`must hold a list, or an object with a list "${about.list}"`)
  const value = about.record ? about.put(list.filter(isRecord)) : list
  return ok({ input: placed(about, rest, value), at: (p) => p })
}

function placed(about: Import, rest: Row, list: unknown): Row {
  if (about.list !== 'scores') return { ...rest, [about.list]: list }
  const inputs = isRecord(rest['inputs']) ? rest['inputs'] : {}
  return { ...rest, inputs: { ...inputs, scores: list } }
}

/** A problem with an entry of the list, as one of the line it stood on. */
function onLine(list: string, rows: readonly TableRow<unknown>[], problem: Problem): Problem {
  const [, at, index, ...field] = problem.field.split('/')
  const row = at === list ? rows[Number(index)] : undefined
  if (row === undefined) return problem
  const column = field[0] === 'content' ? field.slice(1) : field
  return { ...problem, line: row.line, field: ['/csv', ...column].join('/') }
}

function plain(row: z.ZodObject, list: string, told: readonly string[] = []): Import {
  return { row, list, told, put: (rows) => rows, entry: (of) => of }
}

/** Scores of a run: the proposals' own columns in an export of a study are told besides. */
function scored(): Import {
  const row = z.strictObject({ proposal: identifier, score: z.number() })
  return {
    ...{ row, list: 'scores', record: true, told: ['title', 'lead', 'level'] },
    put: (rows) => Object.fromEntries(rows.map((r) => [r['proposal'], r['score']])),
    entry: (of) => of,
  }
}

function lastOf(of: Row, made: (content: unknown) => unknown): unknown {
  const { versions } = of
  const last: unknown = Array.isArray(versions) ? versions.at(-1) : undefined
  return isRecord(last) ? made(last['content']) : of
}

function isRecord(json: unknown): json is Record<string, unknown> {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

function unreadable(problems: Problem[]): Result<never, Failure> {
  const words = problems.map((p) => `${p.line === undefined ? '' : `line ${p.line}, `}${p.field} ${p.message}`)
  return err({ kind: 'bad-request', message: `The file cannot be taken: ${words.join('; ')}.`, problems })
}
