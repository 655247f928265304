/**
 * Where a value is from. Nothing in a mission stands without it: what is published carries its source, what is not is
 * marked assumed with the reason, and both are shown wherever the value is used.
 */
import * as z from 'zod'

/** A publication: title, publisher and date as printed; `url` where it was read. */
export const source = z.strictObject({
  title: z.string().min(1),
  publisher: z.string().min(1).optional(),
  date: z.string().optional(),
  url: z.string().optional(),
})
export type Source = z.infer<typeof source>

/** Why a value may be believed: a source, an assumption with its reason, or what it was computed from. */
export const provenance = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('sourced'),
    source,
    /** The date the statement was true, where the source gives one. */
    asOf: z.string().optional(),
    /** False where the value is general knowledge or could not be read in the named source. */
    verified: z.boolean().default(true),
    note: z.string().optional(),
  }),
  z.strictObject({ kind: z.literal('assumed'), reason: z.string().min(1) }),
  z.strictObject({ kind: z.literal('derived'), from: z.string().min(1) }),
])
export type Provenance = z.infer<typeof provenance>

/** A number with its unit and where it is from. */
export const quantity = z.strictObject({ value: z.number(), unit: z.string().min(1), provenance })
export type Quantity = z.infer<typeof quantity>

/** Whether a value must carry the mark "assumed" where people read it. */
export function isAssumed(p: Provenance): boolean {
  return p.kind === 'assumed' || (p.kind === 'sourced' && !p.verified)
}

/** One line for people: the source with publisher and date, or the assumption with its reason. */
export function describeProvenance(p: Provenance): string {
  switch (p.kind) {
    case 'sourced': {
      const { title, publisher, date } = p.source
      const where = [title, publisher, date].filter((part) => part !== undefined).join(', ')
      return p.verified ? where : `unverified: ${where}`
    }
    case 'assumed':
      return `assumed: ${p.reason}`
    case 'derived':
      return `derived from ${p.from}`
  }
}
