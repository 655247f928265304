/** What a person gives for acts of selection: a run recorded, a motion, a vote, the decision, projects. */
import { identifier } from '@magpie/core/identifier'
import { cooperationLevel } from '@magpie/mission/project'
import type { Role } from '@magpie/mission/role'
import * as z from 'zod'
import { balanceLimit } from '../study/instance.ts'
import { plainLine } from './plain-text.ts'

const reason = plainLine(1000)
const deciding: readonly [Role, ...Role[]] = ['officer', 'chair']
const pair = z.tuple([identifier, identifier]).refine(([a, b]) => a !== b, 'takes two different proposals')

/** What a run is made of, beside the proposals. */
export const runInputs = z.strictObject({
  scores: z.record(identifier, z.number().min(0).max(100)),
  scoresFrom: plainLine(200),
  synergies: z
    .array(z.strictObject({ between: pair, bonus: z.number().min(-1000).max(1000), reason }))
    .max(500)
    .default([]),
  exclusions: z
    .array(z.strictObject({ between: pair, reason }))
    .max(500)
    .default([]),
  balance: z.array(balanceLimit).max(100).default([]),
  forced: z
    .strictObject({ in: z.array(identifier).max(500).default([]), out: z.array(identifier).max(500).default([]) })
    .default({ in: [], out: [] }),
})

const runResult = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('optimum'),
    proposals: z.array(identifier),
    score: z.number(),
    bound: z.number(),
    solver: z.string(),
  }),
  z.strictObject({ kind: z.literal('conflict'), sentences: z.array(z.string()).min(1) }),
])

const outcome = z.strictObject({
  proposal: identifier,
  outcome: z.enum(['selected', 'reserve', 'declined']),
  reason: reason.refine((t) => t.length > 0, 'needs a reason'),
})

export const DECISION_INTENTS = {
  /** Recorded by the centre, which made the run: no operation takes it from outside. */
  'selection-run': {
    roles: deciding,
    intent: z.strictObject({
      call: identifier,
      run: identifier,
      inputs: runInputs,
      digest: z.string().regex(/^[0-9a-f]{64}$/),
      result: runResult,
    }),
  },
  'decision-moved': {
    roles: deciding,
    intent: z.strictObject({
      decision: identifier,
      run: identifier,
      outcomes: z.array(outcome).min(1).max(2000),
      departure: reason.optional().describe('why it is not the optimum of the run, where it is not'),
    }),
  },
  'decision-voted': {
    roles: deciding,
    intent: z.strictObject({ decision: identifier, vote: z.enum(['yes', 'no', 'abstain']), reason }),
  },
  'decision-recused': { roles: deciding, intent: z.strictObject({ decision: identifier, reason }) },
  'decision-lapsed': {
    roles: ['officer'] as readonly [Role],
    intent: z.strictObject({ decision: identifier, reason }),
  },
  'decision-taken': { roles: ['officer'] as readonly [Role], intent: z.strictObject({ decision: identifier, reason }) },
  'decision-announced': { roles: ['officer'] as readonly [Role], intent: z.strictObject({ decision: identifier }) },
  'project-formed': {
    roles: ['officer'] as readonly [Role],
    intent: z.strictObject({
      decision: identifier,
      project: identifier,
      name: plainLine(200),
      level: cooperationLevel,
      lead: identifier,
      parties: z.array(identifier).min(1).max(100).optional().describe('all of the proposals where left out'),
      from: z
        .array(
          z.strictObject({
            proposal: identifier,
            elements: z.array(identifier).min(1).max(20).optional().describe('all of it where left out'),
          }),
        )
        .min(1)
        .max(20),
      reason,
    }),
  },
  'project-confirmed': { roles: ['proposer'] as readonly [Role], intent: z.strictObject({ project: identifier }) },
  'project-declined': {
    roles: ['proposer'] as readonly [Role],
    intent: z.strictObject({ project: identifier, reason }),
  },
} as const
