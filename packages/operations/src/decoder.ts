/**
 * A dictionary compiled to a decoder. Packets of a fixed layout are read in one go (decoder-whole.ts), all others
 * container by container (decoder-tree.ts). No code is generated, since a browser's content policy forbids that; short
 * loops over an Int32Array do the work.
 */
import { ok, type Result } from '@magpie/core/result'
import type { CompileError } from './decoder-program.ts'
import { type DecodeError, type KeptValue, type PacketAt, runWhole, type Sample } from './decoder-run.ts'
import { compileTree, decodeByContainer, type Node } from './decoder-tree.ts'
import { kindOf, type Route, routesOf } from './decoder-whole.ts'
import { type Container, type Dictionary, labelOf, type Parameter } from './dictionary.ts'
import { initialSample } from './initial-sample.ts'

export type { DecodeError, Sample } from './decoder-run.ts'

export type Decoder = {
  readonly parameters: readonly Parameter[]
  readonly containers: readonly Container[]
  /** A sample of the right size, to decode into again and again. */
  newSample(): Sample
  /** Decodes one packet from its first octet. After a failure the sample holds what was read before it. */
  decode(packet: Uint8Array, into: Sample): Result<void, DecodeError>
  /** The same of `octets` octets at `from`, without cutting the packet out of what holds it. */
  decodeAt(view: DataView, from: number, octets: number, into: Sample): Result<void, DecodeError>
}

/** One outcome for all packets that went well: the hot path allocates no result. */
const DECODED: Result<void, never> = ok(undefined)

/**
 * Compiles `root` (a qualified name) and all that extends it. Without a name it is the container that most others
 * extend, the packet header of most dictionaries.
 */
export function compileDecoder(dictionary: Dictionary, root?: string): Result<Decoder, CompileError> {
  const compiled = compileTree(dictionary, root)
  if (!compiled.ok) return compiled
  const { root: tree, containers, values } = compiled.value
  const routes = routesOf(tree)
  return ok({
    parameters: dictionary.parameters,
    containers,
    newSample: () => initialSample(dictionary.parameters, values),
    decode: (packet, into) => decode(tree, routes, viewed(packet), into),
    decodeAt: (view, from, octets, into) => {
      here.view = view
      here.from = from
      here.octets = octets
      return decode(tree, routes, here, into)
    },
  })
}

/** The packet at hand, used within one call. */
const here: PacketAt = { view: new DataView(new ArrayBuffer(0)), from: 0, octets: 0 }

/** Packets of one buffer share its view: making one costs as much as decoding ten fields. */
function viewed(packet: Uint8Array): PacketAt {
  // One that `decodeAt` was given may show a part of the buffer only.
  const { view } = here
  if (view.buffer !== packet.buffer || view.byteLength !== packet.buffer.byteLength)
    here.view = new DataView(packet.buffer)
  here.from = packet.byteOffset
  here.octets = packet.length
  return here
}

function decode(tree: Node, routes: Route | undefined, packet: PacketAt, into: Sample): Result<void, DecodeError> {
  const whole = routes === undefined ? undefined : kindOf(routes, packet)
  if (whole === undefined || whole.stretch.bits > 8 * packet.octets) return decodeByContainer(tree, packet, into)
  runWhole(whole, packet, into)
  return DECODED
}

/**
 * The value as people read it: labels of enumerations, words of booleans, numbers, strings, blobs. `kept` where a packet holds
 * the parameter several times.
 */
export function engineeringValue(
  { type, index }: Parameter,
  sample: Sample,
  kept?: KeptValue,
): number | string | boolean | Uint8Array {
  if (type.encoding.kind === 'string' || type.encoding.kind === 'binary') return kept?.text ?? sample.text[index] ?? ''
  const value = kept?.value ?? sample.value[index]!
  if (type.kind === 'enumerated') return labelOf(type, value) ?? value
  if (type.kind === 'string') return String(value)
  return type.kind === 'boolean' ? value !== 0 : value
}

/** The sentence for a packet that the dictionary does not explain. */
export function describeDecodeError(error: DecodeError): string {
  switch (error.kind) {
    case 'decode-too-short':
      return `${error.container} needs ${error.needed} bits and the packet has ${error.got}`
    case 'decode-no-container':
      return `no container that extends ${error.container} matches the packet`
    case 'decode-bad-count':
      return `something in ${error.container} would come ${error.count} times`
    case 'decode-bad-place':
      return `something in ${error.container} would begin at bit ${error.bit}`
    case 'decode-bad-length':
      return `${error.parameter} in ${error.container} would be ${error.bits} bits long`
  }
}

/** The sentence for a dictionary that cannot be compiled. */
export function describeCompileError(error: CompileError): string {
  switch (error.kind) {
    case 'no-root':
      return error.root === '' ? 'the dictionary has no container' : `there is no container "${error.root}"`
    case 'unknown-length-parameter':
      return `in ${error.container} the parameter "${error.parameter}", which tells a length or count, is not known`
    case 'offset-after-variable':
      return `in ${error.container} the place of ${error.parameter || 'an entry'} cannot be told beforehand`
    case 'too-large':
      return `${error.container} holds too many entries`
  }
}
