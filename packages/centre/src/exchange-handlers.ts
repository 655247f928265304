/**
 * The handlers of exchanges: where each stands as packets told, shown to whom the agreement shows it, and acts of owners
 * judged by the protocol and by the rules of authority, put on record, and from there given to whoever sends the command.
 */
import type { Caller } from '@magpie/api/access'
import type { ExchangeServiceView, exchangeOperations } from '@magpie/api/exchange-operations'
import type { Failure } from '@magpie/api/failure'
import { describeProvenance } from '@magpie/core/provenance'
import { err, ok, type Result } from '@magpie/core/result'
import type { Refusal } from '@magpie/mission/authority-request'
import type { CommandDesk } from '@magpie/operations/command/desk'
import type { Stamp } from '@magpie/operations/command/desk-event'
import { secondsOf } from '@magpie/operations/command/instant'
import { checkArguments, givenArguments } from '@magpie/operations/command-encoder'
import { authorityQuestion } from '@magpie/operations/commands'
import { judgeExchange, sidesOf } from '@magpie/operations/exchange/exchange-people'
import {
  bitOf,
  EXCHANGE_STEPS,
  type Exchange,
  type ExchangeSide,
  type ExchangeState,
  type ExchangeStep,
  NOTHING_SAID,
} from '@magpie/operations/exchange/protocol'
import {
  commandOf,
  EXCHANGE_ACTIONS,
  type ExchangeAction,
  seenFrom_s,
  serviceKind,
} from '@magpie/operations/exchange/services'
import type { OperationsFile, ProximityService } from '@magpie/operations/operations-file'
import { PEOPLE_RULES } from '@magpie/operations/procedure/validate'
import type { Exchange as Board } from '@magpie/rehearsal/happening'
import type { CommandCentre } from './command-centre.ts'
import type { Handlers } from './dispatch.ts'

export type ExchangeHandlerPorts = {
  /** The desk of what runs now; undefined as long as nothing can be commanded. */
  centre(): CommandCentre | undefined
  /** Exchanges as they were told last, oldest first. */
  boards(): readonly Board[]
  operations(): OperationsFile
}

/** One handler an operation. */
export function exchangeHandlers(ports: ExchangeHandlerPorts): Handlers<keyof typeof exchangeOperations> {
  return {
    async exchangeList(_, caller) {
      const centre = ports.centre()
      if (centre === undefined) return notYet()
      const at = centre.now()
      const { proximity } = ports.operations()
      const exchanges = proximity.flatMap((s) => seen(ports, centre, s, caller, at))
      return ok({
        at,
        services: proximity.map((s) => viewOf(ports, centre, s, caller, at)),
        exchanges: exchanges.sort((a, b) => ((a.reached.at(-1)?.at ?? '') < (b.reached.at(-1)?.at ?? '') ? 1 : -1)),
      })
    },
    async exchangeShow({ service: id }, caller) {
      const centre = ports.centre()
      if (centre === undefined) return notYet()
      const service = serviceOf(ports, id)
      if (service === undefined) return missing(id)
      const at = centre.now()
      return ok({
        at,
        service: viewOf(ports, centre, service, caller, at),
        exchanges: seen(ports, centre, service, caller, at).reverse(),
        history: historyOf(centre, service, caller),
      })
    },
    async exchangeAct({ service: id, action, why, ...given }, caller) {
      const centre = ports.centre()
      if (centre === undefined) return notYet()
      const service = serviceOf(ports, id)
      if (service === undefined) return missing(id)
      const done = await centre.perform((desk, at) => {
        const stamp: Stamp = { at, party: caller.party!, person: caller.person!.id }
        const { side, refusal } = judged(ports, desk, service, action, stamp, given)
        const note = refusal === undefined ? {} : { refusal: noteOf(refusal) }
        const said = { kind: 'exchange' as const, service: id, side: side ?? 'client', action, why, ...defined(given) }
        desk.record({ ...said, ...note }, stamp)
        return ok({ at, refusal })
      })
      if (!done.ok) throw new Error(`the desk did not record what was said of ${id}`)
      const { at, refusal } = done.value
      return ok({
        ...{ at, done: refusal === undefined, service: viewOf(ports, centre, service, caller, at) },
        ...(refusal === undefined ? {} : { refusal: noteOf(refusal) }),
      })
    },
  }
}

type Given = { readonly amount?: number | undefined; readonly duration_s?: number | undefined }

function defined({ amount, duration_s }: Given) {
  return { ...(amount === undefined ? {} : { amount }), ...(duration_s === undefined ? {} : { duration_s }) }
}

/** By the protocol first, then by the rules of authority over the command that would be sent. */
function judged(
  ports: ExchangeHandlerPorts,
  desk: CommandDesk,
  service: ProximityService,
  action: ExchangeAction,
  stamp: Stamp,
  given: Given,
): { readonly side: ExchangeSide | undefined; readonly refusal?: Refusal | undefined } {
  const { ground } = desk
  const newest = ports
    .boards()
    .filter((b) => b.service === service.id)
    .at(-1)
  const exchange = newest === undefined ? undefined : saidIn(service, newest)
  const judgement = judgeExchange(service, exchange, action, stamp.party, ground)
  const { side } = judgement
  if (judgement.refusal !== undefined || side === undefined) return judgement
  const takes = (element: string, name: string) => {
    const command = ground.command(element, name)
    return command === undefined ? undefined : givenArguments(command).map((a) => a.name)
  }
  const wanted = commandOf(service, action, side, given, takes)
  const command = wanted === undefined ? undefined : ground.command(wanted.element, wanted.command)
  if (wanted === undefined || command === undefined) return { side, refusal: noCommand(service, side) }
  const checked = checkArguments(command, wanted.values)
  const question = authorityQuestion(stamp, wanted.element, command, checked.ok ? checked.value : wanted.values, [])
  const decision = desk.authorise({ ...question, at: stamp.at, phase: ground.phaseAt(secondsOf(stamp.at)) })
  return decision.permitted || PEOPLE_RULES.has(decision.rule) ? { side } : { side, refusal: decision }
}

function noCommand(service: ProximityService, side: ExchangeSide): Refusal {
  const element = side === 'provider' ? service.from : service.to
  return {
    permitted: false,
    rule: 'exchange-command',
    fact: `${element} has no command for it`,
    source: { title: `The dictionary of ${element}` },
    remedy: 'It is done on board by standing order, or not at all.',
  }
}

/** What each side said, as the board's packets tell; a message tells of both. */
function saidIn({ from }: ProximityService, { packets, reached }: Board): Exchange {
  const sum = { provider: 0, client: 0 }
  for (const { element, step } of packets)
    if (EXCHANGE_STEPS.includes(step as ExchangeStep))
      sum[element === from ? 'provider' : 'client'] |= bitOf(step as ExchangeStep)
  for (const { state } of reached) {
    const words = WORDS[state as ExchangeState]
    if (words !== undefined) sum[words[0]] |= bitOf(words[1])
  }
  return packets.length === 0 && reached.length === 0 ? NOTHING_SAID : sum
}

/** The word by which a state was reached, where one side alone can say it. */
const WORDS: Partial<Record<ExchangeState, readonly [ExchangeSide, ExchangeStep]>> = {
  requested: ['client', 'request'],
  offered: ['provider', 'offer'],
  consented: ['client', 'consent'],
  acting: ['provider', 'start'],
  finished: ['provider', 'finish'],
  confirmed: ['client', 'confirm'],
  stopped: ['provider', 'stop'],
  withdrawn: ['provider', 'withdraw'],
  declined: ['client', 'decline'],
  'timed-out': ['client', 'time-out'],
}

/** The exchanges of a service that a party sees now, oldest first. */
function seen(
  ports: ExchangeHandlerPorts,
  { desk }: CommandCentre,
  service: ProximityService,
  { party }: Caller,
  at: string,
): Board[] {
  const now_s = secondsOf(at)
  const owner = sidesOf(service, party!, desk.ground).length > 0
  const names = [party!, 'public', ...(party === desk.book.lead.holder ? ['lead'] : [])]
  return ports.boards().filter((b) => {
    if (b.service !== service.id) return false
    const reached = b.reached.map((r) => ({ state: r.state as ExchangeState, at_s: secondsOf(r.at) }))
    return seenFrom_s(service, reached, { owner, names }) <= now_s
  })
}

function viewOf(
  ports: ExchangeHandlerPorts,
  centre: CommandCentre,
  service: ProximityService,
  caller: Caller,
  at: string,
): ExchangeServiceView {
  const { desk } = centre
  const { id, from, to, agreement, opens, standing, visibility, provenance } = service
  const { unit } = serviceKind(service.service)
  const stamp: Stamp = { at, party: caller.party!, person: caller.person!.id }
  const rights = EXCHANGE_ACTIONS.map((action) => {
    const { refusal } = judged(ports, desk, service, action, stamp, {})
    return { action, ...(refusal === undefined ? {} : { refusal: noteOf(refusal) }) }
  })
  const item = itemOf(ports, service)
  return {
    ...{ id, kind: service.service, unit, from, to, opens, standing: [...standing], amount: service.amount },
    ...{ provider: desk.ground.ownerOf(from) ?? '', client: desk.ground.ownerOf(to) ?? '' },
    ...(agreement === undefined ? {} : { agreement }),
    ...{ assumed: provenance.kind === 'assumed', why: describeProvenance(provenance) },
    ...{ visibility: visibility.map((v) => ({ ...v })), rights },
    ...(item === undefined ? {} : { item }),
  }
}

/** A container goes to who takes it once both confirmed, and only then. */
function itemOf(
  ports: ExchangeHandlerPorts,
  { id: service, item, from, to }: ProximityService,
): ExchangeServiceView['item'] {
  if (item === undefined) return undefined
  const { id, number, mass_kg, provenance } = item
  const handed = ports.boards().findLast((b) => b.service === service && b.state === 'confirmed')
  const since = handed?.reached.at(-1)?.at
  return {
    ...{ id, number, mass_kg, assumed: provenance.kind === 'assumed', holder: handed === undefined ? from : to },
    ...(since === undefined ? {} : { since }),
  }
}

function historyOf({ desk }: CommandCentre, service: ProximityService, { party }: Caller) {
  const owner = sidesOf(service, party!, desk.ground).length > 0
  return desk.book.said
    .flatMap(({ event, stamp }) =>
      event.kind === 'exchange' && event.service === service.id && (owner || stamp.party === party)
        ? [
            {
              ...{ at: stamp.at, party: stamp.party, person: stamp.person, action: event.action, why: event.why },
              ...(event.refusal === undefined ? {} : { refusal: event.refusal }),
            },
          ]
        : [],
    )
    .reverse()
}

function serviceOf(ports: ExchangeHandlerPorts, id: string): ProximityService | undefined {
  return ports.operations().proximity.find((p) => p.id === id)
}

function noteOf({ rule, fact, source, remedy }: Refusal) {
  return { rule, fact, source, remedy }
}

function missing(id: string): Result<never, Failure> {
  return err({ kind: 'not-found', message: `There is no service ${id} between elements.`, what: 'service', id })
}

function notYet(): Result<never, Failure> {
  const message = 'Nothing can be exchanged yet: operations begin when their plan stands. Ask again in a while.'
  return err({ kind: 'not-found', message, what: 'command desk', id: 'desk' })
}
