import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { describeXtceError } from './xtce-context.ts'
import { readXtce } from './xtce-reader.ts'

const root = new URL('../../../', import.meta.url)
const { both, ...only } = JSON.parse(readFileSync(new URL('golden/operations/xtce-elements.json', root), 'utf8'))
const elements: readonly string[] = [...both, ...only['only 1.2'], ...only['only 1.3']]
const page = readFileSync(new URL('docs/dictionaries.md', root), 'utf8')

/** The elements that a chapter of the page names, of which some are only mentioned. */
function named(title: string): string[] {
  const [, chapter = ''] = page.split(`### ${title}\n`)
  const own = chapter.split('\n#')[0]!.split('. Of `')[0]!.split('\n\nOf the first')[0]!
  const table = own.split('\n').map((line) => (line.startsWith('|') ? line.split('|')[1]! : line))
  return [...table.join('\n').matchAll(/`(\w+)`/g)].map((found) => found[1]!).filter((name) => elements.includes(name))
}

const READ = named('Read and written')
const OTHERWISE = named('Read, and written in other words')
const SAID = named('Said to people')
const LEFT_OUT = named('Left out and told')
const REFUSED = named('Refused with the line')

test('every element of the schemas stands on the page once', () => {
  expect([...READ, ...OTHERWISE, ...SAID, ...LEFT_OUT, ...REFUSED].sort()).toEqual([...elements].sort())
})

/** A whole dictionary; `[name]` are places where something may stand. */
const WHOLE = `<SpaceSystem name="s" xmlns="http://www.omg.org/spec/XTCE/20180204">[system]<TelemetryMetaData><ParameterTypeSet>
<IntegerParameterType name="u">[number]<UnitSet/><IntegerDataEncoding sizeInBits="8">[field]</IntegerDataEncoding></IntegerParameterType>
<StringParameterType name="w"><StringDataEncoding><SizeInBits><Fixed><FixedValue>8</FixedValue></Fixed></SizeInBits></StringDataEncoding>[word]</StringParameterType>
<BinaryParameterType name="b"><BinaryDataEncoding><SizeInBits><FixedValue>8</FixedValue></SizeInBits>[blob]</BinaryDataEncoding></BinaryParameterType>
<RelativeTimeParameterType name="t"><Encoding><IntegerDataEncoding sizeInBits="8"/></Encoding>[time]</RelativeTimeParameterType></ParameterTypeSet>
<ParameterSet><Parameter name="p" parameterTypeRef="u">[parameter]</Parameter><Parameter name="q" parameterTypeRef="u"/></ParameterSet>
<ContainerSet><SequenceContainer name="c">[container]<EntryList><ParameterRefEntry parameterRef="p"/>[entry]</EntryList></SequenceContainer>
<SequenceContainer name="d"><EntryList/><BaseContainer containerRef="c"><RestrictionCriteria><Comparison parameterRef="p" value="1"/>[base]</RestrictionCriteria></BaseContainer></SequenceContainer></ContainerSet>[telemetry]
<AlgorithmSet>[algorithm]<MathAlgorithm name="m"><MathOperation outputParameterRef="q"><ParameterInstanceRefOperand parameterRef="p"/><TriggerSet><OnParameterUpdateTrigger parameterRef="p"/>[trigger]</TriggerSet></MathOperation></MathAlgorithm></AlgorithmSet></TelemetryMetaData>
<CommandMetaData>[commanding]<MetaCommandSet>[set]<MetaCommand name="x">[command]<CommandContainer name="x"><EntryList>[sent]</EntryList></CommandContainer>
<VerifierSet><CompleteVerifier><Comparison parameterRef="p" value="1"/><CheckWindow timeToStopChecking="PT5S"/>[verifier]</CompleteVerifier></VerifierSet></MetaCommand></MetaCommandSet></CommandMetaData></SpaceSystem>`

/** With something in one of the places, on a line of its own. */
function textWith(place: string, inside: string): string {
  return WHOLE.replaceAll(/\[(\w+)\]/g, (_, name) => (name === place ? `\n${inside}\n` : ''))
}

const program = '<InputSet/><OutputSet><OutputParameterRef parameterRef="q"/></OutputSet>'

/** Where each element stands that is not simply read, with those that stand in it. */
const SNIPPETS: readonly (readonly [place: string, inside: string])[] = [
  [
    'system',
    '<Header version="1" date="2026-01-01" classification="none" classificationInstructions="" validationStatus="Draft"><AuthorSet><Author>A</Author></AuthorSet><NoteSet><Note>n</Note></NoteSet><HistorySet><History>h</History></HistorySet></Header>',
  ],
  ['system', '<LongDescription>so much</LongDescription>'],
  [
    'parameter',
    '<ParameterProperties><SystemName>x</SystemName><PhysicalAddressSet><PhysicalAddress sourceName="a"><SubAddress/></PhysicalAddress></PhysicalAddressSet></ParameterProperties>',
  ],
  [
    'telemetry',
    '<StreamSet><FixedFrameStream name="f" frameLengthInBits="8" syncApertureInBits="0"><ContainerRef containerRef="c"/><StreamRef streamRef="x"/><SyncStrategy><AutoInvert><InvertAlgorithm name="i"/></AutoInvert><SyncPattern pattern="1A"/></SyncStrategy></FixedFrameStream><VariableFrameStream name="v"><ServiceRef/><SyncStrategy><Flag/></SyncStrategy></VariableFrameStream><CustomStream name="k" encodedStreamRef="a" decodedStreamRef="b"><EncodingAlgorithm name="e"/><DecodingAlgorithm name="d"/></CustomStream></StreamSet>',
  ],
  [
    'system',
    '<ServiceSet><Service name="v"><MessageRefSet><MessageRef messageRef="m"/></MessageRefSet></Service><Service name="w"><ContainerRefSet><ContainerRef containerRef="c"/></ContainerRefSet></Service></ServiceSet>',
  ],
  [
    'telemetry',
    '<MessageSet><Message name="m"><MatchCriteria><Comparison parameterRef="p" value="1"/></MatchCriteria><ContainerRef containerRef="c"/></Message></MessageSet>',
  ],
  ['number', '<ToString><NumberFormat/></ToString>'],
  ['word', '<SizeRangeInCharacters minInclusive="1"/>'],
  [
    'field',
    '<ErrorDetectCorrect><CRC width="16"><Polynomial>1021</Polynomial><InitRemainder>FFFF</InitRemainder><FinalXOR>0000</FinalXOR></CRC><Checksum name="sum"/><Parity type="Even" bitsFromReference="0"/><XOR/></ErrorDetectCorrect>',
  ],
  ['container', '<DefaultRateInStream streamRef="x" minimumValue="1"/>'],
  ['container', '<RateInStreamSet><RateInStream streamRef="x" minimumValue="1"/></RateInStreamSet>'],
  ['parameter', '<ParameterProperties>\n<TimeAssociation parameterRef="q"/></ParameterProperties>'],
  [
    'parameter',
    '<ParameterProperties>\n<ValidityCondition><Comparison parameterRef="q" value="1"/></ValidityCondition></ParameterProperties>',
  ],
  ['set', '<MetaCommandRef>x</MetaCommandRef>'],
  [
    'commanding',
    '<CommandContainerSet><CommandContainer name="k"><EntryList/></CommandContainer></CommandContainerSet>',
  ],
  ['verifier', '<PercentComplete><FixedValue>50</FixedValue></PercentComplete>'],
  ['verifier', '<ReturnParmRef parameterRef="p"/>'],
  [
    'command',
    '<ParameterToSetList><ParameterToSet parameterRef="p"><NewValue>1</NewValue></ParameterToSet><ParameterToSet parameterRef="q"><Derivation><ArgumentInstanceRefOperand argumentRef="a"/></Derivation></ParameterToSet></ParameterToSetList>',
  ],
  [
    'command',
    '<ParametersToSuspendAlarmsOnSet><ParameterToSuspendAlarmsOn parameterRef="p" suspenseTime="PT1S"/></ParametersToSuspendAlarmsOnSet>',
  ],
  [
    'algorithm',
    `<CustomAlgorithm name="k"><ExternalAlgorithmSet><ExternalAlgorithm implementationName="java" algorithmLocation="a"/></ExternalAlgorithmSet>${program}</CustomAlgorithm>`,
  ],
  [
    'algorithm',
    `<CustomAlgorithm name="k"><AlgorithmText language="JavaScript">q.setValue(1)</AlgorithmText>${program}</CustomAlgorithm>`,
  ],
  ['entry', '<ParameterSegmentRefEntry parameterRef="p" sizeInBits="4"/>'],
  ['entry', '<ContainerSegmentRefEntry containerRef="c" sizeInBits="4"/>'],
  ['entry', '<StreamSegmentEntry streamRef="x" sizeInBits="4"/>'],
  ['entry', '<IndirectParameterRefEntry><ParameterInstance parameterRef="p"/></IndirectParameterRefEntry>'],
  ['blob', '<FromBinaryTransformAlgorithm name="f"/>'],
  ['blob', '<ToBinaryTransformAlgorithm name="f"/>'],
  ['base', '<NextContainer containerRef="c"/>'],
  ['trigger', '<OnPeriodicRateTrigger fireRateInSeconds="1"/>'],
  ['time', '<ReferenceTime>\n<OffsetFrom parameterRef="p"/></ReferenceTime>'],
  ['verifier', '<CheckWindowAlgorithms><StartCheck name="a"/><StopTime name="b"/></CheckWindowAlgorithms>'],
  ['sent', '<StreamSegmentEntry streamRef="x" sizeInBits="4"/>'],
]

function readWith([place, inside]: (typeof SNIPPETS)[number]) {
  const text = textWith(place, inside)
  const line = text.split('\n').indexOf(inside.split('\n').at(-1)!) + 1
  const read = readXtce([{ name: 'x.xml', text }])
  return { line, errors: read.ok ? [] : read.error, notRead: read.ok ? read.value.notRead : [] }
}

const snippetsOf = (element: string) => SNIPPETS.filter(([, inside]) => new RegExp(`<${element}[\\s/>]`).test(inside))

test('without any of them nothing is left out', () => {
  const read = readXtce([{ name: 'x.xml', text: textWith('system', '') }])
  expect(read.ok ? read.value.notRead : read.error.map(describeXtceError)).toEqual([])
})

describe('as the page says', () => {
  test.each(SAID)('%s is said to people', (element) => {
    const [snippet] = snippetsOf(element)
    const { errors, notRead } = readWith(snippet!)
    expect([errors.map(describeXtceError), notRead]).toEqual([[], []])
  })

  test.each(LEFT_OUT)('%s is left out and told with its line', (element) => {
    const found = snippetsOf(element)
    expect(found.length).toBeGreaterThan(0)
    for (const snippet of found) {
      const { line, errors, notRead } = readWith(snippet)
      expect(errors.map(describeXtceError)).toEqual([])
      expect([...new Set(notRead.map((one) => one.line))]).toEqual([line])
    }
  })

  test.each(REFUSED)('%s is refused with its line', (element) => {
    const found = snippetsOf(element)
    expect(found.length).toBeGreaterThan(0)
    for (const snippet of found) {
      const { line, errors } = readWith(snippet)
      expect(errors.map((error) => [error.kind, error.line])).toContainEqual(['xtce-unsupported', line])
    }
  })
})
