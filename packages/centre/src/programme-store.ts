/**
 * What a centre keeps of its programme, as a port: the ledger of acts, what people were told, and drafts. What is recorded
 * together is there together after a crash, or not at all.
 */
import type { Signer } from '@magpie/ledger/keys'
import type { StoredEntry } from './rehearsal-store.ts'

/** A message in the outbox: kept with the act that caused it, sent afterwards. */
export type StoredNotice = {
  readonly to: string
  readonly at: string
  readonly subject: string
  readonly text: string
}

export type StoredDraft = {
  readonly id: string
  readonly kind: string
  readonly title: string
  readonly version: number
  readonly savedAt: string
  /** JSON, as it was typed. */
  readonly content: string
}

export type UnsentNotice = StoredNotice & { readonly id: number }

/** The notices that wait to be sent. */
export type OutboxStore = {
  /** Ascending by id, after `after`. */
  unsent(after: number, limit: number): Promise<readonly UnsentNotice[]>
  markSent(id: number, at: string): Promise<void>
}

/** A file by its hash, as a party keeps it here. */
export type StoredAttachment = {
  readonly sha256: string
  readonly type: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Files of parties: content is kept once, whoever has it, and never changes. */
export type AttachmentStore = {
  /** Durable when resolved; a file that the party keeps already stays as it is. */
  keepAttachment(party: string, file: StoredAttachment, at: string): Promise<void>
  attachment(sha256: string): Promise<StoredAttachment | undefined>
  /** Which of these the party keeps, and how many bytes each has. */
  attachmentsOf(party: string, sha256: readonly string[]): Promise<ReadonlyMap<string, number>>
  /** The hashes of all that the party keeps. */
  keptBy(party: string): Promise<readonly string[]>
  /** The bytes of all that the party keeps. */
  attachedBytes(party: string): Promise<number>
}

export type ProgrammeStore = OutboxStore &
  AttachmentStore & {
    /** All entries of the ledger, ascending. */
    entries(): Promise<readonly StoredEntry[]>
    /** Appends in one transaction; durable when resolved. A sequence number that is there already is an error. */
    append(entries: readonly StoredEntry[], notices: readonly StoredNotice[]): Promise<void>
    /** Ascending by id, after `after`. */
    notices(to: string, after: number, limit: number): Promise<readonly (StoredNotice & { readonly id: number })[]>
    /** Saves a version that follows `over`; undefined where another one did already. */
    saveDraft(person: string, draft: Omit<StoredDraft, 'version'>, over: number): Promise<StoredDraft | undefined>
    /** The last version of each draft of a person. */
    drafts(person: string): Promise<readonly StoredDraft[]>
    draft(person: string, id: string, version: number | undefined): Promise<StoredDraft | undefined>
  }

/** The keys of parties whose people act at this centre; a party that keeps its own signs elsewhere. */
export type ProgrammeSigners = {
  /** The party's signer, made when it is first asked for. */
  signerOf(party: string): Promise<Signer>
}
