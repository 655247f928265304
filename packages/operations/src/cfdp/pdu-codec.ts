/** PDUs of CFDP to octets and back (CCSDS 727.0-B-5, 5): every form of file directive and file data. */
import { err, ok, type Result } from '@magpie/core/result'
import { crc16 } from '../crc16.ts'
import type { CfdpError } from './cfdp-error.ts'
import type { FileData, FileRange, Pdu, PduBody, PduHeader, Tlv } from './pdu.ts'
import { TLV_TYPES } from './pdu.ts'

const EOF = 4
const FINISHED = 5
const ACK = 6
const METADATA = 7
const NAK = 8
const PROMPT = 9
const KEEP_ALIVE = 12
const UTF8 = new TextEncoder()
const FROM_UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The octets of a PDU. Values that do not fit their fields are the caller's bug. */
export function encodePdu({ header, body }: Pdu): Uint8Array {
  const out: number[] = []
  putBody(out, header, body)
  const segmented = body.kind === 'file-data' && body.segment !== undefined
  const octets = headerOctets(header, body.kind === 'file-data', segmented, out.length + (header.crc ? 2 : 0))
  const pdu = Uint8Array.from([...octets, ...out, ...(header.crc ? [0, 0] : [])])
  if (header.crc) new DataView(pdu.buffer).setUint16(pdu.length - 2, crc16(pdu, 0, pdu.length - 2))
  return pdu
}

function headerOctets(header: PduHeader, fileData: boolean, segmented: boolean, length: number): number[] {
  if (length > 0xffff) throw new Error(`a PDU's data field of ${length} octets`)
  const out = [
    0x20 |
      (fileData ? 0x10 : 0) |
      (header.toward === 'sender' ? 8 : 0) |
      (header.acknowledged ? 0 : 4) |
      (header.crc ? 2 : 0) |
      (header.large ? 1 : 0),
    length >> 8,
    length & 0xff,
    ((header.id_octets - 1) << 4) | (segmented ? 8 : 0) | (header.sequence_octets - 1),
  ]
  putNumber(out, header.source, header.id_octets)
  putNumber(out, header.sequence, header.sequence_octets)
  putNumber(out, header.destination, header.id_octets)
  return out
}

function putBody(out: number[], header: PduHeader, body: PduBody): void {
  const size = header.large ? 8 : 4
  switch (body.kind) {
    case 'file-data':
      putFileData(out, body, size)
      return
    case 'eof':
      out.push(EOF, body.condition << 4)
      putNumber(out, body.checksum, 4)
      putNumber(out, body.size_octets, size)
      putTlvs(out, body.faultAt === undefined ? [] : [{ type: TLV_TYPES.entity, value: body.faultAt }])
      return
    case 'finished':
      out.push(FINISHED, (body.condition << 4) | (body.complete ? 0 : 4) | body.fileStatus)
      putTlvs(out, body.tlvs)
      return
    case 'ack':
      out.push(ACK, body.of === 'eof' ? EOF << 4 : (FINISHED << 4) | 1, (body.condition << 4) | body.status)
      return
    case 'metadata':
      out.push(METADATA, (body.closure ? 0x40 : 0) | body.checksum)
      putNumber(out, body.size_octets, size)
      putValue(out, UTF8.encode(body.sourceName))
      putValue(out, UTF8.encode(body.destinationName))
      putTlvs(out, body.options)
      return
    case 'nak':
      out.push(NAK)
      putRanges(out, [body.scope, ...body.requests], size)
      return
    case 'prompt':
      out.push(PROMPT, body.asks === 'nak' ? 0 : 0x80)
      return
    case 'keep-alive':
      out.push(KEEP_ALIVE)
      putNumber(out, body.progress, size)
  }
}

function putNumber(out: number[], value: number, octets: number): void {
  if (!Number.isSafeInteger(value) || value < 0 || value >= 256 ** octets)
    throw new Error(`${value} does not fit ${octets} octets`)
  for (let i = octets - 1; i >= 0; i--) out.push(Math.floor(value / 256 ** i) % 256)
}

function putFileData(out: number[], { segment, offset, data }: FileData, size: number): void {
  if (segment !== undefined) out.push((segment.continuation << 6) | segment.metadata.length, ...segment.metadata)
  putNumber(out, offset, size)
  for (const octet of data) out.push(octet)
}

function putRanges(out: number[], ranges: readonly FileRange[], size: number): void {
  for (const { start, end } of ranges) {
    putNumber(out, start, size)
    putNumber(out, end, size)
  }
}

function putTlvs(out: number[], tlvs: readonly Tlv[]): void {
  for (const { type, value } of tlvs) {
    out.push(type)
    putValue(out, value)
  }
}

function putValue(out: number[], value: Uint8Array): void {
  if (value.length > 255) throw new Error(`a value of ${value.length} octets`)
  out.push(value.length, ...value)
}

/** A PDU from its octets, all of them. */
export function decodePdu(octets: Uint8Array): Result<Pdu, CfdpError> {
  const from = fields(octets, 0, octets.length)
  const first = from.number(1)
  const length = from.number(2)
  const widths = from.number(1)
  if (from.fault !== undefined) return err(from.fault)
  const version = first >> 5
  if (version > 1) return err({ kind: 'pdu-version', version })
  const id_octets = ((widths >> 4) & 7) + 1
  const sequence_octets = (widths & 7) + 1
  const source = from.number(id_octets)
  const sequence = from.number(sequence_octets)
  const header: PduHeader = {
    toward: first & 8 ? 'sender' : 'receiver',
    acknowledged: (first & 4) === 0,
    crc: (first & 2) !== 0,
    large: (first & 1) !== 0,
    source,
    destination: from.number(id_octets),
    sequence,
    id_octets,
    sequence_octets,
  }
  if (from.fault !== undefined) return err(from.fault)
  const at = from.at
  if (octets.length < at + length) return err({ kind: 'pdu-truncated', at, needed: length, got: octets.length - at })
  if (octets.length > at + length) return err({ kind: 'pdu-trailing', octets: octets.length - at - length })
  const wrong = header.crc ? wrongCrc(octets, length) : undefined
  if (wrong !== undefined) return err(wrong)
  const inside = fields(octets, at, octets.length - (header.crc ? 2 : 0))
  const body = first & 0x10 ? readFileData(inside, header, (widths & 8) !== 0) : readDirective(inside, header)
  if (inside.fault !== undefined) return err(inside.fault)
  return ok({ header, body: body! })
}

function wrongCrc(octets: Uint8Array, length: number): CfdpError | undefined {
  if (length < 2) return { kind: 'pdu-truncated', at: octets.length - length, needed: 2, got: length }
  const computed = crc16(octets, 0, octets.length - 2)
  const stated = (octets[octets.length - 2]! << 8) | octets[octets.length - 1]!
  return stated === computed ? undefined : { kind: 'pdu-crc', stated, computed }
}

function readFileData(from: Fields, header: PduHeader, segmented: boolean): PduBody {
  const first = segmented ? from.number(1) : 0
  const metadata = from.octets(first & 63)
  const offset = from.number(header.large ? 8 : 4)
  const body = { kind: 'file-data', offset, data: from.octets(from.left()) } as const
  return segmented ? { ...body, segment: { continuation: first >> 6, metadata } } : body
}

/** Undefined only where `from` has a fault. */
function readDirective(from: Fields, header: PduHeader): PduBody | undefined {
  const size = header.large ? 8 : 4
  const code = from.number(1)
  switch (code) {
    case EOF:
      return readEof(from, size)
    case FINISHED: {
      const octet = from.number(1)
      return {
        kind: 'finished',
        condition: octet >> 4,
        complete: (octet & 4) === 0,
        fileStatus: octet & 3,
        tlvs: readTlvs(from),
      }
    }
    case ACK:
      return readAck(from)
    case METADATA:
      return readMetadata(from, size)
    case NAK:
      return readNak(from, size)
    case PROMPT: {
      const asks = from.number(1) & 0x80 ? 'keep-alive' : 'nak'
      from.end()
      return { kind: 'prompt', asks }
    }
    case KEEP_ALIVE: {
      const progress = from.number(size)
      from.end()
      return { kind: 'keep-alive', progress }
    }
    default:
      from.fail({ kind: 'pdu-directive', code })
      return undefined
  }
}

function readEof(from: Fields, size: number): PduBody {
  const condition = from.number(1) >> 4
  const body = { kind: 'eof', condition, checksum: from.number(4), size_octets: from.number(size) } as const
  if (from.left() === 0) return body
  const [fault, ...more] = readTlvs(from)
  if (fault?.type !== TLV_TYPES.entity || more.length > 0)
    from.fail({ kind: 'pdu-field', field: 'the fault location', value: fault?.type ?? 0 })
  return { ...body, faultAt: fault?.value ?? new Uint8Array(0) }
}

function readAck(from: Fields): PduBody {
  const directive = from.number(1)
  const octet = from.number(1)
  from.end()
  const code = directive >> 4
  if (code !== EOF && code !== FINISHED)
    from.fail({ kind: 'pdu-field', field: 'the acknowledged directive', value: code })
  return { kind: 'ack', of: code === EOF ? 'eof' : 'finished', condition: octet >> 4, status: octet & 3 }
}

function readMetadata(from: Fields, size: number): PduBody {
  const octet = from.number(1)
  const size_octets = from.number(size)
  const sourceName = from.text(from.number(1))
  const destinationName = from.text(from.number(1))
  return {
    kind: 'metadata',
    closure: (octet & 0x40) !== 0,
    checksum: octet & 15,
    size_octets,
    sourceName,
    destinationName,
    options: readTlvs(from),
  }
}

function readNak(from: Fields, size: number): PduBody {
  const range = (): FileRange => {
    const start = from.number(size)
    const end = from.number(size)
    if (end < start) from.fail({ kind: 'pdu-field', field: 'the end of a range', value: end })
    return { start, end }
  }
  const scope = range()
  const requests: FileRange[] = []
  while (from.fault === undefined && from.left() > 0) requests.push(range())
  return { kind: 'nak', scope, requests }
}

function readTlvs(from: Fields): Tlv[] {
  const out: Tlv[] = []
  while (from.fault === undefined && from.left() > 0) {
    const type = from.number(1)
    out.push({ type, value: from.octets(from.number(1)) })
  }
  return out
}

type Fields = {
  readonly at: number
  readonly fault: CfdpError | undefined
  fail(fault: CfdpError): void
  number(octets: number): number
  octets(count: number): Uint8Array
  text(octets: number): string
  left(): number
  end(): void
}

/** Fields of octets [at, to), one after the other; the first fault is kept and later fields are empty. */
function fields(octets: Uint8Array, at: number, to: number): Fields {
  let fault: CfdpError | undefined
  const fail = (found: CfdpError) => {
    fault ??= found
  }
  const take = (count: number): Uint8Array => {
    if (fault === undefined && to - at < count) fail({ kind: 'pdu-truncated', at, needed: count, got: to - at })
    if (fault !== undefined) return new Uint8Array(0)
    at += count
    return octets.slice(at - count, at)
  }
  return {
    get at() {
      return at
    },
    get fault() {
      return fault
    },
    fail,
    number(count) {
      const from = at
      let value = 0
      for (const octet of take(count)) value = value * 256 + octet
      if (value <= Number.MAX_SAFE_INTEGER) return value
      fail({ kind: 'pdu-number-too-large', at: from })
      return 0
    },
    octets: take,
    text(count) {
      try {
        return FROM_UTF8.decode(take(count))
      } catch {
        fail({ kind: 'pdu-field', field: 'a file name in UTF-8', value: count })
        return ''
      }
    },
    left: () => to - at,
    end() {
      if (at < to) fail({ kind: 'pdu-trailing', octets: to - at })
    },
  }
}
