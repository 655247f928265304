/** Telemetry that was archived: samples a page at a time, summed up for a plot, as a file, replayed; packets; what is missing. */
import * as z from 'zod'
import { held } from './mission-views.ts'
import { operation } from './operation.ts'

const instant = z
  .string()
  .min(1)
  .describe('UTC, ISO 8601, such as 2029-01-10T06:30:00.25Z; by the clock of the packets')
const span = {
  from: instant.optional().describe('the first instant; from the beginning where absent'),
  to: instant.optional().describe('the instant behind the last; to the end where absent'),
}
const parameterOf = {
  element: z.string().min(1).describe('the element that sent it'),
  name: z.string().min(1).describe('the parameter, by its own name or its path'),
}
const names = z.string().min(1).describe('parameters of the element, with commas between')
const sampleValue = z.union([z.number(), z.string()])
const damaged = z.array(z.string()).describe('what could not be read as it was written and was left out')
const count = z.int().min(0)

export const telemetryPage = operation({
  name: 'telemetry.page',
  summary: 'Samples of one parameter in the order of their times, a page at a time',
  place: 'centre',
  access: 'anyone',
  input: z.strictObject({
    ...parameterOf,
    ...span,
    limit: z.coerce.number().int().min(1).max(10_000).default(1000),
    order: z.enum(['ascending', 'descending']).default('ascending'),
    cursor: z.string().min(1).max(4096).optional().describe('the `next` of the page before'),
  }),
  output: z.strictObject({
    element: z.string(),
    name: z.string(),
    unit: z.string(),
    samples: z.array(
      z.strictObject({
        time: z.string().describe('UTC with microseconds'),
        apid: count,
        sequence: count,
        value: sampleValue.describe('whole numbers beyond 2^53 as text'),
        raw: sampleValue.optional(),
        level: z.string().optional().describe('of its limits, where it has any'),
      }),
    ),
    next: z.string().optional().describe('the cursor of the next page; absent at the end'),
    damaged,
    held: held.optional(),
  }),
  http: { method: 'get', path: '/telemetry/page' },
  cli: { words: ['telemetry', 'page'], positional: ['element', 'name'] },
})

export const telemetryPlot = operation({
  name: 'telemetry.plot',
  summary: 'Least, greatest and mean of one parameter in equal stretches of time',
  place: 'centre',
  access: 'anyone',
  input: z.strictObject({
    ...parameterOf,
    ...span,
    bars: z.coerce.number().int().min(1).max(5000).default(500),
  }),
  output: z.strictObject({
    element: z.string(),
    name: z.string(),
    unit: z.string(),
    from: z.string(),
    to: z.string(),
    width_s: z.number(),
    samples: count,
    bars: z
      .array(
        z.strictObject({
          time: z.string().describe('when the stretch begins, UTC'),
          count,
          least: z.number(),
          mean: z.number(),
          greatest: z.number(),
        }),
      )
      .describe('those that hold samples'),
    damaged,
    held: held.optional(),
  }),
  http: { method: 'get', path: '/telemetry/plot' },
  cli: { words: ['telemetry', 'plot'], positional: ['element', 'name'] },
})

export const telemetryStates = operation({
  name: 'telemetry.states',
  summary: 'Which value of one parameter held when: modes, switches and texts over time, with changes and gaps',
  place: 'centre',
  access: 'anyone',
  input: z.strictObject({
    ...parameterOf,
    ...span,
    bars: z.coerce
      .number()
      .int()
      .min(1)
      .max(5000)
      .default(500)
      .describe('what is shorter than the stretch of time over this number may be told together'),
  }),
  output: z.strictObject({
    element: z.string(),
    name: z.string(),
    unit: z.string(),
    from: z.string(),
    to: z.string(),
    samples: count,
    changes: count,
    silence_s: z.number().optional().describe('samples further apart than this have a gap between them'),
    states: z
      .array(
        z.strictObject({
          value: sampleValue,
          level: z.string().optional().describe('of its limits, where it has any'),
          samples: count,
          held_s: z.number().min(0).describe('for how long it held in the whole stretch of time'),
        }),
      )
      .describe('those that `stretches` name, in the order in which they came first'),
    stretches: z
      .array(
        z.strictObject({
          from: z.string(),
          to: z.string().describe('when it changed, or the last sample before a gap'),
          samples: count,
          changes: count.describe('within it, where it is told together'),
          gaps: count.describe('within it, where it is told together'),
          distinct: count.describe('how many states'),
          parts: z
            .array(z.strictObject({ state: count.describe('its place in `states`'), held_s: z.number().min(0) }))
            .describe('one, or those that are told together: the four that held longest'),
        }),
      )
      .describe('in the order of their times'),
    gaps: z
      .array(
        z.strictObject({
          from: z.string(),
          to: z.string(),
          missing: count.describe('packets known to be missing by their sequence counts; 0 where nothing was sent'),
        }),
      )
      .describe('between samples, where packets are missing or nothing came for long'),
    damaged,
    held: held.optional(),
  }),
  http: { method: 'get', path: '/telemetry/states' },
  cli: { words: ['telemetry', 'states'], positional: ['element', 'name'] },
})

/** An answer that is a file or a stream of lines: what it is and its octets, as they come. */
export const streamed = z.custom<{
  readonly media: string
  readonly file: string
  readonly octets: AsyncIterable<Uint8Array>
  /** Of a file that never changes. */
  readonly sha256?: string
}>()

export const telemetryExport = operation({
  name: 'telemetry.export',
  summary: 'Samples of parameters as a file: CSV, JSON Lines or Parquet',
  place: 'centre',
  access: 'anyone',
  input: z.strictObject({
    element: parameterOf.element,
    names,
    ...span,
    as: z.enum(['csv', 'jsonl', 'parquet']).default('csv'),
  }),
  output: streamed,
  http: {
    method: 'get',
    path: '/telemetry/export',
    streams: ['text/csv', 'application/x-ndjson', 'application/vnd.apache.parquet'],
  },
  cli: { words: ['telemetry', 'export'], positional: ['element', 'names'], writes: 'file' },
})

export const telemetryReplay = operation({
  name: 'telemetry.replay',
  summary: 'Samples of the past as a live stream of lines, as fast as they were made or by a rate',
  place: 'centre',
  access: 'anyone',
  input: z.strictObject({
    element: parameterOf.element,
    names,
    ...span,
    rate: z.coerce
      .number()
      .min(0)
      .max(1e6)
      .default(1)
      .describe('seconds of then in a second of now; 0 as fast as it goes'),
  }),
  output: streamed,
  http: { method: 'get', path: '/telemetry/replay', streams: ['application/x-ndjson'] },
})

const channel = {
  element: z.string(),
  apid: count,
}

export const telemetryPackets = operation({
  name: 'telemetry.packets',
  summary: 'Packets as they came, in the order of the archive, with their octets',
  place: 'centre',
  access: 'anyone',
  input: z.strictObject({
    element: z.string().min(1).optional(),
    apid: z.coerce.number().int().min(0).max(2047).optional(),
    ...span,
    limit: z.coerce.number().int().min(1).max(1000).default(100),
    cursor: z
      .string()
      .regex(/^\d+\.\d+$/)
      .optional()
      .describe('the `next` of the page before'),
  }),
  output: z.strictObject({
    packets: z.array(
      z.strictObject({
        ...channel,
        station: z.string(),
        sequence: count,
        time: z.string(),
        received: z.string(),
        standing: z.enum(['sample', 'conflict', 'undecoded']),
        octets: z.string().optional().describe('hexadecimal; absent where the archive was altered'),
      }),
    ),
    next: z.string().optional(),
  }),
  http: { method: 'get', path: '/telemetry/packets' },
  cli: { words: ['telemetry', 'packets'], positional: [] },
})

const gap = {
  first: count.describe('the sequence count of the first that is missing'),
  missing: count,
  after: z.string().describe('when the packet before it was made, UTC'),
  before: z.string().describe('when the packet behind it was made, UTC'),
}

export const telemetryGaps = operation({
  name: 'telemetry.gaps',
  summary: 'What is missing by the sequence counts, and what became of gaps',
  place: 'centre',
  access: 'anyone',
  input: z.strictObject({
    element: z.string().min(1).optional(),
    limit: z.coerce.number().int().min(1).max(5000).default(500),
  }),
  output: z.strictObject({
    open: z.array(z.strictObject({ ...channel, ...gap })).describe('newest first'),
    history: z
      .array(
        z.strictObject({
          ...channel,
          ...gap,
          change: z.enum(['opened', 'narrowed', 'filled']),
          at: z.string().describe('when it was seen, UTC'),
        }),
      )
      .describe('newest first'),
  }),
  http: { method: 'get', path: '/telemetry/gaps' },
  cli: { words: ['telemetry', 'gaps'], positional: [] },
})

export const telemetryCompleteness = operation({
  name: 'telemetry.completeness',
  summary: 'How much of each channel came: packets, missing ones, repetitions, the newest',
  place: 'centre',
  access: 'anyone',
  input: z.strictObject({ element: z.string().min(1).optional() }),
  output: z.strictObject({
    channels: z.array(
      z.strictObject({
        ...channel,
        packets: count,
        missing: count,
        complete: z.number().min(0).max(1).describe('packets over packets and missing ones'),
        gaps: count,
        strays: count.describe('packets whose counts fit nowhere, such as after a counter was reset'),
        newest: z.string().optional(),
      }),
    ),
    since_start: z
      .array(
        z.strictObject({
          element: z.string(),
          packets: count,
          samples: count,
          late: count,
          duplicates: count,
          conflicts: count,
          undecoded: count,
        }),
      )
      .describe('by element, since the centre was started'),
    archive: z.strictObject({
      packets: count,
      waiting: count.describe('packets not yet synced to the disk'),
      slowest_ms: z.number().describe('the longest that a packet waited for the disk'),
    }),
  }),
  http: { method: 'get', path: '/telemetry/completeness' },
  cli: { words: ['telemetry', 'completeness'], positional: [] },
})

export const telemetryOperations = {
  telemetryPage,
  telemetryPlot,
  telemetryStates,
  telemetryExport,
  telemetryReplay,
  telemetryPackets,
  telemetryGaps,
  telemetryCompleteness,
} as const
