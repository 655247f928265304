/**
 * A mission folder: each file with the schema of the package that owns it. What is read here is what stages are given;
 * what does not fit is told by file and field.
 */
import { err, ok, type Result } from '@magpie/core/result'
import { flightFile } from '@magpie/flight/flight-file'
import { elementsFile } from '@magpie/mission/element'
import { missionRules } from '@magpie/mission/folder-rules'
import { type CheckProblem, checkMissionFolder, type FolderReport } from '@magpie/mission/mission-check'
import { missionFile } from '@magpie/mission/mission-file'
import { partiesFile } from '@magpie/mission/party'
import { describeMissingName, missingNames } from '@magpie/operations/dictionary-names'
import { type OperationsFile, operationsFile } from '@magpie/operations/operations-file'
import { describeXtceError } from '@magpie/operations/xtce-context'
import { type DictionaryFile, readXtce } from '@magpie/operations/xtce-reader'
import { planFile } from '@magpie/plan/plan-file'
import { agreementsFile } from '@magpie/programme/agreements-file'
import { callFile } from '@magpie/programme/call-file'
import { decisionFile } from '@magpie/programme/decision-file'
import { eligibilityFolderRules } from '@magpie/programme/eligibility/folder-rules'
import { factsFile } from '@magpie/programme/facts-file'
import { instrumentsFile } from '@magpie/programme/instruments-file'
import { lettersFile } from '@magpie/programme/letters-file'
import { proposalsFile } from '@magpie/programme/proposals-file'
import { reviewsFile } from '@magpie/programme/reviews-file'
import { stationsFile } from '@magpie/surface/stations-file'
import { surfaceFile } from '@magpie/surface/surface-file'
import type * as z from 'zod'

/** The JSON files of a mission folder by name without `.json`. */
export const MISSION_SCHEMAS = {
  mission: missionFile,
  parties: partiesFile,
  elements: elementsFile,
  instruments: instrumentsFile,
  facts: factsFile,
  call: callFile,
  letters: lettersFile,
  proposals: proposalsFile,
  reviews: reviewsFile,
  decision: decisionFile,
  agreements: agreementsFile,
  flight: flightFile,
  stations: stationsFile,
  surface: surfaceFile,
  plan: planFile,
  operations: operationsFile,
} as const

type Schemas = typeof MISSION_SCHEMAS
export type MissionFileName = keyof Schemas

/** The parsed files, and the XTCE dictionaries by file name. */
export type MissionFolder = { readonly [K in MissionFileName]: z.output<Schemas[K]> } & {
  readonly dictionaries: Readonly<Record<string, string>>
}

/** The folder's files by path, relative to it. */
export type FolderFiles = Readonly<Record<string, string>>

/** What a folder holds, and everything that is wrong with it. */
export type FolderCheck = {
  readonly problems: readonly CheckProblem[]
  /** How many values carry a source, and how many are assumed or were not verified. */
  readonly sourced: number
  readonly assumed: number
}

/** Where the dictionaries of a mission lie in its folder. */
const DICTIONARY_FOLDER = 'dictionary/'

/** Every problem of every file: its own schema, the rules between files, and the dictionaries. */
export function checkMission(files: FolderFiles): FolderCheck {
  const { problems, sourced, assumed, values } = reportOn(files)
  return { problems: [...problems, ...dictionaryProblems(files, values)], sourced, assumed }
}

/** Reads a mission from its files, or tells every problem of every file. */
export function readMission(files: FolderFiles): Result<MissionFolder, readonly CheckProblem[]> {
  const report = reportOn(files)
  const problems = [...report.problems, ...dictionaryProblems(files, report.values)]
  if (problems.length > 0) return err(problems)
  const parsed = Object.fromEntries(NAMES.map((name) => [name, report.values.get(`${name}.json`)]))
  return ok({ ...parsed, dictionaries: dictionariesOf(files) } as unknown as MissionFolder)
}

const NAMES = Object.keys(MISSION_SCHEMAS) as MissionFileName[]
const BY_PATH = Object.fromEntries(NAMES.map((name) => [`${name}.json`, MISSION_SCHEMAS[name]]))

function reportOn(files: FolderFiles): FolderReport {
  const list = Object.entries(files).map(([path, text]) => ({ path, text }))
  return checkMissionFolder(list, BY_PATH, [...missionRules, ...eligibilityFolderRules])
}

function dictionariesOf(files: FolderFiles): Record<string, string> {
  const found = Object.entries(files).filter(([path]) => path.startsWith(DICTIONARY_FOLDER) && path.endsWith('.xml'))
  return Object.fromEntries(found)
}

/** The dictionaries as files in the order in which they are read: what all share comes first. */
export function dictionaryFiles(dictionaries: Readonly<Record<string, string>>): DictionaryFile[] {
  return Object.entries(dictionaries)
    .map(([name, text]) => ({ name, text }))
    .sort((a, b) => Number(b.name.includes('common')) - Number(a.name.includes('common')) || (a.name < b.name ? -1 : 1))
}

function dictionaryProblems(files: FolderFiles, values: FolderReport['values']): CheckProblem[] {
  const found = dictionaryFiles(dictionariesOf(files))
  const none = {
    file: DICTIONARY_FOLDER,
    field: '',
    rule: 'missing-file',
    message: 'there is no XTCE dictionary (*.xml): add one',
  }
  if (found.length === 0) return [none]
  const read = readXtce(found)
  if (!read.ok)
    return read.error.map((e) => ({
      file: e.file,
      field: '',
      line: e.line,
      rule: e.kind,
      message: describeXtceError(e),
    }))
  const operations = values.get('operations.json') as OperationsFile | undefined
  const missing = operations === undefined ? [] : missingNames(operations, read.value.dictionary)
  return missing.map((m) => {
    return { file: 'operations.json', field: m.field, rule: `${m.what}-in-dictionary`, message: describeMissingName(m) }
  })
}
