/** Damaged dictionaries and packets: what `fuzz-dictionaries.ts` gives to the readers, by the count and the seed. */
import { readFileSync } from 'node:fs'
import { type Random, random } from '@magpie/core/random'
import { unwrap } from '@magpie/core/result'
import { compileDecoder, describeCompileError, describeDecodeError } from '@magpie/operations/decoder'
import { derivation } from '@magpie/operations/derived'
import type { Dictionary } from '@magpie/operations/dictionary'
import { describeFprimeError, readFprime } from '@magpie/operations/fprime/fprime-reader'
import { packetFile } from '@magpie/operations/packet-file'
import { packetValues } from '@magpie/operations/packet-values'
import { describeXtceError } from '@magpie/operations/xtce-context'
import { readXtce } from '@magpie/operations/xtce-reader'

/** What came of one target: how many inputs it refused, what it threw, and the longest it took. */
export type DictionaryTally = {
  readonly target: string
  readonly inputs: number
  readonly refused: number
  readonly slowest_ms: number
  readonly failures: readonly { readonly input: number; readonly what: string }[]
}

const golden = new URL('../golden/operations/', import.meta.url)
const text = (name: string) => readFileSync(new URL(name, golden), 'utf8')

/** Gives each target so many inputs; `beat` is called before each. */
export function fuzzDictionaries(
  inputs: number,
  seed: string,
  beat: (target: number, input: number) => void,
): DictionaryTally[] {
  return targets().map(({ target, run }, index) => {
    const draw = random(`${seed} ${target}`)
    const failures: { input: number; what: string }[] = []
    let refused = 0
    let slowest_ms = 0
    for (let input = 0; input < inputs; input++) {
      beat(index, input)
      const from = performance.now()
      try {
        if (!run(draw)) refused++
      } catch (cause) {
        failures.push({ input, what: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) })
      }
      slowest_ms = Math.max(slowest_ms, performance.now() - from)
    }
    return { target, inputs, refused, slowest_ms, failures }
  })
}

type Target = { readonly target: string; readonly run: (draw: Random) => boolean }

function targets(): Target[] {
  const xtce = [pieceOf(text('bogussat-2.xml')), text('jpss-geolocation.xml')]
  const fprime = pieceOfJson(text('fprime-reference.json'))
  const packets = [packetTarget('bogussat-2.xml', '/BogusSAT/CCSDSPacket'), packetTarget('suda.xml')]
  return [
    { target: 'XTCE', run: (draw) => readDamagedXtce(damagedText(xtce[draw.integer(xtce.length)]!, draw)) },
    { target: 'F Prime', run: (draw) => readDamagedFprime(damagedText(fprime, draw)) },
    { target: 'packets', run: (draw) => packets[draw.integer(packets.length)]!(draw) },
  ]
}

/** The first system of the file with all that it holds of types, so that one input takes a millisecond. */
function pieceOf(whole: string): string {
  const inner = whole.indexOf('<xtce:SpaceSystem', whole.indexOf('<xtce:SpaceSystem') + 1)
  return `${whole.slice(0, inner)}</xtce:SpaceSystem>`
}

function pieceOfJson(whole: string): string {
  const file = JSON.parse(whole)
  const telemetryChannels = file.telemetryChannels.slice(0, 10)
  const names = new Set(telemetryChannels.map((c: { name: string }) => c.name))
  const members = file.telemetryPacketSets[0].members.filter((p: { members: string[] }) =>
    p.members.every((m) => names.has(m)),
  )
  const telemetryPacketSets = [{ ...file.telemetryPacketSets[0], members }]
  return JSON.stringify({
    metadata: file.metadata,
    typeDefinitions: file.typeDefinitions,
    commands: file.commands.slice(0, 6),
    telemetryChannels,
    telemetryPacketSets,
  })
}

/** One to four changes: pieces cut out, doubled or moved, words of the file in place of others, numbers and signs. */
function damagedText(whole: string, draw: Random): string {
  let out = whole
  for (let n = 1 + draw.integer(4); n > 0; n--) {
    const at = draw.integer(out.length)
    const length = draw.integer(60)
    const from = draw.integer(out.length)
    const put = [
      '',
      out.slice(from, from + draw.integer(400)),
      ['-1', '0', '65536', '1e9', '99999999999999999999', 'NaN', '"', '<', '>', '/', '{', '[', '\u0000', 'é'][
        draw.integer(14)
      ]!,
    ][draw.integer(3)]!
    out = out.slice(0, at) + put + out.slice(at + (draw.integer(2) === 0 ? 0 : length))
  }
  return out
}

function readDamagedXtce(xml: string): boolean {
  const read = readXtce([{ name: 'x.xml', text: xml }])
  if (!read.ok) {
    for (const error of read.error) if (!/^x\.xml:\d+: /.test(describeXtceError(error))) throw new Error('no line')
    return false
  }
  compileAll(read.value.dictionary)
  return true
}

function readDamagedFprime(json: string): boolean {
  const read = readFprime(json)
  if (read.ok) compileAll(read.value)
  else for (const error of read.error) describeFprimeError(error)
  return read.ok
}

const some = new Uint8Array(64).map((_, i) => (i * 37) & 255)

function compileAll(dictionary: Dictionary): void {
  const compiled = compileDecoder(dictionary)
  if (!compiled.ok) {
    describeCompileError(compiled.error)
    return
  }
  const sample = compiled.value.newSample()
  const done = compiled.value.decode(some, sample)
  if (!done.ok) describeDecodeError(done.error)
}

/** Packets that were right, cut, lengthened and changed, through the file reader and the decoder. */
function packetTarget(name: string, root?: string): (draw: Random) => boolean {
  const { dictionary } = unwrap(readXtce([{ name, text: text(name) }]))
  const decoder = unwrap(compileDecoder(dictionary, root))
  const sample = decoder.newSample()
  const values = packetValues(decoder)
  const derive = derivation(dictionary, decoder)
  const right = rightPackets(name)
  return (draw) => {
    const bytes = damagedBytes(right, draw)
    let decoded = 0
    let told = 0
    const file = packetFile(
      0,
      (view, from, octets) => {
        told += octets
        const done = decoder.decodeAt(view, from, octets, sample)
        if (sample.bits > 8 * octets) throw new Error('read beyond the packet')
        if (!done.ok) {
          describeDecodeError(done.error)
          return
        }
        derive(sample)
        decoded += values(sample).length
      },
      (_, octets) => {
        told += octets
      },
    )
    const half = draw.integer(bytes.length + 1)
    file.push(bytes.subarray(0, half))
    file.push(bytes.subarray(half))
    file.end()
    if (told !== bytes.length) throw new Error(`${told} of ${bytes.length} octets were told of`)
    return decoded > 0
  }
}

function rightPackets(name: string): Uint8Array {
  const octets = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
  if (name === 'suda.xml') return octets(JSON.parse(text('suda.json')).file).subarray(4, 6000)
  const { packets } = JSON.parse(text('bogussat-2.json')) as { packets: { hex: string; stream?: string }[] }
  return octets(packets.flatMap(({ hex, stream }) => (stream === 'CCSDS-TM' ? [hex] : [])).join(''))
}

function damagedBytes(right: Uint8Array, draw: Random): Uint8Array {
  const from = draw.integer(4) === 0 ? draw.integer(right.length) : 0
  const out = right.slice(from, from + 1 + draw.integer(right.length - from))
  for (let n = draw.integer(8); n > 0; n--) out[draw.integer(out.length)] = draw.integer(256)
  return out
}
