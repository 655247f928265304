import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import { decode } from '@magpie/api/decode-operation'
import { unwrap } from '@magpie/core/result'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeFile } from './decode-handler.ts'

const golden = new URL('../../golden/operations/', import.meta.url)
const path = (name: string) => fileURLToPath(new URL(name, golden))
const mast = fileURLToPath(new URL('../../examples/weather-mast.xml', import.meta.url))
let folder = ''
let packets = ''
let expected: Record<string, number>[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'magpie-decode-'))
  const jpss = JSON.parse(await readFile(path('jpss-geolocation.json'), 'utf8'))
  expected = jpss.values
  packets = join(folder, 'jpss.bin')
  await writeFile(packets, Buffer.from(jpss.packets.join(''), 'hex'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const run = (fields: Record<string, unknown>) =>
  decodeFile(decode.input.parse({ dictionary: path('jpss-geolocation.xml'), packets, ...fields }))

test('JSON lines: a line a packet, raw and engineering values', async () => {
  const out = join(folder, 'jpss.jsonl')
  const answer = unwrap(await run({ out }))
  expect(answer).toMatchObject({ decoded: 20, damaged: 0, values: 20 * 27, octets: 1420 })
  const lines = (await readFile(out, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines.map(({ offset }) => offset)).toEqual(expected.map((_, i) => 71 * i))
  const read = lines.map(({ values }) =>
    Object.fromEntries(Object.keys(values).map((name) => [name, values[name].value])),
  )
  expect(read).toEqual(expected)
})

test('CSV: the columns are the parameters', async () => {
  const out = join(folder, 'jpss.csv')
  unwrap(await run({ out, as: 'csv' }))
  const [head, ...rows] = (await readFile(out, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => line.split(','))
  expect(rows.map((row) => Number(row[head!.indexOf('ADGPSPOSX')]))).toEqual(expected.map((e) => e['ADGPSPOSX']))
})

test('Parquet: another program reads the same values', async () => {
  const out = join(folder, 'jpss.parquet')
  unwrap(await run({ out, as: 'parquet' }))
  const connection = await (await DuckDBInstance.create()).connect()
  const read = await connection.runAndReadAll(`SELECT "ADGPSPOSX", "PKT_APID" FROM '${out}' ORDER BY "offset"`)
  expect(read.getRows()).toEqual(expected.map((e) => [e['ADGPSPOSX'], e['PKT_APID']]))
})

test('Parquet: integers keep every digit, whatever their size', async () => {
  const dictionary = join(folder, 'wide.xml')
  const widths = [
    ['u64', 64, 'unsigned'],
    ['i64', 64, 'twosComplement'],
    ['u32', 32, 'unsigned'],
    ['i32', 32, 'twosComplement'],
  ] as const
  const types = widths.map(
    ([name, bits, encoding]) =>
      `<IntegerParameterType name="${name}" sizeInBits="64" signed="${encoding !== 'unsigned'}"><UnitSet/><IntegerDataEncoding sizeInBits="${bits}" encoding="${encoding}"/></IntegerParameterType>`,
  )
  const xml = (await readFile(mast, 'utf8'))
    .replace('<EnumeratedParameterType', `${types.join('')}<EnumeratedParameterType`)
    .replace(
      '</ParameterSet>',
      `${widths.map(([n]) => `<Parameter name="p_${n}" parameterTypeRef="${n}"/>`).join('')}$&`,
    )
    .replace(/<ParameterRefEntry parameterRef="door_state"\/>/, (door) => {
      return `${door}${widths.map(([n]) => `<ParameterRefEntry parameterRef="p_${n}"/>`).join('')}`
    })
  await writeFile(dictionary, xml)
  const bytes = Buffer.alloc(11 + 24)
  bytes.writeUInt16BE(42, 0)
  bytes.writeUInt16BE(0xc000, 2)
  bytes.writeUInt16BE(bytes.length - 7, 4)
  bytes.writeBigUInt64BE(2n ** 64n - 1n, 11)
  bytes.writeBigInt64BE(-(2n ** 63n), 19)
  bytes.writeUInt32BE(2 ** 32 - 1, 27)
  bytes.writeInt32BE(-(2 ** 31), 31)
  const wide = join(folder, 'wide.bin')
  await writeFile(wide, bytes)
  const out = join(folder, 'wide.parquet')
  expect(unwrap(await run({ dictionary, packets: wide, out, as: 'parquet' }))).toMatchObject({ decoded: 1, damaged: 0 })
  const connection = await (await DuckDBInstance.create()).connect()
  const read = await connection.runAndReadAll(`SELECT p_u64, p_i64, p_u32, p_i32, "door_state.raw" FROM '${out}'`)
  expect(read.getRows()).toEqual([[2n ** 64n - 1n, -(2n ** 63n), BigInt(2 ** 32 - 1), -(2 ** 31), 0]])
})

test('parameters called as a column of every table, or alike but for capitals, have columns of their own', async () => {
  const dictionary = join(folder, 'clash.xml')
  const text = (await readFile(path('jpss-geolocation.xml'), 'utf8'))
    .replaceAll('"PKT_APID"', '"APID"')
    .replaceAll('"ADGPSPOSX"', '"Adgpsposy"')
  await writeFile(dictionary, text)
  const [csv, parquet] = [join(folder, 'clash.csv'), join(folder, 'clash.parquet')]
  unwrap(await run({ dictionary, out: csv, as: 'csv' }))
  unwrap(await run({ dictionary, out: parquet, as: 'parquet' }))
  const head = (await readFile(csv, 'utf8')).split('\n', 1)[0]!.split(',')
  expect(new Set(head.map((name) => name.toLowerCase())).size).toBe(head.length)
  const [own, y] = ['/APID', '/ADGPSPOSY'].map((end) => head.find((name) => name.endsWith(end)))
  expect(head).toContain('Adgpsposy')
  const connection = await (await DuckDBInstance.create()).connect()
  const read = await connection.runAndReadAll(
    `SELECT "${own}", "Adgpsposy", "${y}" FROM '${parquet}' ORDER BY "offset"`,
  )
  expect(read.getRows()).toEqual(expected.map((e) => [e['PKT_APID'], e['ADGPSPOSX'], e['ADGPSPOSY']]))
})

describe('damage', () => {
  test('is told with its place, and the packets around it are decoded', async () => {
    const bytes = await readFile(packets)
    const broken = join(folder, 'broken.bin')
    // Noise between the second and the third packet, an unknown packet, and an end within a packet.
    const unknown = Buffer.from('0fff c000 0000 00'.replaceAll(' ', ''), 'hex')
    await writeFile(broken, Buffer.concat([bytes.subarray(0, 142), Buffer.alloc(9, 0xff), bytes.subarray(142, 1400)]))
    const answer = unwrap(await run({ packets: broken, out: join(folder, 'broken.jsonl') }))
    expect(answer.decoded).toBe(19)
    expect(answer.damage).toEqual([
      { offset: 142, octets: 9, why: 'no packet header stands here' },
      { offset: 19 * 71 + 9, octets: 51, why: 'the file ends within a packet' },
    ])
    await writeFile(broken, Buffer.concat([unknown, bytes]))
    const second = unwrap(await run({ packets: broken, out: join(folder, 'broken.jsonl') }))
    expect(second).toMatchObject({ decoded: 20, damaged: 1 })
    expect(second.damage[0]).toMatchObject({ offset: 0, octets: 7 })
  })

  test.each<[string, Record<string, unknown>, string]>([
    ['no dictionary', { dictionary: '/nowhere.xml' }, 'cannot be read'],
    ['no packets', { packets: '/nowhere.bin' }, 'cannot be read'],
    ['no such container', { container: 'Nothing' }, 'there is no container "Nothing"'],
    ['a parameter that is none', { set: 'X=1' }, '"X=1" sets no parameter'],
    ['Parquet without a name', { as: 'parquet' }, 'needs a name'],
    ['a dictionary that is none', { dictionary: path('suda.json') }, 'metadata'],
  ])('%s is refused', async (_, fields, sentence) => {
    const answer = await run(fields)
    expect(answer.ok ? '' : answer.error.message).toContain(sentence)
  })
})
