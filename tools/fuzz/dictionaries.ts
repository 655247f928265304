/** Parsers of dictionaries, formulas and links, and decoders by dictionaries that were right. */
import { readdirSync, readFileSync } from 'node:fs'
import { unwrap } from '@magpie/core/result'
import { compileCommandDecoder } from '@magpie/operations/command-decoder'
import {
  argumentProblems,
  checkArguments,
  describeArgumentError,
  encodeCommand,
} from '@magpie/operations/command-encoder'
import { compileDecoder, describeCompileError, describeDecodeError } from '@magpie/operations/decoder'
import { derivation } from '@magpie/operations/derived'
import type { Dictionary } from '@magpie/operations/dictionary'
import { readFormula } from '@magpie/operations/expression/written-formula'
import { describeFprimeError, readFprime } from '@magpie/operations/fprime/fprime-reader'
import { linkAddress, linkFraming } from '@magpie/operations/link/link-file'
import { packetIntake } from '@magpie/operations/link/packet-intake'
import { packetFile } from '@magpie/operations/packet-file'
import { packetValues } from '@magpie/operations/packet-values'
import { describeXtceError } from '@magpie/operations/xtce-context'
import { readXtce } from '@magpie/operations/xtce-reader'
import { writeXtce } from '@magpie/operations/xtce-writer/xtce-writer'
import type { Parser } from './parser.ts'

const root = new URL('../../', import.meta.url)
const text = (name: string) => readFileSync(new URL(name, root), 'utf8')
const golden = (name: string) => text(`golden/operations/${name}`)

/** Parsers of dictionaries and of what follows from them. */
export function dictionaryParsers(): Parser[] {
  const bogus = pieceOf(golden('bogussat-2.xml'))
  const fprime = pieceOfJson(golden('fprime-reference.json'))
  return [
    {
      name: 'XTCE',
      kind: 'text',
      right: [text('examples/weather-mast.xml'), CONSTRUCTS, bogus],
      parse: readDamagedXtce,
    },
    { name: 'F Prime dictionaries', kind: 'json', right: [fprime], parse: readDamagedFprime },
    {
      name: 'formulas',
      kind: 'text',
      right: FORMULAS,
      parse: (formula) => readFormula(formula, ['a', 'b', 'c']).ok,
    },
    {
      name: 'link addresses',
      kind: 'text',
      right: ['tcp-listen:[::1]:10015', 'udp:127.0.0.1:5000', 'tcp:example.org:1'],
      parse: (address) => linkAddress(address).ok,
    },
    ...KINDS.map(intake),
    packetParser('packets, BogusSAT', 'bogussat-2.xml', bogusPackets(), '/BogusSAT/CCSDSPacket'),
    packetParser('packets, SUDA', 'suda.xml', sudaPackets()),
    commandParser(),
  ]
}

const FORMULAS = [
  'sqrt(a^2 + b^2) > 3 ? 1 : -c',
  'min(a, max(b, 2.5e-3)) << 2 | (c & 0xff)',
  '!(a == b) && c % 7 >= 1 || pi',
]

const KINDS = [
  { kind: 'packets' },
  { kind: 'tm', marker: true, frame_octets: 60 },
  { kind: 'uslp' },
  { kind: 'aos', frame_octets: 40 },
]

/** A link that is given octets in two pieces, and a right packet behind them. */
function intake(framing: (typeof KINDS)[number]): Parser {
  const packet = Uint8Array.of(8, 5, 0xc0, 1, 0, 1, 1, 7)
  const frames = readFileSync(new URL('golden/frames/tm-packets.hex', root), 'utf8').split('\n')
  const right = [packet, Uint8Array.of(...packet, ...packet), new Uint8Array(Buffer.from(frames[0]!, 'hex'))]
  const parse = (octets: Uint8Array) => {
    const taken = packetIntake(linkFraming.parse(framing), octets.length % 2 === 0)
    const half = octets.length >> 1
    for (const piece of [octets.subarray(0, half), octets.subarray(half), packet]) taken.push(piece, () => undefined)
    taken.end(() => undefined)
    return true
  }
  return { name: `link intake, ${framing.kind}`, kind: 'octets', right, parse }
}

/** A document of a few lines with most of what XTCE has. */
const CONSTRUCTS = `<SpaceSystem name="s" xmlns="http://www.omg.org/spec/XTCE/20180204"><TelemetryMetaData><ParameterTypeSet>
<IntegerParameterType name="u8"><IntegerDataEncoding sizeInBits="8"/></IntegerParameterType>
<FloatParameterType name="f" baseType="u8"><FloatDataEncoding sizeInBits="32" encoding="MILSTD_1750A"><DefaultCalibrator><SplineCalibrator order="2"><SplinePoint raw="0" calibrated="1"/><SplinePoint raw="1" calibrated="3" order="1"/><SplinePoint raw="9" calibrated="2"/></SplineCalibrator></DefaultCalibrator><ContextCalibratorList><ContextCalibrator><ContextMatch><Comparison parameterRef="n" value="1"/></ContextMatch><Calibrator><MathOperationCalibrator><ThisParameterOperand/><ValueOperand>2</ValueOperand><Operator>^</Operator></MathOperationCalibrator></Calibrator></ContextCalibrator></ContextCalibratorList></FloatDataEncoding></FloatParameterType>
<EnumeratedParameterType name="e"><IntegerDataEncoding sizeInBits="3" encoding="onesComplement"/><EnumerationList><Enumeration value="0" maxValue="2" label="off"/></EnumerationList><DefaultAlarm defaultAlarmLevel="watch"><EnumerationAlarmList><EnumerationAlarm alarmLevel="severe" enumerationLabel="off"/></EnumerationAlarmList></DefaultAlarm></EnumeratedParameterType>
<IntegerParameterType name="k"><IntegerDataEncoding sizeInBits="8"/><DefaultAlarm minViolations="2"><AlarmConditions><WatchAlarm><Comparison parameterRef="n" value="1"/></WatchAlarm><SevereAlarm><CustomAlgorithm name="y"><AlgorithmText language="formula">n &gt; 2 * r</AlgorithmText><InputSet><InputParameterInstanceRef parameterRef="n"/><Constant constantName="r" value="-3"/></InputSet></CustomAlgorithm></SevereAlarm></AlarmConditions></DefaultAlarm><ContextAlarmList><ContextAlarm><CustomAlarm><InputAlgorithm name="z"><AlgorithmText>n</AlgorithmText><InputSet><InputParameterInstanceRef parameterRef="n"/></InputSet></InputAlgorithm></CustomAlarm><ChangeAlarmRanges><WarningRange maxInclusive="5"/></ChangeAlarmRanges><ContextMatch><Comparison parameterRef="n" value="7"/></ContextMatch></ContextAlarm></ContextAlarmList></IntegerParameterType>
<StringParameterType name="t"><StringDataEncoding encoding="UTF-16"><Variable maxSizeInBits="800"><DynamicValue><ParameterInstanceRef parameterRef="n"/><LinearAdjustment slope="8"/></DynamicValue></Variable></StringDataEncoding></StringParameterType>
<BinaryParameterType name="b"><BinaryDataEncoding><SizeInBits><DiscreteLookupList><DiscreteLookup value="8"><Comparison parameterRef="n" value="3" comparisonOperator="&gt;"/></DiscreteLookup></DiscreteLookupList></SizeInBits></BinaryDataEncoding></BinaryParameterType>
<AggregateParameterType name="g"><MemberList><Member name="x" typeRef="u8"/><Member name="y" typeRef="a"/></MemberList></AggregateParameterType>
<ArrayParameterType name="a" arrayTypeRef="u8"><DimensionList><Dimension><StartingIndex><FixedValue>0</FixedValue></StartingIndex><EndingIndex><FixedValue>3</FixedValue></EndingIndex></Dimension></DimensionList></ArrayParameterType>
</ParameterTypeSet><ParameterSet><Parameter name="n" parameterTypeRef="u8"/><Parameter name="p" parameterTypeRef="f"/><Parameter name="q" parameterTypeRef="e"/><Parameter name="s" parameterTypeRef="t"/><Parameter name="z" parameterTypeRef="b"/><Parameter name="h" parameterTypeRef="g"/><Parameter name="i" parameterTypeRef="k"/></ParameterSet>
<ContainerSet><SequenceContainer name="c"><EntryList><ParameterRefEntry parameterRef="n"/><ParameterRefEntry parameterRef="p"><LocationInContainerInBits referenceLocation="containerStart"><FixedValue>8</FixedValue></LocationInContainerInBits><IncludeCondition><BooleanExpression><ORedConditions><Condition><ParameterInstanceRef parameterRef="n"/><ComparisonOperator>==</ComparisonOperator><Value>1</Value></Condition><Condition><ParameterInstanceRef parameterRef="n"/><ComparisonOperator>!=</ComparisonOperator><ParameterInstanceRef parameterRef="q"/></Condition></ORedConditions></BooleanExpression></IncludeCondition></ParameterRefEntry><ParameterRefEntry parameterRef="h"><RepeatEntry><Count><FixedValue>2</FixedValue></Count></RepeatEntry></ParameterRefEntry></EntryList></SequenceContainer><SequenceContainer name="d"><EntryList><ParameterRefEntry parameterRef="i"/><ParameterRefEntry parameterRef="s"/></EntryList><BaseContainer containerRef="c"><RestrictionCriteria><Comparison parameterRef="n" value="7"/></RestrictionCriteria></BaseContainer></SequenceContainer></ContainerSet>
<AlgorithmSet><CustomAlgorithm name="k"><AlgorithmText language="formula">n * 2 + r</AlgorithmText><InputSet><InputParameterInstanceRef parameterRef="n"/><Constant constantName="r" value="3"/></InputSet><OutputSet><OutputParameterRef parameterRef="p"/></OutputSet></CustomAlgorithm></AlgorithmSet></TelemetryMetaData>
<CommandMetaData><ArgumentTypeSet><IntegerArgumentType name="u"><IntegerDataEncoding sizeInBits="12"/><ValidRangeSet><ValidRange minInclusive="1" maxInclusive="9"/></ValidRangeSet></IntegerArgumentType><ArrayArgumentType name="l" arrayTypeRef="u"><DimensionList><Dimension><StartingIndex><FixedValue>0</FixedValue></StartingIndex><EndingIndex><DynamicValue><ArgumentInstanceRef argumentRef="o"/><LinearAdjustment slope="1" intercept="-1"/></DynamicValue></EndingIndex></Dimension></DimensionList></ArrayArgumentType><BinaryArgumentType name="v"><BinaryDataEncoding><SizeInBits><DiscreteLookupList><DiscreteLookup value="16"><Comparison value="3"><ArgumentInstanceRef argumentRef="o"/></Comparison></DiscreteLookup></DiscreteLookupList></SizeInBits></BinaryDataEncoding></BinaryArgumentType></ArgumentTypeSet><MetaCommandSet><MetaCommand name="m" abstract="true"><ArgumentList><Argument name="o" argumentTypeRef="u"/></ArgumentList><CommandContainer name="m"><EntryList><FixedValueEntry binaryValue="1F" sizeInBits="5"/><ArgumentRefEntry argumentRef="o"/></EntryList></CommandContainer></MetaCommand><MetaCommand name="w"><BaseMetaCommand metaCommandRef="m"><ArgumentAssignmentList><ArgumentAssignment argumentName="o" argumentValue="3"/></ArgumentAssignmentList></BaseMetaCommand><ArgumentList><Argument name="e" argumentTypeRef="l"/><Argument name="j" argumentTypeRef="v"/></ArgumentList><CommandContainer name="w"><EntryList><ArgumentRefEntry argumentRef="e"><LocationInContainerInBits referenceLocation="containerStart"><FixedValue>24</FixedValue></LocationInContainerInBits><RepeatEntry><Count><DynamicValue><ArgumentInstanceRef argumentRef="o"/></DynamicValue></Count><Offset><FixedValue>4</FixedValue></Offset></RepeatEntry></ArgumentRefEntry><ArgumentRefEntry argumentRef="j"><IncludeCondition><CustomAlgorithm name="q"><AlgorithmText language="formula">o &gt; 2</AlgorithmText><InputSet><InputArgumentInstanceRef argumentRef="o"/></InputSet></CustomAlgorithm></IncludeCondition></ArgumentRefEntry><ParameterRefEntry parameterRef="n"/></EntryList><BaseContainer containerRef="m"/></CommandContainer><DefaultSignificance consequenceLevel="vital"/><VerifierSet><CompleteVerifier><Comparison parameterRef="n" value="1"/><CheckWindow timeToStopChecking="PT5M"/></CompleteVerifier></VerifierSet></MetaCommand></MetaCommandSet></CommandMetaData></SpaceSystem>`

/** The first system of the file with all that it holds of types, so that one input takes a millisecond. */
function pieceOf(whole: string): string {
  const inner = whole.indexOf('<xtce:SpaceSystem', whole.indexOf('<xtce:SpaceSystem') + 1)
  return `${whole.slice(0, inner)}</xtce:SpaceSystem>`
}

function pieceOfJson(whole: string): string {
  const file = JSON.parse(whole)
  const telemetryChannels = file.telemetryChannels
    .filter((c: { type: { kind: string } }) => c.type.kind !== 'qualifiedIdentifier')
    .slice(0, 5)
  const names = new Set(telemetryChannels.map((c: { name: string }) => c.name))
  const members = file.telemetryPacketSets[0].members.filter((p: { members: string[] }) =>
    p.members.every((m) => names.has(m)),
  )
  const telemetryPacketSets = [{ ...file.telemetryPacketSets[0], members }]
  return JSON.stringify({
    metadata: file.metadata,
    typeDefinitions: file.typeDefinitions.slice(0, 12),
    commands: file.commands.slice(0, 3),
    telemetryChannels,
    telemetryPacketSets,
  })
}

function readDamagedXtce(xml: string): boolean {
  const read = readXtce([{ name: 'x.xml', text: xml }])
  if (!read.ok) {
    for (const error of read.error) if (!/^x\.xml:\d+: /.test(describeXtceError(error))) throw new Error('no line')
    return false
  }
  compileAll(read.value.dictionary)
  writeXtce(read.value.dictionary)
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
  for (const command of dictionary.commands) {
    // What is wrong with the arguments is told, and what is not is encoded.
    const given = Object.fromEntries(command.arguments.map((one) => [one.name, one.counts ? '1 2 3' : givenOf(one)[1]]))
    const checked = checkArguments(command, given)
    for (const problem of argumentProblems(command, given)) describeArgumentError(problem)
    if (checked.ok) encodeCommand(command, checked.value)
    if (command.base === undefined) compileCommandDecoder(dictionary, command.qualifiedName)
  }
  const compiled = compileDecoder(dictionary)
  if (!compiled.ok) {
    describeCompileError(compiled.error)
    return
  }
  const sample = compiled.value.newSample()
  const done = compiled.value.decode(some, sample)
  if (!done.ok) describeDecodeError(done.error)
}

/** Packets through the file reader, the decoder, and what is derived; every octet is told of, none beyond a packet is read. */
function packetParser(title: string, name: string, right: readonly Uint8Array[], above?: string): Parser {
  const { dictionary } = unwrap(readXtce([{ name, text: golden(name) }]))
  const decoder = unwrap(compileDecoder(dictionary, above))
  const sample = decoder.newSample()
  const values = packetValues(decoder)
  const derive = derivation(dictionary, decoder)
  const parse = (bytes: Uint8Array) => {
    let [decoded, told] = [0, 0]
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
    const half = bytes.length >> 1
    file.push(bytes.subarray(0, half))
    file.push(bytes.subarray(half))
    file.end()
    if (told !== bytes.length) throw new Error(`${told} of ${bytes.length} octets were told of`)
    return decoded > 0
  }
  return { name: title, kind: 'octets', right: right.filter(parse), parse }
}

function octetsOf(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'))
}

/** The first packets of SUDA's file, whole ones. */
function sudaPackets(): Uint8Array[] {
  const file = octetsOf(JSON.parse(golden('suda.json')).file).subarray(4)
  const length = (at: number) => 7 + ((file[at + 4]! << 8) | file[at + 5]!)
  return [file.slice(0, length(0))]
}

function bogusPackets(): Uint8Array[] {
  const { packets } = JSON.parse(golden('bogussat-2.json')) as { packets: { hex: string; stream?: string }[] }
  return packets.flatMap(({ hex, stream }) => (stream === 'CCSDS-TM' ? [octetsOf(hex)] : [])).slice(1, 8)
}

/** The spacecraft's side: telecommands of the reference mission. */
function commandParser(): Parser {
  const folder = 'missions/change-8/dictionary/'
  const files = readdirSync(new URL(folder, root)).map((name) => ({ name, text: text(folder + name) }))
  const { dictionary } = unwrap(readXtce(files))
  const base = dictionary.commands.find((c) => c.abstract && c.base === undefined)!
  const decoder = unwrap(compileCommandDecoder(dictionary, base.qualifiedName))
  const whole = dictionary.commands.filter((c) => !c.abstract && c.arguments.every((a) => a.type.kind !== 'binary'))
  const right = whole.map((command) => encodeCommand(command, Object.fromEntries(command.arguments.map(givenOf))))
  return {
    name: 'telecommands by the dictionary',
    kind: 'octets',
    right: right.filter((octets) => decoder.decode(octets).ok),
    parse: (octets) => decoder.decode(octets).ok,
  }
}

function givenOf({ name, type, initial }: Dictionary['commands'][number]['arguments'][number]) {
  const least = type.valid?.[0]?.min ?? 1
  return [name, initial ?? type.labels?.[0]?.label ?? (type.kind === 'string' ? 'a' : least)] as const
}
