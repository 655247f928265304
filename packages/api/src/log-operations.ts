/** What a shift keeps at the command desk: flight rules, anomaly reports and its log. Times are those of the mission. */
import { identifier } from '@magpie/core/identifier'
import { flightRule } from '@magpie/operations/flight-rules/rule'
import { anomalyLink, anomalyReport } from '@magpie/operations/log/anomaly'
import * as z from 'zod'
import { anyDeskRole, deskDone, reason } from './command-desk-fields.ts'
import { anomalyView, flightRuleView, shiftView } from './command-views.ts'
import { operation } from './operation.ts'

/** What is read of flight rules, anomalies and the shift. */
export const logReads = {
  flightRules: operation({
    name: 'rule.list',
    summary: 'Flight rules: what must hold when a command goes, whether it does now, and who waived what',
    place: 'centre',
    access: anyDeskRole,
    input: z.strictObject({}),
    output: z.strictObject({ at: z.string(), rules: z.array(flightRuleView) }),
    http: { method: 'get', path: '/flight-rules' },
    cli: { words: ['rule', 'list'], positional: [] },
  }),
  anomalies: operation({
    name: 'anomaly.list',
    summary: 'Anomaly reports that your party owns, opened, or shares',
    place: 'centre',
    access: anyDeskRole,
    input: z.strictObject({}),
    output: z.strictObject({ anomalies: z.array(anomalyView) }),
    http: { method: 'get', path: '/anomalies' },
    cli: { words: ['anomaly', 'list'], positional: [] },
  }),
  shift: operation({
    name: 'shift.show',
    summary: 'The shift log of your party: who is on duty, what is open',
    place: 'centre',
    access: anyDeskRole,
    input: z.strictObject({}),
    output: shiftView,
    http: { method: 'get', path: '/shift' },
    cli: { words: ['shift', 'show'], positional: [] },
  }),
} as const

/** What is done with flight rules, anomalies and the shift. */
export const logActs = {
  setRule: operation({
    name: 'rule.set',
    summary: 'Make a flight rule for what is yours, or for all where you lead',
    place: 'centre',
    access: ['operator', 'officer'],
    input: z.strictObject({ rule: flightRule }),
    output: deskDone,
    http: { method: 'post', path: '/flight-rules' },
    cli: { words: ['rule', 'set'], positional: [] },
  }),
  endRule: operation({
    name: 'rule.end',
    summary: 'End a flight rule of yours',
    place: 'centre',
    access: ['operator', 'officer'],
    input: z.strictObject({ rule: identifier, why: reason }),
    output: deskDone,
    http: { method: 'post', path: '/flight-rules/{rule}/end' },
    cli: { words: ['rule', 'end'], positional: ['rule'] },
  }),
  waiveRule: operation({
    name: 'rule.waive',
    summary: 'Set a flight rule aside for one command or until a time, on record',
    place: 'centre',
    access: ['operator', 'officer'],
    input: z.strictObject({
      rule: identifier,
      command: z.string().optional().describe('the command it is waived for'),
      until: z.string().optional().describe('UTC'),
      why: reason,
    }),
    output: deskDone,
    http: { method: 'post', path: '/flight-rules/{rule}/waive' },
    cli: { words: ['rule', 'waive'], positional: ['rule'] },
  }),
  openAnomaly: operation({
    name: 'anomaly.open',
    summary: 'Report an anomaly; the owner of the element owns the report',
    place: 'centre',
    access: anyDeskRole,
    input: anomalyReport,
    output: anomalyView,
    http: { method: 'post', path: '/anomalies' },
    cli: { words: ['anomaly', 'open'], positional: ['element', 'title'] },
  }),
  actOnAnomaly: operation({
    name: 'anomaly.act',
    summary: 'Investigate, link, share, dispose of, close, reopen or withdraw a report',
    place: 'centre',
    access: anyDeskRole,
    input: z.strictObject({
      anomaly: z.string().min(1).max(64),
      action: z.enum(['investigate', 'link', 'share', 'dispose', 'reopen', 'close', 'withdraw']),
      note: z.string().max(5000).default('').describe('what was found; of a disposition the rationale'),
      disposition: z
        .enum(['use-as-is', 'work-around', 'repair', 'procedure-changed', 'not-an-anomaly', 'lost'])
        .optional(),
      links: z.array(anomalyLink).optional(),
      with: z.array(identifier).optional(),
    }),
    output: anomalyView,
    http: { method: 'post', path: '/anomalies/{anomaly}' },
    cli: { words: ['anomaly', 'act'], positional: ['anomaly', 'action'] },
  }),
  actOnShift: operation({
    name: 'shift.act',
    summary: 'Write into the shift log, begin a shift, hand over, take over or hand back',
    place: 'centre',
    access: anyDeskRole,
    input: z.strictObject({
      action: z.enum(['write', 'done', 'begin', 'hand-over', 'take-over', 'hand-back']),
      text: z.string().max(10_000).default(''),
      item: z.boolean().optional().describe('of what is written: it stays open until it is done'),
      number: z.number().int().nonnegative().optional().describe('of an item that is done'),
      to: z.string().optional().describe('of a handover: the person who comes'),
    }),
    output: shiftView,
    http: { method: 'post', path: '/shift' },
    cli: { words: ['shift', 'act'], positional: ['action'] },
  }),
} as const
