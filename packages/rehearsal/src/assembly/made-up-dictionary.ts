/**
 * The XTCE dictionary of an element that no dictionary of the mission speaks of: the housekeeping that all modules share, and
 * the commands that the simulated module knows (OMG XTCE 1.2). It stands in until the owner gives its own.
 */
import type { ModuleModel } from '@magpie/operations/on-board-models'

type Kind = ModuleModel['kind']

/** An argument of a command by its type in the dictionary of what all share. */
type Argument = 'duration' | 'distance' | 'heading'

type MadeUpCommand = {
  readonly name: string
  readonly says: string
  readonly arguments: readonly Argument[]
  readonly makesSafe?: boolean
  readonly critical?: string
  /** How long it may take to complete, ISO 8601. */
  readonly within?: string
}

const SAFE: MadeUpCommand = {
  ...{ name: 'safe', says: 'Stop all work and keep only survival heating', arguments: [], makesSafe: true },
}
const OBSERVE: MadeUpCommand = {
  ...{ name: 'observe', says: 'Observe for a while', arguments: ['duration'], within: 'P8D' },
}

/** What an element of a kind can be told, in the order of its opcodes. */
export const MADE_UP_COMMANDS: Readonly<Record<Exclude<Kind, 'passive'>, readonly MadeUpCommand[]>> = {
  instrument: [
    SAFE,
    { name: 'open_cover', says: 'Open the cover', arguments: [], critical: 'cannot be undone' },
    OBSERVE,
  ],
  rover: roving(),
  robot: roving(),
}

/** The command that deploys an element of a kind. */
export const DEPLOYING = { instrument: 'open_cover', rover: 'drive_off', robot: 'drive_off' } as const

function roving(): readonly MadeUpCommand[] {
  return [
    SAFE,
    { name: 'stop', says: 'Stop moving', arguments: [], makesSafe: true },
    { name: 'drive_off', says: "Drive off the lander's ramp", arguments: [], critical: 'leaves the lander for good' },
    { name: 'drive', says: 'Drive a distance on a heading', arguments: ['distance', 'heading'], within: 'PT6H' },
    OBSERVE,
  ]
}

/** The text of the dictionary. */
export function madeUpDictionary(id: string, kind: Exclude<Kind, 'passive'>, apid: number): string {
  const commands = MADE_UP_COMMANDS[kind].map((c, i) => commandText(c, apid, i + 1)).join('\n')
  return `<?xml version="1.0" encoding="UTF-8"?>
<!-- Made for the rehearsal from what was signed, since no dictionary of this element was given. All of it is assumed. -->
<SpaceSystem name="${id}" xmlns="http://www.omg.org/spec/XTCE/20180204">
  <Header version="1.0" date="2026-11-23" validationStatus="Draft"/>
  <TelemetryMetaData>
${kind === 'instrument' ? '' : ROVING_PARAMETERS}    <ContainerSet>
      <SequenceContainer name="housekeeping">
        <EntryList>${kind === 'instrument' ? '' : ROVING_ENTRIES}</EntryList>
        <BaseContainer containerRef="/common/module-housekeeping"><RestrictionCriteria><Comparison parameterRef="/common/apid" value="${apid}"/></RestrictionCriteria></BaseContainer>
      </SequenceContainer>
    </ContainerSet>
  </TelemetryMetaData>
  <CommandMetaData>
    <MetaCommandSet>
${commands}
    </MetaCommandSet>
  </CommandMetaData>
</SpaceSystem>
`
}

function commandText(c: MadeUpCommand, apid: number, opcode: number): string {
  const assigned = `<ArgumentAssignment argumentName="apid" argumentValue="${apid}"/><ArgumentAssignment argumentName="opcode" argumentValue="${opcode}"/>`
  const list = c.arguments.map((a) => `<Argument name="${a}" argumentTypeRef="/common/${a}"/>`).join('')
  const entries = c.arguments.map((a) => `<ArgumentRefEntry argumentRef="${a}"/>`).join('')
  const parts = [
    c.makesSafe === true
      ? '<AncillaryDataSet><AncillaryData name="makes-safe">true</AncillaryData></AncillaryDataSet>'
      : '',
    `<BaseMetaCommand metaCommandRef="/common/telecommand"><ArgumentAssignmentList>${assigned}</ArgumentAssignmentList></BaseMetaCommand>`,
    list === '' ? '' : `<ArgumentList>${list}</ArgumentList>`,
    `<CommandContainer name="${c.name}"><EntryList>${entries}</EntryList><BaseContainer containerRef="telecommand"/></CommandContainer>`,
    c.critical === undefined
      ? ''
      : `<DefaultSignificance consequenceLevel="critical" reasonForWarning="${c.critical}"/>`,
    c.within === undefined ? '' : verifiers(c.within),
  ]
  const body = parts.filter((p) => p !== '').map((p) => `        ${p}`)
  return `      <MetaCommand name="${c.name}" shortDescription="${c.says}">\n${body.join('\n')}\n      </MetaCommand>`
}

function verifiers(within: string): string {
  const check = (time: string) => `<CheckWindow timeToStopChecking="${time}" timeWindowIsRelativeTo="commandRelease"/>`
  return `<VerifierSet><AcceptedVerifier>${check('PT15M')}</AcceptedVerifier><CompleteVerifier>${check(within)}</CompleteVerifier></VerifierSet>`
}

/** What a rover tells beside what all modules do, by unit, encoding and scale. */
const ROVING: readonly (readonly [name: string, type: string])[] = [
  ['battery_charge', 'charge'],
  ['array_power', 'watts'],
  ['odometer', 'metres'],
  ['east', 'metres'],
  ['north', 'metres'],
  ['heading', 'degrees'],
  ['charging', '/common/on-off'],
  ['pad', '/common/u7'],
]
const ROVING_ENTRIES = ROVING.map(([name]) => `<ParameterRefEntry parameterRef="${name}"/>`).join('')
const ROVING_PARAMETERS = `    <ParameterTypeSet>
      ${scaled('charge', '%', 0.01)}
      ${scaled('watts', 'W', 0.01)}
      <FloatParameterType name="metres"><UnitSet><Unit>m</Unit></UnitSet><FloatDataEncoding sizeInBits="32"/></FloatParameterType>
      ${scaled('degrees', 'deg', 0.01)}
    </ParameterTypeSet>
    <ParameterSet>${ROVING.map(([name, type]) => `<Parameter name="${name}" parameterTypeRef="${type}"/>`).join('')}</ParameterSet>
`

function scaled(name: string, unit: string, scale: number): string {
  const terms = `<Term coefficient="0" exponent="0"/><Term coefficient="${scale}" exponent="1"/>`
  return `<FloatParameterType name="${name}"><UnitSet><Unit>${unit}</Unit></UnitSet><IntegerDataEncoding sizeInBits="16" encoding="unsigned"><DefaultCalibrator><PolynomialCalibrator>${terms}</PolynomialCalibrator></DefaultCalibrator></IntegerDataEncoding></FloatParameterType>`
}

/** The dictionary of what all share, with these elements among those that commands and messages can name. */
export function withElements(
  common: string,
  elements: readonly { readonly id: string; readonly number: number }[],
): string {
  const added = elements.map(({ id, number }) => `<Enumeration value="${number}" label="${id}"/>`).join('')
  return common.replaceAll(ELEMENT_TYPE, (_, before: string) => `${before}${added}</EnumerationList>`)
}

/** The types, of parameters and of arguments, that number the elements. */
const ELEMENT_TYPE =
  /(<Enumerated(?:Parameter|Argument)Type name="element">(?:(?!<\/EnumerationList>)[\s\S])*)<\/EnumerationList>/g

/** Whether the text numbers elements as parameters and as arguments. */
export function namesElements(common: string): boolean {
  return (common.match(ELEMENT_TYPE)?.length ?? 0) === 2
}
