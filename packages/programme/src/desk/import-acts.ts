/**
 * Acts that bring in many at once. Each is judged as the act it stands for, after those before it in the file; one that
 * cannot stand keeps all out, and every one that cannot is told. What is recorded are the acts' own bodies.
 */
import { err, ok, type Result } from '@magpie/core/result'
import type * as z from 'zod'
import { type ActKind, actKind, type Ground, type Notice, type Stamp } from './act.ts'
import { IMPORT_INTENTS } from './import-intents.ts'
import { letterSubmitted } from './letter-acts.ts'
import { proposalSubmitted } from './proposal-acts.ts'
import type { Desk } from './record.ts'
import { describeRefusal, type FieldProblem, type Refusal } from './refusal.ts'
import { reviewSubmitted } from './reviewing-acts.ts'

/** A party's letters of a file. */
export const lettersImported = actKind({
  ...IMPORT_INTENTS['letters-imported'],
  kind: 'letters-imported',
  settle(desk, { call, letters }, stamp, ground) {
    const given = letters.map((one) => ({ call, ...one }))
    const bodies = settleEach(letterSubmitted, '/letters', desk, given, stamp, ground)
    return bodies.ok ? ok({ call, letters: bodies.value }) : bodies
  },
  enact: (desk, { letters }, stamp) => enactEach(letterSubmitted, desk, letters, stamp),
  subject: ({ call }) => call,
  concerns: ({ letters }, desk) => concernedBy(letterSubmitted, letters, desk),
  notices: ({ letters }, desk, stamp) => noticesOf(letterSubmitted, letters, desk, stamp),
})

/** A party's proposals of a file. */
export const proposalsImported = actKind({
  ...IMPORT_INTENTS['proposals-imported'],
  kind: 'proposals-imported',
  settle(desk, { proposals }, stamp, ground) {
    const bodies = settleEach(proposalSubmitted, '/proposals', desk, proposals, stamp, ground)
    return bodies.ok ? ok({ proposals: bodies.value }) : bodies
  },
  enact: (desk, { proposals }, stamp) => enactEach(proposalSubmitted, desk, proposals, stamp),
  subject: ({ proposals }) => proposals[0]!.call,
  concerns: ({ proposals }, desk) => concernedBy(proposalSubmitted, proposals, desk),
  notices: ({ proposals }, desk, stamp) => noticesOf(proposalSubmitted, proposals, desk, stamp),
})

/** A reviewer's reviews of a file, written where there was no line to the centre. */
export const reviewsImported = actKind({
  ...IMPORT_INTENTS['reviews-imported'],
  kind: 'reviews-imported',
  settle(desk, { call, reviews }, stamp, ground) {
    const given = reviews.map((one) => ({ call, ...one }))
    const bodies = settleEach(reviewSubmitted, '/reviews', desk, given, stamp, ground)
    return bodies.ok ? ok({ call, reviews: bodies.value }) : bodies
  },
  enact: (desk, { reviews }, stamp) => enactEach(reviewSubmitted, desk, reviews, stamp),
  subject: ({ call }) => call,
  concerns: ({ reviews }, desk) => concernedBy(reviewSubmitted, reviews, desk),
  notices: ({ reviews }, desk, stamp) => noticesOf(reviewSubmitted, reviews, desk, stamp),
})

function settleEach<I extends z.ZodObject, B>(
  of: ActKind<I, B>,
  at: string,
  desk: Desk,
  given: readonly z.output<I>[],
  stamp: Stamp,
  ground: Ground,
): Result<B[], Refusal> {
  const bodies: B[] = []
  const subjects = new Set<string>()
  const refusals: (Refusal | undefined)[] = []
  let then = desk
  for (const one of given) {
    const settled = of.settle(then, one, stamp, ground)
    if (!settled.ok) {
      refusals.push(settled.error)
      continue
    }
    const subject = of.subject(settled.value)
    const twice = subjects.has(subject) ? ({ kind: 'taken', what: 'line', id: subject } as const) : undefined
    subjects.add(subject)
    refusals.push(twice)
    if (twice === undefined) then = of.enact(then, settled.value, stamp)
    bodies.push(settled.value)
  }
  const refused = refusals.filter((r) => r !== undefined)
  if (refused.length === 0) return ok(bodies)
  const [first] = refused
  // What is no fault of a line, such as the hour, is told once.
  const common = first!.kind !== 'fields' && refused.length === given.length
  if (common && refused.every((r) => r.kind === first!.kind)) return err(first!)
  return err({
    kind: 'fields',
    problems: refusals.flatMap((r, i) => (r === undefined ? [] : problemsAt(r, `${at}/${i}`))),
  })
}

function problemsAt(refusal: Refusal, at: string): FieldProblem[] {
  if (refusal.kind === 'fields') return refusal.problems.map((p) => ({ ...p, field: `${at}${p.field}` }))
  return [{ field: at, rule: refusal.kind, message: describeRefusal(refusal) }]
}

function enactEach<I extends z.ZodObject, B>(of: ActKind<I, B>, desk: Desk, bodies: readonly B[], stamp: Stamp): Desk {
  return bodies.reduce((then, body) => of.enact(then, body, stamp), desk)
}

function concernedBy<I extends z.ZodObject, B>(of: ActKind<I, B>, bodies: readonly B[], desk: Desk): string[] {
  return bodies.flatMap((body) => {
    const concerned = of.concerns(body, desk)
    if (concerned === 'everyone') throw new Error(`${of.kind} concerns everyone: it is not imported`)
    return concerned
  })
}

function noticesOf<I extends z.ZodObject, B>(
  of: ActKind<I, B>,
  bodies: readonly B[],
  desk: Desk,
  stamp: Stamp,
): Notice[] {
  return bodies.flatMap((body) => of.notices?.(body, desk, stamp) ?? [])
}
