import { readdirSync, readFileSync } from 'node:fs'
import { unwrap } from '@magpie/core/result'
import { describe, expect, test } from 'vitest'
import { checkArguments, describeArgumentError } from './command-encoder.ts'
import { findCommand } from './dictionary.ts'
import { operationsFile } from './operations-file.ts'
import { readXtce } from './xtce-reader.ts'

const mission = new URL('../../../missions/change-8/', import.meta.url)
const json = JSON.parse(readFileSync(new URL('operations.json', mission), 'utf8'))
const file = operationsFile.parse(json)
const folder = new URL('dictionary/', mission)
const { dictionary } = unwrap(
  readXtce(readdirSync(folder).map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }))),
)

describe('operations.json of Change-8 agrees with its dictionary', () => {
  const commands = [
    ...file.activityTemplates.filter((t) => !t.sequence).map((t) => ({ where: t.id, ...t })),
    ...file.deployments.flatMap((d) => d.steps.map((s) => ({ where: `${d.module} ${s.id}`, ...s }))),
    ...file.deployments.flatMap((d) => (d.abort === undefined ? [] : [{ where: `${d.module} abort`, ...d.abort }])),
    ...file.script.flatMap((s) => (s.kind === 'command' ? [{ where: s.id, ...s }] : [])),
  ]
  test.each(commands.map((c) => [c.where, c] as const))('%s', (_, { element, command, arguments: values }) => {
    const found = findCommand(dictionary, element, command)
    expect(found).toBeDefined()
    const checked = checkArguments(found!, values)
    expect(checked.ok ? '' : describeArgumentError(checked.error)).toBe('')
  })

  test('every step is confirmed by a parameter that its element sends, with a value it can have', () => {
    for (const { confirm } of file.deployments.flatMap((d) => d.steps)) {
      const own = dictionary.parameters.find((p) => p.name === confirm.parameter && p.system === `/${confirm.element}`)
      const parameter = own ?? dictionary.parameters.find((p) => p.name === confirm.parameter && p.system === '/common')
      expect(parameter?.type.labels?.map((l) => l.label)).toContain(confirm.equals)
    }
  })

  test('every APID has a housekeeping container of its own, and numbers are those of the dictionary', () => {
    const labels = dictionary.parameters.find((p) => p.qualifiedName === '/common/proximity_peer')!.type.labels!
    for (const element of file.elements) {
      expect(labels.find((l) => l.label === element.id)?.from).toBe(element.number)
      const container = dictionary.containers.find((c) => c.qualifiedName === `/${element.id}/housekeeping`)
      expect(container !== undefined).toBe(element.apid !== undefined)
    }
  })
})

test('names refer to what is there, and nothing is defined twice', () => {
  const ids = new Set(file.elements.map((e) => e.id))
  const parties = new Set(file.parties.map((p) => p.id))
  const templates = new Set(file.activityTemplates.map((t) => t.id))
  for (const t of file.activityTemplates) {
    expect(ids.has(t.element) && parties.has(t.party)).toBe(true)
    for (const before of t.after) expect(templates.has(before)).toBe(true)
    if (t.sequence) expect(file.deployments.some((d) => d.module === t.element)).toBe(true)
  }
  const unique = <T>(list: readonly T[]) => expect(new Set(list).size).toBe(list.length)
  unique(file.elements.map((e) => e.number))
  unique(file.elements.flatMap((e) => e.apid ?? []))
  unique(file.persons.map((p) => p.number))
  unique(file.activityTemplates.map((t) => t.id))
  unique(file.script.map((s) => s.id))
})

test('what is not published says so', () => {
  expect(file.provenance.kind).toBe('assumed')
  for (const e of file.elements) expect(e.provenance.kind).toBe('assumed')
  for (const l of file.links) expect(l.provenance.kind).toBe('assumed')
})

test.each([
  [
    'an APID out of range',
    (f: typeof json) => {
      f.elements[0].apid = 2047
    },
    'elements',
  ],
  [
    'a link that loses everything',
    (f: typeof json) => {
      f.links[0].loss = 1
    },
    'links',
  ],
  [
    'an unknown gate',
    (f: typeof json) => {
      f.deployments[0].gates[0].kind = 'hope'
    },
    'deployments',
  ],
  [
    'a field that nobody knows',
    (f: typeof json) => {
      f.colour = 'red'
    },
    '',
  ],
])('%s is refused', (_, spoil, path) => {
  const copy = structuredClone(json)
  spoil(copy)
  const parsed = operationsFile.safeParse(copy)
  expect(parsed.success).toBe(false)
  if (!parsed.success && path !== '') expect(parsed.error.issues[0]!.path[0]).toBe(path)
})
