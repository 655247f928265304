/** A review as it is being typed: text in every field, kept as typed; and the scales that its scores stand on. */
import type { PaperView, Rules } from './review.ts'

export type TypedReview = {
  readonly scores: Readonly<Record<string, string>>
  readonly confidence: string
  readonly toPanel: string
  readonly toProposers: string
}

export const NO_REVIEW: TypedReview = { scores: {}, confidence: '', toPanel: '', toProposers: '' }

/** The id of a draft: of one stage of one paper of one call. */
export function reviewDraftId(call: string, stage: string, paper: string): string {
  return `review-${paper}-${stage}-${call}`.slice(0, 64).replace(/-+$/, '')
}

/** A draft as it was kept; what is not a review any more is left out. */
export function readTypedReview(content: unknown): TypedReview {
  const given = isRecord(content) ? content : {}
  const scores = isRecord(given['scores']) ? given['scores'] : {}
  const text = (name: string) => (typeof given[name] === 'string' ? given[name] : '')
  return {
    scores: Object.fromEntries(
      Object.entries(scores).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
    ),
    confidence: text('confidence'),
    toPanel: text('toPanel'),
    toProposers: text('toProposers'),
  }
}

/** A review that is in, to be changed. */
export function typedReviewOf(mine: NonNullable<PaperView['mine']>): TypedReview {
  const { scores, confidence, toPanel, toProposers } = mine
  return {
    scores: Object.fromEntries(Object.entries(scores).map(([id, score]) => [id, String(score)])),
    confidence: String(confidence),
    ...{ toPanel, toProposers },
  }
}

/** What is sent: a score that is not typed, or is no number, is left out, so that the centre names it. */
export function reviewFrom({ scores, confidence, toPanel, toProposers }: TypedReview) {
  const numbers = Object.entries(scores).flatMap(([id, text]) => {
    const value = numberIn(text)
    return value === undefined ? [] : [[id, value] as const]
  })
  return {
    scores: Object.fromEntries(numbers),
    confidence: numberIn(confidence) ?? 0,
    ...{ toPanel, toProposers },
  }
}

/** A number as typed, with a comma or a point. */
export function numberIn(text: string): number | undefined {
  const value = Number(text.trim().replace(',', '.'))
  return text.trim() === '' || !Number.isFinite(value) ? undefined : value
}

export type Scale = {
  readonly least: number
  readonly most: number
  /** Every score, where there are few enough to choose from. */
  readonly steps: readonly number[]
  readonly meanings: readonly { readonly score: number; readonly meaning: string }[]
}

const FEW = 10

/** The scale of a criterion; 0 to 100 where the call names none. */
export function scaleFor(rules: Pick<Rules, 'scales'>, criterion: string): Scale {
  const { least, most, meanings = [] } = rules.scales[criterion] ?? { least: 0, most: 100 }
  const whole = Number.isInteger(least) && Number.isInteger(most) && most - least <= FEW
  const steps = whole ? Array.from({ length: most - least + 1 }, (_, i) => least + i) : []
  return { least, most, steps, meanings: [...meanings].sort((a, b) => b.score - a.score) }
}

type Levelled = { readonly levels?: readonly string[] | undefined }

/** The criteria that hold at a level: all that name none, and those that name it. */
export function criteriaAt<C extends Levelled>(criteria: readonly C[], level: string): C[] {
  return criteria.filter((c) => c.levels === undefined || c.levels.includes(level))
}

/** What a score means: the meaning of the nearest that is not above it. */
export function meaningOf({ meanings }: Scale, score: number | undefined): string | undefined {
  return score === undefined ? undefined : meanings.find((m) => m.score <= score)?.meaning
}

/** How much of a review is there: what is still asked for, by field. */
export function openFields(
  typed: TypedReview,
  criteria: readonly { readonly id: string }[],
  rules: Pick<Rules, 'scales'>,
): string[] {
  const wrong = criteria.filter(({ id }) => {
    const [score, { least, most }] = [numberIn(typed.scores[id] ?? ''), scaleFor(rules, id)]
    return score === undefined || score < least || score > most
  })
  return [
    ...wrong.map((c) => `/scores/${c.id}`),
    ...(typed.confidence === '' ? ['/confidence'] : []),
    ...(typed.toProposers.trim() === '' ? ['/toProposers'] : []),
  ]
}

/** The weighted score, 0 to 100, of what is typed; undefined until all criteria have one. */
export function weightedScore(
  typed: TypedReview,
  criteria: readonly { readonly id: string; readonly weight: number }[],
  rules: Pick<Rules, 'scales'>,
): number | undefined {
  let sum = 0
  for (const { id, weight } of criteria) {
    const [score, { least, most }] = [numberIn(typed.scores[id] ?? ''), scaleFor(rules, id)]
    if (score === undefined || score < least || score > most) return undefined
    sum += (weight * 100 * (score - least)) / (most - least)
  }
  return sum
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
