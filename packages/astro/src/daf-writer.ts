/**
 * Writes double precision array files: NAIF, "DAF Required Reading". The same arrays give the same bytes, in either byte
 * order.
 */

import type { Daf } from './daf.ts'

/** One array: its summary's doubles and integers (without the two addresses), a name of up to 40 letters (a summary's length), its words. */
export type DafArray = {
  readonly name: string
  readonly doubles: readonly [number, number]
  readonly integers: readonly number[]
  readonly words: Float64Array
}

export type DafFile = {
  readonly format: 'SPK' | 'PCK'
  /** Internal name, up to 60 letters. */
  readonly name: string
  readonly comment: string
  readonly littleEndian: boolean
  readonly arrays: readonly DafArray[]
}

const RECORD_BYTES = 1024
const COMMENT_BYTES = 1000
const FTP_CHECK = 'FTPSTR:\r:\n:\r\n:\r\x00:\x81:\x10\xce:ENDFTP'

/** A file that was read as one to be written: what `writeDaf` makes of it reads as the same again. */
export function dafFileOf(daf: Daf): DafFile {
  const arrays = daf.summaries.map(
    ({ name, doubles, integers, first, last }): DafArray => ({
      name,
      doubles: [doubles[0]!, doubles[1]!],
      integers: integers.slice(0, -2),
      words: daf.words.subarray(first, last + 1),
    }),
  )
  return { format: daf.format, name: daf.name, comment: daf.comment, littleEndian: daf.littleEndian, arrays }
}

/** The bytes of a file with these arrays, in this order. */
export function writeDaf(file: DafFile): ArrayBuffer {
  const integers = file.format === 'SPK' ? 6 : 5
  const summary_bytes = 8 * (2 + Math.floor((integers + 1) / 2))
  const most = Math.floor((RECORD_BYTES - 24) / summary_bytes)
  const comments = commentRecords(file.comment)
  const groups: (readonly DafArray[])[] = []
  for (let i = 0; i < Math.max(1, file.arrays.length); i += most) groups.push(file.arrays.slice(i, i + most))
  const starts = groupRecords(groups, 2 + comments.length)
  const out = new Writer(starts.at(-1)! - 1, file.littleEndian)
  comments.forEach((text, i) => {
    out.text((1 + i) * RECORD_BYTES, text, text.length)
  })
  let free = 0
  for (let g = 0; g < groups.length; g++) {
    const at = (starts[g]! - 1) * RECORD_BYTES
    out.double(at, g + 1 < groups.length ? starts[g + 1]! : 0)
    out.double(at + 8, g > 0 ? starts[g - 1]! : 0)
    out.double(at + 16, groups[g]!.length)
    out.text(at + RECORD_BYTES, '', RECORD_BYTES)
    free = writeGroup(out, groups[g]!, at, summary_bytes)
  }
  writeFileRecord(out, file, integers, starts[0]!, starts[groups.length - 1]!, free)
  return out.bytes
}

/** Writes a group's summaries, names and data; returns the word after the last, from 1. */
function writeGroup(out: Writer, arrays: readonly DafArray[], at: number, summary_bytes: number): number {
  let word = (at + 2 * RECORD_BYTES) / 8
  arrays.forEach((array, i) => {
    const summary = at + 24 + i * summary_bytes
    out.double(summary, array.doubles[0])
    out.double(summary + 8, array.doubles[1])
    const integers = [...array.integers, word + 1, word + array.words.length]
    integers.forEach((value, k) => {
      out.integer(summary + 16 + 4 * k, value)
    })
    out.text(at + RECORD_BYTES + i * summary_bytes, array.name, summary_bytes)
    for (let k = 0; k < array.words.length; k++) out.double(8 * (word + k), array.words[k]!)
    word += array.words.length
  })
  return word + 1
}

function writeFileRecord(
  out: Writer,
  file: DafFile,
  integers: number,
  forward: number,
  backward: number,
  free: number,
): void {
  out.text(0, `DAF/${file.format} `, 8)
  out.integer(8, 2)
  out.integer(12, integers)
  out.text(16, file.name, 60)
  out.integer(76, forward)
  out.integer(80, backward)
  out.integer(84, free)
  out.text(88, file.littleEndian ? 'LTL-IEEE' : 'BIG-IEEE', 8)
  out.text(699, FTP_CHECK, FTP_CHECK.length)
}

/** First record (from 1) of each group, and the record after the last. */
function groupRecords(groups: readonly (readonly DafArray[])[], first: number): number[] {
  const out = [first]
  let record = first
  for (const arrays of groups) {
    const words = arrays.reduce((sum, array) => sum + array.words.length, 0)
    record += 2 + Math.ceil((8 * words) / RECORD_BYTES)
    out.push(record)
  }
  return out
}

/** The comment in records of a thousand letters, lines ended by NUL, the whole by EOT. */
function commentRecords(comment: string): string[] {
  if (comment === '') return []
  const text = `${comment.replace(/\n?$/, '\n').replaceAll('\n', '\0')}\x04`
  const out: string[] = []
  for (let i = 0; i < text.length; i += COMMENT_BYTES) out.push(text.slice(i, i + COMMENT_BYTES))
  return out
}

class Writer {
  readonly bytes: ArrayBuffer
  private readonly view: DataView
  private readonly littleEndian: boolean

  constructor(records: number, littleEndian: boolean) {
    this.bytes = new ArrayBuffer(records * RECORD_BYTES)
    this.view = new DataView(this.bytes)
    this.littleEndian = littleEndian
  }

  double(at: number, value: number): void {
    this.view.setFloat64(at, value, this.littleEndian)
  }

  integer(at: number, value: number): void {
    this.view.setInt32(at, value, this.littleEndian)
  }

  /** Latin-1, filled with blanks. */
  text(at: number, text: string, length: number): void {
    for (let i = 0; i < length; i++) this.view.setUint8(at + i, i < text.length ? text.charCodeAt(i) & 0xff : 32)
  }
}
