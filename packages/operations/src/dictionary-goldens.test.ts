import { readFileSync } from 'node:fs'
import { unwrap } from '@magpie/core/result'
import { describe, expect, test } from 'vitest'
import { compileDecoder, type Decoder } from './decoder.ts'
import { derivation } from './derived.ts'
import type { Container, Dictionary } from './dictionary.ts'
import { readFprime } from './fprime/fprime-reader.ts'
import { setValue } from './initial-sample.ts'
import { packetFile } from './packet-file.ts'
import { type PacketValue, packetValues } from './packet-values.ts'
import { describeXtceError } from './xtce-context.ts'
import { readXtce } from './xtce-reader.ts'

const folder = new URL('../../../golden/operations/', import.meta.url)
const text = (name: string) => readFileSync(new URL(name, folder), 'utf8')
const json = (name: string) => JSON.parse(text(name))
const octets = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
const dictionaryOf = (name: string) => unwrap(readXtce([{ name, text: text(name) }])).dictionary

test('SUDA: every value of its 13 packets, as space_packet_parser decodes them', () => {
  const golden = json('suda.json')
  const decoder = unwrap(compileDecoder(dictionaryOf('suda.xml')))
  const sample = decoder.newSample()
  const valuesOf = packetValues(decoder)
  const rows: Record<string, PacketValue>[] = []
  const skipped: number[] = []
  const file = packetFile(
    4,
    (view, from, length) => {
      unwrap(decoder.decodeAt(view, from, length, sample))
      rows.push(
        Object.fromEntries(
          valuesOf(sample).map(({ parameter, value }) => [
            parameter.name,
            value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
          ]),
        ),
      )
    },
    (offset) => skipped.push(offset),
  )
  const bytes = octets(golden.file)
  for (let at = 0; at < bytes.length; at += 1000) file.push(bytes.subarray(at, at + 1000))
  file.end()
  expect(skipped).toEqual([])
  expect(rows).toEqual(golden.values)
  expect(rows).toHaveLength(13)
})

describe('BogusSAT: what xtcetools asserts', () => {
  const golden = json('bogussat-2.json')
  const dictionary = dictionaryOf('bogussat-2.xml')
  type Case = { file: string; hex: string; container: string; stream?: string; must_fail?: string; values: string[][] }

  test.each<Case>(golden.packets)('$file', ({ hex, container, stream, must_fail, values }) => {
    const root = stream === undefined ? container : rootOf(dictionary, golden.roots[stream])
    const decoder = unwrap(compileDecoder(dictionary, root))
    const sample = decoder.newSample()
    for (const name of ['APPL_TIME_CODE', 'TM_CHECKSUM_TYPE'])
      setValue(sample, dictionary.parameters.find((p) => p.name === name)!, 'NotUsed')
    const done = decoder.decode(octets(hex), sample)
    expect(done.ok).toBe(must_fail === undefined)
    if (must_fail !== undefined) return
    expect(decoder.containers[sample.container]!.qualifiedName).toBe(container)
    // Its table lists what stands at a container's end in the order of the packet, and some entries more than we name.
    const got = packetValues(decoder)(sample).map(({ parameter, value }) => [baseName(parameter.name), printed(value)])
    for (const [name, value] of values) {
      const at = got.findIndex(([n, v]) => n === name && same(v!, value!))
      expect(at, `${name} = ${value} in ${JSON.stringify(got)}`).toBeGreaterThanOrEqual(0)
      got.splice(at, 1)
    }
  })

  test('what its file has broken on purpose is told with its line', () => {
    const broken = text('bogussat-2.xml').replace(
      'parameterTypeRef="PUSTimeType"',
      'parameterTypeRef="Type_Does_Not_Exist"',
    )
    const read = readXtce([{ name: 'b.xml', text: broken }])
    expect(read.ok ? [] : read.error.map(describeXtceError)).toContain(
      'b.xml:252: no parameter type is called "Type_Does_Not_Exist" as seen from /BogusSAT',
    )
  })

  test('a derived parameter follows its input', () => {
    const soc = dictionary.parameters.find((p) => p.name === 'Battery_State_Of_Charge')!
    const decoder = unwrap(compileDecoder(dictionary, rootOf(dictionary, golden.roots['CCSDS-TM'])))
    const sample = decoder.newSample()
    for (const name of ['APPL_TIME_CODE', 'TM_CHECKSUM_TYPE'])
      setValue(sample, dictionary.parameters.find((p) => p.name === name)!, 'NotUsed')
    const derive = derivation(dictionary, decoder)
    const packet = golden.packets.find((p: Case) => p.file.includes('NoInc'))
    unwrap(decoder.decode(octets(packet.hex), sample))
    derive(sample)
    expect(sample.slots[sample.count - 1]).toBe(soc.index)
    expect(sample.value[soc.index]).toBe((Math.fround(12.3) - 11.7) / 0.9)
  })
})

function rootOf(dictionary: Dictionary, name: string): string {
  let container: Container = dictionary.containers.find((c) => c.qualifiedName === name)!
  while (container.base !== undefined) container = container.base.container
  return container.qualifiedName
}

function baseName(name: string): string {
  return name.replace(/\[\d*\]$/, '')
}

function printed(value: PacketValue): string {
  return value instanceof Uint8Array ? `0x${Buffer.from(value).toString('hex')}` : String(value)
}

/** Floats of 32 bits are printed shorter there; blobs without leading zeros. */
function same(got: string, expected: string): boolean {
  if (got === expected) return true
  const [x, y] = [Number(got), Number(expected)]
  return Number.isFinite(x) && Math.abs(x - y) <= 2e-7 * Math.abs(y)
}

describe('F Prime: the dictionary is that of the XTCE it must become', () => {
  const own = unwrap(readFprime(text('fprime-reference.json')))
  const reference = dictionaryOf('fprime-reference.xml')

  test('parameters with their encodings and labels', () => {
    // F Prime counts the octets of a string, which XTCE, counting bits, cannot say: there the reference differs from what flies.
    expect(byName(own.parameters, parameterLooks)).toEqual(byName(reference.parameters, parameterLooks))
    expect(own.parameters).toHaveLength(134)
  })
  test('containers with entries and criteria', () => {
    expect(byName(own.containers, containerLooks)).toEqual(byName(reference.containers, containerLooks))
    expect(own.containers).toHaveLength(120)
  })
  test('commands with arguments and opcodes', () => {
    const commands = reference.commands.filter((c) => !c.abstract)
    const looks = (c: Dictionary['commands'][number]) => [c.arguments.map((a) => a.name), c.assigned.get('OpCode')]
    const released = own.commands.filter((c) => !c.abstract)
    expect(byName(released, looks)).toEqual(byName(commands, looks))
    expect(released).toHaveLength(47)
  })
  test('a packet of packetised telemetry decodes', () => {
    const decoder = unwrap(compileDecoder(own))
    const sample = decoder.newSample()
    const header = [0x00, 4, 0xc0, 0, 0, 0, 0, 4, 0, 5, 0, 2, 0, 0, 0, 0, 9, 0, 0, 0, 1]
    const bytes = Uint8Array.from([...header, ...new Array(7).fill(0), 1, ...new Array(24).fill(0)])
    unwrap(decoder.decode(bytes, sample))
    expect(valuesByName(decoder, sample)).toMatchObject({
      'FPrimeTime.seconds': 9,
      'FPrimeTime.timeBase': 'TB_WORKSTATION_TIME',
      MEMORY_TOTAL: 1,
    })
  })
})

function valuesByName(decoder: Decoder, sample: ReturnType<Decoder['newSample']>) {
  return Object.fromEntries(packetValues(decoder)(sample).map(({ parameter, value }) => [parameter.name, value]))
}

function byName<T extends { readonly qualifiedName: string }>(all: readonly T[], looks: (one: T) => unknown) {
  return Object.fromEntries(all.map((one) => [one.qualifiedName, looks(one)]))
}

function parameterLooks({ type }: Dictionary['parameters'][number]) {
  const { encoding, kind, labels } = type
  const size = 'size' in encoding ? { ...encoding.size, countsOctets: undefined } : undefined
  return { kind, encoding: { ...encoding, size }, labels: labels?.map(({ from, to, label }) => ({ from, to, label })) }
}

function containerLooks({ abstract, entries, base }: Container) {
  return {
    abstract,
    entries: entries.map((e) => (e.kind === 'parameter' ? e.parameter.qualifiedName : e.kind)),
    base: base?.container.qualifiedName,
    criteria: base?.criteria.map((c) => ('operator' in c ? [c.parameter.qualifiedName, c.operator, c.value] : c)),
  }
}
