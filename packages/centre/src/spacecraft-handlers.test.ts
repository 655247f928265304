import { readdirSync, readFileSync } from 'node:fs'
import type { Caller } from '@magpie/api/access'
import type { Failure } from '@magpie/api/failure'
import { spacecraftOperations } from '@magpie/api/spacecraft-operations'
import { toBase64 } from '@magpie/core/base64'
import { type Result, unwrap } from '@magpie/core/result'
import { secondsOf } from '@magpie/operations/command/instant'
import { CUC_TO_J2000_S } from '@magpie/operations/cuc-time'
import { operationsFile } from '@magpie/operations/operations-file'
import { loadHash } from '@magpie/operations/procedure/load'
import { readXtce } from '@magpie/operations/xtce-reader'
import type { TelemetryValue } from '@magpie/rehearsal/happening'
import { expect, test } from 'vitest'
import { type DataReading, OPEN_READING } from './data-reading.ts'
import { spacecraftHandlers } from './spacecraft-handlers.ts'

const mission = new URL('../../../missions/change-8/', import.meta.url)
const folder = new URL('dictionary/', mission)
const names = readdirSync(folder).sort((a, b) => Number(b === 'common.xml') - Number(a === 'common.xml'))
const { dictionary } = unwrap(
  readXtce(names.map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }))),
)
const operations = operationsFile.parse(JSON.parse(readFileSync(new URL('operations.json', mission), 'utf8')))

const AT = '2028-12-01T12:00:00.000Z'
const BEFORE = '2028-12-01T10:00:00.000Z'
const IMAGE = Uint8Array.of(1, 2, 3)
const OTHER = Uint8Array.of(4)
const REFUSAL = {
  permitted: false,
  rule: 'data-embargo',
  fact: 'it is held',
  source: { title: 'A' },
  remedy: 'Wait.',
} as const

const caller = (party: string, role: 'operator' | 'signatory' = 'operator'): Caller => ({
  ...{ arrivedAt: AT, party, person: { id: 'ada', name: 'Ada' }, roles: [role] },
})

function read<T>(schema: { parse(value: unknown): T }, outcome: Result<unknown, Failure>): Result<T, Failure> {
  return outcome.ok ? { ok: true, value: schema.parse(JSON.parse(JSON.stringify(outcome.value))) } : outcome
}

/** Handlers over values that were heard; what is `held` is held back from everybody but CNSA. */
function handlers(values: Record<string, TelemetryValue['value']>, { simulated = true, held = [] as string[] } = {}) {
  const latest = new Map(
    Object.entries(values).map(([key, value]) => {
      const [element, name] = key.split('/') as [string, string]
      const alarm = value === 12 ? ('critical' as const) : ('nominal' as const)
      return [key, { element, name, value, unit: '', alarm, generatedAt: AT, receivedAt: AT }] as const
    }),
  )
  const load = (name: string, octets: Uint8Array, at: string) => ({
    event: {
      ...{ kind: 'rehearsal', why: 'test' },
      act: { do: 'load', element: 'ce8-lander', name, content: toBase64(octets) },
    },
    stamp: { at, party: 'cnsa', person: 'ada' },
  })
  const timed = (id: string, element: string, state: string, execute: string) => ({
    ...{ id, command: { name: 'point' }, state, approvals: [] },
    content: { element, execute, party: 'cnsa' },
  })
  const desk = {
    book: {
      said: [load('image-b', IMAGE, BEFORE), load('image-c', OTHER, '2028-12-01T13:00:00.000Z')],
      commands: new Map([
        ['c1', timed('c1', 'queqiao-2', 'accepted', '2028-12-02T00:00:00.000Z')],
        ['c2', timed('c2', 'queqiao-2', 'completed', '2028-12-02T01:00:00.000Z')],
      ]),
    },
    ground: {
      dictionary,
      mission: 'change-8',
      lead: 'cnsa',
      ownerOf: (id: string) => (id === 'pk-rover' ? 'suparco' : 'cnsa'),
    },
    controllersOf: () => ['cnsa'],
  }
  const reading: DataReading = {
    ...OPEN_READING,
    of: ({ party }, _, parameter) =>
      held.includes(parameter) && party !== 'cnsa' ? { kind: 'refused', refusal: REFUSAL } : { kind: 'all' },
  }
  const made = spacecraftHandlers({
    ...{ centre: () => ({ desk, now: () => AT }) as never, operations: () => operations, reading },
    ...{
      latest: () => latest,
      simulated: () => simulated,
      takesFiles: () => simulated,
      telemetry: () => ({ alarms: { list: () => [] } }) as never,
    },
    elements: () =>
      operations.elements.map(({ id }) => ({
        id,
        name: id,
        kind: 'spacecraft',
        owner: id === 'pk-rover' ? 'suparco' : 'cnsa',
      })),
  })
  // What is told must be what the contract says, as a client reads it.
  return {
    ...made,
    spacecraftShow: async (...asked: Parameters<typeof made.spacecraftShow>) =>
      read(spacecraftOperations.spacecraftShow.output, await made.spacecraftShow(...asked)),
    spacecraftList: async (...asked: Parameters<typeof made.spacecraftList>) =>
      read(spacecraftOperations.spacecraftList.output, await made.spacecraftList(...asked)),
  }
}

const LANDER = {
  ...{ 'ce8-lander/battery_charge': 81.5, 'ce8-lander/bus_voltage': 28.1, 'ce8-lander/temperature': 12 },
  ...{ 'ce8-lander/recorder_used': 400, 'ce8-lander/load_state': 'RUNNING', 'ce8-lander/load_outcome': 'DONE' },
  ...{ 'ce8-lander/running_hash': loadHash(IMAGE), 'ce8-lander/ready_hash': '', 'ce8-lander/previous_hash': 'ab' },
}

test('a spacecraft is told by subsystems, with limits of the dictionary, the time and the gravest level', async () => {
  const shown = unwrap(await handlers(LANDER).spacecraftShow({ element: 'ce8-lander' }, caller('cnsa')))
  const of = (id: string) => shown.subsystems.find((s) => s.id === id)!.values
  expect(of('power').find((v) => v.parameter === 'battery_charge')).toMatchObject({
    ...{ value: 81.5, unit: '%', level: 'nominal', generatedAt: AT },
    limits: [
      { kind: 'range', level: 'watch', form: 'outside', least: 60 },
      { kind: 'range', level: 'warning', least: 45 },
      { kind: 'range', level: 'critical', least: 30 },
    ],
  })
  expect(of('thermal').map((v) => v.parameter)).toEqual(expect.arrayContaining(['temperature', 'battery_temperature']))
  expect(of('data').map((v) => v.parameter)).toContain('recorder_used')
  expect(of('attitude').map((v) => v.parameter)).toContain('tilt')
  // Not heard yet: named, without a value.
  expect(of('power').find((v) => v.parameter === 'array_power')).not.toHaveProperty('value')
  expect(shown).toMatchObject({ level: 'critical', newest: AT, kind: 'lander', mode: 'simulated', held: 0 })
  expect(shown.assumed).toContain('not published')
})

test('what is held back is named with the reason, and counts for nothing that is told', async () => {
  const h = handlers(LANDER, { held: ['temperature', 'running_hash'] })
  const shown = unwrap(await h.spacecraftShow({ element: 'ce8-lander' }, caller('suparco')))
  const heat = shown.subsystems.flatMap((s) => s.values).find((v) => v.parameter === 'temperature')!
  expect(heat).toMatchObject({ held: { rule: 'data-embargo', source: 'A', remedy: 'Wait.' } })
  expect(heat).not.toHaveProperty('value')
  expect(shown).toMatchObject({ level: 'nominal', held: expect.any(Number) })
  expect(shown.software).toMatchObject({ files: [], held: { rule: 'data-embargo' }, send: { rule: 'owner-loads' } })
  expect(shown.software).not.toHaveProperty('running')
})

test('software: what runs by its hash, which file that is, and what is on its way', async () => {
  const { software } = unwrap(await handlers(LANDER).spacecraftShow({ element: 'ce8-lander' }, caller('cnsa')))
  expect(software).toMatchObject({ state: 'RUNNING', outcome: 'DONE', running: loadHash(IMAGE), reportedAt: AT })
  expect(software!.files.map((f) => [f.name, f.octets, f.stands])).toEqual([
    ['image-c', 1, 'on-the-way'],
    ['image-b', 3, 'running'],
  ])
  expect(software).not.toHaveProperty('send')
})

test.each([
  ['over links', { simulated: false }, caller('cnsa'), 'loads-over-links'],
  ['of another party', {}, caller('suparco'), 'owner-loads'],
  ['a signatory', {}, caller('cnsa', 'signatory'), 'operators-load'],
] as const)('%s nobody sends software, and is told why', async (_, how, who, rule) => {
  const shown = unwrap(await handlers(LANDER, how).spacecraftShow({ element: 'ce8-lander' }, who))
  expect(shown.software!.send).toMatchObject({ rule })
})

test('the schedule is what the relay reported, each entry with its command where the desk has it', async () => {
  const cuc = (utc: string) => secondsOf(utc) + CUC_TO_J2000_S
  const h = handlers({
    ...{ 'queqiao-2/schedule': 'ENABLED', 'queqiao-2/scheduled': 2, 'queqiao-2/listed': 2 },
    ...{ 'queqiao-2/scheduled_1_at': cuc('2028-12-02T00:00:00.000Z'), 'queqiao-2/scheduled_1_count': 7 },
    ...{ 'queqiao-2/scheduled_2_at': cuc('2028-12-03T00:00:00.000Z'), 'queqiao-2/scheduled_2_count': 9 },
  })
  const { schedule } = unwrap(await h.spacecraftShow({ element: 'queqiao-2' }, caller('cnsa')))
  expect(schedule.reported).toEqual({
    ...{ enabled: 'ENABLED', waiting: 2, listedAt: AT },
    entries: [
      { at: '2028-12-02T00:00:00.000Z', count: 7, command: 'c1' },
      { at: '2028-12-03T00:00:00.000Z', count: 9 },
    ],
  })
  expect(schedule.commands.map((c) => [c.id, c.onBoard])).toEqual([['c1', true]])
  const other = unwrap(await h.spacecraftShow({ element: 'queqiao-2' }, caller('suparco')))
  expect(other.schedule.commands).toEqual([])
})

test('the list has each with a glance; what is not operated is not there', async () => {
  const h = handlers(LANDER)
  const { spacecraft } = unwrap(await h.spacecraftList({}, caller('cnsa')))
  expect(spacecraft.map((s) => s.element)).toEqual(operations.elements.map((e) => e.id))
  const glance = spacecraft.find((s) => s.element === 'ce8-lander')!.glance.map((v) => v.parameter)
  expect(glance.slice(0, 3)).toEqual(['state', 'battery_charge', 'bus_voltage'])
  expect(await h.spacecraftShow({ element: 'nothing' }, caller('cnsa'))).toMatchObject({ ok: false })
})

test('the procedure of a file that was sent: check, go of the second party, run', async () => {
  const h = handlers(LANDER)
  const asked = { element: 'ce8-lander', sha256: loadHash(IMAGE), second: 'hkust' }
  const { procedure } = unwrap(await h.loadProcedure(asked, caller('cnsa')))
  expect(procedure.steps.map((s) => [s.id, s.party])).toEqual([
    ...[
      ['transfer', 'cnsa'],
      ['arrived', 'cnsa'],
      ['check', 'cnsa'],
      ['checked', 'cnsa'],
    ],
    ...[
      ['go', 'hkust'],
      ['commit', 'cnsa'],
      ['running', 'cnsa'],
    ],
  ])
  expect((await h.loadProcedure({ ...asked, sha256: 'f'.repeat(64) }, caller('cnsa'))).ok).toBe(false)
})
