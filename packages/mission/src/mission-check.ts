/**
 * The frame of `magpie mission check`: every file is read with its positions, held against the schema of the package that
 * owns it, and then the files against each other. A problem names the file, the field by JSON pointer with its line, the
 * rule, and what to do.
 */
import type * as z from 'zod'
import { describeBadJson, type JsonDocument, pointerOf, readJson } from './json-reader.ts'

/** A file of a mission folder; the path is relative to the folder, with `/`. */
export type FolderFile = { readonly path: string; readonly text: string }

export type CheckProblem = {
  readonly file: string
  /** JSON pointer (RFC 6901); empty for the file as a whole. */
  readonly field: string
  readonly line?: number
  readonly rule: string
  readonly message: string
}

/**
 * What files hold, for rules that look at several. Files that are missing or broken are undefined, and told already;
 * `broken` names those that are there but could not be read, of which a rule cannot say what they hold.
 */
export type CheckedFolder = {
  get(path: string): unknown
  readonly paths: readonly string[]
  readonly broken: readonly string[]
}

/** A problem that a rule found. */
export type Finding = Omit<CheckProblem, 'line'>

/** A rule over several files. */
export type CrossCheck = (folder: CheckedFolder) => readonly Finding[]

export type FolderReport = {
  readonly problems: readonly CheckProblem[]
  /** What the schemas made of the files, by path. */
  readonly values: ReadonlyMap<string, unknown>
  /** How many values are marked assumed, or carry a source. */
  readonly assumed: number
  readonly sourced: number
}

/**
 * Checks a folder. `schemas` are by path; a `*` in a path stands for any part of a name, and such files may be missing,
 * as may those of `optional`. JSON files that no schema reads are problems too: most are misspelt names.
 */
export function checkMissionFolder(
  files: readonly FolderFile[],
  schemas: Readonly<Record<string, z.ZodType>>,
  crossChecks: readonly CrossCheck[] = [],
  optional: readonly string[] = [],
): FolderReport {
  const known = Object.keys(schemas)
  const read = files.map((file) => readOne(file, schemaOf(file.path, schemas), known))
  const documents = new Map(read.flatMap(({ path, document }) => (document === undefined ? [] : [[path, document]])))
  const values = new Map(read.flatMap(({ path, parsed }) => (parsed === undefined ? [] : [[path, parsed.value]])))
  const marks = { assumed: 0, sourced: 0 }
  for (const document of documents.values()) count(document.value, marks)
  const missing = known.filter(
    (path) => !path.includes('*') && !optional.includes(path) && !read.some((f) => f.path === path),
  )
  const broken = read.filter((file) => file.problems.length > 0).map((file) => file.path)
  const folder: CheckedFolder = { get: (path) => values.get(path), paths: [...values.keys()], broken }
  const found = crossChecks.flatMap((check) => check(folder))
  const problems = [
    ...read.flatMap((file) => file.problems),
    ...missing.map((file) => ({
      file,
      field: '',
      rule: 'missing-file',
      message: `the mission has no ${file}: add it`,
    })),
    ...found.map((finding) => withLine(finding, documents.get(finding.file))),
  ]
  return { problems, values, ...marks }
}

type ReadFile = {
  readonly path: string
  readonly problems: readonly CheckProblem[]
  readonly document?: JsonDocument
  readonly parsed?: { readonly value: unknown }
}

function readOne({ path, text }: FolderFile, schema: z.ZodType | undefined, known: readonly string[]): ReadFile {
  if (schema === undefined) return { path, problems: path.endsWith('.json') ? [unknownFile(path, known)] : [] }
  const read = readJson(text)
  if (!read.ok) {
    const { line, pointer } = read.error
    return {
      path,
      problems: [{ file: path, field: pointer, line, rule: 'json', message: describeBadJson(read.error) }],
    }
  }
  const document = read.value
  const parsed = schema.safeParse(document.value)
  if (parsed.success) return { path, problems: [], document, parsed: { value: parsed.data } }
  return { path, problems: parsed.error.issues.flatMap((issue) => problemsOf(path, issue, [], document)), document }
}

function withLine(finding: Finding, document: JsonDocument | undefined): CheckProblem {
  return document === undefined ? finding : { ...finding, line: document.lineOf(finding.field) }
}

function schemaOf(path: string, schemas: Readonly<Record<string, z.ZodType>>): z.ZodType | undefined {
  const exact = Object.hasOwn(schemas, path) ? schemas[path] : undefined
  if (exact !== undefined) return exact
  const pattern = Object.keys(schemas).find((p) => p.includes('*') && wildcard(p).test(path))
  return pattern === undefined ? undefined : schemas[pattern]
}

function wildcard(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('[^/]*')}$`)
}

function unknownFile(path: string, known: readonly string[]): CheckProblem {
  const near = nearestName(path, known)
  const message = near === undefined ? 'no part of Magpie reads this file: take it out' : `did you mean ${near}?`
  return { file: path, field: '', rule: 'unknown-file', message }
}

/** Counts provenances; a source that was not verified counts as assumed, as it is shown. */
function count(value: unknown, marks: { assumed: number; sourced: number }): void {
  if (typeof value !== 'object' || value === null) return
  const { kind, reason, source, verified } = value as Readonly<Record<string, unknown>>
  if ((kind === 'assumed' && reason !== undefined) || (kind === 'sourced' && verified === false)) marks.assumed++
  else if (kind === 'sourced' && source !== undefined) marks.sourced++
  for (const inner of Object.values(value)) count(inner, marks)
}

type Issue = z.core.$ZodIssue

function problemsOf(file: string, issue: Issue, above: readonly PropertyKey[], document: JsonDocument): CheckProblem[] {
  const path = [...above, ...issue.path]
  const at = (parts: readonly PropertyKey[], message: string): CheckProblem => {
    const field = pointerOf(parts)
    return { file, field, line: document.lineOf(field), rule: issue.code, message }
  }
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) =>
      at([...path, key], `there is no field "${key}" here: correct its name, or take it out`),
    )
  if (issue.code === 'invalid_union') {
    // Of the shapes allowed, the one that comes nearest tells what is wrong.
    const nearest = issue.errors.toSorted((a, b) => weight(a) - weight(b))[0]
    if (nearest !== undefined && nearest.length > 0)
      return nearest.flatMap((inner) => problemsOf(file, inner, path, document))
  }
  return [at(path, sentence(issue, valueAt(document.value, path)))]
}

/** How far a value is from a shape: a wrong kind at its top is farthest. */
function weight(issues: readonly Issue[]): number {
  return issues.reduce((sum, issue) => sum + (issue.path.length === 0 || issue.code === 'invalid_value' ? 10 : 1), 0)
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value
  for (const part of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined
    at = (at as Record<PropertyKey, unknown>)[part]
  }
  return at
}

function sentence(issue: Issue, value: unknown): string {
  const given = value === undefined ? '' : `, not ${shown(value)}`
  switch (issue.code) {
    case 'invalid_type':
      return value === undefined ? `the field is missing: add it (${issue.expected})` : `give ${issue.expected}${given}`
    case 'invalid_value': {
      const near = typeof value === 'string' ? nearestName(value, issue.values.map(String)) : undefined
      const hint = near === undefined ? '' : `; did you mean "${near}"?`
      return `give one of ${issue.values.map((v) => JSON.stringify(v)).join(', ')}${given}${hint}`
    }
    case 'too_small':
      return `give ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${OF[issue.origin] ?? ''}${given}`
    case 'too_big':
      return `give ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${OF[issue.origin] ?? ''}${given}`
    default:
      return `${issue.message}${given}`
  }
}

const OF: Readonly<Record<string, string>> = { string: ' characters', array: ' items', set: ' items', map: ' items' }

function shown(value: unknown): string {
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

/** The name that differs least, where it differs by at most a third of its letters. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined
  let least = Math.ceil(name.length / 3) + 1
  for (const candidate of known) {
    const d = distance(name, candidate)
    if (d < least) {
      least = d
      best = candidate
    }
  }
  return best
}

/** Letters to change, add or take (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j++) {
      next.push(Math.min(row[j + 1]! + 1, next[j]! + 1, row[j]! + (a[i] === b[j] ? 0 : 1)))
    }
    row = next
  }
  return row[b.length]!
}
