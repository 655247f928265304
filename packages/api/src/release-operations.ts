/** Data sets that were released: made by the owner of an element, listed, downloaded and cited by everybody. */
import { identifier } from '@magpie/core/identifier'
import * as z from 'zod'
import { operation } from './operation.ts'
import { streamed } from './telemetry-operations.ts'

const words = (most: number) => z.string().trim().min(1).max(most)

/** A release as everybody sees it. */
const releaseView = z.strictObject({
  id: identifier,
  version: z.int().min(1),
  title: z.string(),
  description: z.string(),
  authors: z.string(),
  party: z.string(),
  element: z.string(),
  parameters: z.array(z.string()),
  from: z.string().describe('UTC of the first sample'),
  until: z.string().describe('UTC of the last sample'),
  records: z.int(),
  licence: z.string().describe('SPDX name'),
  agreements: z
    .array(z.strictObject({ id: z.string(), title: z.string() }))
    .describe('whose data policy lets it go out'),
  policy: z.string(),
  madeAt: z.string().describe("UTC by the mission's clock"),
  releasedAt: z.string().describe("UTC by the centre's clock: the act in the ledger"),
  entry: z.string().describe('the hash of that act'),
  why: z.string().optional().describe('what is new in this version'),
  supersedes: z.int().optional(),
  supersededBy: z.int().optional(),
  citation: z.string(),
  files: z.array(
    z.strictObject({ name: z.string(), media: z.string(), bytes: z.int(), sha256: z.string(), url: z.string() }),
  ),
  archive: z.string().describe('the path under which all its files are downloaded as one'),
})
export type ReleaseView = z.infer<typeof releaseView>

const one = {
  release: identifier,
  version: z.coerce.number().int().min(1).describe('each stands for good under its number'),
}

export const releaseOperations = {
  releases: operation({
    name: 'release.list',
    summary: 'Data sets that were released, newest first, each in its newest version',
    place: 'centre',
    access: 'anyone',
    input: z.strictObject({ element: z.string().min(1).optional(), party: z.string().min(1).optional() }),
    output: z.strictObject({ releases: z.array(releaseView) }),
    http: { method: 'get', path: '/releases' },
    cli: { words: ['release', 'list'], positional: [] },
  }),
  release: operation({
    name: 'release.show',
    summary: 'A released data set with all its versions, newest first: files, checksums, how to cite it',
    place: 'centre',
    access: 'anyone',
    input: z.strictObject({ release: identifier }),
    output: z.strictObject({ versions: z.array(releaseView) }),
    http: { method: 'get', path: '/releases/{release}' },
    cli: { words: ['release', 'show'], positional: ['release'] },
  }),
  makeRelease: operation({
    name: 'release.make',
    summary: "Release data of your element for everybody, where the agreements' data policy lets it go out already",
    place: 'centre',
    access: ['officer'],
    input: z.strictObject({
      release: identifier.describe('its name; of one that is there, the next version'),
      title: words(200),
      description: words(4000),
      authors: words(400).describe('as they are cited'),
      element: identifier,
      parameters: words(4000).describe('names with commas between'),
      from: z.string().min(1).optional().describe('UTC; from the beginning where absent'),
      to: z.string().min(1).optional().describe('UTC, the instant behind the last; up to now where absent'),
      licence: z
        .string()
        .regex(/^[A-Za-z0-9.+-]{1,64}$/)
        .optional()
        .describe('SPDX name: of an element that no agreement speaks of, or where agreements name several'),
      why: words(400).optional().describe('what is new in this version'),
      check: z.boolean().default(false).describe('only say whether it may be, and what it would hold'),
    }),
    output: z.strictObject({
      records: z.int(),
      from: z.string(),
      until: z.string(),
      licence: z.string(),
      version: z.int(),
      made: releaseView.optional().describe('absent where it was only checked'),
    }),
    http: { method: 'post', path: '/releases' },
    cli: { words: ['release', 'make'], positional: ['release'] },
  }),
  releaseFile: operation({
    name: 'release.file',
    summary: 'A file of a release, the same octets for good',
    place: 'centre',
    access: 'anyone',
    input: z.strictObject({ ...one, file: z.string().min(1).max(100) }),
    output: streamed,
    http: {
      method: 'get',
      path: '/releases/{release}/{version}/files/{file}',
      streams: ['text/csv', 'application/xml', 'application/vnd.apache.parquet', 'application/json', 'text/plain'],
    },
    cli: { words: ['release', 'file'], positional: ['release', 'version', 'file'], writes: 'file' },
  }),
  releaseArchive: operation({
    name: 'release.archive',
    summary: 'All files of a release as one ZIP archive',
    place: 'centre',
    access: 'anyone',
    input: z.strictObject(one),
    output: streamed,
    http: { method: 'get', path: '/releases/{release}/{version}/archive', streams: ['application/zip'] },
    cli: { words: ['release', 'download'], positional: ['release', 'version'], writes: 'file' },
  }),
} as const
