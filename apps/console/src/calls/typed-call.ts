/** A call as it is being typed: text in every field, so that nothing typed is refused or lost. */
import { programmeActs } from '@magpie/api/programme-operations'
import { identifierFrom } from '../parts/form-problems.ts'
import { numberOf } from '../programme/typed-letter.ts'
import type { CallFile, Level } from './call-words.ts'
import { NO_RULE, ruleOf, type TypedRule, typedRuleOf } from './typed-rule.ts'

export const LEVELS = ['mission', 'system', 'unit'] as const satisfies readonly Level[]

/** What the host can limit, with the unit that proposals give it in; the cost is in the host's own. */
export const RESOURCES = [
  ['mass', 'kg'],
  ['power', 'W'],
  ['power-average', 'W'],
  ['power-survival', 'W'],
  ['data', 'Mbit'],
  ['volume', 'm3'],
  ['area', 'm2'],
  ['cost', ''],
] as const

export const QUESTION_KINDS = ['text', 'number', 'choice', 'yes-no'] as const

type TypedLevel = { readonly level: Level; readonly offered: boolean; readonly meaning: string }
export type TypedCriterion = {
  readonly id: string
  readonly name: string
  readonly percent: string
  readonly levels: readonly Level[]
}
export type TypedLimit = {
  readonly resource: string
  readonly limit: string
  readonly unit: string
  readonly levels: readonly Level[]
}
export type TypedView = {
  readonly name: string
  readonly azimuth: string
  readonly elevation: string
  readonly halfAngle: string
  readonly levels: readonly Level[]
}
export type TypedQuestion = {
  readonly id: string
  readonly label: string
  readonly kind: string
  readonly choices: string
  readonly required: boolean
  readonly levels: readonly Level[]
}
export type TypedDeadline = { readonly day: string; readonly time: string }
type TypedReview = {
  readonly reviewed: boolean
  readonly anonymity: string
  readonly perProposal: string
  readonly most: string
  readonly topics: string
  /** Reviewers of a State of the team are barred. */
  readonly state: boolean
}

export type TypedCall = {
  readonly id: string
  readonly title: string
  readonly hostState: string
  readonly host: string
  readonly publishedOn: string
  /** One a line. */
  readonly priorities: string
  readonly levels: readonly TypedLevel[]
  readonly criteria: readonly TypedCriterion[]
  readonly limits: readonly TypedLimit[]
  readonly moduleMass: string
  readonly moduleLevels: readonly Level[]
  readonly partyCap: string
  readonly views: readonly TypedView[]
  readonly zone: string
  readonly letters: TypedDeadline
  readonly proposals: TypedDeadline
  readonly grace_s: string
  readonly graceText: string
  readonly questions: readonly TypedQuestion[]
  readonly review: TypedReview
  readonly rules: readonly TypedRule[]
}

/** What a part of the form is given: what is typed, the problem of a field, and how to change it. */
export type CallFieldsProps = {
  readonly typed: TypedCall
  readonly at: (field: string) => string | undefined
  readonly put: (part: Partial<TypedCall>) => void
}

export const NO_CRITERION: TypedCriterion = { id: '', name: '', percent: '', levels: [] }
export const NO_LIMIT: TypedLimit = { resource: 'mass', limit: '', unit: 'kg', levels: [] }
export const NO_VIEW: TypedView = { name: '', azimuth: '', elevation: '', halfAngle: '', levels: [] }
export const NO_QUESTION: TypedQuestion = { id: '', label: '', kind: 'text', choices: '', required: false, levels: [] }
const NO_DEADLINE: TypedDeadline = { day: '', time: '24:00' }
const NO_REVIEW: TypedReview = {
  ...{ reviewed: true, anonymity: 'dual', perProposal: '3', most: '10', topics: '', state: false },
}

/** An empty call, with what most calls have. */
export function emptyCall(zone: string): TypedCall {
  return {
    ...{ id: '', title: '', hostState: '', host: '', publishedOn: '', priorities: '', moduleMass: '', partyCap: '' },
    ...{ zone, letters: NO_DEADLINE, proposals: NO_DEADLINE, grace_s: '0', graceText: '' },
    levels: LEVELS.map((level) => ({ level, offered: true, meaning: '' })),
    criteria: [NO_CRITERION],
    limits: [NO_LIMIT],
    moduleLevels: ['system'],
    views: [],
    questions: [],
    review: NO_REVIEW,
    rules: [NO_RULE],
  }
}

/** Reads what a draft holds; a field that is missing is as in an empty call. */
export function readTypedCall(content: unknown): TypedCall {
  const empty = emptyCall('UTC')
  const given = typeof content === 'object' && content !== null ? (content as Partial<TypedCall>) : {}
  const rows = <T extends object>(list: unknown, row: T): T[] =>
    Array.isArray(list) ? list.map((r) => ({ ...row, ...(r as T) })) : []
  return {
    ...empty,
    ...given,
    levels: empty.levels.map((l) => ({ ...l, ...given.levels?.find?.((g) => g.level === l.level) })),
    criteria: rows(given.criteria, NO_CRITERION),
    limits: rows(given.limits, NO_LIMIT),
    views: rows(given.views, NO_VIEW),
    questions: rows(given.questions, NO_QUESTION),
    rules: rows(given.rules, NO_RULE),
    letters: { ...NO_DEADLINE, ...given.letters },
    proposals: { ...NO_DEADLINE, ...given.proposals },
    review: { ...NO_REVIEW, ...given.review },
  }
}

/** A call that stands, as it would have been typed: to be amended, or to begin another with. */
export function typedCallOf(call: CallFile): TypedCall {
  const due = (deadline: CallFile['proposals']) => {
    const last = deadline?.revisions.at(-1)
    return { day: last?.day ?? '', time: last?.time ?? '24:00' }
  }
  return {
    ...{ id: call.id, title: call.title, hostState: call.hostState, host: call.host, publishedOn: call.publishedOn },
    priorities: call.priorities.join('\n'),
    levels: LEVELS.map((level) => {
      const of = call.levels.find((l) => l.level === level)
      return { level, offered: of !== undefined, meaning: of?.meaning ?? '' }
    }),
    criteria: call.criteria.map(({ id, name, weight, levels = [] }) => ({
      ...{ id, name, levels },
      percent: String(Math.round(weight * 1e8) / 1e6),
    })),
    limits: call.envelope.map(({ resource, limit, levels }) => ({
      ...{ resource, levels, limit: String(limit.value), unit: limit.unit },
    })),
    moduleMass: String(call.moduleMass.limit.value),
    moduleLevels: call.moduleMass.levels,
    partyCap: call.partyCap === undefined ? '' : String(call.partyCap.most),
    views: call.viewKeepOuts.map((v) => ({
      ...{ name: v.name, levels: v.levels, azimuth: String(v.azimuth_deg) },
      ...{ elevation: String(v.elevation_deg), halfAngle: String(v.halfAngle_deg) },
    })),
    zone: call.letters.zone,
    letters: due(call.letters),
    proposals: due(call.proposals),
    grace_s: String(call.letters.grace.seconds),
    graceText: call.letters.grace.text,
    questions: call.forms.map((q) => ({ ...q, choices: q.choices.join(', ') })),
    review:
      call.review === undefined
        ? { ...NO_REVIEW, reviewed: false }
        : {
            ...{ reviewed: true, anonymity: call.review.anonymity, state: call.review.conflicts.state },
            ...{ perProposal: String(call.review.reviewsPerProposal), most: String(call.review.load.most) },
            topics: call.review.topics.join(', '),
          },
    rules: call.rules.map(typedRuleOf),
  }
}

/** Whose word the call's figures are: the party that publishes it, and the day. */
export type Publisher = { readonly party: string; readonly name: string; readonly today: string }

/**
 * The call as the contract has it. Of one that is amended, what did not change keeps where it is from, and dates stay: they
 * move by an act of their own.
 */
export function callOf(typed: TypedCall, publisher: Publisher, before?: CallFile): Record<string, unknown> {
  const source = { title: typed.title, publisher: publisher.name, date: publisher.today }
  const own = { kind: 'sourced', source, verified: true }
  const publishedOn = typed.publishedOn || publisher.today
  const quantity = (value: string, unit: string, was?: CallFile['moduleMass']['limit']) =>
    was !== undefined && was.unit === unit && String(was.value) === value.trim()
      ? was
      : { value: typedNumber(value), unit, provenance: own }
  const { moduleMass } = typed
  return {
    ...before,
    ...{ id: typed.id || identifierFrom(typed.title), title: typed.title, by: before?.by ?? publisher.party },
    ...{ hostState: typed.hostState.trim().toUpperCase(), host: typed.host.trim(), publishedOn },
    levels: typed.levels.filter((l) => l.offered).map(({ level, meaning }) => ({ level, meaning })),
    priorities: lines(typed.priorities),
    criteria: typed.criteria.map(({ id, name, percent, levels }, i) => {
      const was = before?.criteria.find((c) => c.id === id)
      const weight = typedNumber(percent)
      return {
        ...{ id: id || identifierFrom(name) || `criterion-${i + 1}`, name },
        weight: typeof weight === 'number' ? Math.round(weight * 1e6) / 1e8 : weight,
        ...(levels.length === 0 ? {} : { levels }),
        provenance: was !== undefined && Math.round(was.weight * 1e8) / 1e6 === weight ? was.provenance : own,
      }
    }),
    envelope: typed.limits.map(({ resource, limit, unit, levels }) => ({
      ...{ resource, levels },
      limit: quantity(limit, unit, before?.envelope.find((e) => e.resource === resource)?.limit),
    })),
    moduleMass: { limit: quantity(moduleMass, 'kg', before?.moduleMass.limit), levels: typed.moduleLevels },
    partyCap: capOf(typed.partyCap, own, before?.partyCap),
    viewKeepOuts: typed.views.map((v, i) => viewOf(v, i, own, before?.viewKeepOuts ?? [])),
    ...(before === undefined ? datesOf(typed, publishedOn, own) : {}),
    forms: typed.questions.map(({ id, label, kind, choices, required, levels }, i) => ({
      ...{
        id: id || `question-${i + 1}`,
        label,
        kind,
        required,
        levels,
        choices: kind === 'choice' ? words(choices) : [],
      },
    })),
    milestones: before?.milestones ?? [],
    review: reviewOf(typed.review, own, before?.review),
    rules: typed.rules.map((rule, i) => ruleOf(rule, i, publishedOn, own, before?.rules ?? [])),
    provenance: before?.provenance ?? own,
  }
}

function capOf(most: string, own: object, before: CallFile['partyCap']): unknown {
  if (most.trim() === '') return undefined
  return String(before?.most) === most.trim() ? before : { most: typedNumber(most), provenance: own }
}

function viewOf(view: TypedView, index: number, own: object, before: CallFile['viewKeepOuts']): unknown {
  const said = {
    ...{ id: identifierFrom(view.name) || `view-${index + 1}`, name: view.name, levels: view.levels },
    ...{ azimuth_deg: typedNumber(view.azimuth), elevation_deg: typedNumber(view.elevation) },
    halfAngle_deg: typedNumber(view.halfAngle),
  }
  const was = before.find((b) => Object.entries(said).every(([k, v]) => String(b[k as keyof typeof b]) === String(v)))
  return { ...said, provenance: was?.provenance ?? own }
}

function datesOf(typed: TypedCall, knownFrom: string, own: object): Record<string, unknown> {
  const grace = {
    seconds: typedNumber(typed.grace_s.trim() === '' ? '0' : typed.grace_s),
    text: typed.graceText.trim() === '' ? NO_GRACE : typed.graceText,
    provenance: own,
  }
  const deadline = ({ day, time }: TypedDeadline) => ({
    ...{ zone: typed.zone.trim(), grace },
    revisions: [{ day, time: time.trim(), knownFrom, provenance: own, timeProvenance: own }],
  })
  return {
    letters: deadline(typed.letters),
    ...(typed.proposals.day === '' ? {} : { proposals: deadline(typed.proposals) }),
  }
}

const NO_GRACE = 'No grace: what comes after the instant is late.'

function reviewOf(typed: TypedReview, own: object, before: CallFile['review']): unknown {
  if (!typed.reviewed) return undefined
  return {
    ...{ scales: {}, provenance: own, ...before, anonymity: typed.anonymity },
    reviewsPerProposal: typedNumber(typed.perProposal),
    load: { least: before?.load.least ?? 0, most: typedNumber(typed.most) },
    topics: words(typed.topics),
    conflicts: { institution: true, coAuthor: true, advisor: true, ...before?.conflicts, state: typed.state },
  }
}

/** What the weights sum to at each level that is offered, per cent. */
export function weightSums({ levels, criteria }: TypedCall): { readonly level: Level; readonly percent: number }[] {
  return levels
    .filter((l) => l.offered)
    .map(({ level }) => {
      const of = criteria.filter((c) => c.levels.length === 0 || c.levels.includes(level))
      const sum = of.reduce((total, c) => total + Math.round((Number(c.percent) || 0) * 1e6), 0)
      return { level, percent: sum / 1e6 }
    })
}

/** What of a call cannot stand, by the fields of the request: the same schema that the centre reads it by. */
export function problemsOf(
  call: Record<string, unknown>,
): { field: string; rule: string; message: string; file: '' }[] {
  // What is not there is left out, as it will be in the request.
  const sent: unknown = JSON.parse(JSON.stringify({ call }))
  const read = programmeActs.openCall.input.safeParse(sent)
  if (read.success) return []
  return read.error.issues.map((issue) => {
    const [, ...path] = issue.path
    // Whatever is wrong in a condition is told at the condition.
    const shown = path[0] === 'rules' && path[2] === 'when' ? path.slice(0, 3) : path
    const field = shown.map((part) => `/${String(part)}`).join('')
    return { file: '' as const, field, rule: issue.code, message: issue.message }
  })
}

/** The instant, UTC, of a day and a clock time in a zone: the later one where the clock shows it twice. */
export function instantIn(zone: string, { day, time }: TypedDeadline): Date | undefined {
  const m = /^(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(time.trim())
  if (m === null || !/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined
  const wall = Date.parse(`${day}T00:00:00Z`) + (Number(m[1]) * 3600 + Number(m[2]) * 60 + Number(m[3] ?? 0)) * 1000
  try {
    const offsets = [-DAY_MS, DAY_MS].map((away) => offsetOf(zone, wall + away))
    const found = offsets.map((offset) => wall - offset).filter((at) => at + offsetOf(zone, at) === wall)
    // In a gap: as far after it as the time lies within, by the offset before it.
    const at = found.length > 0 ? Math.max(...found) : wall - offsets[0]!
    return Number.isNaN(at) ? undefined : new Date(at)
  } catch {
    return undefined
  }
}

/** The day that a zone's calendar shows now; the reader's own where there is no such zone. */
export function todayIn(zone: string): string {
  try {
    return new Date(Date.now() + offsetOf(zone, Date.now())).toISOString().slice(0, 10)
  } catch {
    return new Date().toISOString().slice(0, 10)
  }
}

const DAY_MS = 86_400_000

/** Milliseconds that the clocks of a zone are ahead of UTC at an instant. */
function offsetOf(zone: string, at: number): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  }).formatToParts(at)
  const of = (type: string) => Number(parts.find((p) => p.type === type)?.value)
  const shown = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'))
  return shown - Math.floor(at / 1000) * 1000
}

/** Empty text is no number: 0 is typed. */
function typedNumber(text: string): number | string {
  return text.trim() === '' ? text : numberOf(text)
}

function words(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
}

function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}
