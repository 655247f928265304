/**
 * Files beside letters and proposals. A party keeps a file here by its hash, and names it in what it submits; whoever may
 * read that may read the file. So a hash alone opens nothing, and what was signed cannot be exchanged.
 */
import type { Caller } from '@magpie/api/access'
import type { Failure, Problem } from '@magpie/api/failure'
import type { InputOf, OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import { fromBase64, toBase64 } from '@magpie/core/base64'
import { err, ok, type Result } from '@magpie/core/result'
import { type Attachment, LARGEST_ATTACHMENT } from '@magpie/programme/desk/letter-content'
import type { Desk } from '@magpie/programme/desk/record'
import { papersOf } from '@magpie/programme/desk/review-papers'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { AttachmentStore } from './programme-store.ts'
import { lettersSeenBy, proposalsSeenBy } from './programme-views.ts'
import { paperViewOf, sightOf } from './review-views.ts'

/** The most that one party keeps here, bytes. */
const QUOTA = 500_000_000

/** Keeps a file for the caller's party. */
export async function keepAttachment(
  store: AttachmentStore,
  { type, base64 }: InputOf<Operations['addAttachment']>,
  { party, arrivedAt }: Caller,
): Promise<Result<OutputOf<Operations['addAttachment']>, Failure>> {
  const bytes = fromBase64(base64)
  if (bytes === undefined) return badFile('is not base64 (RFC 4648, section 4)')
  if (bytes.length > LARGEST_ATTACHMENT) return badFile(`is larger than ${LARGEST_ATTACHMENT / 1e6} MB`)
  const hash = bytesToHex(sha256(bytes))
  const kept = await store.attachmentsOf(party!, [hash])
  if (!kept.has(hash) && (await store.attachedBytes(party!)) + bytes.length > QUOTA) {
    const message = `${party} keeps ${QUOTA / 1e6} MB of files at most here: name files that it keeps already.`
    return err({ kind: 'refused', message, rule: 'attachment-quota' })
  }
  await store.keepAttachment(party!, { sha256: hash, type, bytes }, arrivedAt)
  return ok({ sha256: hash, bytes: bytes.length, type })
}

/** A file, where the caller may read it; who may not is told no more than of one that is not there. */
export async function readAttachment(
  store: AttachmentStore,
  desk: Desk,
  hash: string,
  caller: Caller,
  shown: Shown,
): Promise<Result<OutputOf<Operations['attachment']>, Failure>> {
  const own = caller.party === undefined ? undefined : await store.attachmentsOf(caller.party, [hash])
  const file = own?.has(hash) || isNamed(desk, hash, caller, shown) ? await store.attachment(hash) : undefined
  if (file === undefined) {
    const message = `There is no file ${hash.slice(0, 12)}… that you may read at this centre.`
    return err({ kind: 'not-found', message, what: 'attachment', id: hash })
  }
  return ok({ sha256: hash, bytes: file.bytes.length, type: file.type, base64: toBase64(file.bytes) })
}

type View = ReturnType<typeof lettersSeenBy>[number] | ReturnType<typeof proposalsSeenBy>[number]
/** What of the letters and proposals that a party sees is kept from a person. */
type Shown = (view: View) => boolean

/** Whether a letter, a proposal or a paper under review that the caller may read names the file. */
function isNamed(desk: Desk, hash: string, caller: Caller, shown: Shown): boolean {
  const names = ({ attachments }: { readonly attachments: readonly Attachment[] }) =>
    attachments.some((a) => a.sha256 === hash)
  const seen = [...lettersSeenBy(desk, caller.party, undefined), ...proposalsSeenBy(desk, caller.party, undefined)]
  if (seen.filter(shown).some((view) => view.versions.some((v) => names(v.content)))) return true
  return [...desk.calls.values()].some((record) => {
    if (record.call.review === undefined) return false
    const named = papersOf(desk, record.call.id).filter((p) => names(p.proposal.versions.at(-1)!.content))
    return named.some((p) => paperViewOf(desk, record, p.id, sightOf(desk, record, caller)) !== undefined)
  })
}

/**
 * What is wrong with the files that a submission names: each must be kept by the party that submits, with as many bytes as
 * it says. `input` is what an act's schema has read.
 */
export async function attachmentProblems(store: AttachmentStore, input: unknown, party: string): Promise<Problem[]> {
  const named = contentsOf(input).flatMap(({ content, field }) =>
    (content.attachments ?? []).map((a, i) => ({ ...a, field: `${field}/attachments/${i}` })),
  )
  if (named.length === 0) return []
  const hashes = [...new Set(named.map((a) => a.sha256))]
  const kept = await store.attachmentsOf(party, hashes)
  return named.flatMap(({ sha256: hash, bytes, field }) => {
    const has = kept.get(hash)
    if (has === undefined)
      return [
        { file: '', field: `${field}/sha256`, rule: 'attachment', message: `is no file that ${party} keeps here` },
      ]
    const message = `has ${has} bytes, not ${bytes}`
    return has === bytes ? [] : [{ file: '', field: `${field}/bytes`, rule: 'attachment', message }]
  })
}

type Content = { readonly attachments?: readonly Attachment[] }

/** The contents of a submission: one, or those that a letter is split into. */
function contentsOf(input: unknown): { readonly content: Content; readonly field: string }[] {
  const { content, into } = input as { readonly content?: Content; readonly into?: readonly { content: Content }[] }
  return [
    ...(content === undefined ? [] : [{ content, field: '/content' }]),
    ...(into ?? []).map((part, i) => ({ content: part.content, field: `/into/${i}/content` })),
  ]
}

function badFile(why: string): Result<never, Failure> {
  const problems = [{ file: '', field: '/base64', rule: 'attachment', message: why }]
  return err({ kind: 'bad-request', message: `The file ${why}.`, problems })
}
