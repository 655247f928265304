/** Parsers of frames, of their security and coding, and of recordings. */
import { readFileSync } from 'node:fs'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { crc16 } from '@magpie/operations/crc16'
import { aosDataOctets, decodeAosFrame, encodeAosFrame } from '@magpie/operations/frames/aos-frame'
import { readCapture } from '@magpie/operations/frames/capture'
import { decodeClcw } from '@magpie/operations/frames/clcw'
import { decodeCltu, encodeCltu } from '@magpie/operations/frames/cltu'
import { packetExtractor } from '@magpie/operations/frames/packet-extractor'
import { packetRecovery } from '@magpie/operations/frames/packet-recovery'
import { reedSolomon } from '@magpie/operations/frames/reed-solomon'
import { securityUnit } from '@magpie/operations/frames/sdls'
import { synchroniser } from '@magpie/operations/frames/sync-marker'
import { decodeControlCommand, decodeTcFrame } from '@magpie/operations/frames/tc-frame'
import { decodeTmFrame } from '@magpie/operations/frames/tm-frame'
import { decodeUslpFrame } from '@magpie/operations/frames/uslp-frame'
import { readSecondaryHeader } from '@magpie/operations/packet-secondary-header'
import { packetReassembler, segmentData } from '@magpie/operations/packet-segmentation'
import { encodePacket } from '@magpie/operations/space-packet'
import type { Parser } from './parser.ts'

const golden = (file: string) => readFileSync(new URL(`../../golden/frames/${file}`, import.meta.url))

function lines(file: string): Uint8Array[] {
  const all = golden(file).toString().trim().split('\n')
  return all.slice(0, 6).map((line) => new Uint8Array(Buffer.from(line, 'hex')))
}

/** A frame whose last two octets check the others again. */
function checkedAgain(octets: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (octets.length < 3) return octets
  new DataView(octets.buffer).setUint16(octets.length - 2, crc16(octets, 0, octets.length - 2))
  return octets
}

/** Parsers of frames. */
export function frameParsers(): Parser[] {
  const cadus = new Uint8Array(golden('snpp-cadus.dat'))
  const tm = lines('tm-gap.hex').filter((b) => decodeTmFrame(b, false).ok)
  const tc = lines('tc-plain.hex')
  const aos = [false, true].map(aosFrame)
  const stream = Uint8Array.from(packets().flatMap((p) => [...p]))
  const uslp = Uint8Array.of(0xc0, 0x12, 0x34, 0x20, 0, 30, 0x0a, 1, 2, 0xe0, ...new Uint8Array(21))
  return [
    {
      name: 'TM frames',
      kind: 'octets',
      right: tm,
      sealed: checkedAgain,
      parse: (b) => decodeTmFrame(b, b.length % 2 === 1).ok || decodeTmFrame(b, false).ok,
    },
    {
      name: 'AOS frames',
      kind: 'octets',
      right: aos,
      parse: (b) => [false, true].some((headerControl) => decodeAosFrame(b, aosChannel(b.length, headerControl)).ok),
    },
    {
      name: 'TC frames',
      kind: 'octets',
      right: tc,
      sealed: checkedAgain,
      parse: (b) => [false, true].map((fecf) => decodeTcFrame(b, { fecf, segments: true }).ok).includes(true),
    },
    {
      name: 'TC control commands',
      kind: 'octets',
      right: [Uint8Array.of(0x82, 0, 9), Uint8Array.of(0)],
      parse: (b) => decodeControlCommand(b).ok,
    },
    {
      name: 'USLP frames',
      kind: 'octets',
      right: [uslp],
      parse: (b) =>
        [0, 2].map((fecf) => decodeUslpFrame(b, { fecf_octets: fecf as 0, insert_octets: 2 }).ok).includes(true),
    },
    {
      name: 'CLCW',
      kind: 'octets',
      right: [Uint8Array.of(1, 0, 0x20, 7)],
      parse: (b) => b.length >= 4 && decodeClcw(new DataView(b.buffer).getUint32(0)) !== undefined,
    },
    {
      name: 'CLTU',
      kind: 'octets',
      right: tc.map((frame) => encodeCltu(frame.subarray(0, 100))),
      parse: (b) => decodeCltu(b).ok,
    },
    reedSolomonParser(cadus.slice(4, 1024)),
    securityParser(),
    {
      name: 'frame markers',
      kind: 'octets',
      right: [cadus.slice(0, 3072)],
      parse: (b) => some((sink) => synchroniser({ octets: 1020 }).push(b, sink)),
    },
    { name: 'packet stream', kind: 'octets', right: [stream], parse: recovered },
    { name: 'packets of frames', kind: 'octets', right: [stream], parse: extracted },
    {
      name: 'secondary headers',
      kind: 'octets',
      right: packets().map((p) => Uint8Array.of(...p.subarray(0, 6), 0x1c, ...p)),
      parse: (b) => readSecondaryHeader(b, { time: undefined, ancillary_octets: 1 }, NAIF0012).ok,
    },
    {
      name: 'packet segments',
      kind: 'octets',
      right: [Uint8Array.from(segmentData(HEADER, new Uint8Array(90), 30).flatMap((p) => [...p]))],
      parse: reassembled,
    },
    {
      name: 'recordings',
      kind: 'octets',
      right: [cadus.slice(0, 2100), stream, new Uint8Array(golden('tc-plain.hex').subarray(0, 3000))],
      parse: (b) => readCapture(b).ok,
    },
  ]
}

const HEADER = { telecommand: false, secondaryHeader: true, apid: 7, sequenceFlags: 3, sequenceCount: 0 } as const

function packets(): Uint8Array[] {
  return [0, 1, 2, 3, 4].map((i) => encodePacket({ ...HEADER, sequenceCount: i }, new Uint8Array(40 + i).fill(i)))
}

function aosFrame(headerControl: boolean): Uint8Array {
  const channel = aosChannel(120, headerControl)
  const head = { scid: 700, vcid: 5, virtualCount: 70_000, replay: false, cycle: 3, ocf: 0x01002007 }
  const data = new Uint8Array(aosDataOctets(channel)).fill(9)
  return encodeAosFrame({ ...head, insert: Uint8Array.of(1, 2, 3), data }, channel)
}

function aosChannel(octets: number, headerControl: boolean) {
  return { octets, fecf: false, ocf: true, insert_octets: 3, headerControl }
}

function reedSolomonParser(right: Uint8Array): Parser {
  const rs = reedSolomon({ check: 32, interleave: 4, fill: 0, basis: 'dual' })
  const parse = (b: Uint8Array) => {
    const block = new Uint8Array(rs.block_octets)
    block.set(b.subarray(0, block.length))
    return rs.correct(block).uncorrectable === 0
  }
  return { name: 'Reed-Solomon blocks', kind: 'octets', right: [right], parse }
}

function securityParser(): Parser {
  const sa = {
    algorithm: 'aes-gcm',
    key: 1,
    channels: [{ scid: 1, vcid: 1 }],
    iv_octets: 12,
    pad_octets: 0,
    mask: new Uint8Array(0),
    window: 9,
    spi: 9,
    service: 'authenticated-encryption',
    sn_octets: 2,
    mac_octets: 16,
  } as const
  const keys = new Map([[1, { octets: new Uint8Array(32), active: true }]])
  const unit = () => securityUnit([{ sa, state: { operational: true, iv: 0n, sn: 0n } }], keys)
  const secured = unit().protect(9, { scid: 1, vcid: 1 }, new Uint8Array(5), new Uint8Array(30))
  if (!secured.ok) throw new Error('nothing was secured')
  const parse = (b: Uint8Array) => unit().open({ scid: 1, vcid: 1 }, new Uint8Array(5), b).ok
  return { name: 'frame security (SDLS)', kind: 'octets', right: [secured.value], parse }
}

function recovered(b: Uint8Array): boolean {
  return some((sink) => {
    const recovery = packetRecovery({ longest_octets: 4096 })
    recovery.push(b.subarray(0, b.length >> 1), sink)
    recovery.push(b.subarray(b.length >> 1), sink)
    recovery.flush(sink)
  })
}

function extracted(b: Uint8Array): boolean {
  return some((sink) => {
    const extractor = packetExtractor()
    for (let at = 0; at < b.length; at += 32) {
      const first = at === 0 ? 0 : ((b[at]! << 3) | (b[at + 1] ?? 0)) & 0x7ff
      extractor.take(b.subarray(at, at + 32), first, (b[at]! & 1) === 1, sink)
    }
    extractor.end(sink)
  })
}

function reassembled(b: Uint8Array): boolean {
  const reassembler = packetReassembler()
  let any = false
  for (let at = 0; at < b.length; at += 36) any = reassembler.take(b.subarray(at, at + 36)).ok || any
  return any
}

/** Whether anything came out. */
function some(run: (sink: (out: unknown) => void) => void): boolean {
  let any = false
  run(() => {
    any = true
  })
  return any
}
