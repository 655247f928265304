/**
 * The handlers of a rehearsal itself: faults by officers of the party that leads, software sent up by the owner of an element.
 * Each act is recorded at the desk, and enters the simulation at the moment on record. Over links there is none to enter:
 * faults are refused, and files go up as bundles.
 */
import type { Caller } from '@magpie/api/access'
import type { Failure } from '@magpie/api/failure'
import type { Happening } from '@magpie/api/live'
import type { OutputOf } from '@magpie/api/operation'
import type { rehearsalOperations } from '@magpie/api/rehearsal-operations'
import { fromBase64 } from '@magpie/core/base64'
import { err, ok, type Result } from '@magpie/core/result'
import type { Refusal } from '@magpie/mission/authority-request'
import { FAULTS, type FaultId, faultProblem, faultRow, faultyKind } from '@magpie/operations/faults'
import type { OperationsFile } from '@magpie/operations/operations-file'
import { loadHash } from '@magpie/operations/procedure/load'
import { LARGEST_LOAD_OCTETS, type RehearsalAct } from '@magpie/operations/rehearsal-acts'
import { readableAlarm } from './alarm-handlers.ts'
import type { CommandCentre } from './command-centre.ts'
import { type EventReading, toldNow } from './data-events.ts'
import type { DataReading } from './data-reading.ts'
import type { Handlers } from './dispatch.ts'
import { loadRefusal } from './load-records.ts'
import type { TelemetryService } from './telemetry-service.ts'

export type RehearsalHandlerPorts = {
  /** The desk of what runs now; undefined as long as nothing can be commanded. */
  centre(): CommandCentre | undefined
  operations(): OperationsFile
  /** Whether the spacecraft are simulated here. */
  simulated(): boolean
  /** Whether files go up: they do where the spacecraft are simulated, and over a link that takes bundles. */
  takesFiles(): boolean
  telemetry(): Pick<TelemetryService, 'alarms'> | undefined
  happenings(): readonly Happening[]
  readonly reading: DataReading
  readonly events: EventReading
}

type Listed = OutputOf<typeof rehearsalOperations.faultList>
type Judged = OutputOf<typeof rehearsalOperations.faultInject>

/** One handler an operation. */
export function rehearsalHandlers(ports: RehearsalHandlerPorts): Handlers<keyof typeof rehearsalOperations> {
  const act = async (caller: Caller, what: RehearsalAct, why: string): Promise<Result<Judged, Failure>> => {
    const centre = ports.centre()
    if (centre === undefined) return notYet()
    const refused = refusalOf(ports, centre, caller, what)
    if (refused !== undefined) return ok({ at: centre.now(), done: false, refusal: noteOf(refused) })
    const problem = problemOf(ports.operations(), what)
    if (problem !== undefined) return err(problem)
    const done = await centre.perform((desk, at) => {
      desk.record({ kind: 'rehearsal', act: what, why }, { at, party: caller.party!, person: caller.person!.id })
      return ok({ at, done: true })
    })
    return done.ok ? ok(done.value) : notYet()
  }
  return {
    async faultList(_, caller) {
      const centre = ports.centre()
      const file = ports.operations()
      const kinds = file.elements.flatMap(({ id }) => {
        const kind = faultyKind(file, id)
        return kind === undefined ? [] : [{ id, kind }]
      })
      const faults = FAULTS.map(({ id, kinds: of, does, shows, mended, amount = '' }) => ({
        ...{ id, kinds: [...of], does, shows: [...shows], mended, amount },
        elements: kinds.flatMap((e) => (of.includes(e.kind) ? [e.id] : [])),
      }))
      const refused = faultRefusal(ports, centre, caller)
      return ok({
        ...{ faults, record: centre === undefined ? [] : recordOf(ports, centre, caller) },
        ...(refused === undefined ? {} : { refusal: noteOf(refused) }),
      })
    },
    faultInject: ({ element, fault, amount, why }, caller) =>
      act(caller, { do: 'inject', element, fault, amount }, why),
    faultClear: ({ element, fault, why }, caller) =>
      act(caller, { do: 'clear', element, ...(fault === undefined ? {} : { fault }) }, why),
    async loadSend({ element, name, content, why }, caller) {
      const octets = fromBase64(content)
      if (octets === undefined) return err(wrongField('/content', 'base64', 'The file is not base64.'))
      if (octets.length > LARGEST_LOAD_OCTETS)
        return err(wrongField('/content', 'load-size', `${octets.length} octets are more than ${LARGEST_LOAD_OCTETS}.`))
      const done = await act(caller, { do: 'load', element, name, content }, why)
      return done.ok ? ok({ ...done.value, octets: octets.length, sha256: loadHash(octets) }) : done
    },
  }
}

function problemOf(file: OperationsFile, what: RehearsalAct): Failure | undefined {
  const kind = faultyKind(file, what.element)
  if (kind === undefined)
    return { kind: 'not-found', message: `${what.element} is not simulated.`, what: 'element', id: what.element }
  if (what.do === 'load')
    return kind === 'relay'
      ? wrongField('/element', 'load-relay', 'The relay takes no software in a rehearsal.')
      : undefined
  const problem = what.fault === undefined ? undefined : faultProblem(what.fault, kind)
  return problem === undefined ? undefined : wrongField('/fault', 'fault-of-kind', `${problem}.`)
}

function wrongField(field: string, rule: string, message: string): Failure {
  return { kind: 'bad-request', message, problems: [{ file: '', field, rule, message }] }
}

function refusalOf(
  ports: RehearsalHandlerPorts,
  centre: CommandCentre,
  caller: Caller,
  { do: done, element }: RehearsalAct,
): Refusal | undefined {
  if (done !== 'load') return faultRefusal(ports, centre, caller)
  const asked = { takesFiles: ports.takesFiles(), element, party: caller.party!, roles: caller.roles }
  return loadRefusal(centre.desk, asked)
}

/** Why somebody may not put faults in; undefined where they may. */
function faultRefusal(
  ports: RehearsalHandlerPorts,
  centre: CommandCentre | undefined,
  { party, roles }: Caller,
): Refusal | undefined {
  if (!ports.simulated())
    return {
      permitted: false,
      rule: 'faults-in-rehearsals',
      fact: 'this centre operates over links, and what is at their other end is not simulated here',
      source: { title: 'The links that the centre was started with' },
      remedy: 'Put faults into a rehearsal: a centre that was started without links.',
    }
  const lead = centre?.desk.book.lead.holder
  if (lead === undefined)
    return {
      permitted: false,
      rule: 'faults-after-touchdown',
      fact: 'operations have not begun',
      source: { title: 'The stages of the rehearsal' },
      remedy: 'Wait until the plan of the surface stands.',
    }
  if (party !== lead)
    return {
      permitted: false,
      rule: 'lead-injects-faults',
      fact: `${lead} leads the rehearsal, and you act for ${party}`,
      source: { title: 'The command desk: who leads joint operations' },
      remedy: `Ask an officer of ${lead}, or take over the lead when it is offered.`,
    }
  if (!roles.includes('officer'))
    return {
      permitted: false,
      rule: 'officers-inject-faults',
      fact: `faults are put in by officers, and you are none of ${party}`,
      source: { title: `The roles of ${party}` },
      remedy: `Ask an officer of ${party}.`,
    }
  return undefined
}

function noteOf({ rule, fact, source, remedy }: Refusal) {
  return { rule, fact, source, remedy }
}

type FaultAct = Exclude<RehearsalAct, { do: 'load' }>
type Recorded = { readonly at: string; readonly party: string; readonly person: string; readonly why: string }

/** As many that were put in are followed, the newest, with so many events each. */
const FOLLOWED = 20
const EVENTS = 12

function recordOf(ports: RehearsalHandlerPorts, { desk }: CommandCentre, caller: Caller): Listed['record'] {
  const acts = desk.book.said.flatMap(({ event, stamp }): (Recorded & { readonly act: FaultAct })[] => {
    if (event.kind !== 'rehearsal' || event.act.do === 'load') return []
    const { at, party, person } = stamp
    return [{ at, party, person, why: event.why, act: event.act }]
  })
  const told = toldNow(ports.events, caller, ports.happenings())
  return acts
    .map(({ act, ...said }, i) => {
      const { element, do: done, fault = '' } = act
      const cleared = acts.slice(i + 1).find((later) => clears(later.act, act))
      const follow = act.do === 'inject' && i >= acts.length - FOLLOWED
      return {
        ...{ ...said, element, fault, done, amount: act.do === 'inject' ? act.amount : 0 },
        standing: act.do === 'inject' && cleared === undefined,
        traces: follow ? tracesOf(ports, told, caller, { ...act, at: said.at, until: cleared?.at }) : [],
      }
    })
    .reverse()
}

/** Whether an act takes away what another put in, or puts it in anew. */
function clears(later: FaultAct, { element, fault }: FaultAct): boolean {
  return later.element === element && (later.fault === undefined || later.fault === fault)
}

type Followed = {
  readonly element: string
  readonly fault: FaultId
  readonly at: string
  readonly until: string | undefined
}

/** What a party reads of what came since: alarms of parameters that tell of the fault, and events of the element. */
function tracesOf(
  ports: RehearsalHandlerPorts,
  told: readonly Happening[],
  caller: Caller,
  { element, fault, at, until = '9' }: Followed,
): Listed['record'][number]['traces'] {
  const { shows } = faultRow(fault)
  const alarms = (ports.telemetry()?.alarms.list() ?? []).flatMap((alarm) => {
    const tells = alarm.element === element && shows.includes(alarm.parameter.split('/').at(-1)!)
    const shown = tells && alarm.changed >= at ? readableAlarm(ports.reading, caller, alarm) : undefined
    if (shown === undefined || shown.since > until) return []
    const { parameter, level, state, since } = shown
    return [{ kind: 'alarm' as const, at: since < at ? shown.changed : since, parameter, level, state }]
  })
  const events = told
    .filter((h) => h.element === element && h.at >= at && h.at <= until && FOLLOWS.has(h.kind))
    .slice(0, EVENTS)
    .map(({ at: when, sequence, kind: of, text }) => ({ kind: 'event' as const, at: when, sequence, of, text }))
  return [...alarms, ...events].sort((a, b) => (a.at < b.at ? -1 : 1))
}

/** Kinds of events that a fault may bring about. */
const FOLLOWS: ReadonlySet<Happening['kind']> = new Set(['alarm', 'fault', 'note', 'deployment', 'refusal'])

function notYet(): Result<never, Failure> {
  const message = 'Nothing flies yet: operations begin when their plan stands. Ask again in a while.'
  return err({ kind: 'not-found', message, what: 'command desk', id: 'desk' })
}
