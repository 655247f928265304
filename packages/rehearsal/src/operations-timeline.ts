/** Operations events as items of the mission's timeline: what people read, the boards, values, packets, and decisions. */
import { describeProvenance } from '@magpie/core/provenance'
import type { Refusal } from '@magpie/mission/authority-request'
import type { MissionModel } from '@magpie/mission/mission-model'
import type { Actor, DeploymentPeople } from '@magpie/operations/deployment-people'
import type { DeploymentStatus, SentCommand } from '@magpie/operations/deployment-runner'
import type { ExchangeStatus } from '@magpie/operations/exchange/exchange-status'
import { seenFrom_s, serviceKind } from '@magpie/operations/exchange/services'
import type {
  Deployment as DeploymentPlan,
  Gate,
  OperationsFile,
  ProximityService,
} from '@magpie/operations/operations-file'
import type { OperationsEvent, OperationsSummary } from '@magpie/simulator/operations-event'
import type { Deployment, Exchange, TimelineItem } from './happening.ts'
import { quotedByReason } from './quoted.ts'
import { sayRehearsal as say } from './sentences.ts'
import { utc } from './timeline.ts'

type State = EventOf<'command'>['state']
/** Steps of a command that are told nobody by themselves: they follow at once, or are seen in what was done. */
const UNTOLD: ReadonlySet<State> = new Set(['drafted', 'checked', 'queued', 'started'])
/** Steps that stand in the ledger; a refusal stands there with its reasons. */
const DECIDED: ReadonlySet<State> = new Set(['submitted', 'completed', 'failed', 'expired', 'timed-out'])

type EventOf<K extends OperationsEvent['kind']> = Extract<OperationsEvent, { kind: K }>

/** Turns events into items one by one; it keeps the state of each deployment board between them. */
export class OperationsTimeline {
  readonly boards: Map<string, Deployment>
  private readonly owners: ReadonlyMap<string, string>
  private readonly plans: ReadonlyMap<string, DeploymentPlan>
  /** Commands by which exchanges are dealt with. */
  private readonly quiet: ReadonlySet<string>
  private readonly services: ReadonlyMap<string, ProximityService>

  constructor(operations: OperationsFile, model: MissionModel) {
    const names = new Map(model.elements.map((e) => [e.id, e.name]))
    this.services = new Map(operations.proximity.map((p) => [p.id, p]))
    this.quiet = new Set([
      ...operations.proximity.flatMap((p) => [p.offer, p.accept, p.act, p.stop]),
      ...['exchange_request', 'exchange_decline', 'exchange_confirm'],
    ])
    this.plans = new Map(operations.deployments.map((d) => [d.module, d]))
    this.owners = new Map(model.elements.map((e) => [e.id, e.owner]))
    this.boards = new Map(operations.deployments.map((d) => [d.module, boardOf(d, names.get(d.module) ?? d.module)]))
  }

  /** The items of one event, in order. */
  items(event: OperationsEvent): TimelineItem[] {
    switch (event.kind) {
      case 'packet-received':
        return [{ tdb_s: event.at, packet: { station: event.station, source: event.element, bytes: event.bytes } }]
      case 'telemetry':
        // Values are what the centre decodes from the packets.
        return []
      case 'deployment':
        return this.deployment(event)
      case 'refusal':
        return [this.refusal(event)]
      case 'command':
        return this.command(event)
      case 'pass':
        return [this.plain(event, 'pass', '', passText(event))]
      case 'alarm':
        return [this.alarm(event)]
      case 'proximity':
        return this.proximity(event)
      case 'file':
        return this.file(event)
      case 'fault':
        return [this.plain(event, 'fault', event.element, `${event.fault}: ${event.why}`)]
      case 'gap':
        return event.state === 'filled' || event.missing < 2
          ? []
          : [
              this.plain(
                event,
                'note',
                event.element,
                say('packets-missing', { count: event.missing, first: event.first }),
              ),
            ]
      case 'activity':
        return event.state === 'missed' || event.state === 'failed'
          ? [
              this.plain(
                event,
                'note',
                event.element,
                say('activity-ended', { activity: event.id, state: event.state }),
              ),
            ]
          : []
      case 'note':
        return [this.plain(event, 'note', event.element, event.text, event.party)]
    }
  }

  private plain(
    event: OperationsEvent,
    kind: NonNullable<TimelineItem['happening']>['kind'],
    element: string,
    text: string,
    party?: string,
  ): TimelineItem {
    const by = party ?? this.owners.get(element) ?? ''
    return { tdb_s: event.at, happening: { at: utc(event.at), tdb_s: event.at, kind, party: by, element, text } }
  }

  private alarm(event: EventOf<'alarm'>): TimelineItem {
    const { element, parameter, from, to, value, unit } = event
    const shown = typeof value === 'number' ? Number(value.toPrecision(4)) : value
    const text = say('alarm-moved', { parameter, from, to, value: `${shown} ${unit}`.trim() })
    const item = this.plain(event, 'alarm', element, text)
    return { ...item, happening: { ...item.happening!, quotes: [{ element, parameter }] } }
  }

  private refusal(event: EventOf<'refusal'>): TimelineItem {
    const said = refusalSaid(event.decision)
    const { fact } = said
    const { party, action, element, where } = event
    const text = say('refused', { party, action, element, where, fact })
    const item = this.plain(event, 'refusal', event.element, text, event.party)
    const body = { command: event.id, action: event.action, where: event.where, ...said }
    return {
      ...item,
      happening: { ...item.happening!, refusal: said },
      ledger: { at: utc(event.at), party: event.party, kind: 'command-refused', subject: event.element, body },
    }
  }

  private command(event: EventOf<'command'>): TimelineItem[] {
    if (UNTOLD.has(event.state)) return []
    const { action: command, state, purpose, failure } = event
    const text =
      purpose === '' ? say('command-is-now', { command, state }) : say('command-of', { command, state, purpose })
    // What is said of an exchange is for those who see the exchange.
    const quiet = this.quiet.has(event.action)
    const said = failure === undefined ? undefined : refusalSaid(failure)
    const plain = this.plain(event, 'command', event.element, text, event.party)
    const told = said === undefined ? plain : { ...plain, happening: { ...plain.happening!, refusal: said } }
    const item: TimelineItem = quiet ? { tdb_s: event.at } : told
    if (!DECIDED.has(event.state)) return quiet ? [] : [item]
    const body = { command: event.id, action: event.action, person: event.person, purpose: event.purpose, ...said }
    return [
      {
        ...item,
        ledger: { at: utc(event.at), party: event.party, kind: `command-${event.state}`, subject: event.element, body },
      },
    ]
  }

  /** A file that came somewhere whole: custody hop by hop. */
  private file(event: EventOf<'file'>): TimelineItem[] {
    if (event.direction === 'down' && event.state === 'made') return []
    const { file, state, node, octets, after_s } = event
    const what = event.direction === 'down' ? 'Science file' : 'Software load'
    const after = after_s < 3600 ? `${(after_s / 60).toFixed(0)} min` : `${(after_s / 3600).toFixed(1)} h`
    const told = { what, file, size: (octets / 1000).toFixed(0), node }
    const texts = {
      made: say('file-sent', told),
      'in-care': say('file-in-care', { ...told, time: after }),
      delivered: say('file-whole', { ...told, time: after }),
      failed: say('file-damaged', told),
    }
    return [this.plain(event, 'note', event.element, texts[state], event.party)]
  }

  private proximity({ service: id, changed, status, at }: EventOf<'proximity'>): TimelineItem[] {
    const service = this.services.get(id)
    if (service === undefined) return []
    const exchange = exchangeNow(service, status)
    const item: TimelineItem = { tdb_s: at, exchange }
    if (!changed) return [item]
    const { request, from, to, state, given, unit } = exchange
    const happening = {
      at: utc(at),
      tdb_s: at,
      kind: 'proximity' as const,
      party: this.owners.get(to) ?? '',
      element: to,
    }
    const is = { service: id, from, to, state }
    const amount = `${Number(given.toPrecision(3))} ${unit}`.trimEnd()
    const text = given > 0 ? say('exchange-gave', { ...is, amount }) : say('exchange-is', is)
    // The log is everybody's: it tells of an exchange from the state on at which the public sees it.
    const told = isPublic(service, status) ? { ...item, happening: { ...happening, text } } : item
    const party = this.owners.get(from) ?? ''
    const entry = { at: utc(at), party, subject: id }
    const body = { service: id, kind: service.service, request, from, to, state, given, unit }
    const items: TimelineItem[] = [{ ...told, ledger: { ...entry, kind: 'proximity', body } }]
    if (state !== 'confirmed' || service.item === undefined) return items
    const { id: container, number, mass_kg } = service.item
    const custody = {
      container,
      number,
      mass_kg,
      assumed: service.item.provenance.kind === 'assumed',
      from,
      to,
      request,
    }
    const words = say(custody.assumed ? 'assumed-container-given' : 'container-given', { container, mass_kg, from, to })
    const handed = { tdb_s: at, happening: { ...happening, text: words } }
    return [...items, { ...handed, ledger: { ...entry, kind: 'custody', subject: container, body: custody } }]
  }

  private deployment(event: EventOf<'deployment'>): TimelineItem[] {
    const before = this.boards.get(event.module)
    if (before === undefined) return []
    const { change } = event
    const deployment = boardNow(before, event.status)
    this.boards.set(event.module, deployment)
    const item = { tdb_s: event.at, deployment }
    const text = sentenceOf(deployment, change)
    if (text === undefined) return [item]
    const party = change.kind === 'act' ? change.by.party : event.party
    const told = { ...item, ...this.plain(event, 'deployment', event.module, text, party) }
    if (change.kind !== 'state' && change.kind !== 'act') return [told]
    const entry = { at: utc(event.at), party, kind: 'deployment', subject: event.module }
    if (change.kind === 'act') return [{ ...told, ledger: { ...entry, body: saidBy(change) } }]
    // The ledger is read by everybody and for good: values that not everybody reads do not enter it.
    const { quotes, plain } = quotedByReason(this.plans.get(event.module)!, change.why)
    if (quotes.length > 0) {
      const bare = sentenceOf(deployment, { ...change, why: plain })
      Object.assign(told, { happening: { ...told.happening!, quotes, plain: bare } })
    }
    return [{ ...told, ledger: { ...entry, body: { state: change.state, why: plain } } }]
  }
}

/** An exchange as its status has it. */
export function exchangeNow(service: ProximityService, status: ExchangeStatus): Exchange {
  const { request, from, to, state, asked, offered, given, reached, packets, commands, acts } = status
  return {
    ...{ service: service.id, kind: service.service, request, from, to, state },
    ...{ unit: serviceKind(service.service).unit, asked, offered, given, acts },
    reached: reached.map((r) => ({ state: r.state, at: utc(r.at_s) })),
    packets: packets.map(({ at_s, element, step, amount }) => ({ at: utc(at_s), element, step, amount })),
    commands: commands.map((c) => ({ ...c })),
  }
}

function isPublic(service: ProximityService, { reached }: ExchangeStatus): boolean {
  const from_s = seenFrom_s(service, reached, { owner: false, names: ['public'] })
  return from_s <= (reached.at(-1)?.at_s ?? Number.NEGATIVE_INFINITY)
}

type Change = EventOf<'deployment'>['change']

/** What a log tells of a change; nothing where it would only repeat. */
function sentenceOf({ name, gates }: Deployment, change: Change): string | undefined {
  switch (change.kind) {
    case 'gate': {
      const gate = gates.find((g) => g.id === change.gate)?.name ?? change.gate
      return change.state === 'passed' ? say('gate-passed', { name, gate }) : undefined
    }
    case 'step': {
      const { step, state, attempt } = change
      return attempt > 1 ? say('step-attempt', { name, step, state, attempt }) : say('step-is', { name, step, state })
    }
    case 'state': {
      const { state, why } = change
      return why === '' ? say('deployment-is', { name, state }) : say('deployment-because', { name, state, why })
    }
    case 'act': {
      const { act, by, refused } = change
      const said = { name, party: by.party, action: act.action.replaceAll('-', ' '), why: act.why }
      if (refused === undefined) return act.why === '' ? say('said-so', said) : say('said-because', said)
      const late = { ...said, refused }
      return act.why === '' ? say('said-late', late) : say('said-because-late', late)
    }
    case 'command':
      return undefined
  }
}

function passText({ link, state, station, light_s }: EventOf<'pass'>): string {
  const told = { station, light_s: light_s.toFixed(2) }
  if (link === 'relay') return say(state === 'start' ? 'relay-pass-begins' : 'relay-pass-ends', told)
  return say(state === 'start' ? 'pass-begins' : 'pass-ends', told)
}

/** Why something was refused or failed, as log and ledger tell it. */
function refusalSaid({ rule, fact, source, remedy }: Refusal): {
  rule: string
  fact: string
  source: string
  remedy: string
} {
  return { rule, fact, source: describeProvenance({ kind: 'sourced', source, verified: true }), remedy }
}

/** An act as the ledger keeps it. */
function saidBy({ act, by, refused }: Change & { kind: 'act' }): object {
  const { person, madeUp = false } = by
  return { action: act.action, why: act.why, person, madeUp, ...(refused === undefined ? {} : { refused }) }
}

/** The board as a runner's status has it. */
export function boardNow(board: Deployment, status: DeploymentStatus): Deployment {
  const since = (at_s: number | undefined) => (at_s === undefined ? {} : { at: utc(at_s) })
  const commands = (sent: readonly SentCommand[]) =>
    sent.map(({ id, attempt, element, command, arguments: values, sent_s, state }) => ({
      ...{ id, attempt, element, command, arguments: { ...values }, at: utc(sent_s), state },
    }))
  return {
    ...board,
    state: status.state,
    why: status.why,
    gates: status.gates.map(({ kind, state, detail, source, since_s }) => ({
      ...{ id: kind, name: GATE_NAMES[kind], state, detail, source, ...since(since_s) },
    })),
    steps: status.steps.map(({ id, state, at_s, attempts, allowed, commands: sent }) => ({
      ...{ name: id, state, ...since(at_s), attempts, allowed, commands: commands(sent) },
    })),
    aborts: commands(status.aborts),
    people: peopleNow(status.people),
  }
}

function peopleNow({ seats, go, noGo, noObjection, objection, holds, acts }: DeploymentPeople): Deployment['people'] {
  const told = ({ party, person, at_s, madeUp }: Actor, why = '') => ({
    ...{ party, person, at: utc(at_s), why, madeUp: madeUp === true },
  })
  const said = { go, noGo, noObjection, objection }
  const owner = seats.owner === undefined ? {} : { owner: told(seats.owner) }
  const host = seats.host === undefined ? {} : { host: told(seats.host) }
  return {
    seats: { ...owner, ...host },
    ...Object.fromEntries(Object.entries(said).flatMap(([k, s]) => (s === undefined ? [] : [[k, told(s, s.why)]]))),
    holds: holds.map((h) => told(h, h.why)),
    acts,
  }
}

/** The board of a module before anything has happened to it. */
export function boardOf(plan: DeploymentPlan, name: string): Deployment {
  return {
    element: plan.module,
    name,
    party: plan.owner,
    state: 'waiting',
    gates: plan.gates.map((g) => ({ id: g.kind, name: GATE_NAMES[g.kind], state: 'open', detail: '' })),
    steps: plan.steps.map((s) => ({ name: s.id, state: 'waiting' })),
  }
}

const GATE_NAMES: Record<Gate['kind'], string> = {
  landed: 'Landed',
  stable: 'Attitude stable',
  'power-margin': 'Power margin',
  temperature: 'Temperature',
  contact: 'Contact',
  'keep-out-clear': 'Keep-out clear',
  'owner-go': "Owner's go",
  'host-no-objection': "Host's no-objection",
}

/** What operations came to, for later readers; the run's own boards stand beside it. */
export type OperationsResult = {
  readonly summary: OperationsSummary
  readonly deployments: readonly Deployment[]
}
