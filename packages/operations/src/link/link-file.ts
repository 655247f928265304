/**
 * Links of a centre: where octets come from and go to, and what they are. `links.json` beside a dictionary, or flags; what
 * stands here takes the place of the simulator's radio.
 */
import { identifier } from '@magpie/core/identifier'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { err, ok, type Result } from '@magpie/core/result'
import { parseEpoch } from '@magpie/core/time'
import * as z from 'zod'

/** `udp:HOST:PORT`, `tcp:HOST:PORT` (connects) or `tcp-listen:HOST:PORT` (waits for connections); IPv6 hosts in brackets. */
const address = z.string().transform((text, context): LinkAddress => {
  const read = linkAddress(text)
  if (read.ok) return read.value
  context.addIssue({ code: 'custom', message: describeLinkAddress(read.error) })
  return z.NEVER
})

const utc = z.string().refine((text) => parseEpoch(text, NAIF0012).ok, 'a UTC time such as 2028-11-25T14:00:00Z')

/** How a channel's octets are cut into frames or packets. Everything beside the kind has the common value. */
export const linkFraming = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('packets'),
    /** The longest packet agreed on, octets: it bounds what a wrong length can cost. */
    longest_octets: z.int().min(7).max(65542).default(65542),
  }),
  z.strictObject({
    kind: z.enum(['tm', 'aos', 'uslp']),
    /** Octets of a frame, where all are as long; USLP frames tell theirs where it is left out. */
    frame_octets: z.int().min(7).max(65536).optional(),
    /** Whether each frame stands behind the synchronisation marker 1acffc1d (a CADU). */
    marker: z.boolean().default(false),
    randomised: z.enum(['none', 'short', 'long']).default('none'),
    /** Reed-Solomon (255,223) or (255,239), interleaved so often; 0 for none. */
    reed_solomon: z.union([z.literal(0), z.literal(16), z.literal(32)]).default(0),
    interleave: z.int().min(1).max(8).default(1),
    error_control: z.union([z.literal(0), z.literal(2), z.literal(4)]).default(2),
    insert_zone: z.int().min(0).max(1024).default(0),
    /** AOS: frames carry an operational control field, and a header with error control of its own. */
    ocf: z.boolean().default(false),
    header_control: z.boolean().default(false),
  }),
  /** Telecommands as a spacecraft takes them: command link units with telecommand frames, segmented by MAP. */
  z.strictObject({ kind: z.literal('cltu') }),
])
export type LinkFraming = z.infer<typeof linkFraming>

/** How packets go up: as they are, or in bypass telecommand frames in command link units. */
export const uplinkFraming = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('packets') }),
  z.strictObject({ kind: z.literal('cltu'), scid: z.int().min(0).max(1023), vcid: z.int().min(0).max(63).default(0) }),
])
export type UplinkFraming = z.infer<typeof uplinkFraming>

const packets = { kind: 'packets' as const, longest_octets: 65542 }

/** One link: telemetry in, telecommands out, or both over one connection where `send` is `same`. */
export const link = z.strictObject({
  id: identifier,
  /** What the archive calls the place that received. */
  station: z.string().min(1).optional(),
  receive: address,
  frames: linkFraming.default(packets),
  /** Where telecommands go; `same` is the connection that telemetry comes by (TCP). */
  send: z.union([z.literal('same'), address]).optional(),
  uplink: uplinkFraming.default({ kind: 'packets' }),
  /** Files go by it, as bundles in packets of this application process; without it none do. */
  bundles: z.strictObject({ apid: z.int().min(0).max(2039) }).optional(),
})
export type Link = z.infer<typeof link>

/**
 * The time that telemetry is received at: that of the world, or one that is told, as where a spacecraft is simulated: mission
 * time was `epoch` when the world's was `at`, and goes `pace` times as fast.
 */
export const linkClock = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('wall') }),
  z.strictObject({ kind: z.literal('told'), epoch: utc, at: utc, pace: z.number().positive().max(1e6) }),
])
export type LinkClock = z.infer<typeof linkClock>

/** The file. */
export const linksFile = z.strictObject({ links: z.array(link).min(1), clock: linkClock.default({ kind: 'wall' }) })
export type LinksFile = z.infer<typeof linksFile>

/** A place on a network. */
export type LinkAddress = {
  readonly transport: 'udp' | 'tcp' | 'tcp-listen'
  readonly host: string
  readonly port: number
}

/** Text that names no place, and which part of it. */
export type LinkAddressError = { readonly kind: 'link-address'; readonly text: string; readonly part: 'form' | 'port' }

/** Reads `udp:127.0.0.1:10015`. */
export function linkAddress(text: string): Result<LinkAddress, LinkAddressError> {
  const m = /^(udp|tcp|tcp-listen):(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s]+)):(\d{1,5})$/.exec(text)
  if (m === null) return err({ kind: 'link-address', text, part: 'form' })
  const port = Number(m[4])
  if (port > 65535) return err({ kind: 'link-address', text, part: 'port' })
  return ok({ transport: m[1] as LinkAddress['transport'], host: m[2] ?? m[3]!, port })
}

/** The sentence for text that names no place. */
export function describeLinkAddress({ text, part }: LinkAddressError): string {
  return part === 'port'
    ? `"${text}" ends in no port: 0 to 65535`
    : `"${text}" is no link: write udp:HOST:PORT, tcp:HOST:PORT or tcp-listen:HOST:PORT`
}

/** The address as text. */
export function describeLink({ transport, host, port }: LinkAddress): string {
  return `${transport}:${host.includes(':') ? `[${host}]` : host}:${port}`
}
