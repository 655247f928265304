/** A NATS server as a process of one's own: found on this machine, started with a configuration, ended by its process. */
import { type ChildProcess, spawn } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

/** The server's program: `MAGPIE_NATS_SERVER`, or `nats-server` on the path; undefined where there is none. */
export async function findNatsServer(environment: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  const named = environment['MAGPIE_NATS_SERVER']
  const candidates =
    named === undefined
      ? (environment['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'nats-server'))
      : [named]
  for (const program of candidates) {
    try {
      await access(program, constants.X_OK)
      return program
    } catch {
      // Not this one.
    }
  }
  return undefined
}

export type NatsServer = { readonly pid: number; stop(signal?: NodeJS.Signals): Promise<void> }

/** Starts a server and resolves when it listens. */
export function startNatsServer(program: string, config: string): Promise<NatsServer> {
  const child = spawn(program, ['-c', config], { stdio: ['ignore', 'ignore', 'pipe'] })
  return new Promise((started, failed) => {
    let said = ''
    child.stderr.setEncoding('utf8')
    child.stderr.on('data', (text: string) => {
      said = (said + text).slice(-4000)
      if (said.includes('Server is ready')) started(running(child))
    })
    child.on('error', failed)
    child.on('exit', (code) => failed(new Error(`the NATS server ended (${code}): ${said.trim().split('\n').at(-1)}`)))
  })
}

function running(child: ChildProcess): NatsServer {
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  return {
    pid: child.pid!,
    async stop(signal = 'SIGTERM') {
      child.kill(signal)
      await ended
    },
  }
}
