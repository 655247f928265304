/** `magpie decode`: packets to values, by a dictionary. */
import * as z from 'zod'
import { operation } from './operation.ts'

const count = z.int().min(0)

/** Decodes a file of Space Packets by a dictionary, a line or row a packet. */
export const decode = operation({
  name: 'decode',
  summary: 'Decode a file of Space Packets by an XTCE or F Prime dictionary: a line a packet, damage told and counted',
  place: 'here',
  input: z.strictObject({
    dictionary: z.string().min(1).describe('XTCE files, or one F Prime dictionary (.json), with commas between'),
    packets: z.string().min(1).describe('a file of Space Packets, one after another'),
    as: z
      .enum(['jsonl', 'csv', 'parquet'])
      .default('jsonl')
      .describe('what is written; --format is only how the account of it looks'),
    out: z.string().min(1).optional().describe('where to write; without it to standard output (not parquet)'),
    container: z
      .string()
      .min(1)
      .optional()
      .describe('the container that packets are, by name; without it the one that most others extend'),
    skip: z.coerce
      .number()
      .int()
      .min(0)
      .max(65536)
      .default(0)
      .describe('octets that stand before every packet and are no part of it'),
    set: z
      .string()
      .min(1)
      .optional()
      .describe('values of parameters that no packet tells: NAME=VALUE, with commas between'),
  }),
  output: z.strictObject({
    packets: z.string(),
    out: z.string(),
    octets: count,
    decoded: count,
    values: count,
    /** Packets that the dictionary does not explain, and pieces that are no packets. */
    damaged: count,
    damage: z.array(z.strictObject({ offset: count, octets: count, why: z.string() })),
    containers: z.array(z.strictObject({ container: z.string(), packets: count })),
    alarms: count,
    not_read: z.array(z.string()),
  }),
  cli: { words: ['decode'], positional: [] },
})
