/** The reference mission's operations with a made-up sky: light half the month, a relay by day, stations between. */
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { unwrap } from '@magpie/core/result'
import { parseEpoch, type TdbSeconds, tdbSeconds } from '@magpie/core/time'
import { type Agreement, agreement } from '@magpie/mission/agreement'
import { type Element, element } from '@magpie/mission/element'
import { operationsFile } from '@magpie/operations/operations-file'
import type { DictionaryFile } from '@magpie/operations/xtce-reader'
import type { Contact } from '../contact-plan.ts'
import type { OperationsInput, ScheduledActivity } from '../operations-input.ts'
import { plainRules, toySign, toyVerify } from './rules.ts'

const DAY_S = 86400

/** The files of the mission folder as tests read them. */
export type MissionTexts = {
  readonly operations: unknown
  readonly agreements: { readonly agreements: readonly { readonly id: string; readonly grants: readonly object[] }[] }
  readonly dictionary: readonly DictionaryFile[]
}

/** Touchdown of the tests' mission. */
export const TOUCHDOWN = tdbSeconds(unwrap(parseEpoch('2028-11-24T00:00:00Z', NAIF0012)), NAIF0012)

/** Owners in the reference mission, by element. */
const OWNERS: Readonly<Record<string, string>> = {
  'ce8-lander': 'cnsa',
  'queqiao-2': 'cnsa',
  'hk-robot': 'hkust',
  'pk-rover': 'suparco',
  'cheri-a': 'metu',
  'cheri-b': 'metu',
  'radio-array': 'sarao',
  retroreflector: 'infn-lnf',
  'plasma-dust': 'roscosmos',
  'ion-ena': 'roscosmos',
  'neutron-analyser': 'narit',
  'imaging-system': 'nssa',
  'potential-monitor': 'isa',
}

/** An input for some days after touchdown; `change` may alter the operations file. */
export function missionInput(
  texts: MissionTexts,
  span_days: number,
  seed: string,
  change: (file: ReturnType<typeof operationsFile.parse>) => void = () => undefined,
): OperationsInput {
  const file = operationsFile.parse(structuredClone(texts.operations))
  change(file)
  const elements: Element[] = file.elements.map((e) =>
    element.parse({
      id: e.id,
      name: e.id,
      kind: 'module',
      owner: OWNERS[e.id],
      ...(e.apid === undefined ? {} : { apid: e.apid }),
      parameters: [],
      provenance: e.provenance,
    }),
  )
  const agreements: Agreement[] = texts.agreements.agreements.map((terms) =>
    agreement.parse({ ...terms, grants: terms.grants.map((g) => ({ ...g, agreement: terms.id })) }),
  )
  const owners = new Map(Object.entries(OWNERS))
  return {
    file,
    dictionary: texts.dictionary,
    elements,
    parties: [],
    agreements,
    lead: 'cnsa',
    contacts: contacts(span_days),
    lit: lit(span_days),
    sun: { start_tdb_s: TOUCHDOWN, step_s: 30 * DAY_S, elevation_deg: [3, 3, 3, 3, 3], above: [1, 1, 1, 1, 1] },
    plan: plan(),
    touchdown: TOUCHDOWN,
    leapSeconds: NAIF0012,
    authorise: plainRules(owners, 'cnsa', agreements),
    sign: toySign,
    verify: toyVerify,
    seed,
    span_days,
  }
}

function contacts(days: number): Contact[] {
  const out: Contact[] = []
  for (let day = -1; day < days; day++) {
    const at = TOUCHDOWN + day * DAY_S
    out.push({ kind: 'relay', station: 'queqiao-2', start: at - 7200, end: at + 50_400, range_km: 460_000 })
    const station = ['kashi', 'miyun', 'neuquen'][(day + 3) % 3]!
    out.push({ kind: 'station', station, start: at + 40_000, end: at + 72_000, range_km: 390_000 })
  }
  return out
}

/** Lit for 14 days from a day before touchdown, then dark for 15.5, and so on. */
function lit(days: number): { start: TdbSeconds; end: TdbSeconds }[] {
  const out: { start: TdbSeconds; end: TdbSeconds }[] = []
  for (let start = -1; start < days; start += 29.5)
    out.push({
      start: (TOUCHDOWN + start * DAY_S) as TdbSeconds,
      end: (TOUCHDOWN + (start + 14) * DAY_S) as TdbSeconds,
    })
  return out
}

function plan(): ScheduledActivity[] {
  const activity = (
    id: string,
    party: string,
    elementId: string,
    command: string,
    hour: number,
    values: Record<string, number | string>,
    sequence = false,
  ): ScheduledActivity => ({
    id,
    party,
    element: elementId,
    command,
    sequence,
    arguments: values,
    startTdb_s: TOUCHDOWN + hour * 3600,
    endTdb_s: TOUCHDOWN + (hour + 3) * 3600,
  })
  return [
    activity('lander-checkout', 'cnsa', 'ce8-lander', 'checkout', 1, { duration: 1800 }),
    activity('deploy-imaging-system', 'nssa', 'imaging-system', 'deploy', 5, {}, true),
    activity('panorama', 'nssa', 'imaging-system', 'take_panorama', 20, { duration: 7200 }),
    activity('infrared-survey', 'nssa', 'imaging-system', 'infrared_survey', 22, { duration: 3600 }),
    activity('potential-observation', 'isa', 'potential-monitor', 'observe', 40, { duration: 3600 }),
    activity('pk-rover-drive', 'suparco', 'pk-rover', 'drive', 74, { distance: 40, heading: 45 }),
    activity('charge-pk-rover', 'hkust', 'hk-robot', 'charge_start', 90, { client: 'pk-rover', duration: 7200 }),
  ]
}
