/** Parsers of files that people write: a mission's folder, procedures, rules, links, keys, tables, terrain. */
import { readdirSync, readFileSync } from 'node:fs'
import { describeBadJson, readJson } from '@magpie/mission/json-reader'
import { keyFile } from '@magpie/operations/command/key-file'
import { flightRulesFile } from '@magpie/operations/flight-rules/rule'
import { linksFile } from '@magpie/operations/link/link-file'
import { procedureFile } from '@magpie/operations/procedure/procedure-file'
import { compileProcedure } from '@magpie/operations/procedure/program'
import { readReviewersCsv } from '@magpie/programme/review/reviewers-csv'
import { readCsv } from '@magpie/programme/table/csv'
import { checkMission, MISSION_SCHEMAS } from '@magpie/rehearsal/mission-folder'
import type * as z from 'zod'
import { readManifest } from '../../adapters/src/browser-manifest.ts'
import { readGeoTiff } from '../../adapters/src/terrain.ts'
import { parsed } from './archive.ts'
import type { Parser } from './parser.ts'
import { smallTerrain } from './terrain-sample.ts'

const root = new URL('../../', import.meta.url)
const text = (name: string) => readFileSync(new URL(name, root), 'utf8')
const MISSION = 'missions/change-8/'

/** Parsers of files. */
export function fileParsers(): Parser[] {
  const procedures = readdirSync(new URL('examples/procedures/', root)).map((name) => `examples/procedures/${name}`)
  return [
    ...Object.entries(MISSION_SCHEMAS).map(([name, schema]) => missionParser(name, schema)),
    folderParser(),
    {
      name: 'JSON with places',
      kind: 'json',
      weight: 2,
      right: [text(`${MISSION}mission.json`)],
      parse: (json) => {
        const read = readJson(json)
        if (!read.ok) describeBadJson(read.error)
        return read.ok
      },
    },
    {
      name: 'procedures',
      kind: 'json',
      right: procedures.map((name) => text(name)),
      parse: (json) => {
        const read = procedureFile.safeParse(parsed(json))
        if (read.success) compileProcedure(read.data)
        return read.success
      },
    },
    schemaParser('flight rules', flightRulesFile, FLIGHT_RULES),
    schemaParser('links files', linksFile, LINKS),
    schemaParser('key files', keyFile, KEY),
    {
      name: 'manifest of kernels',
      kind: 'json',
      weight: 2,
      right: [MANIFEST],
      parse: (json) => readManifest(parsed(json)).ok,
    },
    { name: 'CSV', kind: 'text', weight: 3, right: [REVIEWERS, QUOTED], parse: (csv) => !('badQuote' in readCsv(csv)) },
    {
      name: 'reviewers in CSV',
      kind: 'text',
      weight: 2,
      right: [REVIEWERS],
      parse: (csv) => readReviewersCsv(csv).problems.length === 0,
    },
    {
      name: 'terrain (GeoTIFF)',
      kind: 'octets',
      right: [smallTerrain()],
      parse: async (octets) => (await readGeoTiff(octets, 'x.tif')).ok,
    },
  ]
}

function schemaParser(name: string, schema: z.ZodType, right: object): Parser {
  return {
    name,
    kind: 'json',
    right: [JSON.stringify(right)],
    parse: (json) => schema.safeParse(parsed(json)).success,
  }
}

const LINKS = {
  links: [
    { id: 'lander', receive: 'udp:127.0.0.1:10015', frames: { kind: 'tm', frame_octets: 1115, marker: true } },
    { id: 'relay', receive: 'tcp-listen:[::1]:10016', send: 'same', uplink: { kind: 'cltu', scid: 3 } },
  ],
  clock: { kind: 'told', epoch: '2028-11-25T14:00:00Z', at: '2026-01-01T00:00:00Z', pace: 60 },
}
const KEY = {
  ...{ format: 'magpie-key-1', party: 'cnsa', publicKey: 'ab'.repeat(32), cost: 16, salt: 'cd'.repeat(16) },
  ...{ nonce: 'ef'.repeat(12), sealed: '01'.repeat(48) },
}
const FLIGHT_RULES = {
  mission: 'change-8',
  rules: [
    {
      ...{ id: 'lit', title: 'in light', owner: 'cnsa', elements: ['ce8-lander'], commands: ['drive'] },
      require: {
        kind: 'all',
        of: [
          { kind: 'parameter', element: 'ce8-lander', name: 'battery', is: '>', value: 40, age_s: 60 },
          { kind: 'not', of: { kind: 'phase', in: ['cruise'] } },
          { kind: 'window', window: 'lit', remaining_s: 600 },
        ],
      },
      source: { title: 'a rule', date: '2028-01-01' },
    },
  ],
}
const MANIFEST = JSON.stringify({
  format: 'magpie-kernels/1',
  sets: [
    {
      name: '2029',
      start_tdb_s: 1,
      end_tdb_s: 2,
      files: [
        {
          name: 'a.bsp',
          path: '/kernels/0123456789abcdef/a.bsp',
          bytes: 9,
          sha256: 'ab'.repeat(32),
          coverage: [{ ids: [301], start_tdb_s: 1, end_tdb_s: 2 }],
        },
      ],
    },
  ],
})
const REVIEWERS =
  'id,name,email,institution,party,state,topics,co-authors,advisors\r\nr1,Ada,ada@example.org,Institute A,cnsa,CN,geology:0.8; power,r2,\r\n'
const QUOTED = 'a,b\r\n"x, ""y""","line\r\nbreak"\r\n\'=1,2\r\n'

/** A file of the reference mission, its lists cut to what the schema still takes, so that an input is read in little time. */
function missionParser(name: string, schema: z.ZodType): Parser {
  const right = trimmed(JSON.parse(text(`${MISSION}${name}.json`)), schema)
  const parse = (json: string) => {
    const read = readJson(json)
    if (!read.ok) {
      describeBadJson(read.error)
      return false
    }
    const done = schema.safeParse(read.value.value)
    if (!done.success) for (const issue of done.error.issues) read.value.lineOf(`/${issue.path.map(String).join('/')}`)
    return done.success
  }
  return { name: `mission: ${name}.json`, kind: 'json', right: [JSON.stringify(right)], parse }
}

function trimmed(whole: unknown, schema: z.ZodType): unknown {
  for (const most of [1, 2, 4, 8, 16]) {
    const small = cut(whole, most)
    if (schema.safeParse(small).success) return small
  }
  return whole
}

function cut(value: unknown, most: number): unknown {
  if (Array.isArray(value)) return value.slice(0, most).map((one) => cut(one, most))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, cut(one, most)]))
}

/** The files of the mission against each other, one of them damaged so that its own schema often still takes it. */
function folderParser(): Parser {
  const names = Object.keys(MISSION_SCHEMAS).map((name) => `${name}.json`)
  const whole = Object.fromEntries(names.map((name) => [name, text(MISSION + name)]))
  const right = Object.entries(MISSION_SCHEMAS).map(([name, schema]) => {
    const small = trimmed(JSON.parse(whole[`${name}.json`]!), schema)
    return JSON.stringify({ [`${name}.json`]: small })
  })
  const others = Object.fromEntries(
    right.flatMap((one) => Object.entries(JSON.parse(one))).map(([name, file]) => [name, JSON.stringify(file)]),
  )
  const parse = (json: string) => {
    const damaged = parsed(json)
    if (typeof damaged !== 'object' || damaged === null) return false
    const files = Object.fromEntries(Object.entries(damaged).map(([name, file]) => [name, JSON.stringify(file) ?? '']))
    const { problems } = checkMission({ ...others, ...files })
    // Files that were cut do not fit together; each alone does.
    return !problems.some(({ file, rule }) => file in files && rule === 'json')
  }
  return { name: 'mission folder', kind: 'json', right, parse }
}
