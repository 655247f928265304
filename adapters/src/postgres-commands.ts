/** The ledger of a centre's command desk in PostgreSQL, one for each rehearsal. */
import type { CommandStore } from '@magpie/centre/command-store'
import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { insertNotices, type NoticeTables } from './postgres-programme.ts'

export type CommandTables = {
  command_entry: { rehearsal: number; sequence: number; hash: string; body: string }
}

export const COMMAND_MIGRATIONS: Record<string, Migration> = {
  '0004-commands': {
    async up(db: Kysely<CommandTables>) {
      await db.schema
        .createTable('command_entry')
        .addColumn('rehearsal', 'integer', (c) => c.notNull().references('rehearsal.id'))
        .addColumn('sequence', 'integer', (c) => c.notNull())
        .addColumn('hash', 'text', (c) => c.notNull())
        .addColumn('body', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('command_entry_key', ['rehearsal', 'sequence'])
        .execute()
    },
  },
}

/** The desk's store of one rehearsal, in the database of the outbox. Two centres on one database cannot both append: the key of the sequence lets one. */
export function postgresCommands(db: Kysely<CommandTables>, rehearsal: number): CommandStore {
  return {
    async entries() {
      const rows = await db
        .selectFrom('command_entry')
        .select(['sequence', 'hash', 'body'])
        .where('rehearsal', '=', rehearsal)
        .orderBy('sequence')
        .execute()
      return rows.map(({ sequence, hash, body }) => ({ sequence, hash, text: body }))
    },
    async append(entries, notices) {
      if (entries.length === 0) return
      const rows = entries.map(({ sequence, hash, text }) => ({ rehearsal, sequence, hash, body: text }))
      await db.transaction().execute(async (trx) => {
        await trx.insertInto('command_entry').values(rows).execute()
        await insertNotices(trx as unknown as Kysely<NoticeTables>, notices)
      })
    },
  }
}
