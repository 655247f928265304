/**
 * How many packets a CPU second the decoder takes that XTCE compiles to: 100 octets, 28 parameters, three calibrations
 * (decode.xml), the same packet as other decoders were measured with. Run: node bench/decode.ts [packets]
 */
import { readFileSync } from 'node:fs'
import { cpuUsage } from 'node:process'
import { unwrap } from '@magpie/core/result'
import { compileDecoder } from '@magpie/operations/decoder'
import { sealPacket } from '@magpie/operations/space-packet'
import { compileEncoder } from '@magpie/operations/telemetry-encoder'
import { readXtce } from '@magpie/operations/xtce-reader'

const count = Number(process.argv[2] ?? 200_000)
const text = readFileSync(new URL('decode.xml', import.meta.url), 'utf8')
const { dictionary } = unwrap(readXtce([{ name: 'decode.xml', text }]))
const decoder = unwrap(compileDecoder(dictionary))

const encoder = unwrap(compileEncoder(dictionary, '/BENCH/HK20'))
const names = encoder.parameters.map((p) => p.name)
const modes = ['OFF', 'SAFE', 'NOMINAL', 'SCIENCE']
const packets = new Uint8Array(100 * count)
for (let i = 0; i < count; i++) {
  const special: Record<string, number | string> = {
    shf: 1,
    seqflags: 3,
    seqcount: i & 16383,
    pktlen: 93,
    obt_ms: 1767225600000 + i,
    P04: -10 + 0.0005 * ((i * 13) & 65535),
    P06: (i % 27) - 5,
    P18: modes[i & 3]!,
  }
  const packet = encoder.encode(
    names.map((name) => special[name] ?? (name.startsWith('P') ? (i * 7) & 63 : 0)),
    13,
  )
  sealPacket(packet)
  packets.set(packet, 100 * i)
}

const sample = decoder.newSample()
const view = new DataView(packets.buffer)
for (let round = 1; round <= 6; round++) {
  const before = cpuUsage()
  let values = 0
  for (let i = 0; i < count; i++) {
    unwrap(decoder.decodeAt(view, 100 * i, 100, sample))
    values += sample.count
  }
  const { user, system } = cpuUsage(before)
  const cpu_s = (user + system) / 1e6
  console.log(
    `round ${round}: ${(count / cpu_s / 1e6).toFixed(2)} M packets a CPU second, ${values / count} values each`,
  )
}
