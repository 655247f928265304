import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { agreement } from './agreement.ts'
import { elementsFile } from './element.ts'
import { missionRules } from './folder-rules.ts'
import { checkMissionFolder, nearestName } from './mission-check.ts'
import { missionFile } from './mission-file.ts'
import { partiesFile } from './party.ts'

const schemas = {
  'mission.json': missionFile,
  'parties.json': partiesFile,
  'elements.json': elementsFile,
  'agreements.json': z.strictObject({ agreements: z.array(agreement) }),
  'extra-*.json': z.strictObject({ a: z.number() }),
}
const assumed = { kind: 'assumed', reason: 'made for the test' }

type Folder = Record<string, unknown>
function folder(): Folder {
  const port = (id: string, element: string) => ({
    id: 'p',
    kind: 'power',
    joinedTo: { element: id, port: 'p' },
    element,
  })
  const module = (id: string, owner: string, host: string | undefined, other: string) => ({
    id,
    name: id,
    kind: 'module',
    owner,
    ...(host === undefined ? {} : { host }),
    parameters: [{ name: 'mass', value: 5, unit: 'kg', maturity: 'new', asOf: '2025', provenance: assumed }],
    ports: [{ id: 'p', kind: port(other, id).kind, joinedTo: { element: other, port: 'p' } }],
    provenance: assumed,
  })
  const grant = { id: 'g', agreement: 'a', grantor: 'metu', grantee: 'cnsa', element: 'rover', actions: ['drive'] }
  return {
    'mission.json': {
      id: 'm',
      name: 'M',
      summary: 's',
      lead: 'cnsa',
      phases: [{ id: 'launch', name: 'Launch', begins: 'lift-off' }],
      provenance: assumed,
    },
    'parties.json': { parties: ['cnsa', 'metu'].map((id) => ({ id, name: id, kind: 'agency', provenance: assumed })) },
    'elements.json': {
      elements: [module('lander', 'cnsa', undefined, 'rover'), module('rover', 'metu', 'lander', 'lander')],
    },
    'agreements.json': {
      agreements: [
        {
          id: 'a',
          title: 'A',
          kind: 'memorandum',
          parties: ['cnsa', 'metu'],
          elements: ['rover'],
          grants: [grant],
          provenance: assumed,
        },
      ],
    },
  }
}

/** The folder with one field of one file set, or taken out where the value is undefined. */
function changed(file: string, pointer: string, value: unknown): Folder {
  const made = structuredClone(folder())
  const path = pointer.split('/').slice(1)
  let at = made[file] as Record<string, unknown>
  for (const part of path.slice(0, -1)) at = at[part] as Record<string, unknown>
  if (value === undefined) delete at[path.at(-1)!]
  else at[path.at(-1)!] = value
  return made
}

function check(files: Folder) {
  const list = Object.entries(files).map(([path, value]) => ({ path, text: JSON.stringify(value, null, 2) }))
  return checkMissionFolder(list, schemas, missionRules)
}

test('a folder that is right', () => {
  const report = check(folder())
  expect(report.problems).toEqual([])
  expect([report.assumed, report.sourced, report.values.size]).toEqual([8, 0, 4])
})

describe('one field wrong is told by file, field, rule and what to do', () => {
  const e = 'elements.json'
  const a = 'agreements.json'
  test.each<[string, string, unknown, string, RegExp]>([
    ['mission.json', '/lead', 'cnas', 'party-exists', /did you mean "cnsa"/],
    ['mission.json', '/phases', [], 'too_small', /at least 1 items/],
    ['mission.json', '/sumary', 's', 'unrecognized_keys', /no field "sumary"/],
    ['mission.json', '/name', undefined, 'invalid_type', /missing: add it \(string\)/],
    ['mission.json', '/name', 7, 'invalid_type', /give string, not 7/],
    ['mission.json', '/id', 'Chang E', 'invalid_format', /lower-case words.*not "Chang E"/],
    ['mission.json', '/provenance/reason', undefined, 'invalid_type', /missing/],
    ['parties.json', '/parties/1/id', 'cnsa', 'unique', /used by parties.json \/parties\/0\/id/],
    ['parties.json', '/parties/1/partOf', 'metu', 'part-of-circle', /part of itself/],
    ['parties.json', '/parties/1/kind', 'agence', 'invalid_value', /did you mean "agency"/],
    [e, '/elements/1/owner', 'nobody', 'party-exists', /define it in parties.json/],
    [e, '/elements/0/host', 'rover', 'host-circle', /break the circle/],
    [e, '/elements/1/host', 'landr', 'element-exists', /did you mean "lander"/],
    [e, '/elements/1/parameters/0/unit', 'W', 'parameter-unit', /given in kg/],
    [e, '/elements/1/parameters/0/value', -1, 'too_small', /at least 0, not -1/],
    [e, '/elements/1/ports/0/kind', 'data', 'port-joint', /of one kind/],
    [e, '/elements/1/ports/0/joinedTo', undefined, 'port-joint', /both sides/],
    [a, '/agreements/0/grants/0/grantee', 'suparco', 'party-exists', /no party "suparco"/],
    [a, '/agreements/0/grants/0/element', 'lander', 'grant-in-agreement', /does not speak of lander/],
    [a, '/agreements/0/parties', ['metu'], 'grant-in-agreement', /cnsa did not sign/],
    [a, '/agreements/0/grants/0/from', 'spring', 'grant-window', /not a UTC time/],
    [a, '/agreements/0/grants/0/phases', ['landing'], 'phase-exists', /no phase "landing"/],
    [a, '/agreements/0/grants/0/arguments', { x: { min: 2, max: 1 } }, 'custom', /min must not exceed max/],
    [a, '/agreements/0/grants/0/arguments', { x: { min: 0, max: 0.0001 } }, 'custom', /three decimals/],
  ])('%s %s = %j', (file, pointer, value, rule, message) => {
    const { problems } = check(changed(file, pointer, value))
    const found = problems.find((p) => p.rule === rule && message.test(p.message))
    expect(found, JSON.stringify(problems)).toBeDefined()
    expect(problems.every((p) => p.message.length > 10)).toBe(true)
  })

  test('a broken file is told once, not by every name that it defines', () => {
    const { problems } = check(changed('parties.json', '/parties/0/kind', 'none'))
    expect(problems.map((p) => `${p.file} ${p.field}`)).toEqual(['parties.json /parties/0/kind'])
  })

  test('the line is that of the field', () => {
    const { problems } = check(changed(e, '/elements/1/owner', 'nobody'))
    const text = JSON.stringify(changed(e, '/elements/1/owner', 'nobody')[e], null, 2)
    expect(problems).toHaveLength(1)
    expect(text.split('\n')[problems[0]!.line! - 1]).toContain('"nobody"')
  })

  test('a window that ends before it begins', () => {
    const files = changed(a, '/agreements/0/grants/0/from', '2029-01-02')
    const grant = (files[a] as { agreements: { grants: Record<string, unknown>[] }[] }).agreements[0]!.grants[0]!
    grant['until'] = '2029-01-01'
    expect(check(files).problems).toMatchObject([{ rule: 'grant-window', field: '/agreements/0/grants/0/until' }])
  })
})

describe('files', () => {
  test('that are missing, misspelt, broken', () => {
    const { 'parties.json': parties, ...rest } = folder()
    const missing = check({ ...rest, 'partys.json': parties })
    expect(missing.problems.map(({ file, rule, message }) => `${file} ${rule} ${message}`)).toEqual([
      'partys.json unknown-file did you mean parties.json?',
      'parties.json missing-file the mission has no parties.json: add it',
    ])
    const broken = checkMissionFolder([{ path: 'mission.json', text: '{\n"id": "m",\n}' }], {
      'mission.json': missionFile,
    })
    expect(broken.problems).toMatchObject([{ file: 'mission.json', rule: 'json', line: 3 }])
  })
  test('found by pattern, and those that no schema reads', () => {
    const report = check({ ...folder(), 'extra-1.json': { a: 'x' }, 'deep/extra-1.json': {} })
    expect(report.problems.map((p) => [p.file, p.rule])).toEqual([
      ['extra-1.json', 'invalid_type'],
      ['deep/extra-1.json', 'unknown-file'],
    ])
  })
})

test('names that are near', () => {
  expect(nearestName('parties', ['party', 'mission', 'partiez'])).toBe('partiez')
  expect(nearestName('abc', ['xyz'])).toBeUndefined()
})

test('the reference mission keeps the rules of the shared model', () => {
  const at = new URL('../../../missions/change-8/', import.meta.url)
  const files = ['mission.json', 'parties.json', 'elements.json'].map((path) => ({
    path,
    text: readFileSync(new URL(path, at), 'utf8'),
  }))
  const { 'mission.json': m, 'parties.json': p, 'elements.json': e } = schemas
  const report = checkMissionFolder(files, { 'mission.json': m, 'parties.json': p, 'elements.json': e }, missionRules)
  expect(report.problems).toEqual([])
  expect(report.assumed).toBeGreaterThan(20)
})
