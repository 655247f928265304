/** Data sets that were released, and parties that left: what of it stands at the desk. */
import { identifier } from '@magpie/core/identifier'
import * as z from 'zod'
import { plainLine, plainText } from './plain-text.ts'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'is no SHA-256')

/** A file of a release: named, counted and checked. */
export const releasedFile = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,99}$/, 'is a short name of small letters, digits, dot and hyphen'),
  media: z.string().min(1).max(100),
  bytes: z.number().int().min(0),
  sha256,
})

/** A data set as it is published: what it holds, under what it may be used, and every file with its checksum. */
export const release = z.strictObject({
  id: identifier,
  version: z.number().int().min(1),
  title: plainLine(200),
  description: plainText(4000),
  authors: plainLine(400),
  element: identifier,
  parameters: z.array(z.string().min(1).max(200)).min(1).max(200),
  /** UTC of the first and the last sample. */
  from: z.string(),
  until: z.string(),
  records: z.number().int().min(1),
  licence: z.string().min(1).max(64),
  /** The agreements whose data policy lets it go out; none where nobody else has a say. */
  agreements: z.array(z.string()).max(50),
  policy: z.string().min(1).max(2000),
  /** UTC by the clock of the mission. */
  madeAt: z.string(),
  files: z.array(releasedFile).min(1).max(50),
  why: plainLine(400).optional(),
})
export type Release = Readonly<z.infer<typeof release>>

/** A release with its place: who released it when, by the clock of the centre. */
export type ReleaseRecord = Release & { readonly party: string; readonly at: string }

/** What a party said when it left. */
export type Leaving = { readonly at: string; readonly reason: string }

export type DataDesk = {
  /** By id: every version, oldest first. */
  readonly releases: ReadonlyMap<string, readonly ReleaseRecord[]>
  /** Parties that left the mission. */
  readonly left: ReadonlyMap<string, Leaving>
}

/** Before the first release. */
export const NO_RELEASES: DataDesk = { releases: new Map(), left: new Map() }
