/**
 * A mission folder: each file with the schema of the package that owns it. What is read here is what stages are given;
 * what does not fit is told by file and field.
 */
import { err, ok, type Result } from '@magpie/core/result'
import { flightFile } from '@magpie/flight/flight-file'
import { elementsFile } from '@magpie/mission/element'
import { missionFile } from '@magpie/mission/mission-file'
import { partiesFile } from '@magpie/mission/party'
import { operationsFile } from '@magpie/operations/operations-file'
import { planFile } from '@magpie/plan/plan-file'
import { agreementsFile } from '@magpie/programme/agreements-file'
import { callFile } from '@magpie/programme/call-file'
import { decisionFile } from '@magpie/programme/decision-file'
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

/** One thing wrong: the file, a JSON pointer into it, the rule and what it says. */
export type FolderFault = {
  readonly file: string
  readonly field: string
  readonly rule: string
  readonly message: string
}

/** The folder's files by path, relative to it. */
export type FolderFiles = Readonly<Record<string, string>>

/** Where the dictionaries of a mission lie in its folder. */
export const DICTIONARY_FOLDER = 'dictionary/'

/** Reads a mission from its files; every fault of every file is told. */
export function readMission(files: FolderFiles): Result<MissionFolder, readonly FolderFault[]> {
  const faults: FolderFault[] = []
  const parsed: Record<string, unknown> = {}
  for (const name of Object.keys(MISSION_SCHEMAS) as MissionFileName[]) {
    const file = `${name}.json`
    const text = files[file]
    if (text === undefined) faults.push({ file, field: '', rule: 'present', message: `${file} is missing` })
    else parsed[name] = readOne(file, text, MISSION_SCHEMAS[name], faults)
  }
  const dictionaries = Object.fromEntries(
    Object.entries(files).filter(([path]) => path.startsWith(DICTIONARY_FOLDER) && path.endsWith('.xml')),
  )
  if (Object.keys(dictionaries).length === 0)
    faults.push({ file: DICTIONARY_FOLDER, field: '', rule: 'present', message: 'there is no XTCE dictionary (*.xml)' })
  return faults.length > 0 ? err(faults) : ok({ ...parsed, dictionaries } as unknown as MissionFolder)
}

function readOne(file: string, text: string, schema: z.ZodType, faults: FolderFault[]): unknown {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    faults.push({ file, field: '', rule: 'json', message: (cause as Error).message })
    return undefined
  }
  const read = schema.safeParse(json)
  if (read.success) return read.data
  for (const issue of read.error.issues) {
    const field = issue.path.map((part) => `/${String(part)}`).join('')
    faults.push({ file, field, rule: issue.code, message: issue.message })
  }
  return undefined
}
