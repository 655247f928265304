/** What a parser under test is, and how one is given its damaged inputs. */
import { type Random, random } from '@magpie/core/random'
import { damagedJson, damagedOctets, damagedText } from './damage.ts'

/** Whether an input was accepted. Whatever it throws is a crash; refusals are values. */
type Parse<T> = (input: T) => boolean | Promise<boolean>

/** A parser of octets or of text from outside, with inputs that are right. */
export type Parser = {
  readonly name: string
} & (
  | {
      readonly kind: 'octets'
      readonly right: readonly Uint8Array[]
      /** Makes lengths and check values agree again with octets that were changed; half of the inputs go through it. */
      readonly sealed?: (octets: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>
      readonly parse: Parse<Uint8Array<ArrayBuffer>>
    }
  | { readonly kind: 'text' | 'json'; readonly right: readonly string[]; readonly parse: Parse<string> }
)

/** A schema as far as it is asked here. */
export type Schema = {
  safeParse(value: unknown):
    | { readonly success: true; readonly data: unknown }
    | {
        readonly success: false
        readonly error: { readonly issues: readonly { readonly path: readonly PropertyKey[] }[] }
      }
}

/** What came of one parser. Times are of computing, so that what others do on the machine makes no input slow. */
export type Tally = {
  readonly parser: string
  readonly inputs: number
  readonly accepted: number
  readonly slowest: { readonly ms: number; readonly input: number }
  readonly grown_MB: number
  readonly crashes: readonly { readonly input: number; readonly what: string }[]
  /** Crashes with those that are not listed. */
  readonly crashed: number
}

/** One input takes no longer, ms. */
export const LIMIT_MS = 1000
/** Octets kept for good over all inputs, MB. */
export const GROWTH_LIMIT_MB = 64
/** Inputs before memory is looked at: compiled code and tables of the first uses are no growth. */
const WARM = 2000
const MOST_LISTED = 5

/** The damaged input of a number: the same for the same seed, whatever came before. */
export function inputOf(parser: Parser, seed: string, number: number): Uint8Array<ArrayBuffer> | string {
  const draw = random(`${seed} ${parser.name} ${number}`)
  if (parser.kind !== 'octets') {
    const right = oneOf(parser.right, draw)
    return parser.kind === 'json' ? damagedJson(right, parser.right, draw) : damagedText(right, parser.right, draw)
  }
  const octets = damagedOctets(oneOf(parser.right, draw), parser.right, draw)
  return parser.sealed === undefined || draw.integer(2) === 0 ? octets : parser.sealed(octets)
}

function oneOf<T>(all: readonly T[], draw: Random): T {
  return all[draw.integer(all.length)]!
}

/** Gives a parser so many inputs; `beat` hears of each before. Inputs that are right must all be accepted. */
export async function fuzzParser(
  parser: Parser,
  inputs: number,
  seed: string,
  beat: (input: number) => void,
): Promise<Tally> {
  await acceptRight(parser)
  const crashes: { input: number; what: string }[] = []
  let [accepted, crashed] = [0, 0]
  let slowest = { ms: 0, input: 0 }
  let before_MB = usedMB()
  for (let input = 0; input < inputs; input++) {
    beat(input)
    if (input === WARM) before_MB = usedMB()
    const given = inputOf(parser, seed, input)
    const from = computed_ms()
    const done = await outcome(parser, given)
    const ms = computed_ms() - from
    if (done === true) accepted++
    else if (done !== false && crashed++ < MOST_LISTED) crashes.push({ input, what: done })
    if (ms > slowest.ms) slowest = { ms, input }
  }
  const grown_MB = inputs > WARM ? Math.max(0, usedMB() - before_MB) : 0
  return { parser: parser.name, inputs, accepted, slowest, grown_MB, crashes, crashed }
}

/** Whether it was accepted, or what was thrown. */
async function outcome(parser: Parser, input: Uint8Array<ArrayBuffer> | string): Promise<boolean | string> {
  try {
    const done = parse(parser, input)
    return typeof done === 'boolean' ? done : await done
  } catch (cause) {
    return told(cause)
  }
}

async function acceptRight(parser: Parser): Promise<void> {
  if (parser.right.length === 0) throw new Error(`${parser.name} has no input that is right`)
  for (const [i, right] of parser.right.entries()) {
    const copy = typeof right === 'string' ? right : Uint8Array.from(right)
    if (!(await parse(parser, copy))) throw new Error(`${parser.name} refuses its right input ${i}`)
  }
}

function parse(parser: Parser, input: Uint8Array<ArrayBuffer> | string): boolean | Promise<boolean> {
  return parser.kind === 'octets' ? parser.parse(input as Uint8Array<ArrayBuffer>) : parser.parse(input as string)
}

function told(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
}

/** Computing of this thread, ms. */
function computed_ms(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** What is kept after all that can be collected is, where the collector may be asked. */
function usedMB(): number {
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / 2 ** 20
}

/** Whether a tally is one to be proud of. */
export function isSound({ crashed, slowest, grown_MB }: Tally): boolean {
  return crashed === 0 && slowest.ms <= LIMIT_MS && grown_MB <= GROWTH_LIMIT_MB
}
