/**
 * Magpie's decoder by the protocol of bench/peers. Arguments: the dictionary, a file of packets. Row `decode`: so many packets,
 * raw and engineering values of every parameter; values are the engineering ones (of enumerations the number), packet by packet.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { cpuUsage, stdin } from 'node:process'
import { createInterface } from 'node:readline'
import { unwrap } from '@magpie/core/result'
import { compileDecoder } from '@magpie/operations/decoder'
import { readXtce } from '@magpie/operations/xtce-reader'
import { PACKET_OCTETS } from './packets.ts'

const [xml = '', file = ''] = process.argv.slice(2)
const { dictionary } = unwrap(readXtce([{ name: xml, text: readFileSync(xml, 'utf8') }]))
const decoder = unwrap(compileDecoder(dictionary, '/BENCH/ccsds'))
const octets = new Uint8Array(readFileSync(file)).slice()
const view = new DataView(octets.buffer)
const sample = decoder.newSample()

console.log('ready Magpie')
for await (const line of createInterface({ input: stdin })) {
  const [, , words, path] = line.split(' ')
  const count = Number(words)
  const before = cpuUsage()
  const values = decode(count)
  const { user, system } = cpuUsage(before)
  if (path !== undefined) writeFileSync(path, engineering(count))
  console.log(`${(user + system) / 1e6} ${values}`)
}

function decode(count: number): number {
  let values = 0
  for (let i = 0; i < count; i++) {
    unwrap(decoder.decodeAt(view, PACKET_OCTETS * i, PACKET_OCTETS, sample))
    values += sample.count
  }
  return values
}

function engineering(count: number): Float64Array {
  const out: number[] = []
  for (let i = 0; i < count; i++) {
    unwrap(decoder.decodeAt(view, PACKET_OCTETS * i, PACKET_OCTETS, sample))
    for (let k = 0; k < sample.count; k++) out.push(sample.value[sample.slots[k]!]!)
  }
  return Float64Array.from(out)
}
