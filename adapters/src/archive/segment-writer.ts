/**
 * The raw part of the archive that is being written: segments that grow, a group of packets at a time, each group synced
 * before it counts as archived. A group begins 8 ms after the one before at the earliest and takes all that came meanwhile,
 * so that packets are durable within a few milliseconds and the disk is asked a hundred times a second at most.
 */
import { type FileHandle, constants as flags, open } from 'node:fs/promises'
import type { IncomingPacket } from '@magpie/operations/ingest/archive-port'
import { openForAppend } from '../durable-append.ts'
import type { DiskSpace } from './disk-space.ts'
import { PacketIndex } from './packet-index.ts'
import { RecordBuffer } from './segment-records.ts'

/** Groups begin at least so far apart. */
const GROUP_MS = 8
/** While the disk is full so much waits in memory at most, octets. */
const MOST_WAITING = 1 << 26

/** A segment that is not sealed yet. */
export class OpenSegment {
  readonly number: number
  readonly path: string
  readonly index: PacketIndex
  /** Octets with those that wait to be written, and octets on the disk. */
  size: number
  written: number
  file: FileHandle | undefined
  /** Records that wait. */
  buffer = new RecordBuffer()
  /** Records that are being written. */
  leaving: RecordBuffer | undefined
  private readonly origins = new Map<string, number>()
  private lastSource: string | undefined
  private lastStation: string | undefined
  private lastOrigin = 0

  constructor(number: number, path: string, size = 0, index = new PacketIndex()) {
    this.number = number
    this.index = index
    this.path = path
    this.size = size
    this.written = size
  }

  /** Takes up an origin that the segment says already. */
  know(number: number, source: string, station: string): void {
    this.index.origins[number] = { source, station }
    this.origins.set(`${source}\n${station}`, number)
  }

  append(packet: IncomingPacket): void {
    const origin = this.originOf(packet)
    const at = this.size
    this.size += this.buffer.packet(packet, origin)
    this.index.addPacket(packet, origin, at)
  }

  private originOf(packet: IncomingPacket): number {
    if (packet.source !== this.lastSource || packet.station !== this.lastStation) {
      this.lastOrigin = this.numberOf(packet)
      this.lastSource = packet.source
      this.lastStation = packet.station
    }
    return this.lastOrigin
  }

  private numberOf({ source, station }: IncomingPacket): number {
    const found = this.origins.get(`${source}\n${station}`)
    if (found !== undefined) return found
    const number = this.index.origins.length
    this.know(number, source, station)
    // Twice: packets whose origin is lost belong to nobody.
    for (let copy = 0; copy < 2; copy++) this.size += this.buffer.origin(number, { source, station })
    return number
  }
}

type Waiter = { readonly place: number; readonly done: () => void; readonly failed: (cause: unknown) => void }

/** Packets taken and packets durable since the start, groups, and how long groups took from their first packet to the disk at most. */
export type WriterProgress = {
  readonly appended: number
  readonly archived: number
  readonly groups: number
  readonly slowest_ms: number
}

/** Writes what segments gather. */
export class GroupWriter {
  private appended = 0
  private archived = 0
  private slowest_ms = 0
  private groups = 0
  private readonly segments: () => readonly OpenSegment[]
  private readonly onFault: (cause: unknown) => void
  private failure: { readonly cause: unknown } | undefined
  private waiters: Waiter[] = []
  private timer: ReturnType<typeof setTimeout> | undefined
  private running: Promise<void> | undefined
  private lastStart_ms = Number.NEGATIVE_INFINITY
  private oldest_ms = Number.NaN
  private spare: RecordBuffer | undefined
  private readonly space: DiskSpace

  constructor(segments: () => readonly OpenSegment[], space: DiskSpace, onFault: (cause: unknown) => void) {
    this.segments = segments
    this.space = space
    this.onFault = onFault
  }

  /** Why nothing can be taken: the disk failed, or is full and much waits for it. */
  get refusal(): Error | undefined {
    if (this.failure === undefined && !this.space.isFull) return undefined
    if (this.failure !== undefined) return new Error('the archive cannot be written', { cause: this.failure.cause })
    const octets = this.segments().reduce((sum, { size, written }) => sum + size - written, 0)
    if (octets < MOST_WAITING) return undefined
    return new Error(`the disk is full, and ${this.appended - this.archived} packets wait for it already`)
  }

  get progress(): WriterProgress {
    const { appended, archived, groups, slowest_ms } = this
    return { appended, archived, groups, slowest_ms }
  }

  /** Counts a packet that a segment took; its place. */
  count(): number {
    if (this.failure !== undefined) throw this.refusal
    this.appended++
    if (Number.isNaN(this.oldest_ms)) this.oldest_ms = performance.now()
    if (this.timer === undefined && this.running === undefined) this.schedule()
    return this.appended
  }

  /** Resolves when the packet at a place is durable, and all before it. */
  durably(place: number): Promise<void> {
    if (place <= this.archived) return Promise.resolve()
    if (this.failure !== undefined) return Promise.reject(this.failure.cause)
    return new Promise((done, failed) => {
      this.waiters.push({ place, done, failed })
    })
  }

  /** Writes all that was taken so far; what comes meanwhile is not waited for. */
  async flush(): Promise<void> {
    const upTo = this.appended
    while (this.archived < upTo) {
      if (this.failure !== undefined) throw this.failure.cause
      await (this.running ?? this.begin())
    }
  }

  private schedule(): void {
    const wait_ms = Math.max(0, this.lastStart_ms + GROUP_MS - performance.now())
    this.timer = setTimeout(() => void this.begin(), wait_ms)
  }

  private begin(): Promise<void> {
    clearTimeout(this.timer)
    this.timer = undefined
    this.running ??= this.group().finally(() => {
      this.running = undefined
      if (this.appended > this.archived && this.failure === undefined && this.timer === undefined) this.schedule()
    })
    return this.running
  }

  private async group(): Promise<void> {
    const upTo = this.appended
    const since_ms = this.oldest_ms
    this.lastStart_ms = performance.now()
    this.oldest_ms = Number.NaN
    try {
      for (const segment of this.segments())
        if (segment.buffer.length > 0) await this.space.patiently(() => this.write(segment))
    } catch (cause) {
      this.failure = { cause }
      const waiters = this.waiters
      this.waiters = []
      for (const { failed } of waiters) failed(cause)
      this.onFault(cause)
      return
    }
    this.archived = upTo
    this.groups++
    this.slowest_ms = Math.max(this.slowest_ms, performance.now() - since_ms)
    const due = this.waiters.filter(({ place }) => place <= upTo)
    this.waiters = this.waiters.filter(({ place }) => place > upTo)
    for (const { done } of due) done()
  }

  private async write(segment: OpenSegment): Promise<void> {
    // What found no space is written again from its first octet.
    const taken = segment.leaving ?? segment.buffer
    if (segment.leaving === undefined) {
      segment.leaving = taken
      segment.buffer = this.spare ?? new RecordBuffer()
      this.spare = undefined
    }
    segment.file ??= await openSynced(segment.path)
    const octets = taken.octets.subarray(0, taken.length)
    for (let done = 0; done < octets.length; ) {
      const { bytesWritten } = await segment.file.write(octets, done, octets.length - done, segment.written + done)
      done += bytesWritten
    }
    segment.written += octets.length
    taken.length = 0
    segment.leaving = undefined
    this.spare = taken
  }
}

/** Opens a file whose writes are on the disk when they return (O_DSYNC: as fdatasync after each, in one turn of the thread that writes). */
async function openSynced(path: string): Promise<FileHandle> {
  await openForAppend(path).then((made) => made.close())
  return open(path, flags.O_RDWR | flags.O_DSYNC)
}
