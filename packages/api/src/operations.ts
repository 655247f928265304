/** Every operation of Magpie, once. */
import * as z from 'zod'
import { eligibilityChanges, eligibilityCheck, eligibilityMembers, roadmap } from './eligibility-operations.ts'
import { problem } from './failure.ts'
import { clockMessage, deployment, happening, stageMessage, telemetryMessage } from './live.ts'
import { missionView, sceneView, telemetryHistory, upcoming } from './mission-views.ts'
import { operation } from './operation.ts'
import { peopleOperations } from './people-operations.ts'
import { programmeActs, programmeReads } from './programme-operations.ts'

const folder = z.string().min(1).describe('a folder on this machine')

export const verify = operation({
  name: 'verify',
  summary: 'Check this installation against a folder of reference files',
  place: 'here',
  input: z.strictObject({ folder: folder.describe('the folder with the reference files and the kernels they need') }),
  output: z.strictObject({
    passed: z.boolean(),
    quantities: z.array(
      z.strictObject({
        file: z.string(),
        quantity: z.string(),
        count: z.number().int(),
        worst: z.number(),
        tolerance: z.number(),
        unit: z.string(),
        /** The row with the worst residual against its tolerance. */
        where: z.string(),
        passed: z.boolean(),
      }),
    ),
    notChecked: z.array(z.strictObject({ file: z.string(), why: z.string() })),
    kernels: z.array(z.string()),
  }),
  cli: { words: ['verify'], positional: ['folder'] },
})

export const checkMission = operation({
  name: 'mission.check',
  summary: 'Validate a mission folder: which file, field and rule is wrong',
  place: 'here',
  input: z.strictObject({ folder: folder.describe('the mission folder, such as missions/change-8') }),
  output: z.strictObject({
    valid: z.boolean(),
    files: z.array(z.string()),
    problems: z.array(problem),
    assumed: z.number().int().describe('how many values are marked assumed'),
    sourced: z.number().int().describe('how many values carry a source'),
  }),
  cli: { words: ['mission', 'check'], positional: ['folder'] },
})

const kernelContent = z.strictObject({
  id: z.number().int(),
  name: z.string(),
  centre: z.number().int(),
  frames: z.array(z.string()),
  types: z.array(z.number().int()),
  segments: z.number().int(),
  /** Intervals as start and end, TDB. */
  coverage: z.array(z.string()),
  gaps: z.array(z.string()),
})

export const kernelInfo = operation({
  name: 'kernel.info',
  summary: 'What a kernel holds: bodies, frames, segment types, the time they cover and what of it is measured',
  place: 'here',
  input: z.strictObject({ file: z.string().min(1).describe('a SPICE kernel: SPK, binary PCK or text') }),
  output: z.strictObject({
    file: z.string(),
    kind: z.string(),
    byteOrder: z.enum(['little-endian', 'big-endian']).optional(),
    measured: z.string().optional().describe('of kernels of ITRF93: where their measured part ends, and who says so'),
    contents: z.array(kernelContent),
    variables: z.array(z.string()).describe('of text kernels'),
    comment: z.string(),
  }),
  cli: { words: ['kernel', 'info'], positional: ['file'] },
})

export const kernelSubset = operation({
  name: 'kernel.subset',
  summary: 'Cut bodies, frames and a span out of an SPK or binary PCK, to the bit',
  place: 'here',
  input: z.strictObject({
    file: z.string().min(1).describe('an SPK or binary PCK'),
    out: z.string().min(1).describe('the file to write, which must not be there yet'),
    bodies: z.string().min(1).optional().describe('names or NAIF ids with commas between; all where left out'),
    frames: z.string().min(1).optional().describe('names or class ids of frames with commas between'),
    from: z.string().optional().describe('the start of the span, such as 2028-08-01T00:00'),
    to: z.string().optional().describe('the end of the span'),
    order: z.enum(['little-endian', 'big-endian']).optional().describe('of bytes; that of the file where left out'),
  }),
  output: z.strictObject({
    out: z.string(),
    bytes: z.number().int(),
    kind: z.string(),
    contents: z.array(kernelContent),
    leftCentres: z.array(z.number().int()).describe('centres of what was kept that were left in the file'),
  }),
  cli: { words: ['kernel', 'subset'], positional: ['file'] },
})

const count = z.number().int()

export const frames = operation({
  name: 'frames',
  summary: 'What a recording of telemetry or telecommand frames holds, and why it is taken for that',
  place: 'here',
  input: z.strictObject({
    file: z.string().min(1).describe('a recording: octets as received, frames alone, packets, or lines of hexadecimal'),
    kind: z.enum(['tm', 'tc', 'aos', 'uslp', 'packets']).optional().describe('what it holds; guessed without it'),
    frame_length: z.coerce.number().int().min(7).max(65_536).optional().describe('octets of a frame, where fixed'),
    randomised: z
      .enum(['none', 'short', 'long', 'telecommand'])
      .optional()
      .describe('the sequence; guessed without it'),
    error_control: z.coerce
      .number()
      .pipe(z.union([z.literal(0), z.literal(2), z.literal(4)]))
      .optional()
      .describe('octets of frame error control; guessed without it'),
    insert_zone: z.coerce.number().int().min(0).max(1024).optional().describe('octets of the insert zone (AOS, USLP)'),
    ocf: z.boolean().optional().describe('frames carry an operational control field (AOS)'),
    unsegmented: z.boolean().optional().describe('data fields have no segment header (TC)'),
  }),
  output: z.strictObject({
    file: z.string(),
    kind: z.string(),
    why: z.array(z.string()).describe('what it was recognised by, layer by layer'),
    octets: count,
    frames: count,
    link: z.strictObject({
      inverted_blocks: count,
      marker_errors: count,
      marker_losses: count,
      skipped_bits: count,
      corrected_bits: count,
      bad_units: count,
    }),
    symbols: z.strictObject({ corrected: count, uncorrectable_codewords: count }),
    crc_failures: count,
    bad_frames: z.array(z.strictObject({ error: z.string(), frames: count, example: z.string() })),
    channels: z.array(
      z.strictObject({
        scid: count,
        vcid: count,
        frames: count,
        idle: count,
        missing: count,
        gaps: count,
        repeated: count,
        packets: count,
        damaged_packets: count,
        first_count: count,
        last_count: count,
      }),
    ),
    gaps: z.array(z.strictObject({ scid: count, vcid: count, frame: count, before: count, missing: count })),
    packets: z.array(
      z.strictObject({
        apid: count,
        vcid: count,
        packets: count,
        octets: count,
        missing: count,
        first_count: count,
        last_count: count,
      }),
    ),
    clcw: z.array(
      z.strictObject({
        vcid: count,
        reports: count,
        lockout: count,
        wait: count,
        retransmit: count,
        report: count,
        farm_b: count,
      }),
    ),
  }),
  cli: { words: ['frames'], positional: ['file'] },
})

export const stageReport = z.strictObject({
  stage: z.string(),
  state: z.enum(['done', 'reused']),
  headline: z.string(),
  artefact: z.string().describe('the file of its output, named by the hash of inputs, code version and seed'),
  cpu_s: z.number(),
})

export const rehearse = operation({
  name: 'rehearse',
  summary: 'Take a mission through the whole spine, from the call to the archive',
  place: 'here',
  input: z.strictObject({
    folder: folder.describe('the mission folder, such as missions/change-8'),
    out: z.string().min(1).default('rehearsal').describe('the folder for report, summary, archive and ledger'),
    seed: z.string().default('magpie').describe('the seed of everything random'),
    stage: z.string().optional().describe('stop after this stage'),
    fresh: z.boolean().default(false).describe('forget the outputs of earlier runs'),
  }),
  output: z.strictObject({
    mission: z.string(),
    seed: z.string(),
    out: z.string(),
    stages: z.array(stageReport),
    files: z.array(z.string()),
    headline: z.record(z.string(), z.union([z.string(), z.number()])),
    elapsed_s: z.number(),
  }),
  cli: { words: ['rehearse'], positional: ['folder'] },
})

export const verifyLedger = operation({
  name: 'ledger.verify',
  summary: 'Prove that no entry of a ledger was altered, dropped or forged',
  place: 'here',
  input: z.strictObject({ file: z.string().min(1).describe('a ledger file, or the folder of a rehearsal') }),
  output: z.strictObject({
    entries: z.number().int(),
    parties: z.array(z.strictObject({ party: z.string(), entries: z.number().int() })),
    head: z.string().describe('the hash of the last entry'),
  }),
  cli: { words: ['ledger', 'verify'], positional: ['file'] },
})

export const status = operation({
  name: 'status',
  summary: 'What this centre is and what it runs',
  place: 'centre',
  access: 'anyone',
  input: z.strictObject({}),
  output: z.strictObject({
    product: z.string(),
    version: z.string(),
    mission: z.string(),
    seed: z.string(),
    startedAt: z.string(),
    database: z.string(),
    stages: z.array(stageMessage),
    clock: clockMessage.optional(),
  }),
  http: { method: 'get', path: '/status' },
  cli: { words: ['status'], positional: [] },
})

export const mission = operation({
  name: 'mission.show',
  summary: 'The mission: parties, elements by owner, phases, site, what is assumed',
  place: 'centre',
  access: 'anyone',
  input: z.strictObject({}),
  output: missionView,
  http: { method: 'get', path: '/mission' },
  cli: { words: ['mission', 'show'], positional: [] },
})

export const scene = operation({
  name: 'mission.scene',
  summary: 'Positions of the Earth-Moon scene: tracks, attitudes, manoeuvres, stations',
  place: 'centre',
  access: 'anyone',
  input: z.strictObject({}),
  output: sceneView,
  http: { method: 'get', path: '/mission/scene' },
})

export const next = operation({
  name: 'mission.next',
  summary: 'What happens next: burns, passes, rises and sets, activities, deployments',
  place: 'centre',
  access: 'anyone',
  input: z.strictObject({
    after: z.coerce.number().optional().describe('TDB seconds past J2000; the mission clock where absent'),
    limit: z.coerce.number().int().min(1).max(500).default(20),
  }),
  output: z.strictObject({ upcoming: z.array(upcoming) }),
  http: { method: 'get', path: '/mission/next' },
  cli: { words: ['mission', 'next'], positional: [] },
})

export const deployments = operation({
  name: 'operations.deployments',
  summary: 'The deployment board: each module from touchdown to deployed',
  place: 'centre',
  access: 'anyone',
  input: z.strictObject({}),
  output: z.strictObject({ deployments: z.array(deployment) }),
  http: { method: 'get', path: '/operations/deployments' },
  cli: { words: ['operations', 'deployments'], positional: [] },
})

export const latest = operation({
  name: 'telemetry.latest',
  summary: 'The latest value of every parameter, or of one element',
  place: 'centre',
  access: 'anyone',
  input: z.strictObject({ element: z.string().optional() }),
  output: telemetryMessage.pick({ values: true }),
  http: { method: 'get', path: '/telemetry/latest' },
  cli: { words: ['telemetry', 'latest'], positional: [] },
})

export const history = operation({
  name: 'telemetry.history',
  summary: 'The samples of one parameter, thinned to at most so many points',
  place: 'centre',
  access: 'anyone',
  input: z.strictObject({
    element: z.string().min(1),
    name: z.string().min(1),
    points: z.coerce.number().int().min(2).max(20_000).default(500),
  }),
  output: telemetryHistory,
  http: { method: 'get', path: '/telemetry/history' },
  cli: { words: ['telemetry', 'history'], positional: ['element', 'name'] },
})

export const log = operation({
  name: 'operations.log',
  summary: 'What happened, newest last: decisions, manoeuvres, commands, refusals, alarms',
  place: 'centre',
  access: 'anyone',
  input: z.strictObject({
    after: z.coerce.number().int().min(-1).default(-1).describe('the sequence number after which to begin'),
    limit: z.coerce.number().int().min(1).max(1000).default(200),
    kind: happening.shape.kind.optional(),
  }),
  output: z.strictObject({ happenings: z.array(happening), last: z.number().int() }),
  http: { method: 'get', path: '/operations/log' },
  cli: { words: ['operations', 'log'], positional: [] },
})

export const pace = operation({
  name: 'rehearsal.pace',
  summary: 'Set the pace of the running rehearsal: pause, a fixed rate, or the tour',
  place: 'centre',
  access: 'rehearsal',
  input: z.strictObject({
    paused: z.boolean().optional(),
    mode: z.enum(['tour', 'fixed']).optional(),
    rate: z.number().positive().max(1e6).optional().describe('mission seconds a second, with mode fixed'),
  }),
  output: clockMessage,
  http: { method: 'post', path: '/rehearsal/pace' },
  cli: { words: ['rehearsal', 'pace'], positional: [] },
})

export const restart = operation({
  name: 'rehearsal.restart',
  summary: 'Begin the rehearsal again, with the same or another seed',
  place: 'centre',
  access: 'rehearsal',
  input: z.strictObject({ seed: z.string().min(1).max(64).optional() }),
  output: z.strictObject({ seed: z.string() }),
  http: { method: 'post', path: '/rehearsal/restart' },
  cli: { words: ['rehearsal', 'restart'], positional: [] },
})

export const stageOutput = operation({
  name: 'rehearsal.stage',
  summary: 'The output of one stage of the rehearsal, whole',
  place: 'centre',
  access: 'anyone',
  input: z.strictObject({ stage: z.string().min(1) }),
  output: z.strictObject({ stage: z.string(), artefact: z.string(), output: z.unknown() }),
  http: { method: 'get', path: '/rehearsal/stages/{stage}' },
  cli: { words: ['rehearsal', 'stage'], positional: ['stage'] },
})

export const ledgerEntry = z.strictObject({
  sequence: z.number().int(),
  at: z.string(),
  party: z.string(),
  kind: z.string(),
  subject: z.string(),
  hash: z.string(),
  body: z.unknown(),
})

export const ledger = operation({
  name: 'ledger.show',
  summary: 'Entries of the ledger, and whether the chain verifies',
  place: 'centre',
  access: 'anyone',
  input: z.strictObject({
    after: z.coerce.number().int().min(-1).default(-1),
    limit: z.coerce.number().int().min(1).max(1000).default(200),
  }),
  output: z.strictObject({
    entries: z.array(ledgerEntry),
    total: z.number().int(),
    verified: z.boolean(),
    head: z.string(),
  }),
  http: { method: 'get', path: '/ledger' },
  cli: { words: ['ledger', 'show'], positional: [] },
})

/** The whole contract, by key; handlers, routes, verbs and the client follow this table. */
export const operations = {
  verify,
  kernelInfo,
  frames,
  kernelSubset,
  checkMission,
  rehearse,
  verifyLedger,
  status,
  mission,
  scene,
  next,
  deployments,
  latest,
  history,
  log,
  pace,
  restart,
  stageOutput,
  ledger,
  eligibilityMembers,
  eligibilityCheck,
  eligibilityChanges,
  roadmap,
  ...peopleOperations,
  ...programmeReads,
  ...programmeActs,
} as const
export type Operations = typeof operations
export type OperationKey = keyof Operations
