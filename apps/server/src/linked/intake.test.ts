/** A link whose archive is full: over a connection nothing is lost, whoever waits. */
import { connect, type Socket } from 'node:net'
import { type OpenLink, openLink } from '@magpie/adapters/links/socket-link'
import { unwrap } from '@magpie/core/result'
import { link } from '@magpie/operations/link/link-file'
import { afterEach, expect, test, vi } from 'vitest'
import { linkIntake } from './intake.ts'

/** So many packets may wait for the disk, as 64 MiB may in earnest. */
const MOST = 100
const ALL = 30_000

/** An archive as a full disk makes it: it takes what may wait, and refuses the next. */
class FullArchive {
  full = true
  readonly taken: number[] = []
  private durable = 0
  private waiting: (() => void)[] = []
  readonly archive = Object.defineProperty({} as { refusal: Error | undefined }, 'refusal', {
    get: () => (this.full && this.taken.length - this.durable >= MOST ? new Error('the disk is full') : undefined),
  })

  take(_source: string, _station: string, bytes: Uint8Array) {
    if (this.archive.refusal !== undefined) throw this.archive.refusal
    this.taken.push((bytes[6]! << 8) | bytes[7]!)
    return 'archived' as never
  }

  async durably(): Promise<void> {
    if (this.full) await new Promise<void>((done) => this.waiting.push(done))
    this.durable = this.taken.length
  }

  free(): void {
    this.full = false
    for (const done of this.waiting.splice(0)) done()
  }
}

const packet = (count: number) => [0x08, 5, 0xc0 | ((count >> 8) & 63), count & 255, 0, 1, count >> 8, count & 255]
const open: OpenLink[] = []
const sockets: Socket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  for (const one of open.splice(0)) await one.close()
})

async function linked(archive: FullArchive) {
  const heard: number[] = []
  const faults: unknown[] = []
  const intake = linkIntake({
    telemetry: archive,
    clock: { micros: () => 0 },
    ...{ sourceOf: () => 'lander', came: () => undefined, onFault: (cause) => void faults.push(cause) },
    hear: ({ bytes }) => void heard.push((bytes[6]! << 8) | bytes[7]!),
  })
  const config = link.parse({ id: 'a', receive: 'tcp-listen:127.0.0.1:0' })
  const take = async (arrivals: readonly { bytes: Uint8Array<ArrayBuffer>; at_ms: number }[]) => {
    await intake.take(
      arrivals.map(({ bytes, at_ms }) => ({ bytes, wall_ms: at_ms })),
      'miyun',
    )
  }
  const made = unwrap(await openLink(config, { take }))
  open.push(made)
  const socket = connect(made.address.port, '127.0.0.1')
  sockets.push(socket)
  socket.write(Buffer.from(Array.from({ length: ALL }, (_, i) => packet(i)).flat()))
  await vi.waitFor(() => expect(archive.taken).toHaveLength(MOST), { timeout: 60_000 })
  return { intake, heard, faults, made, socket }
}
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i)

test('a full disk holds a connection up, and everything is there once it has space', async () => {
  const archive = new FullArchive()
  const { heard, faults, made } = await linked(archive)
  expect(heard).toEqual([])
  // The reader stands still with a bounded queue: what else was sent waits at the sender.
  expect(made.statistics().packets).toBeLessThan(ALL)
  archive.free()
  await vi.waitFor(() => expect(heard).toHaveLength(ALL), { timeout: 60_000 })
  expect(archive.taken).toEqual(upTo(ALL))
  expect(heard).toEqual(upTo(ALL))
  expect(faults).toEqual([])
  expect(made.statistics()).toMatchObject({ dropped: 0, damaged_packets: 0 })
})

test('a centre that ends meanwhile is not held up, and hears nothing that is not archived', async () => {
  const archive = new FullArchive()
  const { intake, heard, made, socket } = await linked(archive)
  intake.close()
  await made.close()
  socket.destroy()
  expect(heard).toEqual([])
  expect(archive.taken).toEqual(upTo(MOST))
})
