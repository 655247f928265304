/** Parsers of packets, their services (PUS), times, and the authority that telecommands carry. */
import { readFileSync } from 'node:fs'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { unwrap } from '@magpie/core/result'
import { formatEpoch, parseEpoch } from '@magpie/core/time'
import { readCdsTime } from '@magpie/operations/cds-time'
import { MAGPIE_PUS, type PusProfile } from '@magpie/operations/pus/profile'
import { decodePusTelecommand, decodePusTelemetry, encodePusTelecommand } from '@magpie/operations/pus/pus-packet'
import { decodeReport, encodeReport, reportType } from '@magpie/operations/pus/reports'
import { decodeRequest, encodeRequest, type PusRequest } from '@magpie/operations/pus/requests'
import { checkPacket, encodePacket, sealPacket } from '@magpie/operations/space-packet'
import { buildTelecommand, readAuthorityBlock } from '@magpie/operations/telecommand'
import { preamble, readCucTime, readPreamble, timeOctets } from '@magpie/operations/time-code'
import type { Parser } from './parser.ts'

const PROFILE: PusProfile = {
  ...MAGPIE_PUS,
  parameters: new Map([
    [1, 'u16'],
    [2, 'f32'],
    [3, 'i8'],
  ]),
}
const octetsOf = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'))
const COMMAND_OCTETS = 20

/** Parsers of packets. */
export function packetParsers(): Parser[] {
  const golden = new URL('../../golden/pus/spacepackets.json', import.meta.url)
  const { packets } = JSON.parse(readFileSync(golden, 'utf8')) as { packets: { what: string; hex: string }[] }
  const of = (what: string) => packets.filter((p) => p.what === what).map((p) => octetsOf(p.hex))
  const header = { telecommand: false, secondaryHeader: false, apid: 7, sequenceFlags: 3, sequenceCount: 9 } as const
  const plain = encodePacket(header, new Uint8Array(30), true)
  return [
    {
      name: 'Space Packets',
      kind: 'octets',
      right: [plain],
      sealed,
      parse: (b) => checkPacket(b).ok,
    },
    {
      name: 'PUS telecommands',
      kind: 'octets',
      right: of('telecommand'),
      sealed,
      parse: telecommandAgain,
    },
    {
      name: 'PUS telemetry',
      kind: 'octets',
      right: [...of('telemetry'), ...of('verification')],
      sealed,
      parse: (b) => decodePusTelemetry(b, PROFILE).ok,
    },
    { name: 'PUS requests', kind: 'octets', right: requests(), parse: requestAgain },
    { name: 'PUS reports', kind: 'octets', right: of('verification').map(reportOctets), parse: reportAgain },
    {
      name: 'authority of telecommands',
      kind: 'octets',
      right: [signed(0), signed(2)],
      sealed,
      parse: (b) => readAuthorityBlock(b, COMMAND_OCTETS).ok,
    },
    { name: 'times in packets (CUC, CDS)', kind: 'octets', right: times(), parse: timeOf },
    {
      name: 'times in text',
      kind: 'text',
      right: [
        '2028-08-01T00:00:00.25',
        '2028-214T00:00',
        '2016-12-31T23:59:60Z',
        '2028-08-01T02:00+02:00',
        '2028-08-01 TDB',
      ],
      parse: textTime,
    },
  ]
}

/** The length in the header and the CRC agree again with the octets. */
function sealed(octets: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (octets.length < 9) return octets
  new DataView(octets.buffer).setUint16(4, octets.length - 7)
  sealPacket(octets)
  return octets
}

function telecommandAgain(octets: Uint8Array): boolean {
  const read = decodePusTelecommand(octets, PROFILE)
  if (!read.ok) return false
  const again = decodePusTelecommand(encodePusTelecommand(read.value, PROFILE), PROFILE)
  if (!again.ok || JSON.stringify(again.value) !== JSON.stringify(read.value)) throw new Error('read otherwise')
  decodeRequest(read.value, PROFILE)
  return true
}

/** Service and subtype, then application data. */
function requests(): Uint8Array[] {
  const packet = octetsOf('1866c00100062111011234da4d')
  const ids = [{ source: 1, apid: 2, sequenceCount: 3 }]
  const all: PusRequest[] = [
    {
      kind: 'create-structure',
      made: { structure: 9, interval: 30, parameters: [1, 2], repeated: [{ samples: 4, parameters: [3] }] },
    },
    { kind: 'enable-structures', structures: [9, 10] },
    { kind: 'enable-events', events: [21] },
    { kind: 'perform-function', name: 'HEATER', arguments: Uint8Array.of(1, 2) },
    { kind: 'insert', subSchedule: 0, requests: [{ subSchedule: 0, group: 0, release_s: 2123415147.5, packet }] },
    { kind: 'delete', requests: ids },
    { kind: 'delete-filtered', filter: { from_s: 16, until_s: 32 } },
    { kind: 'shift', offset_s: -500, requests: ids },
    { kind: 'test-connection', apid: 0x66 },
    { kind: 'report-values', parameters: [1, 2] },
    { kind: 'set-values', values: [{ parameter: 1, value: 258 }] },
  ]
  return all.map((request) => {
    const { service, subtype, data } = encodeRequest(request, PROFILE)
    return Uint8Array.of(service, subtype, ...data)
  })
}

function requestAgain(octets: Uint8Array): boolean {
  const [service = 0, subtype = 0] = octets
  const read = decodeRequest({ service, subtype, data: octets.subarray(2) }, PROFILE)
  if (read.ok) encodeRequest(read.value, PROFILE)
  return read.ok
}

function reportOctets(packet: Uint8Array): Uint8Array {
  const { service, subtype, data } = unwrap(decodePusTelemetry(packet, PROFILE))
  return Uint8Array.of(service, subtype, ...data)
}

function reportAgain(octets: Uint8Array): boolean {
  const [service = 0, subtype = 0] = octets
  const read = decodeReport({ service, subtype, data: octets.subarray(2) }, PROFILE)
  if (!read.ok) return false
  encodeReport(read.value, PROFILE)
  reportType(read.value)
  return true
}

function signed(approvals: number): Uint8Array {
  const signature = new Uint8Array(64).fill(7)
  const agent = { party: 3, person: 500 }
  const command = new Uint8Array(COMMAND_OCTETS).fill(5)
  command.set([0x18, 0x66])
  return buildTelecommand(command, 4, agent, Array(approvals).fill({ agent, signature }), () => signature)
}

/** A preamble and the time that it describes. */
function times(): Uint8Array[] {
  return ['1c', '1e', '2f'].flatMap((first) => {
    const read = readPreamble(octetsOf(`${first}00000000`), 0)
    if (!read.ok) return []
    const { format } = read.value
    return [Uint8Array.of(...preamble(format), ...new Uint8Array(timeOctets(format)).fill(1))]
  })
}

function timeOf(octets: Uint8Array): boolean {
  const read = readPreamble(octets, 0)
  if (!read.ok) return false
  const { format, octets: at } = read.value
  return (format.code === 'cuc' ? readCucTime(octets, format, at) : readCdsTime(octets, format, at, NAIF0012)).ok
}

function textTime(text: string): boolean {
  const read = parseEpoch(text, NAIF0012)
  if (read.ok) formatEpoch(read.value, NAIF0012)
  return read.ok
}
