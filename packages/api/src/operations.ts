/** Every operation of Magpie, once. */
import * as z from 'zod'
import { agreementActs, agreementReads } from './agreement-operations.ts'
import { alarmOperations } from './alarm-operations.ts'
import { authorityActs, authorityReads } from './authority-operations.ts'
import { centreOperations } from './centre-operations.ts'
import { commandActs, commandReads } from './command-operations.ts'
import { dataOperations } from './data-operations.ts'
import { decode } from './decode-operation.ts'
import { deploymentOperations } from './deployment-operations.ts'
import { deskPeople } from './desk-people-operation.ts'
import {
  eligibilityChanges,
  eligibilityCheck,
  eligibilityMembers,
  eligibilityVerdicts,
  roadmap,
} from './eligibility-operations.ts'
import { exchangeOperations } from './exchange-operations.ts'
import { problem } from './failure.ts'
import { keyFileOperations } from './key-file-operations.ts'
import { convertDictionary, linkOperations, receive, simulate } from './link-operations.ts'
import { logActs, logReads } from './log-operations.ts'
import { modelOperations } from './model-operations.ts'
import { operation } from './operation.ts'
import { peopleOperations } from './people-operations.ts'
import { procedureActs, procedureReads } from './procedure-operations.ts'
import { programmeActs, programmeReads } from './programme-operations.ts'
import { rehearsalOperations } from './rehearsal-operations.ts'
import { reviewActs, reviewReads } from './review-operations.ts'
import { schemaOperations } from './schema-operations.ts'
import { selectionActs, selectionOperations } from './selection-operations.ts'
import { spacecraftOperations } from './spacecraft-operations.ts'
import { streamOperations } from './stream-operations.ts'
import { telemetryOperations } from './telemetry-operations.ts'

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
    warnings: z.array(z.string()).describe('what the kernels do not know well'),
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

const stageReport = z.strictObject({
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
    fault: z
      .string()
      .optional()
      .describe('faults to put in: ELEMENT:FAULT[:AMOUNT]@T+SECONDS after touchdown, with commas between them'),
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
  summary: 'Prove that no entry of a ledger was altered, dropped or forged, and that files beside it are as written',
  place: 'here',
  input: z.strictObject({
    file: z.string().min(1).describe('a ledger file, or the folder of a rehearsal'),
    head: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits, as an earlier run printed behind "head"')
      .optional()
      .describe('a head noted before: it must still be there, so that entries cut off the end are missed'),
  }),
  output: z.strictObject({
    entries: z.number().int(),
    parties: z.array(z.strictObject({ party: z.string(), entries: z.number().int() })),
    head: z.string().describe('the hash of the last entry'),
    redacted: z.number().int().describe('entries whose content was left out'),
    files: z
      .array(z.string())
      .describe('files beside the ledger that are as their checksums say; these are not signed'),
    unchecked: z.array(z.string()).describe('files beside the ledger that no checksum speaks of'),
  }),
  cli: { words: ['ledger', 'verify'], positional: ['file'] },
})

/** The whole contract, by key; handlers, routes, verbs and the client follow this table. */
export const operations = {
  verify,
  kernelInfo,
  frames,
  decode,
  receive,
  simulate,
  convertDictionary,
  kernelSubset,
  checkMission,
  rehearse,
  verifyLedger,
  ...centreOperations,
  ...modelOperations,
  ...telemetryOperations,
  ...alarmOperations,
  ...dataOperations,
  ...linkOperations,
  eligibilityMembers,
  eligibilityCheck,
  eligibilityChanges,
  eligibilityVerdicts,
  roadmap,
  ...peopleOperations,
  ...programmeReads,
  ...schemaOperations,
  ...programmeActs,
  ...selectionOperations,
  ...selectionActs,
  ...reviewReads,
  ...reviewActs,
  ...agreementReads,
  ...agreementActs,
  deskPeople,
  ...commandReads,
  ...authorityReads,
  ...logReads,
  ...procedureReads,
  ...commandActs,
  ...authorityActs,
  ...procedureActs,
  ...logActs,
  ...deploymentOperations,
  ...rehearsalOperations,
  ...spacecraftOperations,
  ...exchangeOperations,
  ...keyFileOperations,
  ...streamOperations,
} as const
export type Operations = typeof operations
export type OperationKey = keyof Operations
