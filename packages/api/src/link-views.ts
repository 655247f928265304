/** Links, passes and the relay path as a centre shows them. Times UTC of the mission; amounts since the centre began. */
import * as z from 'zod'

const count = z.int().min(0)

/** A link that octets come by and go by, when the spacecraft are not simulated inside. */
export const linkView = z.strictObject({
  id: z.string(),
  address: z.string(),
  /** `up` and heard; `silent`: connected, in a pass, and nothing comes; `down`: nobody at the other end. */
  state: z.enum(['up', 'silent', 'down']),
  since: z.string(),
  /** Whether telecommands go by it. */
  sends: z.boolean(),
  /** Whether files go by it, and custody is known of them. */
  files: z.boolean().optional(),
  heard_at: z.string().optional(),
  in_packets: count,
  in_octets: count,
  duplicates: count,
  damaged: count,
  missing_frames: count,
  /** Packets that nobody took in time. */
  dropped: count,
  out_packets: count,
  out_octets: count,
  last_error: z.string(),
})
export type LinkView = z.infer<typeof linkView>

/** A stretch of time in which one way is used: straight to a station, or by the relay. */
export const passView = z.strictObject({
  station: z.string(),
  via: z.enum(['station', 'relay']),
  start: z.string(),
  end: z.string(),
  /** One way, with what the relay needs, s. */
  light_s: z.number(),
  downlink_bit_s: z.number(),
  uplink_bit_s: z.number(),
  /** Share of frames that are lost or damaged. */
  loss: z.number(),
})
export type PassView = z.infer<typeof passView>

/** A bundle in a node's care, and how it goes on. */
export const heldBundle = z.strictObject({
  bundle: z.string(),
  /** What it carries: a file by its name (`file` where that is not known yet), word of custody, or an answer. */
  carries: z.string(),
  /** Absent where nobody said it: over links a node says that it has a bundle, and not how large it is. */
  octets: count.optional(),
  since: z.string(),
  /** The next node by the contact graph; absent where no way is known before it expires. */
  next: z.string().optional(),
  /** When it can leave by that hop, and when it is expected at its destination. */
  leaves_at: z.string().optional(),
  expected_at: z.string().optional(),
  /** It was sent to this node, whose word that it has it is waited for until then. */
  awaits: z.strictObject({ node: z.string(), until: z.string() }).optional(),
  expires: z.string(),
})
export type HeldBundle = z.infer<typeof heldBundle>

/** A node of the relay path, and what it is responsible for. */
export const custodyNode = z.strictObject({
  node: z.string(),
  octets: count,
  bundles: count,
  /** The oldest first; at most fifty. */
  holds: z.array(heldBundle),
})

/** One leg between two nodes, each way alike. */
export const hopView = z.strictObject({
  from: z.string(),
  to: z.string(),
  /** By the contact plan: open now, or when next. */
  open: z.boolean(),
  until: z.string().optional(),
  next: z.string().optional(),
  /** An outage is known of one of its ends. */
  out: z.boolean(),
  light_s: z.number(),
  rate_bit_s: z.number(),
  loss: z.number(),
  bundles: count.describe('sent over it so far'),
  lost: count,
  octets: count,
})
export type HopView = z.infer<typeof hopView>

/** What does not answer, since when and until when, and what it did to files. */
export const outageView = z.strictObject({
  node: z.string(),
  start: z.string(),
  end: z.string(),
  state: z.enum(['coming', 'now', 'over']),
  why: z.string(),
  files_touched: count,
  files_delivered: count,
})
export type OutageView = z.infer<typeof outageView>
