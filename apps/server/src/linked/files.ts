/**
 * Files over links: the centre is a node of the mission's bundle network, and the stations at the other end of a link are its
 * neighbours. Files that owners send go up by CFDP, signed by their party; those of the spacecraft come down and are kept in a
 * folder. Nothing is acknowledged before what it changed is on the disk, so that a centre that starts again goes on where it was.
 */
import { mkdir, readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fromKeptJson, keptJson } from '@magpie/adapters/links/kept-json'
import { writeWhole } from '@magpie/adapters/whole-file'
import type { CommandCentre } from '@magpie/centre/command-centre'
import { fromBase64 } from '@magpie/core/base64'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { random } from '@magpie/core/random'
import { epoch, tdbSeconds } from '@magpie/core/time'
import type { Signer } from '@magpie/ledger/keys'
import type { RecordedAct } from '@magpie/operations/command/book'
import { secondsOf } from '@magpie/operations/command/instant'
import type { LinksFile } from '@magpie/operations/link/link-file'
import type { FileService, OperationsFile } from '@magpie/operations/operations-file'
import { loadBytes, loadOption } from '@magpie/operations/procedure/load-signature'
import { legsOf } from '@magpie/rehearsal/operations-run'
import type { OperationsEvent } from '@magpie/simulator/operations-event'
import type { CustodyNow } from '@magpie/simulator/relay-custody'
import type { CameFile } from '@magpie/simulator/relay-files'
import { type RelayNetwork, type RelayState, relayNetwork } from '@magpie/simulator/relay-network'
import { CENTRE } from '@magpie/simulator/relay-plan'
import { type Scheduler, scheduler } from '@magpie/simulator/scheduler'
import type { SiteStudy } from '@magpie/surface/site-study'

export type LinkedFilesParts = {
  readonly folder: string
  readonly operations: OperationsFile
  readonly surface: SiteStudy
  readonly centre: CommandCentre
  readonly signer: (party: string) => Signer
  readonly ownerOf: (element: string) => string
  /** Mission time now, TDB s. */
  readonly begun_s: number
  /** Whether a link that takes bundles stands, and hands it one. */
  readonly up: () => boolean
  readonly out: (bundle: Uint8Array) => boolean
  readonly emit: (event: OperationsEvent) => void
  readonly note: (text: string) => void
  readonly onFault: (cause: unknown) => void
}

const STATE = 'bundle-node.json'
/** Transactions begin at a number that one before a loss of the folder hardly had. */
const NUMBERS = 60_000

/** Whether files go over these links. */
export function takesBundles({ links }: LinksFile, { files }: Pick<OperationsFile, 'files'>): boolean {
  return files !== undefined && links.some(({ bundles, send }) => bundles !== undefined && send !== undefined)
}

export class LinkedFiles {
  private readonly parts: LinkedFilesParts
  private readonly time: Scheduler
  private readonly network: RelayNetwork
  private arrived: Uint8Array[] = []
  private leaving: Uint8Array[] = []
  private came: CameFile[] = []
  private changed = false
  private told = false
  private up = false
  /** How much of what was said at the desk was looked at. */
  private seen = 0

  private constructor(parts: LinkedFilesParts, service: FileService, kept: Partial<RelayState>) {
    this.parts = parts
    this.time = scheduler(parts.begun_s)
    const { operations } = parts
    this.network = relayNetwork({
      // What a script plans for a rehearsal is no outage that anybody knows of here.
      world: { file: { ...operations, script: [] }, time: this.time },
      ...{ service, legs: legsOf(parts.surface, operations.gateway), random: random('centre') },
      ...{ ownerOf: parts.ownerOf, emit: (event) => this.emit(event) },
      split: {
        here: (node) => node === CENTRE,
        up: parts.up,
        out: (bundle) => {
          this.leaving.push(bundle)
          this.changed = true
        },
        came: (file) => void this.came.push(file),
        kept,
      },
    })
  }

  /** Goes on from what is in the folder; undefined where the mission has no service for files. */
  static async open(parts: LinkedFilesParts): Promise<LinkedFiles | undefined> {
    const { files } = parts.operations
    if (files === undefined) return undefined
    await mkdir(parts.folder, { recursive: true })
    return new LinkedFiles(parts, files, await keptIn(parts))
  }

  /** A bundle came. */
  take(octets: Uint8Array): void {
    this.arrived.push(octets)
  }

  /** Takes what came, sends up what was said at the desk, and hands out what may go once it is on record. */
  async tick(now_s: number): Promise<void> {
    while (this.time.step(now_s));
    // What comes in enters at the time that was asked for, not at that of the last thing that happened.
    this.time.at(now_s, () => undefined)
    this.time.step(now_s)
    const up = this.parts.up()
    if (up && !this.up) this.network.resume()
    this.up = up
    this.send()
    for (const octets of this.arrived.splice(0)) {
      this.network.take(octets)
      this.changed = true
    }
    while (this.time.step(now_s));
    if (this.changed) await this.keep()
  }

  /** Who holds which bundle, as far as it was heard here. */
  custody(at_s: number): CustodyNow {
    return this.network.custody(at_s)
  }

  /** Files that were sent at the desk and are not known here yet begin to go up. */
  private send(): void {
    const { said } = this.parts.centre.desk.book
    if (this.seen === said.length) return
    const known = new Set(this.network.state().files.map(({ file }) => file))
    for (; this.seen < said.length; this.seen++) {
      const load = loadOf(said[this.seen]!)
      if (load === undefined || known.has(load.name)) continue
      const signature = this.parts.signer(load.party).sign(loadBytes(load.name, load.content))
      this.network.load(load.element, load.name, load.party, load.content, [loadOption(signature)])
      this.changed = true
    }
  }

  /** Writes down what came and what the node remembers, and only then lets go what leaves. */
  private async keep(): Promise<void> {
    const { folder, out } = this.parts
    try {
      for (let file = this.came[0]; file !== undefined; file = this.came[0]) {
        const path = join(folder, 'received', ...placeOf(file.name))
        await mkdir(dirname(path), { recursive: true })
        await writeWhole(path, file.content)
        this.came.shift()
      }
      await writeWhole(join(folder, STATE), keptJson(this.network.state()))
    } catch (cause) {
      // A full disk has space again some day: until then nothing is acknowledged, and who sent it keeps it.
      if (!this.told) this.parts.onFault(cause)
      this.told = true
      return
    }
    this.told = false
    this.changed = false
    // What a link does not take now is sent again, as what is lost on the way.
    for (const bundle of this.leaving.splice(0)) out(bundle)
  }

  private emit(event: OperationsEvent): void {
    this.changed = true
    this.parts.emit(event)
  }
}

/** A file that the desk has on record as sent up, under the name that it has on the way. */
function loadOf({ event, stamp }: RecordedAct) {
  if (event.kind !== 'rehearsal' || event.act.do !== 'load') return undefined
  const { element, name, content } = event.act
  const at_s = Math.round(tdbSeconds(epoch(secondsOf(stamp.at)), NAIF0012))
  const octets = fromBase64(content)
  return octets && { element, name: `${element}/${name}@${at_s}`, party: stamp.party, content: octets }
}

/** A path below the folder, whatever a name says. */
function placeOf(name: string): string[] {
  const parts = name.split('/').map((part) => encodeURIComponent(part).replace(/^\.+$/, '_'))
  return parts.filter((part) => part !== '')
}

async function keptIn({ folder, begun_s, note }: LinkedFilesParts): Promise<Partial<RelayState>> {
  const text = await readFile(join(folder, STATE), 'utf8').catch(() => undefined)
  const anew = {
    entities: [[CENTRE, { sequence: Math.floor(begun_s) % NUMBERS, sending: [], receiving: [] }]],
  } as const
  if (text === undefined) return anew
  try {
    return fromKeptJson(text) as RelayState
  } catch {
    await rename(join(folder, STATE), join(folder, `${STATE}.unreadable`))
    note('what the centre remembered of files on their way cannot be read: it was put aside, and begins anew')
    return anew
  }
}
