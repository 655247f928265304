/** What a proposal says, as a team types it, and how it is checked against the call while it is typed. */
import { identifier } from '@magpie/core/identifier'
import { parameter, parameterUnits } from '@magpie/mission/element'
import { cooperationLevel, elementDraft, jointOperation } from '@magpie/mission/project'
import * as z from 'zod'
import type { CallFile, Resource } from '../call-file.ts'
import { DEMANDS, estimateOf } from '../estimate.ts'
import { teamPerson } from '../review/reviewer.ts'
import { attachment, teamPart } from './letter-content.ts'
import { plainLine, plainText } from './plain-text.ts'
import type { FieldProblem } from './refusal.ts'

/** An element as a team proposes it; what the team says is its own source, so no provenance is typed. */
export const proposedElement = elementDraft.omit({ provenance: true, name: true }).extend({
  name: plainLine(120),
  parameters: z.array(parameter.omit({ provenance: true })).max(20),
})

export const proposalContent = z.strictObject({
  title: plainLine(200),
  lead: identifier,
  level: cooperationLevel,
  team: z.array(teamPart).max(100).default([]),
  summary: plainText(20_000).default(''),
  /** Who takes part: reviewers are kept apart from their co-authors and students by it. */
  people: z.array(teamPerson).max(500).default([]),
  /** Of those that the call's review names. */
  topics: z.array(identifier).max(20).default([]),
  elements: z.array(proposedElement).min(1, 'needs an element').max(20),
  jointOperations: z.array(jointOperation).max(50).default([]),
  /** The host's cost of carrying it, in the unit of the call's envelope. */
  cost: z.number().min(0),
  attachments: z.array(attachment).max(50).default([]),
})
export type ProposalContent = z.infer<typeof proposalContent>

/** What a proposal takes of one resource, margins of its figures left out, in the unit that the resource has in `DEMANDS`. */
export function demandOf(content: Pick<ProposalContent, 'elements' | 'cost'>, resource: Resource): number {
  if (resource === 'cost') return content.cost
  const { parameter: name } = DEMANDS[resource]
  const of = (e: ProposalContent['elements'][number]) => estimateOf(e.parameters, name)?.value ?? 0
  // In millionths: decimals add up as people add them.
  return content.elements.reduce((sum, e) => sum + Math.round(of(e) * 1e6), 0) / 1e6
}

/** What of a proposal the call does not admit, by field. Empty is good. */
export function checkProposal(
  call: CallFile,
  content: ProposalContent,
  isParty: (id: string) => boolean,
): FieldProblem[] {
  const problems: FieldProblem[] = []
  const say = (field: string, rule: string, message: string) => void problems.push({ field, rule, message })
  if (!call.levels.some((l) => l.level === content.level))
    say('/level', 'level', `the call takes ${call.levels.map((l) => l.level).join(', ')}, not ${content.level}`)
  if (!isParty(content.lead)) say('/lead', 'party', `no party "${content.lead}" is registered`)
  content.team.forEach(({ party }, i) => {
    if (!isParty(party)) say(`/team/${i}/party`, 'party', `no party "${party}" is registered`)
  })
  content.elements.forEach((element, i) => {
    checkElement(call, content, element, i, isParty, say)
  })
  for (const { resource, limit, levels } of call.envelope) {
    const demand = demandOf(content, resource)
    if (levels.includes(content.level) && demand > limit.value)
      say(
        '/elements',
        'envelope',
        `all of the call has ${limit.value} ${limit.unit} of ${resource}; this takes ${demand}`,
      )
  }
  const topics = call.review?.topics ?? []
  content.topics.forEach((topic, i) => {
    if (topics.length > 0 && !topics.includes(topic))
      say(`/topics/${i}`, 'topic', `is none of the call's: ${topics.join(', ')}`)
  })
  const own = new Set(content.elements.map((e) => e.id))
  content.jointOperations.forEach((operation, i) => {
    if (!own.has(operation.element))
      say(`/jointOperations/${i}/element`, 'own-element', `is none of the proposal's: ${[...own].join(', ')}`)
  })
  return problems
}

function checkElement(
  call: CallFile,
  content: ProposalContent,
  element: ProposalContent['elements'][number],
  i: number,
  isParty: (id: string) => boolean,
  say: (field: string, rule: string, message: string) => void,
): void {
  const at = `/elements/${i}`
  const ids = content.elements.map((e) => e.id)
  if (ids.indexOf(element.id) < i || element.id === call.host) say(`${at}/id`, 'taken', 'is the id of another element')
  if (element.owner !== undefined && !isParty(element.owner))
    say(`${at}/owner`, 'party', `no party "${element.owner}" is registered`)
  if (element.host !== undefined && element.host !== call.host && !ids.includes(element.host))
    say(`${at}/host`, 'host', `is neither ${call.host} nor an element of the proposal`)
  element.parameters.forEach((p, k) => {
    if (p.unit !== parameterUnits[p.name])
      say(`${at}/parameters/${k}/unit`, 'unit', `${p.name} is given in ${parameterUnits[p.name]}, not ${p.unit}`)
  })
  const mass = estimateOf(element.parameters, 'mass')
  if (mass === undefined) say(`${at}/parameters`, 'required', 'needs a mass')
  const cap = call.moduleMass
  if (cap.levels.includes(content.level) && (mass?.value ?? 0) > cap.limit.value)
    say(
      `${at}/parameters`,
      'module-mass',
      `the call takes at most ${cap.limit.value} kg a module; this is ${mass?.value} kg`,
    )
}
