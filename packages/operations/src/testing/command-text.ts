/** A command in XTCE for tests: `go` extends `base`, whose first octet it fixes at 7. */
import { unwrap } from '@magpie/core/result'
import { compileCommandDecoder } from '../command-decoder.ts'
import { type ArgumentValues, checkArguments, encodeCommand } from '../command-encoder.ts'
import { describeXtceError } from '../xtce-context.ts'
import { readXtce } from '../xtce-reader.ts'

const TYPES = `<IntegerArgumentType name="u8" signed="false"><IntegerDataEncoding sizeInBits="8"/></IntegerArgumentType>
<EnumeratedArgumentType name="mode"><IntegerDataEncoding sizeInBits="8"/><EnumerationList><Enumeration value="1" label="SLOW"/><Enumeration value="2" label="FAST"/></EnumerationList></EnumeratedArgumentType>
<BinaryArgumentType name="blob"><BinaryDataEncoding><SizeInBits><FixedValue>24</FixedValue></SizeInBits></BinaryDataEncoding></BinaryArgumentType>`

/** An argument of a type: `u8`, `mode` (SLOW 1, FAST 2), `blob` of three octets, or one of the test's own. */
export const argument = (name: string, type: string) => `<Argument name="${name}" argumentTypeRef="${type}"/>`
/** An entry that names an argument. */
export const entry = (name: string, inside = '') =>
  `<ArgumentRefEntry argumentRef="${name}">${inside}</ArgumentRefEntry>`
/** The condition on which an entry is there. */
export const when = (inside: string) => `<IncludeCondition>${inside}</IncludeCondition>`
/** Another argument. */
export const ref = (name: string) => `<ArgumentInstanceRef argumentRef="${name}"/>`
/** An argument compared with a value. */
export const is = (name: string, operator: string, value: string) =>
  `<Comparison comparisonOperator="${operator.replace('<', '&lt;')}" value="${value}">${ref(name)}</Comparison>`

/** What stands beside the command. */
export type Beside = { readonly types?: string; readonly telemetry?: string }

/** The document. */
export function commandText(args: string, entries: string, { types = '', telemetry = '' }: Beside = {}): string {
  return `<SpaceSystem name="s" xmlns="http://www.omg.org/spec/XTCE/20180204">${telemetry}<CommandMetaData><ArgumentTypeSet>${TYPES}${types}</ArgumentTypeSet><MetaCommandSet><MetaCommand name="base" abstract="true"><ArgumentList>${argument('code', 'u8')}</ArgumentList><CommandContainer name="base"><EntryList>${entry('code')}</EntryList></CommandContainer></MetaCommand><MetaCommand name="go"><BaseMetaCommand metaCommandRef="base"><ArgumentAssignmentList><ArgumentAssignment argumentName="code" argumentValue="7"/></ArgumentAssignmentList></BaseMetaCommand><ArgumentList>${args}</ArgumentList><CommandContainer name="go"><EntryList>${entries}</EntryList><BaseContainer containerRef="base"/></CommandContainer></MetaCommand></MetaCommandSet></CommandMetaData></SpaceSystem>`
}

/** The sentences of its errors. */
export function commandErrors(args: string, entries: string, beside: Beside = {}): string[] {
  const read = readXtce([{ name: 'x.xml', text: commandText(args, entries, beside) }])
  return read.ok ? [] : read.error.map(describeXtceError)
}

/** The command, and its values to octets and back. */
export function commandFrom(args: string, entries: string, beside: Beside = {}) {
  const read = readXtce([{ name: 'x.xml', text: commandText(args, entries, beside) }])
  if (!read.ok) throw new Error(read.error.map(describeXtceError).join())
  const { dictionary } = read.value
  const go = dictionary.commands.find(({ name }) => name === 'go')!
  const decoder = unwrap(compileCommandDecoder(dictionary, '/s/base'))
  const there = (values: ArgumentValues) => {
    const octets = encodeCommand(go, unwrap(checkArguments(go, values)))
    const decoded = unwrap(decoder.decode(octets))
    const { code, ...back } = decoded.values
    if (code !== 7 || decoded.octets !== octets.length) throw new Error(`read ${decoded.octets} octets of ${octets}`)
    return [[...octets], back]
  }
  return { dictionary, go, there }
}
