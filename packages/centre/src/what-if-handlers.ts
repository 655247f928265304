/** The handler of what other values would do: what is computed at once here, and flying and planning by a port. */
import type { Caller } from '@magpie/api/access'
import type { Failure } from '@magpie/api/failure'
import type { InputOf, OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import { err, ok, type Result } from '@magpie/core/result'
import type { FlightDesign } from '@magpie/flight/flight-design'
import { massGrowth } from '@magpie/flight/mass-growth'
import { describeLimit } from '@magpie/mission/describe'
import type { MissionModel } from '@magpie/mission/mission-model'
import type { Desk } from '@magpie/programme/desk/record'
import { figuresOf as figuresOfLine } from '@magpie/programme/interface/impact'
import type { MissionFolder } from '@magpie/rehearsal/mission-folder'
import { landedMass } from '@magpie/rehearsal/stages/flight'
import {
  describeUnknownValue,
  type LimitTried,
  limitsMoved,
  type TriedModel,
  type TriedValue,
  tryValues,
  type WhatIf,
} from '@magpie/rehearsal/what-if'
import { seesInterface } from './agreement-views.ts'
import type { Handlers } from './dispatch.ts'

export type WhatIfPorts = {
  /** The mission as it stands. */
  model(): MissionModel | undefined
  running(): MissionFolder
  desk(): Desk
  /** The flight of the rehearsal that runs; undefined before it was designed. */
  flight(): FlightDesign | undefined
  /** Flies and plans elsewhere; undefined where too many wait already. */
  ask(tried: TriedModel): Promise<WhatIf | undefined>
}

type Asked = InputOf<Operations['whatIf']>
type Answer = OutputOf<Operations['whatIf']>

/** Answers that are kept, of one model and one flight. */
const KEPT = 50

/** The handler. The same question of the same mission is computed once. */
export function whatIfHandlers(ports: WhatIfPorts): Handlers<'whatIf'> {
  let of: readonly unknown[] = []
  const answers = new Map<string, Promise<WhatIf | undefined>>()
  const asked = (tried: TriedModel, model: MissionModel): Promise<WhatIf | undefined> => {
    const now = [model, ports.flight(), ports.running()]
    if (now.some((part, i) => part !== of[i])) answers.clear()
    of = now
    const key = JSON.stringify(tried.tried)
    const known = answers.get(key)
    if (known !== undefined) return known
    const made = ports.ask(tried)
    answers.set(key, made)
    if (answers.size > KEPT) answers.delete(answers.keys().next().value!)
    const forget = () => void (answers.get(key) === made && answers.delete(key))
    made.then((answer) => answer === undefined && forget(), forget)
    return made
  }
  return {
    async whatIf(input, caller) {
      const model = ports.model()
      if (model === undefined) return notFound('model', 'the files of the mission form none')
      const values = valuesOf(input, ports.desk(), caller)
      if (!values.ok) return values
      const tried = tryValues(model, values.value)
      if (!tried.ok) return notFound('estimate', describeUnknownValue(tried.error))
      const limits = limitsMoved(model, tried.value.model)
      const estimate = estimateOf(ports, tried.value)
      const whatIf = input.fly && ports.flight() !== undefined ? await asked(tried.value, model) : {}
      if (whatIf === undefined) return busy()
      return ok(answerOf(tried.value, limits, estimate, whatIf))
    },
  }
}

/** The values asked about: one by its fields, a list, or what the guest of an interface line states. */
function valuesOf(input: Asked, desk: Desk, { party }: Caller): Result<TriedValue[], Failure> {
  const { element, parameter, value, changes, interface: id, line } = input
  const values: TriedValue[] = [...changes]
  if (element !== undefined && parameter !== undefined && value !== undefined)
    values.push({ element, parameter, value })
  if (id !== undefined && line !== undefined) {
    const record = desk.interfaces.get(id)
    if (record === undefined || !seesInterface(record, desk, party))
      return notFound('interface document', `there is no interface document "${id}" that you may see`)
    const guest = record.guest.element
    values.push(...figuresOfLine(line).map(({ name, value: v }) => ({ element: guest, parameter: name, value: v })))
  }
  if (values.length > 0) return ok(values)
  const message = 'give an element, a parameter and a value, or a line of an interface document that states a figure'
  const problem = { file: '', field: '/element', rule: 'required', message }
  return err({ kind: 'bad-request', message: `Nothing is tried: ${message}.`, problems: [problem] })
}

function estimateOf(ports: WhatIfPorts, { model }: TriedModel): Answer['estimate'] {
  const flight = ports.flight()
  const landed_kg = landedMass(ports.running(), model)
  if (flight === undefined || landed_kg === undefined) return undefined
  const by_kg = landed_kg - flight.budget.lander.dry_kg
  if (Math.abs(by_kg) < 1e-9) return undefined
  const { lander, launchMargin_kg, roomLeft_kg, broken } = massGrowth(flight, by_kg)
  const { left_kg, margin_m_s } = lander
  return {
    ...{ by_kg, landerLeft_kg: left_kg, reserve_m_s: margin_m_s, launchMargin_kg, room_kg: roomLeft_kg },
    broken: [...broken],
  }
}

function answerOf(
  { tried }: TriedModel,
  limits: readonly LimitTried[],
  estimate: Answer['estimate'],
  whatIf: WhatIf,
): Answer {
  const { flight, plan } = whatIf
  return {
    tried: tried.map(({ element, parameter, unit, from, value }) => ({ element, parameter, unit, from, to: value })),
    limits: limits.map(({ before, after: { limit, element, allowed, used, verdict } }) => ({
      ...{ limit, ...(element === undefined ? {} : { element }), allowed: Number.isFinite(allowed) ? allowed : null },
      ...{ used: used.value, withMargin: used.withMargin, verdict },
      ...{ before: before.used.value, verdictBefore: before.verdict },
    })),
    ...(estimate === undefined ? {} : { estimate }),
    ...(flight === undefined ? {} : { flight: { ...flight } }),
    ...(plan === undefined ? {} : { plan: planView(plan) }),
    says: [...limitWords(limits), ...estimateWords(estimate, flight), ...flightWords(flight), ...planWords(plan)],
  }
}

function planView(plan: NonNullable<WhatIf['plan']>): NonNullable<Answer['plan']> {
  return plan.made
    ? { ...plan, lost: [...plan.lost], gained: [...plan.gained] }
    : { made: false, why: plan.why, lost: [], gained: [] }
}

const RANK = { within: 0, 'margin-over': 1, over: 2 } as const

function limitWords(limits: readonly LimitTried[]): string[] {
  const turned = limits.filter(({ before, after }) => before.verdict !== after.verdict)
  return turned.map(({ before, after }) => {
    const what = RANK[after.verdict] > RANK[before.verdict] ? 'breaks' : 'mends'
    return `${what} ${describeLimit(after)}`
  })
}

/** Where nothing was flown, the estimate is what there is to say. */
function estimateWords(estimate: Answer['estimate'], flight: WhatIf['flight']): string[] {
  if (estimate === undefined || flight !== undefined) return []
  const { by_kg, landerLeft_kg, reserve_m_s, room_kg, broken } = estimate
  const left = `${signed(by_kg, 1)} kg to land: about ${fixed(landerLeft_kg, 1)} kg of propellant and ${fixed(reserve_m_s, 0)} m/s are left`
  return broken.length === 0
    ? [`${left}, room for ${fixed(room_kg, 0)} kg more`]
    : [`${left}: breaks ${broken.join(', ')}`]
}

function flightWords(flight: WhatIf['flight']): string[] {
  if (flight === undefined) return []
  if (!flight.flown) return [`breaks the flight: ${flight.why}`]
  const { before: b, after: a } = flight
  return [
    `${signed(a.landed_kg - b.landed_kg, 1)} kg to land: ${fixed(a.propellant_kg, 1)} kg of propellant (${signed(a.propellant_kg - b.propellant_kg, 1)} kg)`,
    `the lander has ${fixed(a.landerLeft_kg, 1)} kg left (${signed(a.landerLeft_kg - b.landerLeft_kg, 1)} kg), a reserve of ${fixed(a.reserve_m_s, 1)} m/s (${signed(a.reserve_m_s - b.reserve_m_s, 1)} m/s); the launch ${fixed(a.launchMargin_kg, 1)} kg`,
    ...(a.landerLeft_kg < 0 || a.launchMargin_kg < 0 || a.carrierLeft_kg < 0 ? ['breaks a margin of the flight'] : []),
  ]
}

function planWords(plan: WhatIf['plan']): string[] {
  if (plan === undefined) return []
  if (!plan.made) return [`breaks the surface plan: ${plan.why}`]
  const { before, after, lost, gained } = plan
  const head = `${after} of ${before} activities are placed`
  const words = (what: string, list: typeof lost) =>
    list.map((a) => `${what} ${a.title} (${a.id})${a.why ? `: ${a.why}` : ''}`)
  return lost.length + gained.length === 0
    ? [`${head}: all of them fit`]
    : [head, ...words('no longer fits:', lost), ...words('fits now:', gained)]
}

function fixed(value: number, digits: number): string {
  return value.toFixed(digits)
}

function signed(value: number, digits: number): string {
  return `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(digits)}`
}

function notFound(what: string, why: string): Result<never, Failure> {
  return err({ kind: 'not-found', message: `${why.charAt(0).toUpperCase()}${why.slice(1)}.`, what, id: what })
}

function busy(): Result<never, Failure> {
  return err({ kind: 'refused', message: 'Others are being flown: ask again in some seconds.', rule: 'busy' })
}
