/**
 * The handlers of spacecraft as a whole. Everything that they tell of a spacecraft is a value that the pipeline decoded, read
 * as the asking party may read it; what is held back is named with the reason. What was sent up is on record at the desk.
 */
import type { Caller } from '@magpie/api/access'
import type { Failure } from '@magpie/api/failure'
import type { OutputOf } from '@magpie/api/operation'
import type { SpacecraftValue, spacecraftOperations } from '@magpie/api/spacecraft-operations'
import { describeProvenance } from '@magpie/core/provenance'
import { err, ok, type Result } from '@magpie/core/result'
import type { Element } from '@magpie/mission/element'
import { utcText } from '@magpie/operations/command/instant'
import type { AlarmLevel, Dictionary, Parameter } from '@magpie/operations/dictionary'
import { faultyKind } from '@magpie/operations/faults'
import type { OperationsFile } from '@magpie/operations/operations-file'
import { loadProcedure } from '@magpie/operations/procedure/load'
import { limitsOf, SUBSYSTEMS, type Subsystem, subsystemOf } from '@magpie/operations/subsystems'
import type { TelemetryValue } from '@magpie/rehearsal/happening'
import { readableAlarm } from './alarm-handlers.ts'
import type { CommandCentre } from './command-centre.ts'
import { type DataReading, heldShown, valueNow } from './data-reading.ts'
import type { Handlers } from './dispatch.ts'
import { LOADS_IN_REHEARSALS, type LoadRecord, loadRecords, loadRefusal } from './load-records.ts'
import { type ReadNow, scheduleOf, timedCommands } from './on-board-schedule.ts'
import type { TelemetryService } from './telemetry-service.ts'

export type SpacecraftHandlerPorts = {
  /** The desk of what runs now; undefined as long as nothing can be commanded. */
  centre(): CommandCentre | undefined
  /** Elements of the mission as it stands. */
  elements(): readonly Pick<Element, 'id' | 'name' | 'owner' | 'kind'>[]
  operations(): OperationsFile
  telemetry(): Pick<TelemetryService, 'alarms'> | undefined
  /** The newest values that were decoded, by element and name with a slash between. */
  latest(): ReadonlyMap<string, TelemetryValue>
  /** Whether the spacecraft are simulated here. */
  simulated(): boolean
  /** Whether files go up: they do where the spacecraft are simulated, and over a link that takes bundles. */
  takesFiles(): boolean
  readonly reading: DataReading
}

type Shown = OutputOf<typeof spacecraftOperations.spacecraftShow>

/** One handler an operation. */
export function spacecraftHandlers(ports: SpacecraftHandlerPorts): Handlers<keyof typeof spacecraftOperations> {
  const operated = () => {
    const known = new Map(ports.elements().map((e) => [e.id, e]))
    return ports.operations().elements.flatMap(({ id }) => known.get(id) ?? [])
  }
  const mode = () => (ports.simulated() ? ('simulated' as const) : ('linked' as const))
  return {
    async spacecraftList(_, caller) {
      const centre = ports.centre()
      if (centre === undefined) return notYet()
      const spacecraft = operated().map((e) => {
        const subsystems = subsystemsOf(ports, centre.desk.ground.dictionary, e.id, caller)
        return { ...headOf(ports, e, subsystems, caller), glance: glanceOf(subsystems) }
      })
      return ok({ at: centre.now(), mode: mode(), spacecraft })
    },
    async spacecraftShow({ element }, caller) {
      const centre = ports.centre()
      if (centre === undefined) return notYet()
      const e = operated().find((one) => one.id === element)
      if (e === undefined) return missing('element', element)
      const { dictionary } = centre.desk.ground
      const subsystems = subsystemsOf(ports, dictionary, element, caller)
      const value = (name: string) => read(ports, caller, element, name)
      const reported = dictionary.commands.some((c) => c.system === `/${element}` && c.name === 'schedule_list')
      const takes = dictionary.commands.some((c) => c.system === `/${element}` && c.name === 'load_commit')
      const commands = timedCommands(centre.desk, element, caller.party!)
      return ok({
        ...{ at: centre.now(), mode: mode(), ...headOf(ports, e, subsystems, caller), subsystems },
        schedule: {
          ...(reported ? { reported: scheduleOf(value, commands) } : {}),
          commands: commands.map(({ execute_s, ...c }) => ({ ...c, execute: utcText(execute_s) })),
        },
        ...(takes ? { software: softwareOf(ports, centre, element, caller) } : {}),
      })
    },
    async loadProcedure({ element, sha256, second }, caller) {
      const centre = ports.centre()
      if (centre === undefined) return notYet()
      const owner = centre.desk.ground.ownerOf(element)
      const file = filesOf(ports, centre, element, caller).find((f) => f.sha256 === sha256)
      if (owner === undefined || file === undefined) return missing('load', sha256)
      const procedure = loadProcedure({
        ...{ id: `load-${element}-${sha256.slice(0, 8)}`, mission: centre.desk.ground.mission },
        ...{ element, owner, second, target: file.name, octets: file.content(), transfer_s: 2 * 86400 },
      })
      return ok({ procedure })
    },
  }
}

type Head = Omit<OutputOf<typeof spacecraftOperations.spacecraftList>['spacecraft'][number], 'glance'>

function headOf(
  ports: SpacecraftHandlerPorts,
  { id, name, owner, kind }: ReturnType<SpacecraftHandlerPorts['elements']>[number],
  subsystems: Shown['subsystems'],
  caller: Caller,
): Head {
  const file = ports.operations()
  const provenance = file.elements.find((e) => e.id === id)?.provenance
  const values = subsystems.flatMap((s) => s.values)
  const newest = values.reduce((last, v) => ((v.generatedAt ?? '') > last ? v.generatedAt! : last), '')
  const alarms = (ports.telemetry()?.alarms.list() ?? []).filter(
    (a) => a.element === id && readableAlarm(ports.reading, caller, a) !== undefined,
  )
  return {
    ...{ element: id, name, owner, kind: faultyKind(file, id) ?? kind },
    ...(provenance?.kind === 'assumed' ? { assumed: describeProvenance(provenance) } : {}),
    ...{ level: gravest(values.map((v) => v.level ?? 'nominal')), alarms: alarms.length },
    ...(newest === '' ? {} : { newest }),
    held: values.filter((v) => v.held !== undefined).length,
  }
}

/** From the mildest to the gravest. */
const LEVELS: readonly AlarmLevel[] = ['nominal', 'watch', 'warning', 'critical']

function gravest(levels: readonly AlarmLevel[]): AlarmLevel {
  return LEVELS[Math.max(0, ...levels.map((l) => LEVELS.indexOf(l)))]!
}

/** Those of the element's own dictionary, heard or not, and of the common ones those that it sent. */
function subsystemsOf(
  ports: SpacecraftHandlerPorts,
  dictionary: Dictionary,
  element: string,
  caller: Caller,
): Shown['subsystems'] {
  const science = new Set(ports.operations().elements.find((e) => e.id === element)?.science ?? [])
  const own = dictionary.parameters.filter((p) => p.system === `/${element}`)
  const names = new Set(own.map((p) => p.name))
  const latest = ports.latest()
  const common = dictionary.parameters.filter(
    (p) => p.system === '/common' && !names.has(p.name) && latest.has(`${element}/${p.name}`),
  )
  const groups = new Map<Subsystem, SpacecraftValue[]>()
  for (const parameter of [...own, ...common]) {
    const subsystem = subsystemOf(parameter.name, parameter.type.unit, science.has(parameter.name))
    if (subsystem === undefined) continue
    const values = groups.get(subsystem) ?? []
    groups.set(subsystem, [...values, shownOf(ports, caller, element, parameter)])
  }
  return SUBSYSTEMS.flatMap((id) => {
    const values = groups.get(id)
    return values === undefined ? [] : [{ id, values }]
  })
}

function shownOf(
  ports: SpacecraftHandlerPorts,
  caller: Caller,
  element: string,
  { name, type, description }: Parameter,
): SpacecraftValue {
  const { newest, held } = read(ports, caller, element, name)
  const times = newest && { generatedAt: newest.generatedAt, receivedAt: newest.receivedAt }
  return {
    ...{ parameter: name, unit: type.unit, description: description || type.description },
    ...(newest === undefined ? {} : { value: newest.value, level: newest.alarm, ...times }),
    limits: limitsOf(type),
    ...(type.words === undefined ? {} : { words: { ...type.words } }),
    ...(held === undefined ? {} : { held }),
  }
}

function read(ports: SpacecraftHandlerPorts, caller: Caller, element: string, name: string): ReadNow {
  const reading = ports.reading.of(caller, element, name)
  const refusal = reading.kind === 'refused' ? reading.refusal : reading.kind === 'shared' ? reading.held() : undefined
  const newest = ports.latest().get(`${element}/${name}`)
  const value = newest && valueNow(reading, newest, ports.reading.now_ms())
  return {
    ...(value === undefined ? {} : { newest: { ...newest!, value } }),
    ...(refusal === undefined || value !== undefined ? {} : { held: heldShown(refusal) }),
  }
}

/** What tells most of each kind of spacecraft, those that are there. */
const GLANCE = [
  ...['state', 'mode', 'battery_charge', 'bus_voltage', 'battery_voltage', 'array_power', 'temperature'],
  ...['pointing_error', 'recorder_used', 'stored', 'scheduled', 'load_state'],
]

function glanceOf(subsystems: Shown['subsystems']): SpacecraftValue[] {
  const values = new Map(subsystems.flatMap((s) => s.values.map((v) => [v.parameter, v] as const)))
  return GLANCE.flatMap((name) => values.get(name) ?? [])
}

type Software = NonNullable<Shown['software']>

function softwareOf(ports: SpacecraftHandlerPorts, centre: CommandCentre, element: string, caller: Caller): Software {
  const heard = (name: string) => read(ports, caller, element, name)
  const text = (name: string) => {
    const value = heard(name).newest?.value
    return value === undefined ? undefined : String(value)
  }
  const { newest, held } = heard('running_hash')
  const octets = heard('load_octets').newest?.value
  const said = {
    ...{ state: text('load_state'), outcome: text('load_outcome'), reportedAt: newest?.generatedAt },
    ...{ running: text('running_hash'), ready: text('ready_hash'), previous: text('previous_hash') },
    ...{ octets: typeof octets === 'number' ? octets : undefined, held },
    send: sendRefusal(ports, centre, element, caller),
  }
  const files = filesOf(ports, centre, element, caller)
  return {
    ...(Object.fromEntries(Object.entries(said).filter(([, v]) => v !== undefined)) as Omit<
      Software,
      'files' | 'largest_octets'
    >),
    files: files.map(({ content: _, ...f }) => ({ ...f, stands: standsOf(f, said) })),
    largest_octets: LOADS_IN_REHEARSALS.largest_octets,
  }
}

function sendRefusal(ports: SpacecraftHandlerPorts, { desk }: CommandCentre, element: string, caller: Caller) {
  const asked = { takesFiles: ports.takesFiles(), element, party: caller.party!, roles: caller.roles }
  const refused = loadRefusal(desk, asked)
  if (refused === undefined) return undefined
  const { rule, fact, source, remedy } = refused
  return { rule, fact, source, remedy }
}

/** The record of what was sent is for those who read what runs on board, and for those who sent it. */
function filesOf(
  ports: SpacecraftHandlerPorts,
  { desk }: CommandCentre,
  element: string,
  caller: Caller,
): LoadRecord[] {
  const open = ports.reading.of(caller, element, 'running_hash').kind === 'all'
  return loadRecords(desk.book.said, element).filter(
    (f) => open || f.party === caller.party || desk.ground.ownerOf(element) === caller.party,
  )
}

/** Where a file is, by the newest report; one that was sent since then is on its way. */
function standsOf(
  { sha256, at }: Pick<LoadRecord, 'sha256' | 'at'>,
  said: { readonly [K in 'running' | 'ready' | 'previous' | 'reportedAt']: string | undefined },
): Software['files'][number]['stands'] {
  if (said.ready === sha256) return 'ready'
  if (said.running === sha256) return 'running'
  if (said.previous === sha256) return 'previous'
  return said.reportedAt === undefined || said.reportedAt < at ? 'on-the-way' : 'unnamed'
}

function missing(what: string, id: string): Result<never, Failure> {
  return err({ kind: 'not-found', message: `There is no ${what} ${id} that is operated here.`, what, id })
}

function notYet(): Result<never, Failure> {
  const message = 'Nothing flies yet: operations begin when their plan stands. Ask again in a while.'
  return err({ kind: 'not-found', message, what: 'command desk', id: 'desk' })
}
