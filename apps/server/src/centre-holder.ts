/** The running rehearsal of a centre; beginning again puts another in its place, with what was signed since. */
import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { findSigned, type ServedFolder, writeSigned } from '@magpie/adapters/signed-folder'
import type { CommandStore } from '@magpie/centre/command-store'
import type { RehearsalStore } from '@magpie/centre/rehearsal-store'
import type { Subscriber } from '@magpie/centre/subscriber'
import { Turns } from '@magpie/core/turns'
import { type DiskStanding, describeDisk } from '@magpie/operations/ingest/archive-port'
import type { LinksFile } from '@magpie/operations/link/link-file'
import type { Desk } from '@magpie/programme/desk/record'
import { signedMission } from '@magpie/rehearsal/assembly/signed-mission'
import type { MissionFolder } from '@magpie/rehearsal/mission-folder'
import type { Logger } from 'pino'
import { LiveCentre } from './live-centre.ts'

export type HolderOptions = {
  /** The mission folder that is served. */
  readonly base: ServedFolder
  /** What was signed: undefined where the centre has no desk. */
  readonly desk: () => Desk | undefined
  readonly data: string
  readonly store: RehearsalStore
  /** Where the ledger of a rehearsal's command desk is kept. */
  readonly commands: (rehearsal: number) => CommandStore
  /** Of code and data: a rehearsal of another version begins anew. */
  readonly version: string
  /** The version that people see. */
  readonly shown: string
  readonly database: string
  /** Where the spacecraft are at the other end of links. */
  readonly links?: LinksFile | undefined
  readonly log: Logger
}

export class CentreHolder {
  live: LiveCentre | undefined
  private readonly options: HolderOptions
  /** Who watches, and how each leaves what runs now: a restart takes them along. */
  private readonly watchers = new Map<Subscriber, () => void>()
  /** One at a time: two that begin anew at once would leave one running that nobody stops. */
  private readonly turns = new Turns(1)
  private stopped = false

  constructor(options: HolderOptions) {
    this.options = options
  }

  get store(): RehearsalStore {
    return this.options.store
  }

  get base(): MissionFolder {
    return this.options.base.mission
  }

  /** Takes up the rehearsal that was under way, if it is of this mission, seed and version; begins one otherwise. */
  async begin(seed: string, anew = false): Promise<void> {
    const { store, commands, base, version, data, shown, database, links } = this.options
    await mkdir(join(data, 'archive'), { recursive: true })
    const current = await store.current()
    const same = !anew && current?.seed === seed && current.version === version
    const before = same ? await findSigned(base, current.mission, data) : undefined
    const served = before ?? (await this.withSigned())
    const rehearsal = before === undefined ? await store.begin(served.name, seed, version) : current!
    const onFault = (cause: unknown) => void this.fault(cause)
    const { folder, mission } = served
    const live = new LiveCentre({
      folder,
      mission,
      data,
      store,
      commands,
      database,
      version: shown,
      rehearsal,
      signing: this.options.desk,
      links,
      onFault,
      onDisk: (standing) => this.tellDisk(standing),
    })
    this.live = live
    for (const s of this.watchers.keys()) this.watchers.set(s, live.watch(s))
  }

  /** The folder with what was signed at the desk; the mission's own where nothing was, or where it does not come together. */
  private async withSigned(): Promise<ServedFolder> {
    const { base, data, desk } = this.options
    const standing = desk()
    if (standing === undefined) return base
    const made = signedMission(base.mission, standing)
    if (made.ok && made.value === undefined) return base
    const written = made.ok ? await writeSigned(base, made.value!.mission, data) : made
    if (written.ok) return written.value
    this.options.log.error({ why: written.error }, 'what was signed could not be taken into the rehearsal')
    return base
  }

  /** Adds a watcher of whatever runs; returns how to leave. */
  watch(s: Subscriber): () => void {
    this.watchers.set(s, this.live?.watch(s) ?? (() => undefined))
    return () => {
      this.watchers.get(s)?.()
      this.watchers.delete(s)
    }
  }

  restart(seed: string | undefined): Promise<string> {
    return this.turns.take(async () => {
      if (this.stopped) throw new Error('the centre is stopping')
      const next = seed ?? this.live?.state.seed ?? 'magpie'
      await this.live?.stop()
      await this.begin(next, true)
      return next
    })
  }

  fault(cause: unknown): string {
    const reference = randomUUID().slice(0, 8)
    this.options.log.error({ reference, cause: cause instanceof Error ? cause.stack : String(cause) }, 'fault')
    return reference
  }

  private tellDisk(standing: DiskStanding): void {
    const { log, data } = this.options
    log[standing.kind === 'disk-full' ? 'error' : 'info']({ folder: data }, describeDisk(standing))
  }

  stop(): Promise<void> {
    this.stopped = true
    return this.turns.take(async () => this.live?.stop())
  }
}
