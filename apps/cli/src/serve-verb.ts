/** `magpie serve`: runs a centre with the console, the database of its own, and the rehearsal live. */
import { homedir } from 'node:os'
import { join } from 'node:path'
import { type Command, Option } from 'commander'
import { portOf } from './flags.ts'
import { unforeseen } from './tell-failure.ts'

/** Where a centre keeps its state unless told: root's home is closed to the user its database must run as. */
function defaultData(): string {
  if (process.env['MAGPIE_DATA'] !== undefined) return process.env['MAGPIE_DATA']
  if (process.getuid?.() === 0) return '/var/lib/magpie/data'
  return join(process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'magpie')
}

/** Adds the verb. */
export function addServe(program: Command): void {
  program
    .command('serve')
    .description('Run a centre: the console, the rehearsal live, a database of its own')
    .argument('[folder]', 'the mission folder; missions/change-8 of this project where left out')
    .addOption(
      new Option('--port <number>', 'port on 127.0.0.1').default(8088).env('MAGPIE_PORT').argParser<number>(portOf),
    )
    .option('--data <folder>', 'folder of its state', defaultData())
    .option('--seed <text>', 'the seed of everything random', 'magpie')
    .option('--links <file>', 'a file of links (links.json): operate what is at their other end, simulate nothing')
    .option('--streams <file>', "lead.json of `magpie streams configure`: feed partners' centres")
    .addOption(new Option('--database <url>', 'an existing PostgreSQL').env('MAGPIE_DATABASE_URL'))
    .action(
      async (
        folder: string | undefined,
        options: { port: number; data: string; seed: string; database?: string; links?: string; streams?: string },
      ) => {
        const { serve } = await import('@magpie/server/serve')
        try {
          const started = await serve({ folder, ...options })
          if (started.ok) return
          console.error(started.error.message)
          process.exitCode = 1
        } catch (cause) {
          console.error(unforeseen(cause).message)
          process.exit(1) // what was opened before would keep it running
        }
      },
    )
}
