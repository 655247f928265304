/** What was agreed on data, as it concerns who asks; what came of each element; and the data that a party takes with it. */
import { dataShare } from '@magpie/mission/agreement'
import * as z from 'zod'
import { held } from './mission-views.ts'
import { operation } from './operation.ts'
import { releaseOperations } from './release-operations.ts'
import { streamed } from './telemetry-operations.ts'

const term = z.strictObject({
  rule: z.enum(['owner-reads', 'host-reads-housekeeping', 'shared', 'after-embargo']),
  basis: z.string().describe('what it rests on, in words'),
  agreement: z.string().optional(),
  licence: z.string().optional().describe('SPDX name of the licence, where the embargo is over'),
  delay_s: z.number().min(0),
  every_s: z.number().min(0).describe('one sample in so many seconds; 0 is all'),
  step: z.number().min(0).describe('numbers are rounded to multiples of it; 0 leaves them as they are'),
  from: z.string().optional(),
  until: z.string().optional(),
})

export const dataOperations = {
  dataReading: operation({
    name: 'data.reading',
    summary: 'What you read of each element, and by which agreement: housekeeping, and each result of an instrument',
    place: 'centre',
    access: 'anyone',
    input: z.strictObject({ element: z.string().min(1).optional() }),
    output: z.strictObject({
      reader: z.string().describe('the party that you act for, or `public`'),
      elements: z.array(
        z.strictObject({
          element: z.string(),
          name: z.string(),
          owner: z.string(),
          items: z.array(
            z.strictObject({
              parameter: z.string().describe('`*` stands for all housekeeping that no other item names'),
              kind: z.enum(['science', 'housekeeping']),
              reads: z.enum(['all', 'bounded', 'later', 'never']),
              terms: z.array(term).describe('the least bounded first'),
              held: held.optional(),
            }),
          ),
        }),
      ),
    }),
    http: { method: 'get', path: '/data/reading' },
    cli: { words: ['data', 'reading'], positional: [] },
  }),
  dataCatalogue: operation({
    name: 'data.catalogue',
    summary:
      'What came of each element: its parameters with unit and words, from when until when, and how you read each',
    place: 'centre',
    access: 'anyone',
    input: z.strictObject({ element: z.string().min(1).optional() }),
    output: z.strictObject({
      now: z.string().describe('the present of the mission, UTC'),
      elements: z.array(
        z.strictObject({
          element: z.string(),
          name: z.string(),
          owner: z.string(),
          first: z.string().optional().describe('when the first packet was made, UTC'),
          last: z.string().optional(),
          packets: z.int().min(0),
          packetsHeld: held.optional().describe('why you do not read whole packets; absent where you do'),
          parameters: z.array(
            z.strictObject({
              name: z.string().describe('as it is asked for'),
              unit: z.string(),
              words: z.string(),
              values: z.enum(['numbers', 'texts']),
              labels: z
                .array(z.string())
                .optional()
                .describe('of an enumeration or a boolean: its words, in the order of the dictionary'),
              limits: z
                .array(
                  z.strictObject({
                    level: z.enum(['watch', 'warning', 'critical']),
                    form: z.enum(['outside', 'inside']).describe('whether values outside or inside are at the level'),
                    least: z.number().optional(),
                    greatest: z.number().optional(),
                  }),
                )
                .describe('by range, in its unit'),
              kind: z.enum(['science', 'housekeeping']),
              reads: z.enum(['all', 'bounded', 'later', 'never']),
              held: held.optional(),
            }),
          ),
        }),
      ),
    }),
    http: { method: 'get', path: '/data/catalogue' },
    cli: { words: ['data', 'catalogue'], positional: [] },
  }),
  dataPolicies: operation({
    name: 'data.policies',
    summary: 'What was agreed on data, agreement by agreement: embargo, licence, who has what before it is over',
    place: 'centre',
    access: 'anyone',
    input: z.strictObject({}),
    output: z.strictObject({
      policies: z.array(
        z.strictObject({
          agreement: z.string(),
          title: z.string(),
          parties: z.array(z.string()),
          elements: z.array(z.string()),
          embargo_days: z.int(),
          licence: z.string(),
          sharing: z.array(dataShare),
        }),
      ),
    }),
    http: { method: 'get', path: '/data/policies' },
    cli: { words: ['data', 'policies'], positional: [] },
  }),
  packetValues: operation({
    name: 'data.packet',
    summary: "What the octets of a packet say by the mission's dictionary: each value raw and as people read it",
    place: 'centre',
    access: 'anyone',
    input: z.strictObject({
      octets: z
        .string()
        .regex(/^([0-9a-f]{2}){7,65542}$/i)
        .describe('a whole Space Packet, hexadecimal'),
    }),
    output: z.strictObject({
      container: z.string(),
      values: z.array(
        z.strictObject({
          name: z.string(),
          path: z.string(),
          unit: z.string(),
          words: z.string(),
          raw: z.string(),
          value: z.string(),
          level: z.enum(['nominal', 'watch', 'warning', 'critical']),
        }),
      ),
    }),
    http: { method: 'get', path: '/data/packet' },
  }),
  ledgerLines: operation({
    name: 'ledger.lines',
    summary:
      'A ledger of this centre as its file has it, line by line, with the content that concerns you: to verify it yourself',
    place: 'centre',
    access: 'anyone',
    input: z.strictObject({
      ledger: z.enum(['rehearsal', 'programme', 'commands']),
      after: z.coerce.number().int().min(-1).default(-1).describe('the sequence number after which to begin'),
      limit: z.coerce.number().int().min(1).max(5000).default(2000),
    }),
    output: z.strictObject({
      lines: z.array(z.string()).describe('canonical JSON, an entry each'),
      total: z.int().min(0),
    }),
    http: { method: 'get', path: '/ledger/lines' },
    cli: { words: ['ledger', 'lines'], positional: ['ledger'] },
  }),
  report: operation({
    name: 'rehearsal.report',
    summary: 'The report of the rehearsal, as a page; for who reads all that it shows',
    place: 'centre',
    access: 'anyone',
    input: z.strictObject({}),
    output: streamed,
    http: { method: 'get', path: '/rehearsal/report', streams: ['text/html'] },
    cli: { words: ['rehearsal', 'report'], positional: [], writes: 'file' },
  }),
  exportParty: operation({
    name: 'party.export',
    summary:
      "All that is your party's own, as one archive: packets, tables, commands, ledgers with proof, papers, agreements, files, keys, and what stays with whom",
    place: 'centre',
    access: ['officer', 'signatory'],
    input: z.strictObject({}),
    output: streamed,
    http: { method: 'get', path: '/party/export', streams: ['application/zip'] },
    cli: { words: ['party', 'export'], positional: [], writes: 'file' },
  }),
  leaveMission: operation({
    name: 'party.leave',
    summary: 'Leave the mission: rights end, nothing is deleted, what is yours says that you left',
    place: 'centre',
    access: ['signatory'],
    input: z.strictObject({
      reason: z.string().trim().min(1).max(400),
      confirm: z.string().min(1).describe('the id of your party, so that nobody leaves by mistake'),
    }),
    output: z.strictObject({
      party: z.string(),
      at: z.string(),
      grantsEnded: z.array(z.string()).describe('that it gave or held, at the command desk'),
      grantsStanding: z.array(z.string()).describe('that were agreed not to be taken back'),
      elements: z.array(z.string()).describe('that are marked as those of a party that left'),
    }),
    http: { method: 'post', path: '/party/leave' },
    cli: { words: ['party', 'leave'], positional: [] },
  }),
  ...releaseOperations,
}
