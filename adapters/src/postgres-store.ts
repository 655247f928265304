/** The state of a centre in PostgreSQL: one dialect, one set of migrations. */
import type { Happening } from '@magpie/api/live'
import type { CommandStore } from '@magpie/centre/command-store'
import type { ProgrammeStore } from '@magpie/centre/programme-store'
import type { RehearsalStore, StoredEntry, StoredRehearsal } from '@magpie/centre/rehearsal-store'
import { type Generated, Kysely, PostgresDialect, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import pg from 'pg'
import type { SealedKeys } from './party-keys.ts'
import { COMMAND_MIGRATIONS, type CommandTables, postgresCommands } from './postgres-commands.ts'
import { PROGRAMME_MIGRATIONS, type ProgrammeTables, postgresKeys, postgresProgramme } from './postgres-programme.ts'

type Database = {
  rehearsal: {
    id: Generated<number>
    mission: string
    seed: string
    version: string
    started_at: Generated<Date>
    clock_s: number | null
    mode: Generated<'tour' | 'fixed'>
    rate: Generated<number>
    paused: Generated<boolean>
  }
  happening: { rehearsal: number; sequence: number; body: string }
  ledger_entry: { rehearsal: number; sequence: number; hash: string; body: string }
}

/** Everything that a centre keeps in its database. */
export type PostgresStores = {
  readonly rehearsals: RehearsalStore
  readonly programme: ProgrammeStore
  readonly keys: SealedKeys
  /** The ledger of a rehearsal's command desk. */
  readonly commands: (rehearsal: number) => CommandStore
  /** The connections, for what brings its own tables. */
  readonly pool: pg.Pool
  close(): Promise<void>
}

/** Opens the stores of a database and brings its tables up to date. */
export async function postgresStores(url: string): Promise<PostgresStores> {
  const pool = new pg.Pool({ connectionString: url, max: 8 })
  // A connection that breaks while nobody uses it is replaced at the next use; without a listener it would end the process.
  pool.on('error', () => undefined)
  const db = new Kysely<Database & ProgrammeTables>({ dialect: new PostgresDialect({ pool }) })
  const getMigrations = async () => ({ ...MIGRATIONS, ...PROGRAMME_MIGRATIONS, ...COMMAND_MIGRATIONS })
  const migrator = new Migrator({ db, provider: { getMigrations } })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) {
    await db.destroy()
    throw error
  }
  const tables = db as unknown as Kysely<ProgrammeTables>
  return {
    rehearsals: rehearsalStore(db as unknown as Kysely<Database>),
    programme: postgresProgramme(tables),
    keys: postgresKeys(tables),
    commands: (rehearsal) => postgresCommands(db as unknown as Kysely<CommandTables>, rehearsal),
    pool,
    close: () => db.destroy(),
  }
}

function rehearsalStore(db: Kysely<Database>): RehearsalStore {
  return {
    async current() {
      const row = await db.selectFrom('rehearsal').selectAll().orderBy('id', 'desc').limit(1).executeTakeFirst()
      return row === undefined ? undefined : stored(row)
    },
    async begin(mission, seed, version) {
      const row = await db
        .insertInto('rehearsal')
        .values({ mission, seed, version })
        .returningAll()
        .executeTakeFirstOrThrow()
      return stored(row)
    },
    async record(id, { happenings, entries, clock_s, pace }) {
      await db.transaction().execute(async (trx) => {
        for (const chunk of chunks(happenings, 500)) {
          await trx
            .insertInto('happening')
            .values(chunk.map((h) => ({ rehearsal: id, sequence: h.sequence, body: JSON.stringify(h) })))
            .execute()
        }
        for (const chunk of chunks(entries, 500)) {
          await trx
            .insertInto('ledger_entry')
            .values(chunk.map((e) => ({ rehearsal: id, sequence: e.sequence, hash: e.hash, body: e.text })))
            .execute()
        }
        await trx
          .updateTable('rehearsal')
          .set({ clock_s, ...pace })
          .where('id', '=', id)
          .execute()
      })
    },
    async happenings(id, after, limit) {
      const rows = await db
        .selectFrom('happening')
        .select('body')
        .where('rehearsal', '=', id)
        .where('sequence', '>', after)
        .orderBy('sequence')
        .limit(limit)
        .execute()
      return rows.map((row) => JSON.parse(row.body) as Happening)
    },
    async entries(id, after, limit) {
      const rows = await db
        .selectFrom('ledger_entry')
        .select(['sequence', 'hash', 'body'])
        .where('rehearsal', '=', id)
        .where('sequence', '>', after)
        .orderBy('sequence')
        .limit(limit)
        .execute()
      return rows.map(({ sequence, hash, body }): StoredEntry => ({ sequence, hash, text: body }))
    },
  }
}

const MIGRATIONS: Record<string, Migration> = {
  '0001-rehearsals': {
    async up(db: Kysely<Database>) {
      await db.schema
        .createTable('rehearsal')
        .addColumn('id', 'serial', (c) => c.primaryKey())
        .addColumn('mission', 'text', (c) => c.notNull())
        .addColumn('seed', 'text', (c) => c.notNull())
        .addColumn('version', 'text', (c) => c.notNull())
        .addColumn('started_at', 'timestamptz', (c) => c.notNull().defaultTo(sql`now()`))
        .addColumn('clock_s', 'double precision')
        .addColumn('mode', 'text', (c) => c.notNull().defaultTo('tour'))
        .addColumn('rate', 'double precision', (c) => c.notNull().defaultTo(1))
        .addColumn('paused', 'boolean', (c) => c.notNull().defaultTo(false))
        .execute()
      for (const table of ['happening', 'ledger_entry'] as const) {
        const made = db.schema
          .createTable(table)
          .addColumn('rehearsal', 'integer', (c) => c.notNull().references('rehearsal.id'))
          .addColumn('sequence', 'integer', (c) => c.notNull())
          .addColumn('body', 'text', (c) => c.notNull())
          .addPrimaryKeyConstraint(`${table}_key`, ['rehearsal', 'sequence'])
        await (table === 'ledger_entry' ? made.addColumn('hash', 'text', (c) => c.notNull()) : made).execute()
      }
    },
  },
}

function stored(row: {
  id: number
  mission: string
  seed: string
  version: string
  started_at: Date
  clock_s: number | null
  mode: 'tour' | 'fixed'
  rate: number
  paused: boolean
}): StoredRehearsal {
  const { id, mission, seed, version, mode, rate, paused } = row
  return {
    id,
    mission,
    seed,
    version,
    startedAt: row.started_at.toISOString(),
    clock_s: row.clock_s ?? undefined,
    pace: { mode, rate, paused },
  }
}

function* chunks<T>(list: readonly T[], size: number): Generator<readonly T[]> {
  for (let i = 0; i < list.length; i += size) yield list.slice(i, i + size)
}
