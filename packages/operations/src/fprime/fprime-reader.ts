/**
 * F Prime dictionaries (JSON, specification 1.0) as the same model that XTCE gives: Space Packets whose APID tells packetised
 * telemetry (4) from single channels (1), events (2) and files (3); commands as APID 0. The names are those of the
 * XTCE that fprime-xtce makes of the same file.
 */
import { err, ok, type Result } from '@magpie/core/result'
import type { Alarm, Command, Comparison, Container, DataType, Dictionary, Entry, Parameter } from '../dictionary.ts'
import { type Definition, type FprimeFile, fprimeFile, type Limits, type TypeUse } from './fprime-file.ts'
import { type FprimeTypeError, integerEncoding, type Leaf, leavesOf, simple } from './fprime-types.ts'

/** Why the text is no dictionary of F Prime. */
export type FprimeError =
  | { readonly kind: 'fprime-no-json'; readonly why: string }
  | { readonly kind: 'fprime-field'; readonly path: string; readonly why: string }
  | { readonly kind: 'fprime-unknown-channel'; readonly packet: string; readonly channel: string }
  | { readonly kind: 'fprime-duplicate'; readonly name: string }
  | FprimeTypeError

/** Reads a dictionary; all errors at once. */
export function readFprime(text: string): Result<Dictionary, readonly FprimeError[]> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return err([{ kind: 'fprime-no-json', why: error instanceof Error ? error.message : 'unreadable' }])
  }
  const parsed = fprimeFile.safeParse(json)
  if (!parsed.success)
    return err(
      parsed.error.issues.map(({ path, message }) => ({ kind: 'fprime-field', path: path.join('.'), why: message })),
    )
  const file = parsed.data
  const b = building(file)
  addHeaders(b)
  addChannels(b, file)
  addPackets(b, file)
  const commands = commandsOf(b, file)
  if (b.errors.length > 0) return err(b.errors)
  return ok({ parameters: b.parameters, containers: [...b.containers.values()], commands, algorithms: [] })
}

type Building = {
  readonly root: string
  readonly definitions: ReadonlyMap<string, Definition>
  readonly parameters: Parameter[]
  readonly containers: Map<string, Container>
  readonly channels: Map<string, readonly Parameter[]>
  readonly errors: FprimeError[]
}

function building({ metadata, typeDefinitions }: FprimeFile): Building {
  return {
    root: `/${metadata.deploymentName.replaceAll('.', '_')}`,
    definitions: new Map(typeDefinitions.map((d) => [d.qualifiedName, d])),
    parameters: [],
    containers: new Map(),
    channels: new Map(),
    errors: [],
  }
}

function addParameter(b: Building, system: string, name: string, type: DataType, description = ''): Parameter {
  const parameter = {
    index: b.parameters.length,
    qualifiedName: `${system}/${name}`,
    name,
    system,
    type,
    description,
    line: 0,
  }
  b.parameters.push(parameter)
  return parameter
}

function addContainer(
  b: Building,
  system: string,
  name: string,
  parameters: readonly Parameter[],
  base?: { readonly container: Container; readonly criteria: readonly Comparison[] },
  abstract = false,
): Container {
  const qualifiedName = `${system}/${name}`
  if (b.containers.has(qualifiedName)) b.errors.push({ kind: 'fprime-duplicate', name: qualifiedName })
  const entries = parameters.map(
    (parameter): Entry => ({ kind: 'parameter', parameter, offset: { from: 'previous', bits: 0 }, include: [] }),
  )
  const container: Container = { qualifiedName, name, system, abstract, entries, base, line: 0 }
  b.containers.set(qualifiedName, container)
  return container
}

function equals(parameter: Parameter, value: number): Comparison {
  return { parameter, operator: '==', value: String(value), calibrated: true }
}

function unsigned(bits: number): DataType {
  return simple(`U${bits}`, 'integer', integerEncoding(bits, false))
}

/** APIDs where the dictionary does not say others in its enumeration ComCfg.Apid. */
const APIDS: Readonly<Record<string, number>> = {
  FW_PACKET_TELEM: 1,
  FW_PACKET_LOG: 2,
  FW_PACKET_FILE: 3,
  FW_PACKET_PACKETIZED_TLM: 4,
}

function apid(b: Building, name: string): number {
  const apids = b.definitions.get('ComCfg.Apid')
  const own = apids?.kind === 'enum' ? apids.enumeratedConstants.find((c) => c.name === name)?.value : undefined
  return own ?? APIDS[name]!
}

/** A type of the framework as the dictionary configures it, else as F Prime does. */
function configured(b: Building, name: string, otherwise: TypeUse): Leaf[] {
  const use: TypeUse = b.definitions.has(name) ? { kind: 'qualifiedIdentifier', name } : otherwise
  const leaves = leavesOf(use, b.definitions, 'buffers')
  if (!('kind' in leaves)) return leaves
  b.errors.push(leaves)
  return []
}

const U32: TypeUse = { kind: 'integer', name: 'U32', size: 32, signed: false }
const U16: TypeUse = { kind: 'integer', name: 'U16', size: 16, signed: false }

function addHeaders(b: Building): void {
  const { root } = b
  const own = (name: string, type: DataType) => addParameter(b, root, name, type)
  const whole = (name: string, leaves: readonly Leaf[]) => leaves.map((leaf) => own(name + leaf.suffix, leaf.type))
  const packetId = whole('FPrimePacketId', configured(b, 'FwTlmPacketizeIdType', U16))
  const eventId = whole('FPrimeEventId', configured(b, 'FwEventIdType', U32))
  const channelId = whole('FPrimeChannelId', configured(b, 'FwChanIdType', U32))
  const time = whole('FPrimeTime', configured(b, 'Fw.TimeValue', U32))
  const kind = own('DataDescType', unsigned(16))
  const word = (one: string, zero: string) => ({
    ...simple('flag', 'boolean', integerEncoding(1, false)),
    words: { one, zero },
  })
  const version = own('CCSDS_Packet_ID.Version', unsigned(3))
  const header = [
    version,
    own('CCSDS_Packet_ID.Type', word('TC', 'TM')),
    own('CCSDS_Packet_ID.SecHdrFlag', word('Present', 'NotPresent')),
  ]
  const apidField = own('CCSDS_Packet_ID.APID', unsigned(11))
  const flags = ['Continuation', 'First', 'Last', 'Standalone'].map((label, from) => ({ from, to: from, label }))
  const rest = [
    own('CCSDS_Packet_Sequence.GroupFlags', {
      ...simple('flags', 'enumerated', integerEncoding(2, false)),
      labels: flags,
    }),
    own('CCSDS_Packet_Sequence.Count', unsigned(14)),
    own('CCSDS_Packet_Length', unsigned(16)),
  ]
  const packet = addContainer(b, root, 'CCSDSSpacePacket', [...header, apidField, ...rest], undefined, true)
  const of = (name: string) => ({
    container: packet,
    criteria: [equals(version, 0), equals(apidField, apid(b, name))],
  })
  const group = (name: string, word_: string, fields: readonly Parameter[]) =>
    addContainer(b, root, name, [kind, ...fields], of(word_), true)
  group('FPrimeTelemetryPacket', 'FW_PACKET_PACKETIZED_TLM', [...packetId, ...time])
  group('FPrimeTelemetryChannel', 'FW_PACKET_TELEM', [...channelId, ...time])
  group('FPrimeEvent', 'FW_PACKET_LOG', [...eventId, ...time])
  addFilePackets(b, (fields) => group('FPrimeFilePacket', 'FW_PACKET_FILE', fields))
}

function addFilePackets(b: Building, group: (fields: readonly Parameter[]) => Container): void {
  const own = (name: string, type: DataType) => addParameter(b, b.root, `FPrimeFilePacket${name}`, type)
  const type = own('Type', unsigned(8))
  const base = group([type, own('SeqIndex', unsigned(32))])
  const path: DataType = simple('path', 'string', {
    kind: 'string',
    charset: 'UTF-8',
    size: { kind: 'leading', lengthBits: 8, maxBits: 2040, countsOctets: true },
  })
  const kinds: readonly [string, readonly Parameter[]][] = [
    ['Start', [own('FileSize', unsigned(32)), own('SourcePath', path), own('DestinationPath', path)]],
    ['Data', [own('ByteOffset', unsigned(32)), own('DataSize', unsigned(16))]],
    ['End', [own('Checksum', unsigned(32))]],
    ['Cancel', []],
  ]
  kinds.forEach(([name, parameters], i) => {
    addContainer(b, b.root, `FPrimeFilePacket${name}`, parameters, { container: base, criteria: [equals(type, i)] })
  })
}

/** `Component.instance.CHANNEL` stands in the system `/root/Component/instance`. */
function placeOf(b: Building, name: string): { readonly system: string; readonly own: string } {
  const steps = name.split('.')
  const own = steps.pop()!
  return { system: [b.root, ...steps].join('/'), own }
}

function addChannels(b: Building, { telemetryChannels }: FprimeFile): void {
  const base = b.containers.get(`${b.root}/FPrimeTelemetryChannel`)!
  const id = b.parameters.find((p) => p.name === 'FPrimeChannelId')
  for (const channel of telemetryChannels) {
    const { system, own } = placeOf(b, channel.name)
    const leaves = leavesOf(channel.type, b.definitions, 'buffers')
    if ('kind' in leaves || id === undefined) {
      if ('kind' in leaves) b.errors.push(leaves)
      continue
    }
    const alarm = alarmOf(channel.limits?.low, channel.limits?.high)
    const parameters = leaves.map(({ suffix, type, description }) =>
      addParameter(
        b,
        system,
        own + suffix,
        alarm === undefined ? type : { ...type, alarm },
        description || (channel.annotation ?? ''),
      ),
    )
    if (b.channels.has(channel.name)) b.errors.push({ kind: 'fprime-duplicate', name: channel.name })
    b.channels.set(channel.name, parameters)
    addContainer(b, system, own, parameters, { container: base, criteria: [equals(id, channel.id)] })
  }
}

/** Yellow warns, orange is distress, which people are shown as a warning too, red is critical. */
function alarmOf(low: Limits | undefined, high: Limits | undefined): Alarm | undefined {
  const ranges = (['red', 'yellow', 'orange'] as const).flatMap((colour) => {
    const min = low?.[colour]
    const max = high?.[colour]
    if (min === undefined && max === undefined) return []
    const range = {
      ...(min === undefined ? {} : { min, minInclusive: true }),
      ...(max === undefined ? {} : { max, maxInclusive: true }),
    }
    return [{ level: colour === 'red' ? ('critical' as const) : ('warning' as const), range }]
  })
  return ranges.length === 0 ? undefined : { kind: 'ranges', rangeForm: 'outside', ranges, minViolations: 1 }
}

function addPackets(b: Building, { telemetryPacketSets }: FprimeFile): void {
  const base = b.containers.get(`${b.root}/FPrimeTelemetryPacket`)!
  const id = b.parameters.find((p) => p.name === 'FPrimePacketId')
  for (const packet of telemetryPacketSets.flatMap((set) => set.members)) {
    const parameters = packet.members.flatMap((channel) => {
      const found = b.channels.get(channel)
      if (found === undefined) b.errors.push({ kind: 'fprime-unknown-channel', packet: packet.name, channel })
      return found ?? []
    })
    if (id !== undefined)
      addContainer(b, b.root, packet.name, parameters, { container: base, criteria: [equals(id, packet.id)] })
  }
}

/** Commands behind the framework's own header: a Space Packet of APID 0, the packet type 0, the opcode. */
function commandsOf(b: Building, { commands }: FprimeFile): Command[] {
  const opcode = configured(b, 'FwOpcodeType', U32)[0]?.type ?? unsigned(32)
  const header = Uint8Array.of(0x10, 0, 0xc0, 0, 0, 0, 0, 0)
  const base: Command = {
    ...NOTHING,
    qualifiedName: `${b.root}/FPrimeCommand`,
    name: 'FPrimeCommand',
    system: b.root,
    abstract: true,
    description: '',
    arguments: [{ name: 'OpCode', type: opcode, description: '' }],
    assigned: new Map(),
    types: new Map([['OpCode', opcode]]),
    entries: [
      { kind: 'fixed', bits: 64, octets: header },
      { kind: 'argument', argument: 'OpCode' },
    ],
  }
  const own = commands.map((command) => {
    const { system, own } = placeOf(b, command.name)
    const given = command.formalParams.flatMap((param) => {
      const leaves = leavesOf(param.type, b.definitions, 'as-long')
      if ('kind' in leaves) {
        b.errors.push(leaves)
        return []
      }
      return leaves.map(({ suffix, type, description }) => ({
        name: param.name + suffix,
        type,
        description: description || (param.annotation ?? ''),
      }))
    })
    return {
      ...NOTHING,
      base: base.qualifiedName,
      qualifiedName: `${system}/${own}`,
      name: own,
      system,
      abstract: false,
      description: command.annotation ?? '',
      arguments: given,
      assigned: new Map([['OpCode', String(command.opcode)]]),
      types: new Map<string, DataType>([['OpCode', opcode], ...given.map(({ name, type }) => [name, type] as const)]),
      entries: [...base.entries, ...given.map(({ name }) => ({ kind: 'argument' as const, argument: name }))],
    }
  })
  return [base, ...own]
}

/** What F Prime's dictionaries do not say of a command. */
const NOTHING = {
  significance: 'none',
  reason: '',
  verifiers: [],
  constraints: [],
  contextSignificance: [],
  ancillary: new Map<string, string>(),
  line: 0,
} as const

/** The sentence for one error. */
export function describeFprimeError(error: FprimeError): string {
  switch (error.kind) {
    case 'fprime-no-json':
      return `not JSON: ${error.why}`
    case 'fprime-field':
      return `${error.path || 'the file'}: ${error.why}`
    case 'fprime-unknown-channel':
      return `the packet ${error.packet} holds "${error.channel}", which is no channel`
    case 'fprime-duplicate':
      return `"${error.name}" is defined twice`
    case 'fprime-type':
      return `the type "${error.name}" cannot be used: ${error.why}`
  }
}
