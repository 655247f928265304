/** MetaCommands as XTCE 1.2 writes them: what a command has of its own; the rest comes from the one it extends. */
import type {
  Argument,
  Command,
  CommandBlock,
  Interlock,
  Significance,
  TransmissionConstraint,
  Verifier,
} from '../dictionary.ts'
import { argumentReference } from './argument-elements.ts'
import { commandEntryElements, countsOf } from './command-entry-elements.ts'
import { type Composite, composites, leavesOf } from './composites.ts'
import { criteriaElement } from './criteria-elements.ts'
import { type TypeBook, typeOf } from './type-book.ts'
import { cannot, checkName, durationText, keyOf, numberText, referenceTo, type Writing } from './writing.ts'
import { element, listed, textElement, type XmlElement } from './xml-element.ts'

/** What a verifier without criteria of its own says: the element's report is what counts. */
export const REPORTED = 'reported'
/** CheckWindow must be there in XTCE 1.2, so no limit is a hundred years. */
export const NO_LIMIT_S = 36525 * 86400

/** The arguments that a command declares itself. */
export function ownArguments(command: Command, base: Command | undefined): Argument[] {
  const given = new Map(command.arguments.map((argument) => [argument.name, argument]))
  return [...command.types].flatMap(([name, type]) => {
    if (base?.types.has(name)) return []
    return [given.get(name) ?? { name, type, description: '' }]
  })
}

/** All arguments that it or those it extends declare. */
function declaredArguments(command: Command): Argument[] {
  return ownArguments(command, undefined)
}

/** The element of a command; `base` is the one it extends. */
export function commandElement(
  writing: Writing,
  book: TypeBook,
  command: Command,
  base: Command | undefined,
): XmlElement {
  const of = command.qualifiedName
  const own = ownArguments(command, base)
  const nodes = composites(writing, of, own)
  const all = base === undefined ? nodes : composites(writing, of, declaredArguments(command))
  return element(
    'MetaCommand',
    {
      name: checkName(writing, of, command.name),
      shortDescription: command.description === '' ? undefined : command.description,
      abstract: command.abstract ? 'true' : undefined,
    },
    [
      listed(
        'AliasSet',
        (command.aliases ?? []).map(({ nameSpace, alias }) => element('Alias', { nameSpace, alias })),
      ),
      ancillaryElement(command, base),
      baseElement(writing, command, base),
      listed(
        'ArgumentList',
        [...nodes].map(([name, node]) => argumentElement(writing, book, command, name, node)),
      ),
      containerOf(writing, command, base, all),
      constraintsElement(writing, command, base),
      significanceElement(command, base),
      contextsElement(writing, command, base),
      interlockElement(command, base),
      verifiersElement(writing, command, base),
    ],
  )
}

function ancillaryElement(command: Command, base: Command | undefined): XmlElement | undefined {
  const own = [...command.ancillary].filter(([name, value]) => base?.ancillary.get(name) !== value)
  return listed(
    'AncillaryDataSet',
    own.map(([name, value]) => textElement('AncillaryData', value, { name })),
  )
}

function baseElement(writing: Writing, command: Command, base: Command | undefined): XmlElement | undefined {
  const own = [...command.assigned].filter(([name, value]) => base?.assigned.get(name) !== value)
  if (base === undefined) {
    if (own.length > 0) cannot(writing, command.qualifiedName, 'it fixes arguments and extends no command')
    return undefined
  }
  const assignments = own.map(([argumentName, argumentValue]) =>
    element('ArgumentAssignment', { argumentName: argumentReference(writing, argumentName), argumentValue }),
  )
  return element('BaseMetaCommand', { metaCommandRef: base.qualifiedName }, [
    listed('ArgumentAssignmentList', assignments),
  ])
}

const INTERLOCKS: Readonly<Record<Interlock['stage'], string>> = {
  release: 'release',
  transferred: 'transferredToRange',
  sent: 'sentFromRange',
  received: 'received',
  accepted: 'accepted',
  queued: 'queued',
  executing: 'executing',
  complete: 'complete',
}

function interlockElement({ interlock }: Command, base: Command | undefined): XmlElement | undefined {
  if (interlock === undefined || keyOf(interlock) === keyOf(base?.interlock ?? null)) return undefined
  const { scope, stage, progress, suspendable } = interlock
  return element('Interlock', {
    scopeToSpaceSystem: scope,
    verificationToWaitFor: INTERLOCKS[stage],
    verificationProgressPercentage: progress === undefined ? undefined : String(progress),
    suspendable: suspendable ? 'true' : undefined,
  })
}

/** The element of a block of commands. */
export function blockElement(writing: Writing, { qualifiedName, name, description, steps }: CommandBlock): XmlElement {
  // The schema of 1.2 has a word misspelt.
  const list = writing.edition === '1.2' ? 'ArgumentAssigmentList' : 'ArgumentAssignmentList'
  const made = steps.map(({ command, values }) =>
    element('MetaCommandStep', { metaCommandRef: referenceTo(writing, command) }, [
      listed(
        list,
        [...values].map(([argument, argumentValue]) =>
          element('ArgumentAssignment', { argumentName: argumentReference(writing, argument), argumentValue }),
        ),
      ),
    ]),
  )
  return element(
    'BlockMetaCommand',
    {
      name: checkName(writing, qualifiedName, name),
      shortDescription: description === '' ? undefined : description,
    },
    [element('MetaCommandStepList', {}, made)],
  )
}

function argumentElement(
  writing: Writing,
  book: TypeBook,
  command: Command,
  name: string,
  node: Composite<Argument>,
): XmlElement {
  const leaf = node.kind === 'leaf' ? node.leaf : undefined
  const about = node.kind === 'group' ? '' : (leavesOf(node)[0]?.description ?? '')
  return element('Argument', {
    name: checkName(writing, command.qualifiedName, name),
    shortDescription: about === '' ? undefined : about,
    argumentTypeRef: typeOf(book, command.system, `${command.name}_${name}`, node, countsOf),
    initialValue: leaf?.initial === leaf?.type.initial ? undefined : leaf?.initial,
  })
}

/** The container carries a name of its own, so that it is not taken for a telemetry container of the command's name. */
function containerName(command: Command): string {
  return `Command_${command.name}`
}

function containerOf(
  writing: Writing,
  command: Command,
  base: Command | undefined,
  nodes: ReadonlyMap<string, Composite<Argument>>,
): XmlElement {
  const inherited = base?.entries.length ?? 0
  if (keyOf(command.entries.slice(0, inherited)) !== keyOf(base?.entries ?? []))
    cannot(writing, command.qualifiedName, 'its packet does not begin with that of the command it extends')
  const entries = commandEntryElements(writing, command, command.entries.slice(inherited), nodes)
  return element('CommandContainer', { name: containerName(command) }, [
    element('EntryList', {}, entries),
    base === undefined
      ? undefined
      : element('BaseContainer', { containerRef: `${base.system}/${containerName(base)}` }),
  ])
}

function constraintsElement(writing: Writing, command: Command, base: Command | undefined): XmlElement | undefined {
  const own = command.constraints.slice(base?.constraints.length ?? 0)
  return listed(
    'TransmissionConstraintList',
    own.map((constraint: TransmissionConstraint) =>
      element('TransmissionConstraint', timeOut(writing, command, constraint), [
        criteriaElement(writing, command.qualifiedName, constraint.criteria),
        restrictionElement(writing, command, constraint.onlyWith),
      ]),
    ),
  )
}

function restrictionElement(
  writing: Writing,
  command: Command,
  onlyWith: ReadonlyMap<string, string> | undefined,
): XmlElement | undefined {
  if (onlyWith === undefined) return undefined
  if (writing.edition === '1.2')
    return cannot(
      writing,
      command.qualifiedName,
      'what is meant only for some values of arguments, which is of XTCE 1.3',
    )
  const restrictions = [...onlyWith].map(([argumentName, argumentValue]) =>
    element('ArgumentAssignment', { argumentName: argumentReference(writing, argumentName), argumentValue }),
  )
  return element('ArgumentRestrictionList', {}, restrictions)
}

function timeOut(writing: Writing, command: Command, { timeout_s }: TransmissionConstraint): XmlElement['attributes'] {
  return timeout_s === Number.POSITIVE_INFINITY
    ? {}
    : { timeOut: durationText(writing, command.qualifiedName, timeout_s) }
}

/** XTCE 1.2 (ConsequenceLevelType) has the words of ECSS and ISO 14950, and two that a mission gives a meaning. */
export const CONSEQUENCE: Readonly<Record<Significance, string>> = {
  none: 'normal',
  watch: 'user1',
  warning: 'user2',
  distress: 'vital',
  critical: 'critical',
  severe: 'forbidden',
}

function significanceElement(command: Command, base: Command | undefined): XmlElement | undefined {
  const { significance, reason } = command
  return significance === (base?.significance ?? 'none') && reason === (base?.reason ?? '')
    ? undefined
    : levelElement('DefaultSignificance', significance, reason)
}

function levelElement(name: string, level: Significance, reason: string): XmlElement {
  return element(name, { reasonForWarning: reason === '' ? undefined : reason, consequenceLevel: CONSEQUENCE[level] })
}

function contextsElement(writing: Writing, command: Command, base: Command | undefined): XmlElement | undefined {
  const own = command.contextSignificance.slice(
    0,
    command.contextSignificance.length - (base?.contextSignificance.length ?? 0),
  )
  return listed(
    'ContextSignificanceList',
    own.map(({ criteria, significance, reason }) =>
      element('ContextSignificance', {}, [
        element('ContextMatch', {}, [criteriaElement(writing, command.qualifiedName, criteria)]),
        levelElement('Significance', significance, reason),
      ]),
    ),
  )
}

const STAGES: Readonly<Record<Verifier['stage'], string>> = {
  transferred: 'TransferredToRangeVerifier',
  sent: 'SentFromRangeVerifier',
  received: 'ReceivedVerifier',
  accepted: 'AcceptedVerifier',
  queued: 'QueuedVerifier',
  executing: 'ExecutionVerifier',
  complete: 'CompleteVerifier',
  failed: 'FailedVerifier',
}

function verifiersElement(writing: Writing, command: Command, base: Command | undefined): XmlElement | undefined {
  if (keyOf(command.verifiers) === keyOf(base?.verifiers ?? [])) return undefined
  if (command.verifiers.length === 0) cannot(writing, command.qualifiedName, 'it takes back what it inherits verified')
  return listed(
    'VerifierSet',
    command.verifiers.map((verifier) => verifierElement(writing, command, verifier)),
  )
}

function verifierElement(writing: Writing, command: Command, verifier: Verifier): XmlElement {
  const of = command.qualifiedName
  const { stage, window_s, from_s, criteria, container, change } = verifier
  const duration = (seconds: number) => durationText(writing, of, seconds)
  const seen = [
    criteria === undefined ? undefined : criteriaElement(writing, of, criteria),
    container === undefined ? undefined : element('ContainerRef', { containerRef: container.qualifiedName }),
    change === undefined
      ? undefined
      : element('ParameterValueChange', {}, [
          element('ParameterRef', { parameterRef: referenceTo(writing, change.parameter.qualifiedName) }),
          element('Change', { value: numberText(writing, of, change.by) }),
        ]),
  ].filter((part) => part !== undefined)
  const window = element('CheckWindow', {
    timeToStartChecking: from_s === undefined ? undefined : duration(from_s),
    timeToStopChecking: duration(window_s === Number.POSITIVE_INFINITY ? NO_LIMIT_S : window_s),
    timeWindowIsRelativeTo: 'commandRelease',
  })
  return element(STAGES[stage], {}, [
    ...(seen.length === 0 ? [element('CustomAlgorithm', { name: REPORTED })] : seen),
    window,
    restrictionElement(writing, command, verifier.onlyWith),
  ])
}
