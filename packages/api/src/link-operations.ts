/** `magpie receive`, `magpie simulate` and `magpie dictionary convert`: real links, and dictionaries for other tools. */
import { identifier } from '@magpie/core/identifier'
import * as z from 'zod'
import { custodyNode, hopView, linkView, outageView, passView } from './link-views.ts'
import { operation } from './operation.ts'

const count = z.int().min(0)
const dictionary = z.string().min(1).describe('XTCE files, or one F Prime dictionary (.json), with commas between')

/** Receives packets by UDP or TCP, shows values and archives the packets. */
export const receive = operation({
  name: 'receive',
  summary: 'Receive telemetry from a UDP or TCP port by an XTCE or F Prime dictionary: values live, packets archived',
  place: 'here',
  input: z.strictObject({
    link: z
      .string()
      .min(1)
      .describe('udp:HOST:PORT, tcp:HOST:PORT (connects), tcp-listen:HOST:PORT, or a file of links (links.json)'),
    dictionary,
    as: z
      .enum(['table', 'jsonl', 'csv', 'none'])
      .default('table')
      .describe('what is shown: a table of the latest values, or a line a packet'),
    frames: z.enum(['packets', 'tm', 'aos', 'uslp']).default('packets').describe('what the octets are'),
    frame_length: z.coerce.number().int().min(7).max(65_536).optional().describe('octets of a frame, where fixed'),
    marker: z.boolean().default(false).describe('frames stand behind synchronisation markers (CADU)'),
    randomised: z.enum(['none', 'short', 'long']).default('none').describe('the sequence on the frames'),
    reed_solomon: z.coerce
      .number()
      .pipe(z.union([z.literal(0), z.literal(16), z.literal(32)]))
      .default(0)
      .describe('check symbols of a codeword'),
    interleave: z.coerce.number().int().min(1).max(8).default(1).describe('interleaving depth of the code'),
    error_control: z.coerce
      .number()
      .pipe(z.union([z.literal(0), z.literal(2), z.literal(4)]))
      .default(2)
      .describe('octets of frame error control'),
    archive: z.string().min(1).optional().describe('the folder where packets are archived; without it they are not'),
    element: identifier.optional().describe('what sends, as the archive calls it; the id of the link without it'),
    container: z.string().min(1).optional().describe('the container that packets are; guessed without it'),
    set: z.string().min(1).optional().describe('values of parameters that no packet tells: NAME=VALUE, with commas'),
    packets: z.coerce.number().int().min(1).optional().describe('end after so many packets'),
    seconds: z.coerce.number().positive().optional().describe('end after so long; without either, at Ctrl-C'),
  }),
  output: z.strictObject({
    links: z.array(
      z.strictObject({
        id: z.string(),
        address: z.string(),
        connections: count,
        failures: count,
        octets: count,
        packets: count,
        damaged_packets: count,
        lost_octets: count,
        frames: count,
        bad_frames: count,
        missing_frames: count,
        dropped: count,
        last_error: z.string(),
      }),
    ),
    decoded: count,
    values: count,
    undecoded: count,
    missing: count.describe('packets missing by their sequence counts'),
    alarms: count,
    containers: z.array(z.strictObject({ container: z.string(), packets: count })),
    archive: z.string().describe('empty where nothing was archived'),
    archived: count.describe('each once, however often it came'),
    why_undecoded: z.array(z.string()).describe('the first few reasons'),
    not_read: z.array(z.string()),
  }),
  cli: { words: ['receive'], positional: ['link'] },
})

/** Runs the spacecraft of a mission by themselves, behind a link. */
export const simulate = operation({
  name: 'simulate',
  summary: 'Run a mission’s spacecraft alone, behind a UDP or TCP link that a centre operates them by',
  place: 'here',
  input: z.strictObject({
    folder: z.string().min(1).describe('the mission folder, such as missions/change-8'),
    listen: z
      .string()
      .min(1)
      .default('tcp-listen:127.0.0.1:0')
      .describe(
        'where telecommands come in: tcp-listen:HOST:PORT, tcp:HOST:PORT (connects) or udp:HOST:PORT; 0 is any port',
      ),
    send: z
      .string()
      .min(1)
      .optional()
      .describe('where telemetry goes, such as udp:HOST:PORT; by the connection that telecommands come by without it'),
    frames: z.enum(['packets', 'uslp']).default('packets').describe('what telemetry is sent as'),
    uplink: z.enum(['packets', 'cltu']).default('packets').describe('what telecommands come as'),
    links: z
      .string()
      .min(1)
      .optional()
      .describe('a file to write for magpie serve --links: the other end of this link'),
    seed: z
      .string()
      .default('magpie')
      .describe('the seed of everything random; of the keys too where no file has them'),
    keys: z
      .string()
      .min(1)
      .optional()
      .describe('a file of the parties’ public keys, as magpie key public writes it; made from the seed without it'),
    fault: z
      .string()
      .optional()
      .describe(
        'faults to put in, ELEMENT:FAULT[:AMOUNT]@T+SECONDS after touchdown, with commas; magpie fault list has them',
      ),
    start: z.string().optional().describe('mission time to begin at, UTC; touchdown without it'),
    pace: z.coerce.number().positive().max(1e6).default(1).describe('seconds of the mission in a second'),
    artefacts: z.string().min(1).default('rehearsal/artefacts').describe('the folder of stages computed before'),
    seconds: z.coerce.number().positive().optional().describe('end after so long; without it at Ctrl-C'),
  }),
  output: z.strictObject({
    mission: z.string(),
    address: z.string(),
    began: z.string().describe('UTC of the mission'),
    ended: z.string(),
    frames_sent: count.describe('on the radio path'),
    frames_lost: count,
    packets_heard: count.describe('at stations'),
    packets_sent: count.describe('over the link'),
    packets_dropped: count.describe('which nobody was connected for, or that could not be sent in time'),
    telecommands: count,
    telecommands_without_contact: count,
    accepted: count.describe('by the gateway on board'),
    refused: count,
    waiting_on_board: count,
  }),
  cli: { words: ['simulate'], positional: ['folder'] },
})

/** Writes a dictionary as XTCE. */
export const convertDictionary = operation({
  name: 'dictionary.convert',
  summary: 'Write a dictionary (XTCE of any edition, or F Prime) as XTCE 1.2 or 1.3, one file for each root system',
  place: 'here',
  input: z.strictObject({
    dictionary,
    out: z.string().min(1).describe('the file to write; a folder where the dictionary has several root systems'),
    edition: z
      .enum(['1.2', '1.3'])
      .default('1.2')
      .describe('of XTCE: 1.2 of 2018, which most tools read, or 1.3 of 2025'),
  }),
  output: z.strictObject({
    files: z.array(z.string()),
    parameters: count,
    containers: count,
    commands: count,
    algorithms: count,
    octet_counted_strings: count.describe(
      'strings whose length counts octets, which other readers of XTCE take for bits',
    ),
    not_read: z.array(z.string()),
  }),
  cli: { words: ['dictionary', 'convert'], positional: ['dictionary', 'out'] },
})

/** How the spacecraft are reached, and what waits. */
export const linkList = operation({
  name: 'link.list',
  summary: 'Links with their state, the pass now and the next ones, and what waits on board and in the queue',
  place: 'centre',
  access: 'anyone',
  input: z.strictObject({
    passes: z.coerce.number().int().min(1).max(100).default(12).describe('how many passes ahead'),
  }),
  output: z.strictObject({
    mode: z
      .enum(['simulated', 'linked'])
      .describe('whether the spacecraft are simulated inside, or at the other end of links'),
    at: z.string(),
    links: z.array(linkView),
    pass: passView.optional().describe('the one now'),
    next: z.array(passView),
    outages: z.array(outageView),
    on_board: z
      .strictObject({ packets: count, used_Mbit: z.number(), at: z.string() })
      .optional()
      .describe('what the recorder holds, as the lander said last'),
    queued: count.describe('commands that wait for a pass, people or a rule'),
    missing: count.describe('packets missing by their counts'),
    volumes: z.strictObject({ in_packets: count, in_octets: count, lost: count }).describe('in all'),
  }),
  http: { method: 'get', path: '/links' },
  cli: { words: ['link', 'list'], positional: [] },
})

/** Who holds which bundle on the relay path. */
export const relayCustody = operation({
  name: 'relay.custody',
  summary:
    'The relay path as hops, and who holds which bundle since when, by which hop it goes next, when it is expected',
  place: 'centre',
  access: 'anyone',
  input: z.strictObject({}),
  output: z.strictObject({
    at: z.string(),
    nodes: z.array(custodyNode),
    hops: z.array(hopView),
    files: z
      .array(
        z.strictObject({
          file: z.string(),
          element: z.string(),
          direction: z.enum(['down', 'up']),
          octets: count,
          made: z.string(),
          delivered: z.string().optional(),
          hops: z.array(z.strictObject({ node: z.string(), at: z.string() })),
        }),
      )
      .describe('the newest fifty'),
    totals: z.strictObject({ made: count, sent: count, lost: count, again: count, accepted: count, dropped: count }),
  }),
  http: { method: 'get', path: '/links/custody' },
  cli: { words: ['link', 'custody'], positional: [] },
})

export const linkReads = { linkList, relayCustody } as const

/** An outage on request, to rehearse one. */
export const linkOutage = operation({
  name: 'link.outage',
  summary: 'In a rehearsal: a station or the relay does not answer from now on, for so long',
  place: 'centre',
  access: 'rehearsal',
  input: z.strictObject({
    node: z.string().min(1).max(64).describe('a station, or the relay'),
    minutes: z.coerce.number().min(1).max(20_160).describe('of the mission, up to two weeks'),
    why: z.string().min(1).max(500).describe('what is rehearsed; it is recorded'),
  }),
  output: z.strictObject({ node: z.string(), start: z.string(), end: z.string() }),
  http: { method: 'post', path: '/links/outage' },
  cli: { words: ['link', 'outage'], positional: ['node'] },
})

export const linkOperations = { ...linkReads, linkOutage } as const
