/**
 * Rules between the files of a mission folder. Most say that a name used somewhere is defined somewhere: those are rows of
 * a table, by file and field pattern (`/elements/*\/owner`), and packages add rows for their files. The rules of the
 * shared model itself (hosts, APIDs, ports, grants) stand below.
 */

import type { Agreement, Grant } from './agreement.ts'
import { type Element, type ElementsFile, parameterUnits } from './element.ts'
import { isRecord, select } from './field-pattern.ts'
import { type CheckedFolder, type CrossCheck, type Finding, nearestName } from './mission-check.ts'
import { carriesItself } from './mission-model.ts'
import { PUBLIC } from './party.ts'
import { cedarInstant } from './policy-text.ts'

/** Fields by file and pattern: `*` stands for any key or index. */
export type Fields = { readonly file: string; readonly fields: string }

/** Where the names of a kind are defined, and what the kind is called. */
export type NameKind = { readonly called: string; readonly definedBy: readonly Fields[] }

/** Names of one kind, used in these fields; `besides` are words that may stand there instead. */
export type NameUse = Fields & { readonly names: NameKind; readonly besides?: readonly string[] }

/** Every name used must be defined. Where a file that may define it could not be read, nothing is said: that file is told. */
function namesExist(uses: readonly NameUse[]): CrossCheck {
  return (folder) =>
    uses.flatMap(({ file, fields, names: kind, besides = [] }) => {
      if (kind.definedBy.some((by) => folder.broken.includes(by.file))) return []
      if (kind.definedBy.every((by) => folder.get(by.file) === undefined)) return []
      const defined = kind.definedBy.flatMap((by) => select(folder.get(by.file), by.fields).map(({ value }) => value))
      const known = [...defined, ...besides]
      return select(folder.get(file), fields)
        .filter(({ value }) => value !== undefined && !known.includes(value))
        .map(({ pointer, value }): Finding => {
          const near = nearestName(String(value), known.map(String))
          const hint = near === undefined ? `define it in ${kind.definedBy[0]!.file}` : `did you mean "${near}"?`
          const message = `there is no ${kind.called} "${String(value)}": ${hint}`
          return { file, field: pointer, rule: `${kind.called}-exists`.replaceAll(' ', '-'), message }
        })
    })
}

/** Values of fields must differ, within a file and between those of one list. */
function namesUnique(lists: readonly (readonly Fields[])[]): CrossCheck {
  return (folder) =>
    lists.flatMap((list) => {
      const first = new Map<unknown, string>()
      const findings: Finding[] = []
      for (const { file, fields } of list) {
        for (const { pointer, value } of select(folder.get(file), fields)) {
          const before = first.get(value)
          if (before === undefined) first.set(value, `${file} ${pointer}`)
          else {
            const message = `"${String(value)}" is used by ${before} already: give another`
            findings.push({ file, field: pointer, rule: 'unique', message })
          }
        }
      }
      return findings
    })
}

const partyNames: NameKind = { called: 'party', definedBy: [{ file: 'parties.json', fields: '/parties/*/id' }] }
const phaseNames: NameKind = { called: 'phase', definedBy: [{ file: 'mission.json', fields: '/phases/*/id' }] }

/** Elements: those that stand before the selection, and those that proposals and agreements bring. */
const elementNames: NameKind = {
  called: 'element',
  definedBy: [
    { file: 'elements.json', fields: '/elements/*/id' },
    { file: 'proposals.json', fields: '/proposals/*/elements/*/id' },
    { file: 'agreements.json', fields: '/agreements/*/brings/elements/*/id' },
  ],
}

/** The uses of names in the files of the shared model. */
const OWN_USES: readonly NameUse[] = [
  { file: 'mission.json', fields: '/lead', names: partyNames },
  { file: 'parties.json', fields: '/parties/*/partOf', names: partyNames },
  { file: 'elements.json', fields: '/elements/*/owner', names: partyNames },
  { file: 'elements.json', fields: '/elements/*/host', names: elementNames },
  { file: 'elements.json', fields: '/elements/*/ports/*/joinedTo/element', names: elementNames },
  { file: 'agreements.json', fields: '/agreements/*/parties/*', names: partyNames },
  { file: 'agreements.json', fields: '/agreements/*/elements/*', names: elementNames },
  { file: 'agreements.json', fields: '/agreements/*/brings/lead', names: partyNames },
  { file: 'agreements.json', fields: '/agreements/*/brings/elements/*/owner', names: partyNames },
  { file: 'agreements.json', fields: '/agreements/*/brings/elements/*/host', names: elementNames },
  { file: 'agreements.json', fields: '/agreements/*/dataPolicy/sharing/*/party', names: partyNames, besides: [PUBLIC] },
  { file: 'agreements.json', fields: '/agreements/*/dataPolicy/sharing/*/elements/*', names: elementNames },
  { file: 'agreements.json', fields: '/agreements/*/grants/*/grantor', names: partyNames },
  { file: 'agreements.json', fields: '/agreements/*/grants/*/grantee', names: partyNames },
  { file: 'agreements.json', fields: '/agreements/*/grants/*/element', names: elementNames },
  { file: 'agreements.json', fields: '/agreements/*/grants/*/phases/*', names: phaseNames },
]

/** The rules of the shared model. */
export const missionRules: readonly CrossCheck[] = [
  namesExist(OWN_USES),
  namesUnique([
    [{ file: 'mission.json', fields: '/phases/*/id' }],
    [{ file: 'parties.json', fields: '/parties/*/id' }],
    [{ file: 'elements.json', fields: '/elements/*/id' }],
    [{ file: 'elements.json', fields: '/elements/*/apid' }],
    [{ file: 'agreements.json', fields: '/agreements/*/id' }],
    [{ file: 'agreements.json', fields: '/agreements/*/grants/*/id' }],
  ]),
  noPartyCircle,
  elementRules,
  grantRules,
]

function noPartyCircle(folder: CheckedFolder): Finding[] {
  const file = 'parties.json'
  const parents = new Map<unknown, unknown>(
    select(folder.get(file), '/parties/*').flatMap(({ value }) =>
      isRecord(value) ? [[value['id'], value['partOf']]] : [],
    ),
  )
  return select(folder.get(file), '/parties/*/id').flatMap(({ pointer, value: id }) => {
    let above = parents.get(id)
    for (let steps = 0; above !== undefined && above !== id && steps <= parents.size; steps++)
      above = parents.get(above)
    if (above !== id) return []
    const field = pointer.replace(/\/id$/, '/partOf')
    return [{ file, field, rule: 'part-of-circle', message: `${String(id)} is part of itself: break the circle` }]
  })
}

function elementRules(folder: CheckedFolder): Finding[] {
  const file = 'elements.json'
  const elements = (folder.get(file) as ElementsFile | undefined)?.elements ?? []
  return elements.flatMap((element, i) => {
    const at = `/elements/${i}`
    const findings: Finding[] = []
    if (carriesItself(element, elements)) {
      const message = `${element.id} carries itself: break the circle of hosts`
      findings.push({ file, field: `${at}/host`, rule: 'host-circle', message })
    }
    for (const [j, parameter] of element.parameters.entries()) {
      const unit = parameterUnits[parameter.name]
      if (parameter.unit === unit) continue
      const message = `${parameter.name} is given in ${unit}, not in ${parameter.unit}`
      findings.push({ file, field: `${at}/parameters/${j}/unit`, rule: 'parameter-unit', message })
    }
    return [...findings, ...portRules(element, at, elements)]
  })
}

/** A joint has two sides that name each other, of one kind. */
function portRules(element: Element, at: string, elements: readonly Element[]): Finding[] {
  const file = 'elements.json'
  return element.ports.flatMap((port, j) => {
    const field = `${at}/ports/${j}`
    const findings: Finding[] = []
    if (element.ports.findIndex((other) => other.id === port.id) !== j)
      findings.push({ file, field: `${field}/id`, rule: 'unique', message: `${element.id} has two ports ${port.id}` })
    const other = elements.find((e) => e.id === port.joinedTo?.element)
    if (port.joinedTo === undefined || other === undefined) return findings
    const theirs = other.ports.find((p) => p.id === port.joinedTo?.port)
    const back = theirs?.joinedTo?.element === element.id && theirs.joinedTo.port === port.id
    if (back && theirs.kind === port.kind) return findings
    const message = back
      ? `a ${port.kind} port is joined to a ${theirs.kind} port: make both of one kind`
      : `port ${port.joinedTo.port} of ${other.id} is not joined to this one: name each other on both sides`
    return [...findings, { file, field: `${field}/joinedTo`, rule: 'port-joint', message }]
  })
}

/** What a grant says must be what its agreement covers, and its window must be one. */
function grantRules(folder: CheckedFolder): Finding[] {
  const file = 'agreements.json'
  return select(folder.get(file), '/agreements/*').flatMap(({ pointer, value }) => {
    const agreement = value as Agreement
    return agreement.grants.flatMap((grant, i) =>
      [...signatureFindings(grant, agreement), ...windowFindings(grant)].map(({ field, ...finding }) => ({
        file,
        field: `${pointer}/grants/${i}/${field}`,
        ...finding,
      })),
    )
  })
}

type GrantFinding = { readonly field: string; readonly rule: string; readonly message: string }

function signatureFindings(grant: Grant, { id, parties, elements }: Agreement): GrantFinding[] {
  const strangers = (['grantor', 'grantee'] as const).filter((role) => !parties.includes(grant[role]))
  const findings = strangers.map((field) => {
    const message = `${grant[field]} did not sign ${id}: add it to the parties, or name one of them`
    return { field: field as string, rule: 'grant-in-agreement', message }
  })
  if (elements.includes(grant.element)) return findings
  const message = `${id} does not speak of ${grant.element}: add it to the elements`
  return [...findings, { field: 'element', rule: 'grant-in-agreement', message }]
}

function windowFindings(grant: Grant): GrantFinding[] {
  const rule = 'grant-window'
  const unread = (['from', 'until'] as const).filter(
    (end) => grant[end] !== undefined && cedarInstant(grant[end]) === undefined,
  )
  if (unread.length > 0) {
    return unread.map((field) => {
      const message = `"${grant[field]}" is not a UTC time: give one such as 2028-08-01T00:00:00Z`
      return { field, rule, message }
    })
  }
  if (grant.from === undefined || grant.until === undefined) return []
  if (cedarInstant(grant.from)! < cedarInstant(grant.until)!) return []
  return [{ field: 'until', rule, message: 'the window ends before it begins: it is never open' }]
}
