/**
 * How new elements take part in operations: an entry, a simulated module made from the figures that were signed, a deployment,
 * activities, and attempts that show who may command it. All of it is assumed until the owner gives its own.
 */
import type { Provenance } from '@magpie/core/provenance'
import type { Grant } from '@magpie/mission/agreement'
import { latest } from '@magpie/mission/budgets'
import type { Element, Parameter } from '@magpie/mission/element'
import { type ModuleModel, moduleModel } from '@magpie/operations/on-board-models'
import {
  type ActivityTemplate,
  type Deployment,
  type OperatedElement,
  operatedElement,
  type ScriptedEvent,
} from '@magpie/operations/operations-file'
import { DEPLOYING, MADE_UP_COMMANDS } from './made-up-dictionary.ts'

const MADE: Provenance = {
  kind: 'assumed',
  reason: 'made for the rehearsal from the figures that were signed; the owner has given no design of it',
}

/** Partners work about two hours a day, as the reference mission has it. */
const WORK_H = 2
const HOUR_S = 3600
const DAY_S = 86_400

/** A simulated module of the element's kind, mass, power and data; passive where it states no power. */
export function moduleOf(element: Element): ModuleModel {
  const figure = (name: Parameter['name']) => latest(element, name)?.value
  const mass_kg = figure('mass') ?? 5
  const average_W = figure('power-average') ?? 0
  const active_W = figure('power-peak') ?? average_W
  const heater_W = figure('power-survival') ?? 0.3 * active_W
  const standby_W = Math.min(active_W, average_W > 0 ? average_W : 0.3 * active_W)
  const kind = kindOf(element, active_W)
  const rate_bit_s = figure('data-rate') ?? 0
  const day_Mbit = figure('data-volume-day')
  return moduleModel.parse({
    kind,
    ...{ standby_W, active_W, heater_W, heaterBelow_degC: kind === 'passive' ? -200 : -30 },
    // About 630 J/K a kilogram, and what a box of its size loses: the reference mission's modules lie on these lines.
    ...{ heatCapacity_J_K: Math.max(1500, 630 * mass_kg), conductance_W_K: 0.05 + 0.005 * mass_kg },
    data_Mbit_h: day_Mbit === undefined ? (rate_bit_s * HOUR_S) / 1e6 : day_Mbit / WORK_H,
    ...(kind === 'rover' || kind === 'robot' ? moving(mass_kg, standby_W) : STILL),
  })
}

const STILL = { radioisotope_W: 0, battery_Wh: 0, array_W: 0, drive_m_s: 0, charger_W: 0 }

function moving(mass_kg: number, standby_W: number) {
  const own = { battery_Wh: Math.max(60, 12 * mass_kg), array_W: Math.max(8, 2 * standby_W) }
  return { ...STILL, ...own, radioisotope_W: 0.1 * mass_kg, drive_m_s: 0.03 }
}

function kindOf({ kind }: Element, active_W: number): ModuleModel['kind'] {
  if (active_W === 0) return 'passive'
  return kind === 'rover' || kind === 'robot' ? kind : 'instrument'
}

/** The element's entry; what is passive has no APID. */
export function entryOf(id: string, number: number, apid: number, model: ModuleModel): OperatedElement {
  // Read by the schema, so that what a module may state and does not has its default.
  return operatedElement.parse({ id, number, ...(model.kind === 'passive' ? {} : { apid }), model, provenance: MADE })
}

/** Ground that what unfolds or drives off sweeps, m: assumed, as for the modules that operations.json has. */
const SWEEP_M = 4

/** Powered, released where it drives, deployed: behind the gates that every module has. */
export function deploymentOf(element: Element, host: string, kind: 'instrument' | 'rover' | 'robot'): Deployment {
  const { id, owner } = element
  const module = { module: id }
  const step = { timeout_s: 1800, attempts: 2, retryAfter_s: 600 }
  const confirm = (parameter: string, equals: string) => ({ element: id, parameter, equals })
  return {
    ...{ module: id, owner, host, earliest_s: DAY_S, fresh_s: 7200 },
    gates: [
      { kind: 'landed' },
      { kind: 'stable', tilt_deg: 15, rate_deg_s: 0.01, steady_s: 120 },
      { kind: 'power-margin', atLeast_W: 30, batteryAbove_percent: 60 },
      { kind: 'temperature', parameter: 'temperature', min_degC: -40, max_degC: 58, steady_s: 0 },
      { kind: 'contact', remaining_s: 2400 },
      { kind: 'keep-out-clear', sweep_m: SWEEP_M },
      { kind: 'owner-go' },
      { kind: 'host-no-objection' },
    ],
    steps: [
      {
        ...{ id: 'power-on', element: host, command: 'module_power_on', arguments: module },
        ...{ ...step, timeout_s: 900, confirm: confirm('state', 'POWERED') },
      },
      ...(kind === 'instrument'
        ? []
        : [
            {
              ...{ id: 'release-locks', element: host, command: 'release_locks', arguments: module },
              ...{ ...step, confirm: confirm('locks', 'RELEASED') },
            },
          ]),
      {
        ...{ id: 'deploy', element: id, command: DEPLOYING[kind], arguments: {} },
        ...{ ...step, timeout_s: 3000, confirm: confirm('state', 'DEPLOYED') },
      },
    ],
    abort: { element: host, command: 'module_power_off', arguments: module },
  }
}

/** Its deployment, and what it works at afterwards. `after` is the host's own first activity, where there is one. */
export function activitiesOf(
  { id, name, owner }: Element,
  host: string,
  model: ModuleModel,
  after: readonly string[],
): ActivityTemplate[] {
  const common = { element: id, party: owner, touches: [], optional: true, apart_s: 3 * DAY_S }
  const deploy: ActivityTemplate = {
    ...common,
    ...{ id: `deploy-${id}`, title: `${name} is deployed`, command: 'deploy', sequence: true, arguments: {} },
    ...{ touches: [host], duration_s: 3 * HOUR_S, power_W: model.active_W, data_Mbit: 2, needs: ['contact', 'lit'] },
    ...{ after: [...after], optional: false, priority: 8, repeats: 1, apart_s: 0 },
  }
  const observe: ActivityTemplate = {
    ...common,
    ...{ id: `${id}-observation`, title: `${name} observes`, command: 'observe', sequence: false },
    ...{ arguments: { duration: WORK_H * HOUR_S }, duration_s: WORK_H * HOUR_S, needs: ['lit'] },
    ...{ power_W: model.active_W, data_Mbit: WORK_H * model.data_Mbit_h },
    ...{ after: [deploy.id], priority: 5, repeats: 4 },
  }
  if (model.kind === 'instrument') return [deploy, observe]
  const drive: ActivityTemplate = {
    ...common,
    ...{ id: `${id}-drive`, title: `${name} drives`, command: 'drive', sequence: false },
    ...{ arguments: { distance: 10, heading: 180 }, duration_s: HOUR_S, needs: ['lit', 'contact'] },
    ...{ power_W: model.active_W, data_Mbit: model.data_Mbit_h },
    ...{ after: [deploy.id], priority: 5, repeats: 3 },
  }
  return [deploy, drive, observe]
}

/** When attempts are made: some days after deployments, and an hour between them. */
const ATTEMPTS_S = 8 * DAY_S

/** Who has no right to the element, who sends a party's commands, and how many attempts are made before these. */
export type AttemptGround = {
  readonly stranger: string | undefined
  readonly operatorOf: (party: string) => string
  readonly first: number
}

/** A stranger's attempt that must be refused, one under each grant that must be done, and one beyond its ranges. */
export function attemptsOn(
  { id, owner }: Element,
  kind: 'instrument' | 'rover' | 'robot',
  grants: readonly Grant[],
  { stranger, operatorOf, first }: AttemptGround,
): ScriptedEvent[] {
  const out: ScriptedEvent[] = []
  const attempt = (
    name: string,
    party: string,
    command: string,
    values: Record<string, number>,
    expect: Expectation,
    why: string,
  ) =>
    void out.push({
      ...{ kind: 'command', id: name, at_s: ATTEMPTS_S + (first + out.length) * HOUR_S, why, party },
      ...{ person: operatorOf(party), element: id, command, arguments: values, approvals: [], expect },
    })
  if (stranger !== undefined)
    attempt(
      `stranger-${id}`,
      stranger,
      'observe',
      { duration: 600 },
      'refused-at-submission',
      `No agreement gives ${stranger} ${id}, which is ${owner}'s`,
    )
  for (const grant of grants.filter((g) => g.element === id && (g.covers ?? 'commands') !== 'consent')) {
    const command = MADE_UP_COMMANDS[kind].find((c) => GRANTED.has(c.name) && allows(grant, c.name))
    if (command === undefined) continue
    const within = valuesWithin(grant, command.arguments)
    const plain =
      grant.approvals === 0 && grant.phases.length === 0 && grant.from === undefined && grant.until === undefined
    if (within !== undefined && plain && !grant.onward)
      attempt(
        `under-${grant.id}`,
        grant.grantee,
        command.name,
        within,
        'executed',
        `${grant.grantee} commands it within the grant of ${grant.grantor}`,
      )
    const beyond = valuesBeyond(grant, command.arguments, within)
    if (beyond !== undefined)
      attempt(
        `beyond-${grant.id}`,
        grant.grantee,
        command.name,
        beyond,
        'refused-at-submission',
        `Beyond what ${grant.grantor} grants`,
      )
  }
  return out
}

type Expectation = Extract<ScriptedEvent, { kind: 'command' }>['expect']

const GRANTED = new Set(['observe', 'drive'])

function allows({ actions }: Grant, command: string): boolean {
  return actions.includes('*') || actions.includes(command)
}

/** What the shared dictionary takes: seconds, metres, degrees. */
const RANGES: Readonly<Record<string, readonly [least: number, usual: number, most: number]>> = {
  duration: [60, 600, 604_800],
  distance: [0.1, 5, 200],
  heading: [0, 90, 360],
}

/** Arguments that grant and dictionary both allow; undefined where there are none. */
function valuesWithin(grant: Grant, names: readonly string[]): Record<string, number> | undefined {
  const values: Record<string, number> = {}
  for (const name of names) {
    const [least, usual, most] = RANGES[name]!
    const { min, max } = grant.arguments[name] ?? { min: least, max: most }
    const value = Math.min(Math.max(usual, min, least), max, most)
    if (value < min || value < least) return undefined
    values[name] = value
  }
  return values
}

/** The first argument with a limit that the dictionary reaches beyond, beyond it. */
function valuesBeyond(
  grant: Grant,
  names: readonly string[],
  within: Record<string, number> | undefined,
): Record<string, number> | undefined {
  for (const name of names) {
    const limit = grant.arguments[name]
    const most = RANGES[name]![2]
    if (limit !== undefined && within !== undefined && limit.max < most)
      return { ...within, [name]: Math.min(most, limit.max + (most - limit.max) / 2) }
  }
  return undefined
}
