import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { Caller } from '@magpie/api/access'
import { operations } from '@magpie/api/operations'
import { archiveHandlers } from '@magpie/centre/archive-handlers'
import { dataHandlers } from '@magpie/centre/data-handlers'
import { agreedData, readingByAgreement } from '@magpie/centre/data-reading'
import { memoryProgrammeStore } from '@magpie/centre/memory-programme-store'
import { openProgrammeDesk, type ProgrammeDesk } from '@magpie/centre/programme-desk'
import { unwrap } from '@magpie/core/result'
import { rehearsalSigner } from '@magpie/ledger/keys'
import type { Agreement } from '@magpie/mission/agreement'
import type { Element } from '@magpie/mission/element'
import { role } from '@magpie/mission/role'
import { testPacket } from '@magpie/operations/testing/telemetry-dictionary'
import { readXml } from '@magpie/operations/xml-tree'
import { GROUND } from '@magpie/programme/desk/testing/sample'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { releaseFiles } from '../release-files.ts'
import { verifyLedgerFile } from '../verify-ledger-handler.ts'
import { openTestCentre, type TestCentre } from './testing-archive.ts'

const SOURCE = 'ce8-lander'
const DAY_MS = 86_400_000
const provenance = { kind: 'assumed', reason: 'a test' } as const
const ELEMENTS: Element[] = [
  { id: SOURCE, name: 'The lander', kind: 'lander', owner: 'alpha', parameters: [], ports: [], provenance },
]
const AGREEMENT: Agreement = {
  ...{ id: 'integration', title: 'Integration of the lander', kind: 'integration-agreement', grants: [], provenance },
  ...{ parties: ['agency', 'alpha'], elements: [SOURCE] },
  dataPolicy: { embargo_days: 30, sharing: [{ party: 'agency', what: 'everything' }], licence: 'CC-BY-4.0' },
}
const agreements: Agreement[] = [AGREEMENT]
const OPERATIONS = { elements: [{ id: SOURCE, science: ['temperature'] }] }
/** When the packets were received: 9e14 us past J2000 TAI. */
const RECEIVED_MS = Date.UTC(2000, 0, 1, 11, 59, 23) + 9e11
const clock = { ms: RECEIVED_MS }
const by = (party: string): Caller => ({
  ...{ arrivedAt: '2030-01-02T03:04:05.678Z', party, roles: role.options },
  person: { id: 'p', name: 'P', email: 'p@example.org' },
})

/** The Python that has pds4_tools, and why there is none for the test's name. */
const PYTHON = process.env['MAGPIE_PYTHON'] ?? 'python3'
const WITHOUT_READER =
  spawnSync(PYTHON, ['-c', 'import pds4_tools']).status === 0 ? '' : ' (skipped: Python has no pds4_tools here)'

let folder: string
let centre: TestCentre
let desk: ProgrammeDesk
let handlers: ReturnType<typeof archiveHandlers> & ReturnType<typeof dataHandlers>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'magpie-release-'))
  centre = await openTestCentre(join(folder, 'archive'), { segment_packets: 100 })
  for (let i = 0; i < 150; i++)
    for (const apid of [1, 2] as const) {
      const packet = testPacket(apid, i)
      centre.service.take(SOURCE, 'miyun', packet, 0, packet.length, 9e14 + i)
    }
  await centre.archive.settled()
  const store = memoryProgrammeStore()
  const signers = { signerOf: async (party: string) => rehearsalSigner('a test', party) }
  const parties = ['agency', 'alpha'].map((id) => ({ id, name: id, kind: 'agency' as const, state: 'CN', provenance }))
  desk = unwrap(await openProgrammeDesk({ store, signers, ground: GROUND, lead: 'agency', parties }))
  const file = Buffer.from('a letter')
  const attached = {
    sha256: createHash('sha256').update(file).digest('hex'),
    type: 'text/plain',
    bytes: new Uint8Array(file),
  }
  await store.keepAttachment('alpha', attached, '')
  const ground = {
    ...agreedData({
      model: () => ({ elements: ELEMENTS, agreements: [...agreements] }),
      operations: () => OPERATIONS as never,
    }),
    now_ms: () => clock.ms,
  }
  const ports = {
    ...{
      ...ground,
      reading: readingByAgreement(ground),
      desk,
      store,
      releases: releaseFiles(join(folder, 'releases')),
    },
    ...{ telemetry: () => centre.service, commands: () => undefined, version: '0.1.0' },
    ...{ elements: () => ELEMENTS, agreements: () => agreements, operations: () => OPERATIONS as never },
    mission: () => ({ id: 'change-8', name: "Chang'e-8" }),
    ...{ rehearsal: async () => [], report: async () => undefined, published: () => true },
  }
  handlers = { ...archiveHandlers(ports), ...dataHandlers(ports) }
})
afterAll(async () => {
  await centre.service.close()
  await rm(folder, { recursive: true })
})

const WISH = {
  ...{ release: 'lander-temperature', title: 'Temperature & mode of the lander', authors: 'Alpha Science Team' },
  ...{ description: 'Two parameters.', element: SOURCE, parameters: 'temperature, mode,extra' },
}
const make = (more: object = {}, party = 'alpha') =>
  handlers.makeRelease(operations.makeRelease.input.parse({ ...WISH, ...more }), by(party))

async function octets(answer: { readonly octets: AsyncIterable<Uint8Array> }): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of answer.octets) pieces.push(piece)
  return Buffer.concat(pieces)
}
const fileOf = async (version: number, file: string) =>
  octets(unwrap(await handlers.releaseFile({ release: WISH.release, version, file }, by('agency'))))

/** A table by its label alone: where rows begin, how they end, which field is of which type. */
function readByLabel(label: string, table: Buffer): { names: string[]; rows: (string | number | undefined)[][] } {
  const all = (node: Xml): Xml[] => [node, ...(node.children ?? []).flatMap(all)]
  const nodes = all(readXml(label) as unknown as Xml)
  const textOf = (name: string, within: Xml[] = nodes) => within.find((n) => n.name.endsWith(name))?.text ?? ''
  const delimited = nodes.find((n) => n.name === 'Table_Delimited')!
  const fields = all(delimited).filter((n) => n.name === 'Field_Delimited')
  const body = table.subarray(Number(textOf('offset', all(delimited)))).toString('utf8')
  const lines = body.split('\r\n').slice(0, -1)
  expect(lines.length).toBe(Number(textOf('records', all(delimited))))
  const types = fields.map((f) => textOf('data_type', all(f)))
  const rows = lines.map((line) => {
    const cells = line.split(',')
    expect(cells.length).toBe(Number(textOf('fields', all(delimited))))
    return cells.map((cell, i) => (cell === '' ? undefined : /Real|Integer/.test(types[i]!) ? Number(cell) : cell))
  })
  return { names: fields.map((f) => textOf('name', all(f))), rows }
}
type Xml = { readonly name: string; readonly text: string; readonly children?: readonly Xml[] }

describe('a release', () => {
  it('is refused to who does not own the element, and before the embargo is over', async () => {
    clock.ms = RECEIVED_MS + 29 * DAY_MS
    expect(await make({}, 'agency')).toMatchObject({ ok: false, error: { kind: 'refused', rule: 'owner-releases' } })
    const early = await make()
    expect(early).toMatchObject({ ok: false, error: { kind: 'refused', rule: 'embargo' } })
    expect((early as { error: { message: string } }).error.message).toMatch(
      /^150 of 150 records are not public yet: 30 days after receipt, under CC-BY-4.0, by "Integration of the lander"\. All of it may go out from \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ on \(\d days\)\.$/,
    )
    expect(desk.desk.releases.size).toBe(0)
  })

  it.each([
    [{ parameters: 'nothing' }, 'not-found'],
    [{ element: 'nobody' }, 'not-found'],
    [{ from: 'noon' }, 'bad-request'],
    [{ licence: 'MIT' }, 'bad-request'],
    [{ from: '2031-01-01T00:00:00Z' }, 'not-found'],
  ])('is refused with %j', async (more, kind) => {
    clock.ms = RECEIVED_MS + 31 * DAY_MS
    expect(await make(more)).toMatchObject({ ok: false, error: { kind } })
  })

  it('only says what it would hold where that is asked', async () => {
    const said = unwrap(await make({ check: true }))
    expect(said).toMatchObject({ records: 150, version: 1, licence: 'CC-BY-4.0', from: '2029-01-10T00:00:00.000000Z' })
    expect([said.made, desk.desk.releases.size]).toEqual([undefined, 0])
  })

  it('holds table, label and what stands beside them, each checked', async () => {
    const { made } = unwrap(await make())
    expect(operations.releases.output.parse(unwrap(await handlers.releases({}, by('agency')))).releases).toEqual([made])
    for (const { name, bytes, sha256 } of made!.files) {
      const got = await fileOf(1, name)
      expect([got.length, createHash('sha256').update(got).digest('hex')], name).toEqual([bytes, sha256])
    }
    const label = (await fileOf(1, `${WISH.release}.xml`)).toString('utf8')
    const table = await fileOf(1, `${WISH.release}.csv`)
    expect(label).toContain(createHash('md5').update(table).digest('hex'))
    const read = readByLabel(label, table)
    expect(read.names).toEqual(['time_utc', 'tdb_s', 'temperature', 'mode', 'extra'])
    expect(read.rows.slice(0, 3)).toEqual([
      ['2029-01-10T00:00:00.000000Z', 915_969_669.184_2, 0, 'ON', 0].map((v, i) =>
        i === 1 ? expect.closeTo(v as number, 3) : v,
      ),
      ['2029-01-10T00:00:01.000000Z', expect.any(Number), 3.5, 'OFF', undefined],
      ['2029-01-10T00:00:02.000000Z', expect.any(Number), 7, 'OFF', undefined],
    ])
    const manifest = JSON.parse((await fileOf(1, 'manifest.json')).toString('utf8'))
    expect(manifest).toMatchObject({
      records: made!.records,
      agreements: [{ id: 'integration' }],
      licence: 'CC-BY-4.0',
    })
    expect(made!.citation).toBe(
      `Alpha Science Team (${manifest.madeAt.slice(0, 4)}). ${WISH.title}, version 1 [Data set]. Chang'e-8. urn:magpie:change-8:ce8-lander:lander-temperature::1.0`,
    )
    const path = join(folder, 'r.parquet')
    writeFileSync(path, await fileOf(1, `${WISH.release}.parquet`))
    const db = await (await DuckDBInstance.create(':memory:')).connect()
    const rows = await (await db.run(`SELECT count(*), sum(temperature) FROM '${path}'`)).getRows()
    const sum = read.rows.reduce((s, row) => s + ((row[2] as number) ?? 0), 0)
    expect([Number(rows[0]![0]), rows[0]![1]]).toEqual([read.rows.length, sum])
    expect(desk.entries.at(-1)).toMatchObject({ kind: 'data-released', party: 'alpha' })
  })

  it.skipIf(WITHOUT_READER !== '')(`is read by the reader of the Planetary Data System${WITHOUT_READER}`, async () => {
    const into = join(folder, 'pds4')
    mkdirSync(into)
    for (const kind of ['csv', 'xml'])
      writeFileSync(join(into, `t.${kind}`), await fileOf(1, `${WISH.release}.${kind}`))
    const xml = readFileSync(join(into, 't.xml'), 'utf8').replace(`${WISH.release}.csv`, 't.csv')
    writeFileSync(join(into, 't.xml'), xml)
    const script =
      'import sys,json,pds4_tools\nt=[s for s in pds4_tools.read(sys.argv[1],quiet=True) if s.is_table()][0]\nprint(json.dumps([list(t.data.dtype.names),len(t.data),[float(x) for x in t["tdb_s"][:2]],[str(x) for x in t["mode"][:3]]]))'
    const said = JSON.parse(
      execFileSync(PYTHON, ['-c', script, join(into, 't.xml')])
        .toString()
        .trim()
        .split('\n')
        .at(-1)!,
    )
    const { names, rows } = readByLabel(xml, await fileOf(1, `${WISH.release}.csv`))
    expect(said).toEqual([names, rows.length, rows.slice(0, 2).map((r) => r[1]), rows.slice(0, 3).map((r) => r[3])])
  })

  it('stands beside the next version, which says what is new', async () => {
    expect(await make()).toMatchObject({ ok: false, error: { problems: [{ field: '/why' }] } })
    const next = unwrap(await make({ why: 'only half of it', to: '2029-01-10T00:01:00Z' }))
    expect(next.made).toMatchObject({ version: 2, supersedes: 1, why: 'only half of it' })
    const { versions } = unwrap(await handlers.release({ release: WISH.release }, by('agency')))
    expect(versions.map((v) => [v.version, v.supersededBy])).toEqual([
      [2, undefined],
      [1, 2],
    ])
    expect((await fileOf(1, `${WISH.release}.csv`)).length).toBeGreaterThan(
      (await fileOf(2, `${WISH.release}.csv`)).length,
    )
    const label = (await fileOf(2, `${WISH.release}.xml`)).toString('utf8')
    expect(label.match(/<version_id>[\d.]+/g)).toEqual(['<version_id>2.0', '<version_id>2.0', '<version_id>1.0'])
  })

  it('is downloaded as one archive', async () => {
    const got = unwrap(await handlers.releaseArchive({ release: WISH.release, version: 1 }, by('agency')))
    const names = unzip(await octets(got), join(folder, 'r'))
    expect(names).toContain(`${WISH.release}/readme.txt`)
    expect(failedSums(join(folder, 'r', WISH.release))).toEqual([])
  })

  it('breaks off where a file was altered on the disk', async () => {
    const { sha256 } = desk.desk.releases.get(WISH.release)![0]!.files[0]!
    const path = join(folder, 'releases', sha256)
    const whole = readFileSync(path)
    chmodSync(path, 0o644)
    writeFileSync(
      path,
      whole.map((octet, i) => (i === 99 ? octet ^ 1 : octet)),
    )
    await expect(fileOf(1, `${WISH.release}.csv`)).rejects.toThrow(/altered on the disk/)
    writeFileSync(path, whole)
  })

  it('of an element that no agreement speaks of goes out under a licence that its owner names', async () => {
    agreements.length = 0
    clock.ms = RECEIVED_MS
    const free = { release: 'free', check: true }
    const before = desk.desk
    expect(await make(free)).toMatchObject({ ok: false, error: { problems: [{ field: '/licence' }] } })
    expect(unwrap(await make({ ...free, licence: 'CC0-1.0' }))).toMatchObject({ licence: 'CC0-1.0', records: 150 })
    agreements.push(AGREEMENT)
    expect(desk.desk).toBe(before)
  })
})

/** Files of a folder that are not what its list of checksums says. */
function failedSums(folder: string): string[] {
  const lines = readFileSync(join(folder, 'sha256sums.txt'), 'utf8').trimEnd().split('\n')
  expect(lines.length).toBeGreaterThan(3)
  return lines.flatMap((line) => {
    const [hash, name] = line.split('  ') as [string, string]
    return createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex') === hash
      ? []
      : [name]
  })
}

/** Takes an archive apart by Python's reader; the names in it. */
function unzip(archive: Buffer, into: string): string[] {
  mkdirSync(into, { recursive: true })
  const path = join(dirname(into), 'archive.zip')
  writeFileSync(path, archive)
  const script =
    'import sys,json,zipfile\nz=zipfile.ZipFile(sys.argv[1])\nz.extractall(sys.argv[2])\nprint(json.dumps(z.namelist()))'
  return JSON.parse(execFileSync('python3', ['-c', script, path, into]).toString())
}

describe('what a party takes with it', () => {
  it('is all its own, checked, proved and readable by others', async () => {
    clock.ms = RECEIVED_MS + 31 * DAY_MS
    const got = unwrap(await handlers.exportParty({}, by('alpha')))
    const into = join(folder, 'alpha')
    const names = unzip(await octets(got), into)
    expect(names.slice(-2)).toEqual(['manifest.json', 'sha256sums.txt'])
    expect(failedSums(into)).toEqual([])
    const proved = unwrap(await verifyLedgerFile({ file: join(into, 'ledger/programme.jsonl') }))
    expect(proved.head).toBe(JSON.parse(readFileSync(join(into, 'ledger/heads.json'), 'utf8'))[0].head)
    const db = await (await DuckDBInstance.create(':memory:')).connect()
    const asked = async (sql: string) => (await (await db.run(sql)).getRows())[0]!.map(String)
    const index = join(into, `packets/${SOURCE}.parquet`)
    const packets = readFileSync(join(into, `packets/${SOURCE}-001.bin`))
    expect(await asked(`SELECT count(*), sum(octets), min(station) FROM '${index}'`)).toEqual([
      '300',
      String(packets.length),
      'miyun',
    ])
    expect(packets.subarray(0, testPacket(1, 0).length)).toEqual(Buffer.from(testPacket(1, 0)))
    const tables = names.filter((n) => n.startsWith('tables/'))
    const rows = await Promise.all(tables.map((n) => asked(`SELECT count(*) FROM '${into}/${n}'`)))
    expect(rows.flat()).toEqual(['150', '150'])
    expect(names.filter((n) => n.startsWith('attachments/')).length).toBe(2)
    expect(names).toContain(`releases/${WISH.release}/1/${WISH.release}.csv`)
    const stays = JSON.parse(readFileSync(join(into, 'stays.json'), 'utf8'))
    expect(stays.data).toContainEqual(
      expect.objectContaining({ element: SOURCE, reader: 'agency', rule: 'shared', agreement: 'integration' }),
    )
    expect(stays.policies[0].dataPolicy.licence).toBe('CC-BY-4.0')
  })

  it('has nothing of another party', async () => {
    const names = unzip(await octets(unwrap(await handlers.exportParty({}, by('agency')))), join(folder, 'agency'))
    expect(names.filter((n) => /^(packets|tables|releases)\//.test(n))).toEqual([])
  })
})

describe('a party that leaves', () => {
  it('confirms it by its name, and is marked, with nothing deleted', async () => {
    const wrong = await handlers.leaveMission({ reason: 'the budget ended', confirm: 'Alpha' }, by('alpha'))
    expect(wrong).toMatchObject({ ok: false, error: { kind: 'bad-request' } })
    const left = unwrap(await handlers.leaveMission({ reason: 'the budget ended', confirm: 'alpha' }, by('alpha')))
    expect(left).toMatchObject({ party: 'alpha', elements: [SOURCE] })
    expect(desk.desk.left.get('alpha')?.reason).toBe('the budget ended')
    expect(unwrap(await handlers.releases({}, by('agency'))).releases.length).toBe(1)
    expect(await make({ why: 'more' })).toMatchObject({ ok: false, error: { rule: 'party-left' } })
    unwrap(await handlers.exportParty({}, by('alpha')))
  })
})

describe('the catalogue', () => {
  it('tells what came, and how each is read', async () => {
    clock.ms = RECEIVED_MS
    const of = async (caller: Caller) => {
      const answer = unwrap(await handlers.dataCatalogue({}, caller))
      return operations.dataCatalogue.output.parse(answer).elements[0]!
    }
    const own = await of(by('alpha'))
    expect([own.packets, own.first, own.packetsHeld]).toEqual([300, '2029-01-10T00:00:00.000000Z', undefined])
    expect(own.parameters.find((p) => p.name === 'temperature')).toMatchObject({
      kind: 'science',
      reads: 'all',
      unit: 'degC',
    })
    const other = await of({ arrivedAt: '', roles: [] })
    expect(other.packetsHeld).toBeDefined()
    expect(other.parameters.find((p) => p.name === 'temperature')).toMatchObject({
      reads: 'later',
      held: { rule: 'embargo' },
    })
  })
})
