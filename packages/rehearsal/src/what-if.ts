/**
 * What other values would do downstream: limits of the model, then the flight designed and flown again for the mass that lands,
 * then the surface plan made again where power or data differ. Every number is computed as the stages compute it.
 */
import { err, ok, type Result } from '@magpie/core/result'
import type { FlightDesign } from '@magpie/flight/flight-design'
import { type LimitCheck, latest } from '@magpie/mission/budgets'
import type { Element, Parameter } from '@magpie/mission/element'
import { type MissionModel, missionModel } from '@magpie/mission/mission-model'
import type { OperationsFile } from '@magpie/operations/operations-file'
import type { Plan } from '@magpie/plan/plan'
import type { SiteStudy } from '@magpie/surface/site-study'
import type { MissionFolder } from './mission-folder.ts'
import type { RehearsalPorts } from './ports.ts'
import { landedMass, runFlight } from './stages/flight.ts'
import { runPlan } from './stages/plan.ts'

/** One value in place of the estimate in force, in the parameter's unit. */
export type TriedValue = { readonly element: string; readonly parameter: Parameter['name']; readonly value: number }

/** What was tried, and what it was. */
export type Tried = TriedValue & { readonly from: number; readonly unit: string }

export type UnknownValue = { readonly kind: 'no-estimate'; readonly element: string; readonly parameter: string }

/** A model with other values, at the maturity and margin that each has now. */
export type TriedModel = { readonly model: MissionModel; readonly tried: readonly Tried[] }

/** The model with the values tried. */
export function tryValues(model: MissionModel, values: readonly TriedValue[]): Result<TriedModel, UnknownValue> {
  const tried: Tried[] = []
  for (const value of values) {
    const element = model.elements.find((e) => e.id === value.element)
    const now = element === undefined ? undefined : latest(element, value.parameter)
    if (now === undefined) return err({ kind: 'no-estimate', element: value.element, parameter: value.parameter })
    tried.push({ ...value, from: now.value, unit: now.unit })
  }
  const elements = model.elements.map((e) => withTried(e, tried))
  return ok({ model: missionModel({ ...model, elements }), tried })
}

/** What stands wrong with values that name no estimate. */
export function describeUnknownValue({ element, parameter }: UnknownValue): string {
  return `${element} states no ${parameter} in this mission: name an element and a parameter that the model has`
}

function withTried(element: Element, tried: readonly Tried[]): Element {
  const own = tried.filter((t) => t.element === element.id)
  if (own.length === 0) return element
  const estimates = own.map(({ parameter, value, from, unit }): Parameter => {
    const now = latest(element, parameter)!
    return { ...now, value, provenance: { kind: 'derived', from: `tried instead of ${from} ${unit}` } }
  })
  return { ...element, parameters: [...element.parameters, ...estimates] }
}

/** A limit before and after. */
export type LimitTried = { readonly before: LimitCheck; readonly after: LimitCheck }

/** The limits whose use differs. */
export function limitsMoved(before: MissionModel, after: MissionModel): LimitTried[] {
  return after.budgets.checks.flatMap((check) => {
    const was = before.budgets.checks.find((c) => c.limit === check.limit && c.element === check.element)
    const moved = was !== undefined && was.used.withMargin !== check.used.withMargin
    return moved || (was !== undefined && was.allowed !== check.allowed) ? [{ before: was, after: check }] : []
  })
}

/** What a reader of a flight asks first: kg and m/s. */
export type FlightFiguresTried = {
  /** The lander with all that it carries, without propellant. */
  readonly landed_kg: number
  readonly launchMass_kg: number
  readonly launchMargin_kg: number
  readonly propellant_kg: number
  readonly carrierLeft_kg: number
  readonly landerLeft_kg: number
  /** What the lander's propellant left would still give: the reserve of the descent. */
  readonly reserve_m_s: number
}

export type ActivityTried = {
  readonly id: string
  readonly title: string
  readonly element: string
  readonly party: string
  /** Why it is left out, where the plan says. */
  readonly why?: string
}

/** What flying and planning came to. */
export type WhatIf = {
  readonly flight?:
    | { readonly flown: true; readonly before: FlightFiguresTried; readonly after: FlightFiguresTried }
    | { readonly flown: false; readonly before: FlightFiguresTried; readonly why: string }
  readonly plan?:
    | {
        readonly made: true
        readonly before: number
        readonly after: number
        readonly lost: readonly ActivityTried[]
        readonly gained: readonly ActivityTried[]
      }
    | { readonly made: false; readonly why: string }
}

/** What the rehearsal that runs came to, as far as it is compared with. */
export type Flown = { readonly flight: FlightDesign; readonly surface: SiteStudy; readonly plan: Plan }

const PLANNED: ReadonlySet<Parameter['name']> = new Set([
  'power-average',
  'power-peak',
  'power-survival',
  'power-supply',
  'data-rate',
  'data-volume-day',
])

/** Flies and plans with the values tried. What cannot be flown or planned any more is an answer, and no error. */
export async function flyWhatIf(
  mission: MissionFolder,
  { model, tried }: TriedModel,
  before: Partial<Flown>,
  seed: string,
  ports: RehearsalPorts,
): Promise<WhatIf> {
  const { flight, surface, plan } = before
  const landed_kg = landedMass(mission, model)
  const heavier = landed_kg !== undefined && Math.abs(landed_kg - (flight?.budget.lander.dry_kg ?? landed_kg)) > 1e-9
  const otherwise = tried.some((t) => PLANNED.has(t.parameter) && t.value !== t.from)
  return {
    ...(flight === undefined || !heavier ? {} : { flight: await flown(mission, model, flight, ports) }),
    ...(surface === undefined || plan === undefined || !otherwise
      ? {}
      : { plan: await planned(mission, tried, surface, plan, seed) }),
  }
}

async function flown(
  mission: MissionFolder,
  model: MissionModel,
  before: FlightDesign,
  ports: RehearsalPorts,
): Promise<NonNullable<WhatIf['flight']>> {
  const again = await runFlight(mission, model, ports, () => undefined)
  if (!again.ok) return { flown: false, before: figuresOf(before), why: again.error.cause }
  return { flown: true, before: figuresOf(before), after: figuresOf(again.value.output) }
}

/** The figures of a design. */
export function figuresOf({ budget }: FlightDesign): FlightFiguresTried {
  return {
    landed_kg: budget.lander.dry_kg,
    launchMass_kg: budget.launchMass_kg,
    launchMargin_kg: budget.launchMargin_kg,
    propellant_kg: budget.propellant_kg,
    carrierLeft_kg: budget.carrier.left_kg,
    landerLeft_kg: budget.lander.left_kg,
    reserve_m_s: budget.lander.margin_m_s,
  }
}

async function planned(
  mission: MissionFolder,
  tried: readonly Tried[],
  surface: SiteStudy,
  before: Plan,
  seed: string,
): Promise<NonNullable<WhatIf['plan']>> {
  const operations = withUse(mission.operations, tried)
  const again = await runPlan({ ...mission, operations }, surface, seed, () => undefined)
  if (!again.ok) return { made: false, why: again.error.cause }
  const after = again.value.output
  const placed = (p: Plan) => new Set(p.placed.map((a) => a.id))
  const [was, is] = [placed(before), placed(after)]
  const why = new Map(after.unplaced.map((u) => [u.id, u.sentence]))
  const tell = ({ id, title, element, party }: Plan['placed'][number]): ActivityTried => {
    const sentence = why.get(id)
    return { id, title, element, party, ...(sentence === undefined ? {} : { why: sentence }) }
  }
  return {
    made: true,
    ...{ before: before.placed.length, after: after.placed.length },
    lost: before.placed.filter((a) => !is.has(a.id)).map(tell),
    gained: after.placed.filter((a) => !was.has(a.id)).map(tell),
  }
}

/**
 * Operations with the element's activities, loads and supply in the proportion in which its figures were changed: its peak
 * moves what its activities draw, its average what it draws otherwise.
 */
function withUse(operations: OperationsFile, tried: readonly Tried[]): OperationsFile {
  const by = (element: string, ...names: readonly Parameter['name'][]) => {
    const found = names.flatMap(
      (n) => tried.find((t) => t.element === element && t.parameter === n && t.from > 0) ?? [],
    )
    return found[0] === undefined ? 1 : found[0].value / found[0].from
  }
  const { gateway, lander } = operations
  return {
    ...operations,
    lander: {
      ...lander,
      array_W: lander.array_W * by(gateway, 'power-supply'),
      load_W: lander.load_W * by(gateway, 'power-average'),
    },
    elements: operations.elements.map((e) => {
      if (e.model === undefined) return e
      const { standby_W, array_W } = e.model
      const standby = standby_W * by(e.id, 'power-average', 'power-survival')
      return { ...e, model: { ...e.model, standby_W: standby, array_W: array_W * by(e.id, 'power-supply') } }
    }),
    activityTemplates: operations.activityTemplates.map((t) => ({
      ...t,
      power_W: t.power_W * by(t.element, 'power-peak', 'power-average'),
      data_Mbit: t.data_Mbit * by(t.element, 'data-volume-day', 'data-rate'),
    })),
  }
}
