/** What a letter of intent says, as a proposer types it, and how it is checked against the call while it is typed. */
import { identifier } from '@magpie/core/identifier'
import { cooperationLevel } from '@magpie/mission/project'
import * as z from 'zod'
import type { CallFile } from '../call-file.ts'
import { civilDay } from '../civil-date.ts'
import { stateCode } from '../eligibility/declarations.ts'
import { plainLine, plainText } from './plain-text.ts'
import type { FieldProblem } from './refusal.ts'

const amount = (most: number) => z.number().positive('must be above 0').max(most)

/** A part of what would fly, with where it is from and how export lists classify it (`ITAR XV(e)`, `EAR 9A515.d`). */
const declaredPart = z.strictObject({
  name: plainLine(120),
  origin: z.string().regex(/^[A-Z]{2}$/, 'is a country code of two capitals (ISO 3166-1)'),
  classification: plainLine(40).optional(),
})

/** A party of the team and its part; it confirms the part itself. */
export const teamPart = z.strictObject({ party: identifier, part: plainLine(200) })

/** The largest file that may be attached, bytes. */
export const LARGEST_ATTACHMENT = 10_000_000

/** What a file says it is, as `application/pdf` (RFC 6838). */
export const mediaType = z
  .string()
  .max(127)
  .regex(/^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/i, 'is a media type such as application/pdf')

/** The hash of a file's bytes, hexadecimal. */
export const sha256Text = z.string().regex(/^[0-9a-f]{64}$/, 'is a SHA-256 in 64 hexadecimal digits')

/** A paper that the letter stands on: a certification, an authorisation, a contract with a State or its agencies. */
const letterPaper = z.strictObject({
  /** What rules ask for it by, such as `wolf-certification`; one that begins with `bilateral` binds two only. */
  kind: identifier,
  on: civilDay,
  /** The State it is with. */
  state: stateCode.optional(),
  title: plainLine(200).optional(),
})

/** Somebody below the lead who receives money; `under` names the one it works for, the lead where left out. */
const subRecipient = z.strictObject({
  name: plainLine(200),
  under: plainLine(200).optional(),
  /** Who pays it, where that is not who pays the letter. */
  funders: z.array(plainLine(80)).max(50).default([]),
  /** How it takes part with the host. */
  mode: z.enum(['bilateral', 'multilateral', 'none']).optional(),
})

/** An attachment by its content; the bytes are kept beside the record, which has their hash. */
export const attachment = z.strictObject({
  name: plainLine(120),
  sha256: sha256Text,
  bytes: z.number().int().min(1).max(LARGEST_ATTACHMENT),
  type: mediaType.optional(),
})
export type Attachment = z.infer<typeof attachment>

export const letterContent = z.strictObject({
  title: plainLine(200),
  lead: identifier,
  level: cooperationLevel,
  team: z.array(teamPart).max(100).default([]),
  summary: plainText(8000).default(''),
  mass_kg: amount(100_000).optional(),
  power_w: amount(100_000).optional(),
  data_mbit_day: amount(10_000_000).optional(),
  /** Who pays: a funder's name in capitals, as `NASA`, or a party's id. */
  funding: z.array(plainLine(80)).max(50),
  mode: z.enum(['bilateral', 'multilateral']),
  declaresForeignParty: z.boolean(),
  parts: z.array(declaredPart).max(2000).default([]),
  papers: z.array(letterPaper).max(100).default([]),
  /** Who else would receive money, at any level; none where it is empty. */
  subRecipients: z.array(subRecipient).max(500).default([]),
  /** Answers to the call's own questions, by their ids. */
  answers: z.record(identifier, z.union([plainText(8000), z.number(), z.boolean()])).default({}),
  attachments: z.array(attachment).max(20).default([]),
})
export type LetterContent = z.infer<typeof letterContent>

/** All parties of a letter, the lead first, each once. */
export function partiesOf(content: Pick<LetterContent, 'lead' | 'team'>): string[] {
  return [...new Set([content.lead, ...content.team.map((t) => t.party)])]
}

/** What of a letter the call does not admit, by field. Empty is good. The same check runs while one types. */
export function checkLetter(call: CallFile, content: LetterContent, isParty: (id: string) => boolean): FieldProblem[] {
  const problems: FieldProblem[] = []
  const say = (field: string, rule: string, message: string) => void problems.push({ field, rule, message })
  if (!call.levels.some((l) => l.level === content.level))
    say('/level', 'level', `the call takes ${call.levels.map((l) => l.level).join(', ')}, not ${content.level}`)
  if (!isParty(content.lead)) say('/lead', 'party', `no party "${content.lead}" is registered`)
  const seen = new Set<string>()
  content.team.forEach(({ party }, i) => {
    if (!isParty(party)) say(`/team/${i}/party`, 'party', `no party "${party}" is registered`)
    if (seen.has(party)) say(`/team/${i}/party`, 'duplicate', `${party} stands in the team twice`)
    seen.add(party)
  })
  const cap = call.moduleMass
  if (cap.levels.includes(content.level) && (content.mass_kg ?? 0) > cap.limit.value) {
    const why = `the call takes at most ${cap.limit.value} kg a module; this is ${content.mass_kg} kg`
    say('/mass_kg', 'module-mass', why)
  }
  for (const [field, resource] of RESOURCES) {
    const limit = call.envelope.find((e) => e.resource === resource && e.levels.includes(content.level))
    const value = content[field]
    if (limit !== undefined && value !== undefined && value > limit.limit.value)
      say(`/${field}`, 'envelope', `all of the call has ${limit.limit.value} ${limit.limit.unit}; this is ${value}`)
  }
  problems.push(...checkPapers(call, content), ...checkSubRecipients(content), ...checkAnswers(call, content))
  return problems
}

const RESOURCES = [
  ['mass_kg', 'mass'],
  ['power_w', 'power'],
  ['data_mbit_day', 'data'],
] as const

/** A paper for two, with the host's State, says bilateral whatever the letter says of itself. */
function checkPapers(call: CallFile, { papers = [], mode }: LetterContent): FieldProblem[] {
  const of = papers.findIndex((p) => p.kind.startsWith('bilateral') && p.state === call.hostState)
  if (of < 0 || mode === 'bilateral') return []
  const message = `says multilateral, and paper ${of + 1} is bilateral with ${call.hostState}: one of them is not so`
  return [{ field: '/mode', rule: 'papers', message }]
}

function checkSubRecipients({ subRecipients = [] }: LetterContent): FieldProblem[] {
  const names = subRecipients.map((r) => r.name)
  return subRecipients.flatMap(({ name, under }, i) => {
    const at = `/subRecipients/${i}`
    const twice =
      names.indexOf(name) < i ? [{ field: `${at}/name`, rule: 'duplicate', message: `${name} stands here twice` }] : []
    const lost =
      under !== undefined && (under === name || !names.includes(under))
        ? [{ field: `${at}/under`, rule: 'recipient', message: `names none of the other sub-recipients` }]
        : []
    return [...twice, ...lost]
  })
}

function checkAnswers(call: CallFile, content: LetterContent): FieldProblem[] {
  const questions = call.forms.filter((q) => q.levels.includes(content.level))
  const problems: FieldProblem[] = []
  for (const q of questions) {
    const field = `/answers/${q.id}`
    const answer = content.answers[q.id]
    if (answer === undefined || answer === '') {
      if (q.required) problems.push({ field, rule: 'required', message: `needs an answer: ${q.label}` })
    } else if (typeof answer !== ANSWER_TYPES[q.kind]) {
      problems.push({ field, rule: 'type', message: `takes a ${q.kind}` })
    } else if (q.kind === 'choice' && !q.choices.includes(String(answer))) {
      problems.push({ field, rule: 'choice', message: `takes one of ${q.choices.join(', ')}` })
    }
  }
  const known = new Set(questions.map((q) => q.id))
  for (const id of Object.keys(content.answers))
    if (!known.has(id))
      problems.push({ field: `/answers/${id}`, rule: 'unknown', message: 'answers no question of the call' })
  return problems
}

const ANSWER_TYPES = { text: 'string', choice: 'string', number: 'number', 'yes-no': 'boolean' } as const
