/** `magpie streams …`: what a partner's centre does to have its part of a joint mission at home. */
import * as z from 'zod'
import { operation } from './operation.ts'

const count = z.int().min(0)
const access = z
  .string()
  .min(1)
  .describe('the file by which the streams are reached, as `magpie streams configure` wrote it')

export const streamOperations = {
  configureStreams: operation({
    name: 'streams.configure',
    summary: 'Write what a NATS server, the lead and each partner need for streams between their centres',
    place: 'here',
    input: z.strictObject({
      folder: z.string().min(1).describe('the mission folder, such as missions/change-8'),
      out: z.string().min(1).describe('a new folder for the files; keep them as you keep keys'),
      host: z.string().default('127.0.0.1').describe('where the NATS server listens'),
      port: z.coerce.number().int().min(1).max(65_535).default(4222),
      leaf_port: z.coerce
        .number()
        .int()
        .min(1)
        .max(65_535)
        .optional()
        .describe('for partners with a NATS server of their own'),
      parties: z.string().optional().describe('partners, with commas between; without it all who operate but the lead'),
    }),
    output: z.strictObject({ mission: z.string(), parties: z.array(z.string()), files: z.array(z.string()) }),
    cli: { words: ['streams', 'configure'], positional: ['folder', 'out'] },
  }),
  followStreams: operation({
    name: 'streams.follow',
    summary: 'Keep a copy at home of what your party may have: packets in an archive, the ledger verified as it grows',
    place: 'here',
    input: z.strictObject({
      access,
      folder: z.string().min(1).describe('the mission folder: its dictionaries say what packets hold'),
      out: z.string().min(1).describe('the folder of the copy; following goes on where it stands'),
      lead_key: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .optional()
        .describe("the public key of the lead's centre; without it that of the first message counts from then on"),
      seconds: z.coerce.number().positive().optional().describe('end after so long; without it at Ctrl-C'),
      messages: z.coerce.number().int().min(1).optional().describe('end once so many messages came'),
    }),
    output: z.strictObject({
      party: z.string(),
      run: z.string().describe('what is rehearsed or flown; empty where nothing came'),
      out: z.string(),
      messages: count,
      packets: count,
      hours: count.describe('of what is read within bounds'),
      entries: count,
      answers: z.array(
        z.strictObject({ nonce: z.string(), state: z.string(), id: z.string().optional(), why: z.string().optional() }),
      ),
      lead_key: z.string(),
    }),
    cli: { words: ['streams', 'follow'], positional: ['access', 'folder', 'out'] },
  }),
  sendCommand: operation({
    name: 'streams.send',
    summary: 'Send a command up that your party has signed (`magpie command sign`); what becomes of it comes down',
    place: 'here',
    input: z.strictObject({
      access,
      signed: z.string().min(1).describe('the file of the signed command'),
    }),
    output: z.strictObject({ party: z.string(), nonce: z.string(), message: count }),
    cli: { words: ['streams', 'send'], positional: ['access', 'signed'] },
  }),
} as const
