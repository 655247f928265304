/**
 * How fast frames are read and coded: TM and AOS frames a CPU second with their packets taken out, Reed-Solomon in MB of
 * data a CPU second with no, few and as many wrong symbols as can be corrected. Run: node bench/frames.ts [seconds]
 */
import { cpuUsage } from 'node:process'
import { unwrap } from '@magpie/core/result'
import { packetExtractor } from '@magpie/operations/frames/packet-extractor'
import { packetPacker } from '@magpie/operations/frames/packet-packer'
import { packetRecovery } from '@magpie/operations/frames/packet-recovery'
import { randomise } from '@magpie/operations/frames/randomiser'
import { reedSolomon } from '@magpie/operations/frames/reed-solomon'
import { securityUnit } from '@magpie/operations/frames/sdls'
import { synchroniser } from '@magpie/operations/frames/sync-marker'
import { decodeTmFrame, encodeTmFrame, tmDataOctets } from '@magpie/operations/frames/tm-frame'
import { encodePacket } from '@magpie/operations/space-packet'

const seconds = Number(process.argv[2] ?? 1)

/** Runs of `once` a CPU second, after a tenth of the time to warm up. */
function rate(once: () => void): number {
  const spend = (s: number) => {
    const from = cpuUsage()
    let runs = 0
    let used_s = 0
    while (used_s < s) {
      for (let i = 0; i < 8; i++) once()
      runs += 8
      const { user, system } = cpuUsage(from)
      used_s = (user + system) / 1e6
    }
    return runs / used_s
  }
  spend(seconds / 10)
  return spend(seconds)
}

const channel = { octets: 1115, fecf: true }
const packets = Array.from({ length: 1000 }, (_, i) =>
  encodePacket(
    { telecommand: false, secondaryHeader: true, apid: 100 + (i % 5), sequenceFlags: 3, sequenceCount: i },
    Uint8Array.from({ length: 94 }, (__, k) => (i * 31 + k * 17) & 255),
  ),
)
const frames: Uint8Array[] = []
const packer = packetPacker(tmDataOctets(channel))
for (const packet of packets)
  packer.add(packet, (field) => {
    const n = frames.length & 255
    const base = { scid: 5, vcid: 1, asynchronous: false, packetOrder: false, segmentLength: 3, ocf: undefined }
    frames.push(
      encodeTmFrame({ ...base, masterCount: n, virtualCount: n, secondary: new Uint8Array(0), ...field }, channel),
    )
  })

let out = 0
const line = (name: string, value: number, unit: string) =>
  console.log(`${name.padEnd(58)} ${value.toPrecision(3).padStart(9)} ${unit}`)

line(
  'TM frames of 1115 octets: header and CRC',
  rate(() => {
    for (const f of frames) out += unwrap(decodeTmFrame(f, true)).vcid
  }) * frames.length,
  'frames/s',
)
const read = rate(() => {
  const extractor = packetExtractor()
  for (const f of frames) {
    const frame = unwrap(decodeTmFrame(f, true))
    extractor.take(frame.data, frame.firstHeader, false, (p) => {
      out += p.length
    })
  }
})
line('the same, and the packets of 100 octets in them', read * frames.length, 'frames/s')
line('', read * 1000, 'packets/s')
const stream = Uint8Array.from(packets.flatMap((p) => [...p]))
line(
  'packets of a stream without marks',
  rate(() => {
    const recovery = packetRecovery()
    recovery.push(stream, (p) => {
      out += p.length
    })
    recovery.flush(() => {})
  }) * 1000,
  'packets/s',
)

for (const check of [32, 16] as const) {
  const rs = reedSolomon({ check, interleave: 5, fill: 0, basis: 'dual' })
  const clean = new Uint8Array(rs.block_octets)
  for (let i = 0; i < rs.data_octets; i++) clean[i] = i * 7
  const MB = rs.data_octets / 1e6
  const code = `Reed-Solomon (255,${255 - check}) depth 5`
  line(`${code}: encoding`, rate(() => rs.encode(clean)) * MB, 'MB/s')
  for (const wrong of [0, 1, check / 2]) {
    const block = clean.slice()
    line(
      `${code}: ${wrong} wrong symbols a codeword`,
      rate(() => {
        for (let i = 0; i < 5 * wrong; i++) block[i * 12]! ^= 0x5a
        out += rs.correct(block).corrected
      }) * MB,
      'MB/s',
    )
  }
}
const block = new Uint8Array(1275)
line('randomiser', rate(() => randomise(block, 'short')) * 1.275e-3, 'MB/s')
const shifted = new Uint8Array(40 * 1279 + 1)
for (let b = 0; b < 40; b++)
  for (const [i, o] of [0x1a, 0xcf, 0xfc, 0x1d].entries()) {
    shifted[b * 1279 + i]! |= o >>> 3
    shifted[b * 1279 + i + 1]! |= (o << 5) & 255
  }
line(
  'markers at any bit, blocks of 1275 octets',
  rate(() => {
    synchroniser({ octets: 1275 }).push(shifted, (b) => {
      out += b.bit
    })
  }) *
    shifted.length *
    1e-6,
  'MB/s',
)
const sa = {
  spi: 1,
  service: 'authenticated-encryption',
  algorithm: 'aes-gcm',
  key: 1,
  channels: [{ scid: 1, vcid: 1 }],
  iv_octets: 12,
  sn_octets: 0,
  pad_octets: 0,
  mac_octets: 16,
  mask: new Uint8Array(0),
  window: 9,
} as const
const security = securityUnit(
  [{ sa, state: { operational: true, iv: 0n, sn: 0n } }],
  new Map([[1, { octets: new Uint8Array(32), active: true }]]),
)
const plain = new Uint8Array(1000)
line(
  'authenticated encryption, 1000 octets',
  rate(() => {
    out += unwrap(security.protect(1, { scid: 1, vcid: 1 }, new Uint8Array(6), plain)).length
  }) / 1000,
  'MB/s',
)
if (out === 0) throw new Error('nothing was read')
