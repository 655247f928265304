/** A centre's programme in PostgreSQL: the ledger of acts, the outbox, drafts, and the sealed keys of its parties. */
import type { AttachmentStore, ProgrammeStore, StoredDraft, StoredNotice } from '@magpie/centre/programme-store'
import { type Generated, type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { SealedKey, SealedKeys } from './party-keys.ts'

/** The outbox: what parties are told, by whichever desk. */
export type NoticeTables = {
  notice: {
    id: Generated<number>
    recipient: string
    at: string
    subject: string
    body: string
    sent_at: string | null
  }
}

export type ProgrammeTables = NoticeTables & {
  programme_entry: { sequence: number; hash: string; body: string }
  draft: {
    person: string
    id: string
    version: number
    kind: string
    title: string
    saved_at: string
    content: string
  }
  attachment: { sha256: string; type: string; content: Buffer }
  attachment_kept: { party: string; sha256: string; bytes: number; at: string }
  party_key: { party: string; public_key: string; sealed: string; made_at: Generated<Date> }
}

/** The tables of the programme, to be run after those before. */
export const PROGRAMME_MIGRATIONS: Record<string, Migration> = {
  '0002-programme': {
    async up(db: Kysely<ProgrammeTables>) {
      await db.schema
        .createTable('programme_entry')
        .addColumn('sequence', 'integer', (c) => c.primaryKey())
        .addColumn('hash', 'text', (c) => c.notNull())
        .addColumn('body', 'text', (c) => c.notNull())
        .execute()
      await db.schema
        .createTable('notice')
        .addColumn('id', 'serial', (c) => c.primaryKey())
        .addColumn('recipient', 'text', (c) => c.notNull())
        .addColumn('at', 'text', (c) => c.notNull())
        .addColumn('subject', 'text', (c) => c.notNull())
        .addColumn('body', 'text', (c) => c.notNull())
        .addColumn('sent_at', 'text')
        .execute()
      await db.schema.createIndex('notice_recipient').on('notice').columns(['recipient', 'id']).execute()
      await db.schema
        .createTable('draft')
        .addColumn('person', 'text', (c) => c.notNull())
        .addColumn('id', 'text', (c) => c.notNull())
        .addColumn('version', 'integer', (c) => c.notNull())
        .addColumn('kind', 'text', (c) => c.notNull())
        .addColumn('title', 'text', (c) => c.notNull())
        .addColumn('saved_at', 'text', (c) => c.notNull())
        .addColumn('content', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('draft_key', ['person', 'id', 'version'])
        .execute()
      await db.schema
        .createTable('party_key')
        .addColumn('party', 'text', (c) => c.primaryKey())
        .addColumn('public_key', 'text', (c) => c.notNull())
        .addColumn('sealed', 'text', (c) => c.notNull())
        .addColumn('made_at', 'timestamptz', (c) => c.notNull().defaultTo(sql`now()`))
        .execute()
    },
  },
  '0003-attachments': {
    up: (db: Kysely<ProgrammeTables>) => attachmentTables(db),
  },
}

/** The files of parties: content once, by its hash; who keeps it beside. */
async function attachmentTables(db: Kysely<ProgrammeTables>): Promise<void> {
  await db.schema
    .createTable('attachment')
    .addColumn('sha256', 'text', (c) => c.primaryKey())
    .addColumn('type', 'text', (c) => c.notNull())
    .addColumn('content', 'bytea', (c) => c.notNull())
    .execute()
  await db.schema
    .createTable('attachment_kept')
    .addColumn('party', 'text', (c) => c.notNull())
    .addColumn('sha256', 'text', (c) => c.notNull().references('attachment.sha256'))
    .addColumn('bytes', 'integer', (c) => c.notNull())
    .addColumn('at', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('attachment_kept_key', ['party', 'sha256'])
    .execute()
}

/** Puts notices into the outbox, within the transaction of what caused them. */
export async function insertNotices(trx: Kysely<NoticeTables>, notices: readonly StoredNotice[]): Promise<void> {
  if (notices.length === 0) return
  const rows = notices.map(({ to, at, subject, text }) => ({ recipient: to, at, subject, body: text }))
  await trx.insertInto('notice').values(rows).execute()
}

/** The programme's store over an open database. */
export function postgresProgramme(db: Kysely<ProgrammeTables>): ProgrammeStore {
  return {
    ...attachments(db),
    async entries() {
      const rows = await db.selectFrom('programme_entry').selectAll().orderBy('sequence').execute()
      return rows.map(({ sequence, hash, body }) => ({ sequence, hash, text: body }))
    },
    async append(entries, notices) {
      await db.transaction().execute(async (trx) => {
        if (entries.length > 0) {
          const rows = entries.map(({ sequence, hash, text }) => ({ sequence, hash, body: text }))
          await trx.insertInto('programme_entry').values(rows).execute()
        }
        await insertNotices(trx as unknown as Kysely<NoticeTables>, notices)
      })
    },
    async notices(to, after, limit) {
      const rows = await db
        .selectFrom('notice')
        .select(['id', 'recipient', 'at', 'subject', 'body'])
        .where('recipient', '=', to)
        .where('id', '>', after)
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map(({ id, recipient, at, subject, body }) => ({ id, to: recipient, at, subject, text: body }))
    },
    async unsent(after, limit) {
      const rows = await db
        .selectFrom('notice')
        .select(['id', 'recipient', 'at', 'subject', 'body'])
        .where('sent_at', 'is', null)
        .where('id', '>', after)
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map(({ id, recipient, at, subject, body }) => ({ id, to: recipient, at, subject, text: body }))
    },
    async markSent(id, at) {
      await db.updateTable('notice').set({ sent_at: at }).where('id', '=', id).execute()
    },
    async saveDraft(person, draft, over) {
      const saved = { ...draft, version: over + 1 }
      const { savedAt, ...row } = saved
      // Two windows cannot both follow one version: the key lets one in. Nor may a version be skipped.
      const rows = await sql<{ version: number }>`
        insert into draft (person, id, version, kind, title, saved_at, content)
        select ${person}, ${row.id}, ${row.version}, ${row.kind}, ${row.title}, ${savedAt}, ${row.content}
        where coalesce((select max(version) from draft where person = ${person} and id = ${row.id}), 0) = ${over}
        on conflict do nothing returning version`.execute(db)
      return rows.rows.length === 0 ? undefined : saved
    },
    async drafts(person) {
      const rows = await db
        .selectFrom('draft')
        .distinctOn('id')
        .selectAll()
        .where('person', '=', person)
        .orderBy('id')
        .orderBy('version', 'desc')
        .execute()
      return rows.map(draftOf)
    },
    async draft(person, id, version) {
      const all = db.selectFrom('draft').selectAll().where('person', '=', person).where('id', '=', id)
      const wanted =
        version === undefined ? all.orderBy('version', 'desc').limit(1) : all.where('version', '=', version)
      const row = await wanted.executeTakeFirst()
      return row === undefined ? undefined : draftOf(row)
    },
  }
}

function attachments(db: Kysely<ProgrammeTables>): AttachmentStore {
  return {
    async keepAttachment(party, { sha256, type, bytes }, at) {
      await db.transaction().execute(async (trx) => {
        const once = { sha256, type, content: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) }
        await trx
          .insertInto('attachment')
          .values(once)
          .onConflict((c) => c.doNothing())
          .execute()
        const kept = { party, sha256, bytes: bytes.length, at }
        await trx
          .insertInto('attachment_kept')
          .values(kept)
          .onConflict((c) => c.doNothing())
          .execute()
      })
    },
    async attachment(sha256) {
      const row = await db.selectFrom('attachment').selectAll().where('sha256', '=', sha256).executeTakeFirst()
      return row === undefined ? undefined : { sha256, type: row.type, bytes: new Uint8Array(row.content) }
    },
    async attachmentsOf(party, sha256) {
      if (sha256.length === 0) return new Map()
      const kept = db.selectFrom('attachment_kept').select(['sha256', 'bytes']).where('party', '=', party)
      const rows = await kept.where('sha256', 'in', sha256).execute()
      return new Map(rows.map((row) => [row.sha256, row.bytes]))
    },
    async keptBy(party) {
      const kept = db.selectFrom('attachment_kept').select('sha256').where('party', '=', party)
      return (await kept.orderBy('sha256').execute()).map((row) => row.sha256)
    },
    async attachedBytes(party) {
      const all = db.selectFrom('attachment_kept').where('party', '=', party)
      const { bytes } = await all.select((e) => e.fn.sum('bytes').as('bytes')).executeTakeFirstOrThrow()
      return Number(bytes ?? 0)
    },
  }
}

/** The sealed keys over an open database. */
export function postgresKeys(db: Kysely<ProgrammeTables>): SealedKeys {
  return {
    async find(party) {
      const row = await db.selectFrom('party_key').selectAll().where('party', '=', party).executeTakeFirst()
      return row === undefined ? undefined : keyOf(row)
    },
    async put(key) {
      const { party, publicKey, sealed } = key
      await db
        .insertInto('party_key')
        .values({ party, public_key: publicKey, sealed })
        .onConflict((c) => c.column('party').doNothing())
        .execute()
      return keyOf(await db.selectFrom('party_key').selectAll().where('party', '=', party).executeTakeFirstOrThrow())
    },
  }
}

function keyOf(row: { party: string; public_key: string; sealed: string }): SealedKey {
  return { party: row.party, publicKey: row.public_key, sealed: row.sealed }
}

function draftOf(row: ProgrammeTables['draft']): StoredDraft {
  const { id, kind, title, version, saved_at, content } = row
  return { id, kind, title, version, savedAt: saved_at, content }
}
