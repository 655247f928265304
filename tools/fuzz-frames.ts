/**
 * Damaged octets for every parser of packets, frames and what surrounds them: cut, flipped, overwritten and joined pieces
 * of good inputs. `node tools/fuzz-frames.ts --count 100000 --seed magpie`; exits 1 where an input throws, or takes
 * longer than a second.
 */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { type Random, random } from '@magpie/core/random'
import { decodeAosFrame } from '@magpie/operations/frames/aos-frame'
import { readCapture } from '@magpie/operations/frames/capture'
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

type Parser = {
  readonly name: string
  readonly good: readonly Uint8Array[]
  readonly parse: (bytes: Uint8Array) => boolean
}

const SLOWEST_MS = 1000
const { values } = parseArgs({
  options: { count: { type: 'string', default: '100000' }, seed: { type: 'string', default: 'magpie' } },
})
const count = Number(values.count)
let failed = false
for (const parser of parsers()) failed = !fuzz(parser, random(`${values.seed} ${parser.name}`)) || failed
process.exitCode = failed ? 1 : 0

function fuzz({ name, good, parse }: Parser, r: Random): boolean {
  let accepted = 0
  let thrown = 0
  let slowest_ms = 0
  const from = performance.now()
  for (let i = 0; i < count; i++) {
    const bytes = damaged(good, r)
    const began = performance.now()
    try {
      if (parse(bytes.slice())) accepted++
    } catch (cause) {
      if (thrown++ === 0) console.log(`${name}: ${cause} at ${Buffer.from(bytes).toString('hex').slice(0, 400)}`)
    }
    slowest_ms = Math.max(slowest_ms, performance.now() - began)
  }
  const seconds = ((performance.now() - from) / 1000).toFixed(1)
  const memory_MB = (process.memoryUsage().rss / 2 ** 20).toFixed(0)
  console.log(
    `${name}: ${count} inputs, ${accepted} accepted, ${thrown} threw, slowest ${slowest_ms.toFixed(1)} ms; ${seconds} s, ${memory_MB} MB`,
  )
  return thrown === 0 && slowest_ms < SLOWEST_MS
}

/** A good input with up to eight changes: bits turned, octets set to what often hurts, pieces cut, moved or put in. */
function damaged(good: readonly Uint8Array[], r: Random): Uint8Array {
  let bytes = good[r.integer(good.length)]!.slice()
  for (let n = 1 + r.integer(8); n > 0 && bytes.length > 0; n--) {
    const at = r.integer(bytes.length)
    const kind = r.integer(6)
    if (kind <= 1) bytes[at]! ^= 1 << r.integer(8)
    else if (kind === 2) bytes[at] = [0, 0xff, 0x7f, 0x80, 0xeb, 0x1a][r.integer(6)]!
    else if (kind === 3) bytes = bytes.slice(0, at)
    else if (kind === 4) bytes = bytes.slice(at)
    else bytes = Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(r.integer(bytes.length))])
  }
  return bytes
}

function parsers(): Parser[] {
  const golden = (file: string) => readFileSync(new URL(`../golden/frames/${file}`, import.meta.url))
  const lines = (file: string) =>
    golden(file)
      .toString()
      .trim()
      .split('\n')
      .slice(0, 6)
      .map((line) => new Uint8Array(Buffer.from(line, 'hex')))
  const cadus = new Uint8Array(golden('snpp-cadus.dat'))
  const tm = lines('tm-gap.hex')
  const tc = lines('tc-plain.hex')
  const aos = [0, 1, 2].map((i) => cadus.slice(1024 * i + 4, 1024 * i + 896))
  const header = { telecommand: false, secondaryHeader: true, apid: 7, sequenceFlags: 3, sequenceCount: 0 } as const
  const packets = [0, 1, 2, 3, 4].map((i) =>
    encodePacket({ ...header, sequenceCount: i }, new Uint8Array(40 + i).fill(i)),
  )
  const stream = Uint8Array.from(packets.flatMap((p) => [...p]))
  const uslp = Uint8Array.of(0xc0, 0x12, 0x34, 0x20, 0, 30, 0x0a, 1, 2, 0xe0, ...new Uint8Array(21))
  const rs = reedSolomon({ check: 32, interleave: 4, fill: 0, basis: 'dual' })
  const base = {
    algorithm: 'aes-gcm',
    key: 1,
    channels: [{ scid: 1, vcid: 1 }],
    iv_octets: 12,
    pad_octets: 0,
    mask: new Uint8Array(0),
    window: 9,
  } as const
  const sa = { ...base, spi: 9, service: 'authenticated-encryption', sn_octets: 2, mac_octets: 16 } as const
  const unit = () =>
    securityUnit(
      [{ sa, state: { operational: true, iv: 0n, sn: 0n } }],
      new Map([[1, { octets: new Uint8Array(32), active: true }]]),
    )
  const secured = unit().protect(9, { scid: 1, vcid: 1 }, new Uint8Array(5), new Uint8Array(30))
  const held = unit()
  return [
    { name: 'TM', good: tm, parse: (b) => decodeTmFrame(b, false).ok },
    {
      name: 'AOS',
      good: aos,
      parse: (b) =>
        decodeAosFrame(b, {
          octets: b.length,
          fecf: false,
          ocf: true,
          insert_octets: 3,
          headerControl: b.length % 2 === 0,
        }).ok,
    },
    { name: 'TC', good: tc, parse: (b) => decodeTcFrame(b, { fecf: false, segments: true }).ok },
    {
      name: 'TC control command',
      good: [Uint8Array.of(0x82, 0, 9), Uint8Array.of(0)],
      parse: (b) => decodeControlCommand(b).ok,
    },
    { name: 'USLP', good: [uslp], parse: (b) => decodeUslpFrame(b, { fecf_octets: 0, insert_octets: 2 }).ok },
    { name: 'CLTU', good: tc.map((frame) => encodeCltu(frame.subarray(0, 100))), parse: (b) => decodeCltu(b).ok },
    {
      name: 'Reed-Solomon',
      good: [cadus.slice(4, 1024)],
      parse(b) {
        const block = new Uint8Array(rs.block_octets)
        block.set(b.subarray(0, block.length))
        return rs.correct(block).uncorrectable === 0
      },
    },
    {
      name: 'security',
      good: secured.ok ? [secured.value] : [],
      parse: (b) => held.open({ scid: 1, vcid: 1 }, new Uint8Array(5), b).ok,
    },
    {
      name: 'markers',
      good: [cadus.slice(0, 3072)],
      parse: (b) => whole((sink) => synchroniser({ octets: 1020 }).push(b, sink)),
    },
    {
      name: 'packet stream',
      good: [stream],
      parse: (b) =>
        whole((sink) => {
          const recovery = packetRecovery({ longest_octets: 4096 })
          recovery.push(b.subarray(0, b.length >> 1), sink)
          recovery.push(b.subarray(b.length >> 1), sink)
          recovery.flush(sink)
        }),
    },
    {
      name: 'packets of frames',
      good: [stream],
      parse: (b) =>
        whole((sink) => {
          const extractor = packetExtractor()
          for (let at = 0; at < b.length; at += 32)
            extractor.take(
              b.subarray(at, at + 32),
              ((b[at]! << 3) | (b[at + 1] ?? 0)) & 0x7ff,
              (b[at]! & 1) === 1,
              sink,
            )
          extractor.end(sink)
        }),
    },
    {
      name: 'secondary header',
      good: packets.map((p) => Uint8Array.of(...p.subarray(0, 6), 0x45, ...p)),
      parse: (b) => readSecondaryHeader(b, { time: undefined, ancillary_octets: 1 }, NAIF0012).ok,
    },
    {
      name: 'segments',
      good: [Uint8Array.from(segmentData(header, new Uint8Array(90), 30).flatMap((p) => [...p]))],
      parse(b) {
        const r = packetReassembler()
        let any = false
        for (let at = 0; at < b.length; at += 36) any = r.take(b.subarray(at, at + 36)).ok || any
        return any
      },
    },
    {
      name: 'recordings',
      good: [
        cadus.slice(0, 2100),
        stream,
        Uint8Array.from(tc.flatMap((f) => [...f])),
        new Uint8Array(Buffer.from(golden('tc-plain.hex').subarray(0, 3000))),
      ],
      parse: (b) => readCapture(b).ok,
    },
  ]
}

/** Whether anything came out. */
function whole(run: (sink: (out: unknown) => void) => void): boolean {
  let any = false
  run(() => {
    any = true
  })
  return any
}
