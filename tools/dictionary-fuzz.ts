/** Damaged dictionaries and packets: what `fuzz-dictionaries.ts` gives to the readers, by the count and the seed. */
import { readFileSync } from 'node:fs'
import { type Random, random } from '@magpie/core/random'
import { unwrap } from '@magpie/core/result'
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

/** What came of one target: how many inputs it refused, what it threw, and the longest it computed. */
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
      const from = cpu_ms()
      try {
        if (!run(draw)) refused++
      } catch (cause) {
        failures.push({ input, what: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) })
      }
      slowest_ms = Math.max(slowest_ms, cpu_ms() - from)
    }
    return { target, inputs, refused, slowest_ms, failures }
  })
}

/** Computing of this thread, ms: what others do on the machine makes no input slow. */
function cpu_ms(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

type Target = { readonly target: string; readonly run: (draw: Random) => boolean }

function targets(): Target[] {
  const large = [pieceOf(text('bogussat-2.xml')), text('jpss-geolocation.xml')]
  const small = [readFileSync(new URL('../examples/weather-mast.xml', import.meta.url), 'utf8'), CONSTRUCTS]
  const fprime = pieceOfJson(text('fprime-reference.json'))
  const packets = [packetTarget('bogussat-2.xml', '/BogusSAT/CCSDSPacket'), packetTarget('suda.xml')]
  return [
    {
      target: 'XTCE',
      run: (draw) => readDamagedXtce(damagedText(oneOf(draw.integer(50) === 0 ? large : small, draw), draw)),
    },
    { target: 'F Prime', run: (draw) => readDamagedFprime(damagedText(fprime, draw)) },
    { target: 'formulas', run: (draw) => readFormula(damagedText(oneOf(FORMULAS, draw), draw), ['a', 'b', 'c']).ok },
    { target: 'links', run: (draw) => takeNoise(draw) },
    { target: 'packets', run: (draw) => packets[draw.integer(packets.length)]!(draw) },
  ]
}

function oneOf<T>(all: readonly T[], draw: Random): T {
  return all[draw.integer(all.length)]!
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

/** Octets of any kind into a link that expects packets or frames; the address of another. */
function takeNoise(draw: Random): boolean {
  const datagrams = draw.integer(2) === 0
  const intake = packetIntake(linkFraming.parse(oneOf(KINDS, draw)), datagrams)
  for (let n = draw.integer(4); n >= 0; n--) {
    const octets = Uint8Array.from({ length: draw.integer(200) }, () =>
      draw.integer(4) === 0 ? 0xc8 : draw.integer(256),
    )
    if (draw.integer(3) === 0) octets.set([0x1a, 0xcf, 0xfc, 0x1d].slice(0, octets.length))
    intake.push(octets, () => undefined)
    if (draw.integer(3) === 0) intake.push(Uint8Array.of(8, 5, 0xc0, n, 0, 1, 1, n), () => undefined)
  }
  intake.end(() => undefined)
  linkAddress(damagedText('tcp-listen:[::1]:10015', draw))
  return intake.counts.packets > 0
}

/** A document of a few lines with most of what XTCE has. */
const CONSTRUCTS = `<SpaceSystem name="s" xmlns="http://www.omg.org/spec/XTCE/20180204"><TelemetryMetaData><ParameterTypeSet>
<IntegerParameterType name="u8"><IntegerDataEncoding sizeInBits="8"/></IntegerParameterType>
<FloatParameterType name="f" baseType="u8"><FloatDataEncoding sizeInBits="32" encoding="MILSTD_1750A"><DefaultCalibrator><SplineCalibrator order="2"><SplinePoint raw="0" calibrated="1"/><SplinePoint raw="1" calibrated="3" order="1"/><SplinePoint raw="9" calibrated="2"/></SplineCalibrator></DefaultCalibrator><ContextCalibratorList><ContextCalibrator><ContextMatch><Comparison parameterRef="n" value="1"/></ContextMatch><Calibrator><MathOperationCalibrator><ThisParameterOperand/><ValueOperand>2</ValueOperand><Operator>^</Operator></MathOperationCalibrator></Calibrator></ContextCalibrator></ContextCalibratorList></FloatDataEncoding></FloatParameterType>
<EnumeratedParameterType name="e"><IntegerDataEncoding sizeInBits="3" encoding="onesComplement"/><EnumerationList><Enumeration value="0" maxValue="2" label="off"/></EnumerationList><DefaultAlarm defaultAlarmLevel="watch"><EnumerationAlarmList><EnumerationAlarm alarmLevel="severe" enumerationLabel="off"/></EnumerationAlarmList></DefaultAlarm></EnumeratedParameterType>
<StringParameterType name="t"><StringDataEncoding encoding="UTF-16"><Variable maxSizeInBits="800"><DynamicValue><ParameterInstanceRef parameterRef="n"/><LinearAdjustment slope="8"/></DynamicValue></Variable></StringDataEncoding></StringParameterType>
<BinaryParameterType name="b"><BinaryDataEncoding><SizeInBits><DiscreteLookupList><DiscreteLookup value="8"><Comparison parameterRef="n" value="3" comparisonOperator="&gt;"/></DiscreteLookup></DiscreteLookupList></SizeInBits></BinaryDataEncoding></BinaryParameterType>
<AggregateParameterType name="g"><MemberList><Member name="x" typeRef="u8"/><Member name="y" typeRef="a"/></MemberList></AggregateParameterType>
<ArrayParameterType name="a" arrayTypeRef="u8"><DimensionList><Dimension><StartingIndex><FixedValue>0</FixedValue></StartingIndex><EndingIndex><FixedValue>3</FixedValue></EndingIndex></Dimension></DimensionList></ArrayParameterType>
</ParameterTypeSet><ParameterSet><Parameter name="n" parameterTypeRef="u8"/><Parameter name="p" parameterTypeRef="f"/><Parameter name="q" parameterTypeRef="e"/><Parameter name="s" parameterTypeRef="t"/><Parameter name="z" parameterTypeRef="b"/><Parameter name="h" parameterTypeRef="g"/></ParameterSet>
<ContainerSet><SequenceContainer name="c"><EntryList><ParameterRefEntry parameterRef="n"/><ParameterRefEntry parameterRef="p"><LocationInContainerInBits referenceLocation="containerStart"><FixedValue>8</FixedValue></LocationInContainerInBits><IncludeCondition><BooleanExpression><ORedConditions><Condition><ParameterInstanceRef parameterRef="n"/><ComparisonOperator>==</ComparisonOperator><Value>1</Value></Condition><Condition><ParameterInstanceRef parameterRef="n"/><ComparisonOperator>!=</ComparisonOperator><ParameterInstanceRef parameterRef="q"/></Condition></ORedConditions></BooleanExpression></IncludeCondition></ParameterRefEntry><ParameterRefEntry parameterRef="h"><RepeatEntry><Count><FixedValue>2</FixedValue></Count></RepeatEntry></ParameterRefEntry></EntryList></SequenceContainer><SequenceContainer name="d"><EntryList><ParameterRefEntry parameterRef="s"/></EntryList><BaseContainer containerRef="c"><RestrictionCriteria><Comparison parameterRef="n" value="7"/></RestrictionCriteria></BaseContainer></SequenceContainer></ContainerSet>
<AlgorithmSet><CustomAlgorithm name="k"><AlgorithmText language="formula">n * 2 + r</AlgorithmText><InputSet><InputParameterInstanceRef parameterRef="n"/><Constant constantName="r" value="3"/></InputSet><OutputSet><OutputParameterRef parameterRef="p"/></OutputSet></CustomAlgorithm></AlgorithmSet></TelemetryMetaData>
<CommandMetaData><ArgumentTypeSet><IntegerArgumentType name="u"><IntegerDataEncoding sizeInBits="12"/><ValidRangeSet><ValidRange minInclusive="1" maxInclusive="9"/></ValidRangeSet></IntegerArgumentType></ArgumentTypeSet><MetaCommandSet><MetaCommand name="m" abstract="true"><ArgumentList><Argument name="o" argumentTypeRef="u"/></ArgumentList><CommandContainer name="m"><EntryList><FixedValueEntry binaryValue="1F" sizeInBits="5"/><ArgumentRefEntry argumentRef="o"/></EntryList></CommandContainer></MetaCommand><MetaCommand name="w"><BaseMetaCommand metaCommandRef="m"><ArgumentAssignmentList><ArgumentAssignment argumentName="o" argumentValue="3"/></ArgumentAssignmentList></BaseMetaCommand><DefaultSignificance consequenceLevel="vital"/><VerifierSet><CompleteVerifier><Comparison parameterRef="n" value="1"/><CheckWindow timeToStopChecking="PT5M"/></CompleteVerifier></VerifierSet></MetaCommand></MetaCommandSet></CommandMetaData></SpaceSystem>`

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
