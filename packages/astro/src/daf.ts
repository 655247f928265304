/**
 * Double precision array files, the container of SPK and binary PCK: NAIF, "DAF Required Reading". Reads both byte
 * orders; little-endian words are a view of the file, not a copy. Every length and pointer is checked before use.
 */
import { err, ok, type Result } from '@magpie/core/result'
import type { KernelError } from './errors.ts'

/** An array's summary: `doubles` and `integers` as the file has them, `first` and `last` word, counted from 0. */
export type DafSummary = {
  /** The array's name, as SPK and PCK segments have it; blanks at its end left out. */
  readonly name: string
  readonly doubles: readonly number[]
  readonly integers: readonly number[]
  readonly first: number
  readonly last: number
  /** Record (from 1) and byte (from 0) of the summary, for messages. */
  readonly record: number
  readonly at: number
}

export type Daf = {
  readonly file: string
  /** The internal name in the file record, blanks at its end left out. */
  readonly name: string
  readonly format: 'SPK' | 'PCK'
  readonly littleEndian: boolean
  /** The whole file as 8-byte words in the machine's order; word 0 is the file's first. */
  readonly words: Float64Array
  /** In file order: later ones take precedence. */
  readonly summaries: readonly DafSummary[]
  /** The text of the comment area, lines ended by \n. */
  readonly comment: string
}

const RECORD_BYTES = 1024
const COMMENT_BYTES = 1000
/** Bytes that a text-mode transfer damages: NAIF's FTP validation string, at byte 699 (from 0) of the file record. */
const FTP_CHECK = 'FTPSTR:\r:\n:\r\n:\r\x00:\x81:\x10\xce:ENDFTP'

/** The file's header, summaries and words. */
export function readDaf(file: string, bytes: ArrayBuffer): Result<Daf, KernelError> {
  if (bytes.byteLength < RECORD_BYTES) return err(cut(file, 0, RECORD_BYTES, bytes.byteLength, 'the file record'))
  const header = readHeader(file, bytes)
  if (!header.ok) return header
  const { littleEndian, nd, ni } = header.value
  const summaries = readSummaries(file, bytes, header.value)
  if (!summaries.ok) return summaries
  const shared = firstOverlap(file, header.value, summaries.value)
  if (shared !== undefined) return err(shared)
  return ok({
    file,
    name: latin1(bytes, 16, 76).replace(/[\0 ]+$/, ''),
    format: nd === 2 && ni === 6 ? 'SPK' : 'PCK',
    littleEndian,
    words: wordsOf(bytes, littleEndian),
    summaries: summaries.value,
    comment: commentOf(bytes, header.value.forward),
  })
}

type Header = {
  readonly littleEndian: boolean
  readonly nd: number
  readonly ni: number
  readonly forward: number
  readonly backward: number
  readonly free: number
}

function readHeader(file: string, bytes: ArrayBuffer): Result<Header, KernelError> {
  const view = new DataView(bytes)
  const id = latin1(bytes, 0, 8)
  const order = latin1(bytes, 88, 96)
  if (order !== 'LTL-IEEE' && order !== 'BIG-IEEE' && order.trim() !== '')
    return err(damage(file, 88, `byte order "${printable(order)}" is neither LTL-IEEE nor BIG-IEEE`))
  // Files older than the byte-order word have none: the number of doubles, 2, tells.
  const littleEndian = order.trim() === '' ? view.getInt32(8, true) === 2 : order === 'LTL-IEEE'
  const integer = (at: number) => view.getInt32(at, littleEndian)
  const header = {
    littleEndian,
    nd: integer(8),
    ni: integer(12),
    forward: integer(76),
    backward: integer(80),
    free: integer(84),
  }
  const wrong = checkSizes(file, id, header) ?? checkTransfer(file, bytes) ?? checkPointers(file, bytes, header)
  return wrong === undefined ? ok(header) : err(wrong)
}

function checkSizes(file: string, id: string, { nd, ni }: Header): KernelError | undefined {
  const fits = nd === 2 && (ni === 6 ? id !== 'DAF/PCK ' : ni === 5 && id !== 'DAF/SPK ')
  if (fits) return undefined
  return damage(file, 8, `summaries of ${nd} doubles and ${ni} integers do not belong to ${printable(id)}`)
}

function checkTransfer(file: string, bytes: ArrayBuffer): KernelError | undefined {
  const marker = latin1(bytes, 699, 699 + FTP_CHECK.length)
  // Files older than the check have nothing there; anything between the two was damaged on its way.
  if (marker === FTP_CHECK || /^[\0 ]*$/.test(marker)) return undefined
  return damage(file, 699, 'the transfer check string was altered (copied as text?)')
}

function checkPointers(file: string, bytes: ArrayBuffer, header: Header): KernelError | undefined {
  const { forward, backward, free } = header
  const got = bytes.byteLength
  if (forward < 2) return damage(file, 76, `the first summary record cannot be ${forward}`)
  if (backward < 2) return damage(file, 80, `the last summary record cannot be ${backward}`)
  if (free < 2) return damage(file, 84, `the first free word cannot be ${free}`)
  const furthest = Math.max(forward, backward)
  if (furthest * RECORD_BYTES > got) return cut(file, 76, furthest * RECORD_BYTES, got, `summary record ${furthest}`)
  return (free - 1) * 8 > got ? cut(file, 84, (free - 1) * 8, got, `data up to word ${free - 1}`) : undefined
}

function readSummaries(file: string, bytes: ArrayBuffer, header: Header): Result<DafSummary[], KernelError> {
  const view = new DataView(bytes)
  const size_bytes = 8 * (header.nd + Math.floor((header.ni + 1) / 2))
  const most = Math.floor((RECORD_BYTES - 24) / size_bytes)
  const out: DafSummary[] = []
  let previous = 0
  let left = Math.ceil(bytes.byteLength / RECORD_BYTES)
  for (let record = header.forward; record !== 0; left--) {
    if (left === 0) return err(damage(file, 76, 'the summary records run in a circle'))
    const found = readControl(file, view, record, previous, most, header.littleEndian)
    if (!found.ok) return found
    for (let i = 0; i < found.value.count; i++) {
      const summary = readSummary(file, view, (record - 1) * RECORD_BYTES + 24 + i * size_bytes, header)
      if (!summary.ok) return summary
      out.push({ ...summary.value, name: nameOf(bytes, record, i * size_bytes, size_bytes) })
    }
    previous = record
    record = found.value.next
  }
  if (previous !== header.backward)
    return err(damage(file, 80, `the last summary record is ${previous}, not ${header.backward}`))
  return ok(out)
}

/** The three control words of a summary record: the next one, the one before, and the count. */
function readControl(
  file: string,
  view: DataView,
  record: number,
  previous: number,
  most: number,
  littleEndian: boolean,
): Result<{ readonly next: number; readonly count: number }, KernelError> {
  const start = (record - 1) * RECORD_BYTES
  if (start + RECORD_BYTES > view.byteLength)
    return err(cut(file, start, start + RECORD_BYTES, view.byteLength, 'a summary record'))
  const next = view.getFloat64(start, littleEndian)
  const back = view.getFloat64(start + 8, littleEndian)
  const count = view.getFloat64(start + 16, littleEndian)
  if (!Number.isInteger(next) || next < 0) return err(damage(file, start, `the next summary record cannot be ${next}`))
  if (back !== previous) return err(damage(file, start + 8, `the summary record before is ${previous}, not ${back}`))
  if (!Number.isInteger(count) || count < 0 || count > most)
    return err(damage(file, start + 16, `a summary record holds 0 to ${most} summaries, not ${count}`))
  return ok({ next, count })
}

/** The array's name, in the record after its summaries at the summary's own place. */
function nameOf(bytes: ArrayBuffer, record: number, at: number, length: number): string {
  const from = Math.min(record * RECORD_BYTES + at, bytes.byteLength)
  return latin1(bytes, from, Math.min(from + length, bytes.byteLength)).replace(/[\0 ]+$/, '')
}

function readSummary(
  file: string,
  view: DataView,
  at: number,
  header: Header,
): Result<Omit<DafSummary, 'name'>, KernelError> {
  const { littleEndian: le, nd, ni } = header
  const doubles = Array.from({ length: nd }, (_, k) => view.getFloat64(at + 8 * k, le))
  const integers = Array.from({ length: ni }, (_, k) => view.getInt32(at + 8 * nd + 4 * k, le))
  const first = integers[ni - 2]!
  const last = integers[ni - 1]!
  if (!(doubles[0]! <= doubles[1]!) || !doubles.every(Number.isFinite))
    return err(damage(file, at, `a segment cannot cover ${doubles[0]} to ${doubles[1]}`))
  if (first < 1 || last < first)
    return err(damage(file, at + 8 * nd + 4 * (ni - 2), `a segment cannot lie in words ${first} to ${last}`))
  if (last * 8 > view.byteLength)
    return err(cut(file, at + 8 * nd, last * 8, view.byteLength, `the segment in words ${first} to ${last}`))
  if (last >= header.free)
    return err(
      damage(
        file,
        at + 8 * nd + 4 * (ni - 1),
        `a segment ends at word ${last}, past the last used, ${header.free - 1}`,
      ),
    )
  return ok({ doubles, integers, first: first - 1, last: last - 1, record: recordOf(at), at })
}

/** Arrays lie apart from each other and from all that describes them; an address that says else is damaged. */
function firstOverlap(file: string, header: Header, summaries: readonly DafSummary[]): KernelError | undefined {
  const record_words = RECORD_BYTES / 8
  // A summary record and the record of names after it.
  const described = [...new Set(summaries.map(({ record }) => record))].map((record) => ({
    first: (record - 1) * record_words,
    last: (record + 1) * record_words - 1,
    at: (record - 1) * RECORD_BYTES,
  }))
  let end = (header.forward - 1) * record_words
  for (const { first, last, at } of [...described, ...summaries].sort((a, b) => a.first - b.first)) {
    if (first < end) {
      const what = `words ${first + 1} to ${last + 1}, named here, overlap what ends at word ${end}`
      return damage(file, at, what)
    }
    end = last + 1
  }
  return undefined
}

/** The text between the file record and the first summary: a thousand letters a record, NUL for line ends, EOT last. */
function commentOf(bytes: ArrayBuffer, forward: number): string {
  let text = ''
  for (let record = 1; record < forward - 1; record++)
    text += latin1(bytes, record * RECORD_BYTES, record * RECORD_BYTES + COMMENT_BYTES)
  return text.split('\x04')[0]!.replaceAll('\0', '\n')
}

/** All of the file as words in this machine's order: a view where the order is already right. */
function wordsOf(bytes: ArrayBuffer, littleEndian: boolean): Float64Array {
  const count = Math.floor(bytes.byteLength / 8)
  const machineLittle = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1
  if (littleEndian === machineLittle) return new Float64Array(bytes, 0, count)
  const view = new DataView(bytes)
  const words = new Float64Array(count)
  for (let i = 0; i < count; i++) words[i] = view.getFloat64(8 * i, littleEndian)
  return words
}

/** An error about damage at a byte of the file, counted from 0 here and from 1 in the error. */
export function damage(file: string, at: number, what: string): KernelError {
  return { kind: 'corrupt-kernel', file, record: recordOf(at), byte: at + 1, what }
}

function cut(file: string, at: number, needed_bytes: number, got_bytes: number, what: string): KernelError {
  return { kind: 'truncated-kernel', file, record: recordOf(at), byte: at + 1, what, needed_bytes, got_bytes }
}

function recordOf(at: number): number {
  return Math.floor(at / RECORD_BYTES) + 1
}

function latin1(bytes: ArrayBuffer, from: number, to: number): string {
  let text = ''
  for (const b of new Uint8Array(bytes, from, to - from)) text += String.fromCharCode(b)
  return text
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?')
}
