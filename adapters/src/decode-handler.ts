/** `magpie decode`: a file of packets, of any size, to a line or row a packet. Damage is told with its place and counted. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Failure } from '@magpie/api/failure'
import type { InputOf, OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import { err, ok, type Result } from '@magpie/core/result'
import { compileDecoder, type Decoder, describeCompileError, describeDecodeError } from '@magpie/operations/decoder'
import { derivation } from '@magpie/operations/derived'
import type { Dictionary } from '@magpie/operations/dictionary'
import { setValue } from '@magpie/operations/initial-sample'
import { packetFile } from '@magpie/operations/packet-file'
import { packetValues, parametersOf, shortNames } from '@magpie/operations/packet-values'
import { readDictionaryFiles } from './decode-dictionary.ts'
import { type PacketWriter, timeOf } from './decoded-packet.ts'
import { lineWriter } from './packet-lines.ts'
import { parquetWriter } from './packet-parquet.ts'
import { type PendingFile, pendingFile } from './whole-file.ts'
import { whyNoFile, whyUnwritable } from './why-unreadable.ts'

type Input = InputOf<Operations['decode']>
type Output = OutputOf<Operations['decode']>

/** Read at once; memory stays within a few of these. */
const CHUNK_OCTETS = 1 << 20
/** Damage beyond so many places is counted only. */
const TOLD = 20

/** Decodes a file. */
export async function decodeFile(input: Input): Promise<Result<Output, Failure>> {
  const paths = input.dictionary.split(',').map((path) => path.trim())
  const read = await readDictionaryFiles(paths)
  if (!read.ok) return read
  const { dictionary, not_read } = read.value
  const compiled = compileDecoder(dictionary, containerNamed(dictionary, input.container))
  if (!compiled.ok) return refused(describeCompileError(compiled.error))
  const settings = settingsOf(dictionary, input.set)
  if (!settings.ok) return settings
  const why = await whyNoFile(input.packets)
  if (why !== undefined)
    return err({ kind: 'data-unreadable', message: `${input.packets} ${why}.`, file: input.packets })
  const out = input.out ?? '-'
  if (input.as === 'parquet' && out === '-') return refused('a Parquet file needs a name: --out FILE')
  if (await isOneOf(out, [input.packets, ...paths]))
    return refused(`${out} is what is read: name another file with --out`)
  const names = shortNames(dictionary.parameters)
  const byIndex = new Map(dictionary.parameters.map((p, i) => [p.index, names[i]!]))
  const derived = dictionary.algorithms.map((a) => a.output)
  const columns = parametersOf(compiled.value, derived)
  let pending: PendingFile | undefined
  try {
    pending = await pendingAt(out)
    const to = pending?.beside ?? out
    const writer =
      input.as === 'parquet'
        ? await parquetWriter(to, columns, byIndex, new Set(derived.map(({ index }) => index)))
        : await lineWriter(to, input.as, columns, byIndex)
    const about = { out, not_read: [...not_read] }
    const account = await run(input, dictionary, compiled.value, settings.value, writer, about)
    await pending?.keep()
    return ok(account)
  } catch (cause) {
    await pending?.drop()
    return err({ kind: 'data-unreadable', message: `${out} ${whyUnwritable(cause)}.`, file: out })
  }
}

/** The file to write, in the place of one that is there; nothing for standard output, a device or a pipe. */
async function pendingAt(out: string): Promise<PendingFile | undefined> {
  const there = out === '-' ? undefined : await stat(out).catch(() => undefined)
  const isStream = out === '-' || (there !== undefined && !there.isFile() && !there.isDirectory())
  return isStream ? undefined : pendingFile(out, 'replace')
}

/** Whether a path leads to one of these files, by whatever name. */
async function isOneOf(path: string, files: readonly string[]): Promise<boolean> {
  const at = await stat(path).catch(() => undefined)
  if (at === undefined) return false
  const others = await Promise.all(files.map((file) => stat(file).catch(() => undefined)))
  return others.some((other) => other?.ino === at.ino && other.dev === at.dev)
}

type Settings = ReadonlyMap<Dictionary['parameters'][number], string>

async function run(
  input: Input,
  dictionary: Dictionary,
  decoder: Decoder,
  settings: Settings,
  writer: PacketWriter,
  about: Pick<Output, 'out' | 'not_read'>,
): Promise<Output> {
  const sample = decoder.newSample()
  for (const [parameter, text] of settings) setValue(sample, parameter, text)
  const derive = derivation(dictionary, decoder)
  const valuesOf = packetValues(decoder)
  const counts = { octets: 0, decoded: 0, values: 0, damaged: 0, alarms: 0 }
  const damage: Output['damage'] = []
  const byContainer = new Int32Array(decoder.containers.length)
  const broken = (offset: number, octets: number, why: string) => {
    counts.damaged++
    if (damage.length < TOLD) damage.push({ offset, octets, why })
  }
  const file = packetFile(
    input.skip,
    (view, from, octets, offset) => {
      const done = decoder.decodeAt(view, from, octets, sample)
      if (!done.ok) {
        broken(offset, octets, describeDecodeError(done.error))
        return
      }
      derive(sample)
      const values = valuesOf(sample)
      const container = decoder.containers[sample.container]!.qualifiedName
      byContainer[sample.container]!++
      counts.decoded++
      counts.values += values.length
      for (const { level } of values) if (level !== 'nominal') counts.alarms++
      const apid = view.getUint16(from) & 0x7ff
      const sequence = view.getUint16(from + 2) & 0x3fff
      writer.write({ offset, time: timeOf(values), apid, sequence, container, values })
    },
    (offset, octets, why) =>
      broken(offset, octets, why === 'cut-short' ? 'the file ends within a packet' : 'no packet header stands here'),
  )
  for await (const chunk of createReadStream(input.packets, { highWaterMark: CHUNK_OCTETS })) {
    const octets = chunk as Buffer
    counts.octets += octets.length
    file.push(new Uint8Array(octets.buffer, octets.byteOffset, octets.length))
    await writer.drained()
  }
  file.end()
  await writer.close()
  const containers = decoder.containers.flatMap(({ qualifiedName }, i) =>
    byContainer[i]! > 0 ? [{ container: qualifiedName, packets: byContainer[i]! }] : [],
  )
  return { packets: input.packets, ...about, ...counts, damage, containers }
}

/** A container by its path, or by its own name where only one has it. */
export function containerNamed({ containers }: Dictionary, name: string | undefined): string | undefined {
  if (name === undefined || name.startsWith('/')) return name
  const found = containers.filter((c) => c.name === name)
  return found.length === 1 ? found[0]!.qualifiedName : name
}

/** Values of parameters that no packet tells: `NAME=VALUE`, with commas between. */
export function settingsOf({ parameters }: Dictionary, text: string | undefined): Result<Settings, Failure> {
  const out = new Map<Dictionary['parameters'][number], string>()
  for (const piece of text?.split(',') ?? []) {
    const [name, value] = piece.split('=').map((part) => part.trim())
    const parameter = parameters.find((p) => p.qualifiedName === name) ?? parameters.find((p) => p.name === name)
    if (parameter === undefined || value === undefined) return refused(`"${piece}" sets no parameter of the dictionary`)
    out.set(parameter, value)
  }
  return ok(out)
}

function refused(message: string): Result<never, Failure> {
  return err({ kind: 'bad-request', message, problems: [] })
}
