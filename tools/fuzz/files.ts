/** Parsers of files that people write: a mission's folder, procedures, rules, links, keys, tables, terrain. */
import { readdirSync, readFileSync } from 'node:fs'
import { missionRules } from '@magpie/mission/folder-rules'
import { describeBadJson, readJson } from '@magpie/mission/json-reader'
import { keyFile } from '@magpie/operations/command/key-file'
import { flightRulesFile } from '@magpie/operations/flight-rules/rule'
import { linksFile } from '@magpie/operations/link/link-file'
import { procedureFile } from '@magpie/operations/procedure/procedure-file'
import { compileProcedure } from '@magpie/operations/procedure/program'
import { eligibilityFolderRules } from '@magpie/programme/eligibility/folder-rules'
import { readReviewersCsv } from '@magpie/programme/review/reviewers-csv'
import { readCsv } from '@magpie/programme/table/csv'
import { MISSION_SCHEMAS } from '@magpie/rehearsal/mission-folder'
import { readManifest } from '../../adapters/src/browser-manifest.ts'
import { readGeoTiff } from '../../adapters/src/terrain.ts'
import { parsed } from './archive.ts'
import type { Parser, Schema } from './parser.ts'
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
      right: [MANIFEST],
      parse: (json) => readManifest(parsed(json)).ok,
    },
    { name: 'CSV', kind: 'text', right: [REVIEWERS, QUOTED], parse: (csv) => !('badQuote' in readCsv(csv)) },
    {
      name: 'reviewers in CSV',
      kind: 'text',
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

function schemaParser(name: string, schema: Schema, right: object): Parser {
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
function missionParser(name: string, schema: Schema): Parser {
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

/** Every list as short as the schema takes it, the outer ones first. */
function trimmed(whole: unknown, schema: Schema): unknown {
  const root = { whole: structuredClone(whole) }
  const lists: { holder: Record<string, unknown>; key: string }[] = [{ holder: root, key: 'whole' }]
  for (let next = lists.shift(); next !== undefined; next = lists.shift()) {
    const { holder, key } = next
    const value = holder[key]
    if (typeof value !== 'object' || value === null) continue
    if (Array.isArray(value)) shorten(holder, key, value, () => schema.safeParse(root.whole).success)
    const kept = holder[key] as Record<string, unknown>
    for (const inner of Object.keys(kept)) lists.push({ holder: kept, key: inner })
  }
  return root.whole
}

function shorten(holder: Record<string, unknown>, key: string, list: readonly unknown[], fits: () => boolean): void {
  for (let length = Math.min(1, list.length); length < list.length; length++) {
    holder[key] = list.slice(0, length)
    if (fits()) return
  }
  holder[key] = list
}

/** The rules between the files of a mission: one of them damaged so that its own schema still takes it. */
function folderParser(): Parser {
  const files = Object.entries(MISSION_SCHEMAS).map(([name, schema]) => {
    const value = trimmed(JSON.parse(text(`${MISSION}${name}.json`)), schema)
    return { path: `${name}.json`, schema: schema as Schema, value, data: schema.safeParse(value).data as unknown }
  })
  const parse = (json: string) => {
    const [[path, value] = ['', undefined]] = Object.entries((parsed(json) ?? {}) as object)
    const file = files.find((one) => one.path === path)
    const read = file?.schema.safeParse(value)
    if (read?.success !== true) return false
    const folder = {
      get: (of: string) => (of === path ? read.data : files.find((one) => one.path === of)?.data),
      paths: files.map((one) => one.path),
      broken: [],
    }
    for (const rule of [...missionRules, ...eligibilityFolderRules]) rule(folder)
    return true
  }
  const right = files.map(({ path, value }) => JSON.stringify({ [path]: value }))
  return { name: 'mission folder, rules between files', kind: 'json', right, parse }
}
