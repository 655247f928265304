/**
 * Operations for the elements that a mission now has: what belongs to elements that are gone is left out, owners are those of
 * the model, and elements that operations do not know yet are given a simulated module. What could not be done is said.
 */

import { hostsOf } from '@magpie/mission/budgets'
import type { Element } from '@magpie/mission/element'
import type { MissionModel } from '@magpie/mission/mission-model'
import { findCommand } from '@magpie/operations/dictionary'
import { type PeopleOnBoard, withPeopleOf } from '@magpie/operations/made-up-people'
import type { OperatedElement, OperationsFile, Person, ScriptedEvent } from '@magpie/operations/operations-file'
import { readXtce } from '@magpie/operations/xtce-reader'
import { dictionaryFiles } from '../mission-folder.ts'
import { madeUpDictionary, namesElements, withElements } from './made-up-dictionary.ts'
import { activitiesOf, attemptsOn, deploymentOf, entryOf, moduleOf } from './operated-elements.ts'

/** Operations of a mission, its dictionaries by path, and what there is to say about them. */
export type TakingPart = {
  readonly operations: OperationsFile
  readonly dictionaries: Readonly<Record<string, string>>
  readonly notes: readonly string[]
}

type Parts = Pick<TakingPart, 'operations' | 'dictionaries'>

/** Operations and dictionaries for the elements of the model. */
export function takingPart(before: Parts, model: MissionModel): TakingPart {
  const kept = withoutGone(before, model)
  // What stood before any selection and is not operated is so on purpose.
  const known = new Set(kept.operations.elements.map((e) => e.id))
  const fresh = model.elements.filter((e) => e.project !== undefined && !known.has(e.id))
  const { gateway } = kept.operations
  const carried = fresh.filter((e) => hostsOf(e.id, model.elements).includes(gateway))
  const alone = fresh.filter((e) => !carried.includes(e))
  const notes = alone.map(
    (e) => `${e.id} stands on nothing that the gateway reaches: it is in the model, and not operated`,
  )
  const host = hostError(kept)
  if (host !== undefined && carried.length > 0)
    return { ...kept, notes: [...notes, ...carried.map((e) => `${e.id} is in the model, and not operated: ${host}`)] }
  const out = withModules(kept, carried, model)
  return { ...out, notes: [...notes, ...out.notes] }
}

/** Why no module can be added; undefined where one can. */
function hostError({ operations, dictionaries }: Parts): string | undefined {
  const common = commonOf(dictionaries)
  if (common === undefined || !namesElements(common[1])) return 'the dictionary numbers no elements'
  const read = readXtce(dictionaryFiles(dictionaries))
  if (!read.ok) return 'the dictionary cannot be read'
  const missing = ['module_power_on', 'module_power_off', 'release_locks'].find(
    (c) => findCommand(read.value.dictionary, operations.gateway, c) === undefined,
  )
  return missing === undefined ? undefined : `the gateway has no command ${missing}`
}

function commonOf(dictionaries: Parts['dictionaries']): [path: string, text: string] | undefined {
  return Object.entries(dictionaries).find(([path]) => path.includes('common'))
}

/** Without elements that the model does not have, and with the owners and hosts that it has. */
function withoutGone({ operations, dictionaries }: Parts, model: MissionModel): Parts {
  const elements = new Map(model.elements.map((e) => [e.id, e]))
  const here = (id: string) => elements.has(id)
  const gone = new Set(operations.elements.map((e) => e.id).filter((id) => !here(id)))
  const deployments = operations.deployments
    .filter((d) => here(d.module) && d.steps.every((s) => here(s.element)))
    .map((d) => ({ ...d, owner: elements.get(d.module)!.owner, host: elements.get(d.module)!.host ?? d.host }))
  const ownerBefore = new Map(operations.deployments.map((d) => [d.module, d.owner]))
  const owned = operations.activityTemplates
    .filter((t) => here(t.element) && t.touches.every(here))
    .map((t) => (t.party === ownerBefore.get(t.element) ? { ...t, party: elements.get(t.element)!.owner } : t))
    .filter((t) => mayCommand(model, t.party, t.element))
  const left = new Set(owned.map((t) => t.id))
  return {
    operations: {
      ...operations,
      elements: operations.elements.filter((e) => here(e.id)),
      deployments,
      proximity: operations.proximity.filter((p) => here(p.from) && here(p.to)),
      ...(operations.files === undefined ? {} : { files: filesFor(operations.files, model) }),
      activityTemplates: owned.map((t) => ({ ...t, after: t.after.filter((id) => left.has(id)) })),
      script: operations.script.filter((s) => stillPlayed(s, model, gone)),
    },
    dictionaries: Object.fromEntries(
      Object.entries(dictionaries).filter(
        ([, text]) => ![...gone].some((id) => text.includes(`<SpaceSystem name="${id}"`)),
      ),
    ),
  }
}

/** The service without loads of elements that are gone, or by who has no right to them. */
function filesFor(service: NonNullable<OperationsFile['files']>, model: MissionModel): OperationsFile['files'] {
  return { ...service, loads: service.loads.filter((l) => mayCommand(model, l.party, l.element)) }
}

/** Whether any right lets the party command the element: its own, or a grant. */
function mayCommand(model: MissionModel, party: string, element: string): boolean {
  if (model.elements.some((e) => e.id === element && e.owner === party)) return true
  return model.grants.some((g) => g.grantee === party && g.element === element && g.covers !== 'consent')
}

/** An event is played where all that it names is there, and what it expects to be done still rests on a right. */
function stillPlayed(event: ScriptedEvent, model: MissionModel, gone: ReadonlySet<string>): boolean {
  if (event.kind === 'outage') return true
  if (event.kind === 'revoke') return model.grants.some((g) => g.id === event.grant && g.grantor === event.by)
  if (!model.elements.some((e) => e.id === event.element)) return false
  if (event.kind === 'fault' || event.kind === 'silence') return true
  if (Object.values(event.arguments).some((v) => gone.has(String(v)))) return false
  const needsRight = event.expect === 'executed' || event.expect === 'removed-from-queue'
  return !needsRight || mayCommand(model, event.party, event.element)
}

function withModules(before: Parts, carried: readonly Element[], model: MissionModel): TakingPart {
  const notes: string[] = []
  let { operations } = before
  const dictionaries = { ...before.dictionaries }
  const added: OperatedElement[] = []
  for (const element of carried) {
    const number = freeNumber(operations.elements.map((e) => e.number))
    if (number > 255) {
      notes.push(`${element.id} is in the model, and not operated: all numbers of elements are taken`)
      continue
    }
    operations = withPeople(operations, element, model)
    const made = madeUp(operations, dictionaries, element, number, model)
    operations = made.operations
    added.push(made.entry)
    if (made.dictionary !== undefined) dictionaries[`dictionary/${element.id}.xml`] = made.dictionary
    notes.push(made.note)
  }
  const common = commonOf(dictionaries)
  if (common !== undefined) dictionaries[common[0]] = withElements(common[1], added)
  return { operations, dictionaries, notes }
}

function madeUp(
  operations: OperationsFile,
  dictionaries: Readonly<Record<string, string>>,
  element: Element,
  number: number,
  model: MissionModel,
) {
  const module = moduleOf(element)
  const apid = element.apid ?? freeApid(operations, dictionaries, model)
  const entry = entryOf(element.id, number, apid, module)
  const elements = [...operations.elements, entry]
  const { kind } = module
  if (kind === 'passive')
    return {
      operations: { ...operations, elements },
      ...{
        entry,
        dictionary: undefined,
        note: `${element.id} takes no power: it is carried, and there is nothing to command`,
      },
    }
  const { gateway } = operations
  const checkout = operations.activityTemplates.filter((t) => t.element === gateway && !t.sequence).map((t) => t.id)
  const attempts = attemptsOn(element, kind, model.grants, {
    stranger: operations.parties
      .map((p) => p.id)
      .find((p) => p !== element.owner && p !== model.mission.lead && !mayCommand(model, p, element.id)),
    operatorOf: (party) => operatorOf(operations.persons, party),
    first: operations.script.length,
  })
  return {
    operations: {
      ...operations,
      elements,
      deployments: [...operations.deployments, deploymentOf(element, gateway, kind)],
      activityTemplates: [
        ...operations.activityTemplates,
        ...activitiesOf(element, gateway, module, checkout.slice(0, 1)),
      ],
      script: [...operations.script, ...attempts],
    },
    entry,
    dictionary: madeUpDictionary(element.id, kind, apid),
    note: `${element.id} of ${element.owner} is operated under APID ${apid} as a made-up ${kind}, until a dictionary of its own is given`,
  }
}

function operatorOf(persons: readonly Person[], party: string): string {
  return persons.filter((p) => p.party === party).at(-1)!.id
}

/** The parties that own the element or have a grant on it, with a flight director and an operator each. */
function withPeople(operations: OperationsFile, element: Element, model: MissionModel): OperationsFile {
  const grants = model.grants.filter((g) => g.element === element.id)
  const named = new Set([element.owner, ...grants.flatMap((g) => [g.grantor, g.grantee])])
  let people: PeopleOnBoard = operations
  for (const id of named) people = withPeopleOf(people, id)
  const { parties, persons } = people
  return { ...operations, parties: [...parties], persons: [...persons] }
}

function freeNumber(taken: readonly number[]): number {
  return Math.max(0, ...taken) + 1
}

/** The next ten above all that are used: modules send under 200 and above. */
function freeApid(
  { elements }: OperationsFile,
  dictionaries: Readonly<Record<string, string>>,
  model: MissionModel,
): number {
  const named = Object.values(dictionaries).flatMap((text) =>
    [...text.matchAll(/parameterRef="\/common\/apid" value="(\d+)"/g)].map((m) => Number(m[1])),
  )
  const used = [190, ...elements.flatMap((e) => e.apid ?? []), ...model.elements.flatMap((e) => e.apid ?? []), ...named]
  return 10 * (Math.floor(Math.max(...used) / 10) + 1)
}
