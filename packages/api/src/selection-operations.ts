/** Selection: studies of a file or of a call at the desk, runs on record, the decision, and the projects it becomes. */
import { identifier } from '@magpie/core/identifier'
import { runInputs } from '@magpie/programme/desk/decision-intents'
import { balanceLimit } from '@magpie/programme/study/instance'
import * as z from 'zod'
import { operation } from './operation.ts'
import { act, actReceipt } from './programme-operations.ts'

const ids = (what: string) => z.string().optional().describe(`${what}, with commas between`)

/** What a study shows beside the best portfolio. */
const ask = {
  prices: z
    .boolean()
    .optional()
    .describe('what forcing each proposal in or out costs; up to 60 proposals unless asked'),
  alternatives: z.coerce
    .number()
    .min(0)
    .max(100)
    .optional()
    .describe('all portfolios within so many per cent of the best'),
  most: z.coerce
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(20)
    .describe('how many alternatives, and points of a front, at most'),
  pareto: z.string().optional().describe('two objectives such as score,free:mass or score,states'),
  force_in: ids('proposals that must be in'),
  force_out: ids('proposals that must be out'),
  scenarios: z.coerce.number().int().min(1).max(2000).optional().describe('how many draws of growing demands'),
  seed: z.string().max(100).default('magpie').describe('the seed of the growth'),
}

/** As a run takes them; scores of the panel and the reviews at this centre where none are given. */
const inputs = runInputs.partial({ scores: true, scoresFrom: true }).prefault({})

const names = z.array(z.string())
const usage = z.strictObject({
  id: z.string(),
  used: z.number(),
  limit: z.number(),
  free: z.number(),
  unit: z.string(),
})

const alternative = z.strictObject({
  score: z.number(),
  less: z.number().describe('how much less than the best'),
  joins: names,
  leaves: names,
  proposals: names,
})

const between = z.tuple([z.string(), z.string()])

/** The limits and ties of a study: with the proposals' figures, all that a portfolio is judged by. */
const instance = z.strictObject({
  limits: z.array(
    z.strictObject({
      id: z.string(),
      resource: z.string(),
      limit: z.number(),
      unit: z.string(),
      levels: names.optional().describe('that count against it; all where left out'),
    }),
  ),
  moduleMass: z.strictObject({ limit_kg: z.number(), levels: names }).optional(),
  partyCap: z.number().int().optional().describe('how many one party may lead'),
  synergies: z.array(z.strictObject({ between, bonus: z.number() })),
  exclusions: z.array(z.strictObject({ between })),
  balance: z.array(balanceLimit),
  forced: z.strictObject({ in: names, out: names }),
})

/** A study as people and programs read it. */
export const studyView = z.strictObject({
  subject: z.string(),
  objective: z.literal('score'),
  scoresFrom: z.string().optional().describe('whose the scores are, of a call at the desk'),
  instance,
  proposals: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      lead: z.string(),
      level: z.string(),
      score: z.number(),
      demands: z.record(z.string(), z.number()),
      module_kg: z.number().optional().describe('its heaviest module'),
      parties: names.optional(),
      states: names.optional(),
      in: z.boolean(),
      /** What the best loses if it is forced the other way; null where that cannot be. */
      price: z.number().nullable().optional(),
      joins: names.optional(),
      leaves: names.optional(),
      /** Part of the growth scenarios in which it is in the best. */
      share: z.number().optional(),
      standing: z.enum(['always', 'sometimes', 'never']).optional(),
    }),
  ),
  optimum: z
    .strictObject({
      proposals: names,
      score: z.number(),
      bound: z.number(),
      proved: z.boolean(),
      solver: z.string(),
      usage: z.array(usage),
    })
    .optional(),
  conflict: names.optional().describe('what cannot all be; none of it can be spared'),
  alternatives: z
    .strictObject({ atLeast: z.number(), whole: z.boolean(), list: z.array(alternative) })
    .optional()
    .describe('whole: there are no others'),
  pareto: z
    .strictObject({
      first: z.string(),
      second: z.string(),
      whole: z.boolean(),
      points: z.array(z.strictObject({ first: z.number(), second: z.number(), proposals: names })),
    })
    .optional(),
  growth: z
    .strictObject({
      scenarios: z.number().int(),
      infeasible: z.number().int(),
      optimumHolds: z.number().int(),
      note: z.string(),
    })
    .optional(),
  note: z.string(),
})
export type StudyView = z.infer<typeof studyView>

/** What a mission folder records of its selection, beside the study of it. */
export const recordedView = z.strictObject({
  study: studyView,
  recorded: z.strictObject({
    proposals: names,
    score: z.number(),
    usage: z.array(usage),
    violations: names.describe('limits that it breaks under the figures of the folder'),
  }),
  assumed: z.boolean().describe('whether the scores are'),
})
export type RecordedView = z.infer<typeof recordedView>

/** Where in the ledger an act stands. */
const ledgerPlace = z.strictObject({ kind: z.string(), at: z.string(), sequence: z.number().int(), hash: z.string() })

const outcomeView = z.strictObject({ proposal: z.string(), outcome: z.string(), reason: z.string() })

/** What a caller sees of a call's selection: its owner all, a lead its own outcomes, everyone what was announced. */
const selectionView = z.strictObject({
  call: z.string(),
  proposals: z
    .array(z.strictObject({ id: z.string(), title: z.string(), lead: z.string(), level: z.string() }))
    .describe('those that what you see speaks of'),
  withheld: z.boolean().describe('you are in conflict with a proposal: what speaks of several is left out'),
  runs: z.array(
    z.strictObject({
      id: z.string(),
      at: z.string(),
      by: z.string(),
      person: z.string(),
      digest: z.string(),
      scoresFrom: z.string(),
      versions: z.record(z.string(), z.number()),
      result: z.unknown(),
    }),
  ),
  decisions: z.array(
    z.strictObject({
      id: z.string(),
      run: z.string().optional(),
      state: z.enum(['moved', 'taken', 'announced', 'lapsed']),
      at: z.string(),
      by: z.string(),
      selected: names,
      outcomes: z.array(outcomeView).describe('those that you may see'),
      score: z.number().optional(),
      loss: z.number().optional().describe('against the optimum of the run'),
      departure: z.string().optional(),
      votes: z
        .array(
          z.strictObject({
            ...{ person: z.string(), vote: z.string(), reason: z.string(), at: z.string() },
            chair: z.boolean().optional(),
          }),
        )
        .optional()
        .describe('all that were given; of each person the last one counts'),
      tally: z
        .strictObject({
          ...{ yes: z.number().int(), no: z.number().int(), abstain: z.number().int(), quorum: z.number().int() },
          excluded: z.array(z.strictObject({ person: z.string(), reason: z.string() })),
          ...{ carried: z.boolean(), because: z.string() },
        })
        .optional()
        .describe("what the votes come to by the call's rules"),
      lapsesAt: z.string().optional().describe('UTC; after it the motion takes neither votes nor a decision'),
      closed: z.string().optional().describe('why it was closed without a decision'),
      ledger: z.array(ledgerPlace),
    }),
  ),
  projects: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      level: z.string(),
      lead: z.string(),
      parties: names,
      from: z.array(z.strictObject({ proposal: z.string(), elements: names })),
      mass_kg: z.number(),
      score: z.number().optional().describe('carried over from its proposals, for the owner of the call'),
      state: z.enum(['formed', 'standing', 'declined']),
      awaited: names.describe('leads that have not confirmed it'),
      ledger: z.array(ledgerPlace),
    }),
  ),
})
export type SelectionView = z.infer<typeof selectionView>

/** Acts of selection that people do; a run is recorded by the centre that made it. */
export const selectionActs = {
  moveDecision: act('decision-moved', ['decision', 'move'], 'Move a decision over every proposal of a call'),
  voteDecision: act('decision-voted', ['decision', 'vote'], 'Vote on a motion, with the reason'),
  recuse: act('decision-recused', ['decision', 'stand-aside'], 'Stand aside from a motion, with the reason'),
  lapseDecision: act('decision-lapsed', ['decision', 'close'], 'Close a motion that was not carried, or has lapsed'),
  takeDecision: act('decision-taken', ['decision', 'take'], 'Take the decision that the votes are for'),
  announceDecision: act(
    'decision-announced',
    ['decision', 'announce'],
    'Announce what is selected, and tell each lead',
  ),
  formProject: act('project-formed', ['project', 'form'], 'Merge selected proposals into a project, or split one'),
  confirmProject: act('project-confirmed', ['project', 'confirm'], 'Confirm a project as one of its leads'),
  declineProject: act('project-declined', ['project', 'decline'], 'Decline a project as one of its leads'),
} as const

/** Studies, runs and what one reads. */
export const selectionOperations = {
  select: operation({
    name: 'select',
    summary: 'Study a selection: the best with proof, prices of wishes, alternatives, fronts, growth, conflicts',
    place: 'here',
    input: z.strictObject({
      file: z.string().min(1).describe('an instance, such as golden/selection/ce8-like.json, or a mission folder'),
      problem: z.coerce.number().int().min(1).default(1).describe('which, in a file of several'),
      ...ask,
      balance: z.array(balanceLimit).max(100).default([]).describe('how many of which levels and States, and why'),
    }),
    output: studyView,
    cli: { words: ['select'], positional: ['file'] },
  }),
  selectionStudy: operation({
    name: 'selection.study',
    summary: 'Study the selection of a call at the desk; nothing is recorded',
    place: 'centre',
    access: ['officer', 'chair'],
    input: z.strictObject({ call: identifier, inputs, ...ask }),
    output: studyView,
    http: { method: 'post', path: '/programme/selection/study', largest_KiB: 1024 },
    cli: { words: ['selection', 'study'], positional: ['call'] },
  }),
  selectionRun: operation({
    name: 'selection.run',
    summary: 'Run the selection of a call and put the run on record, with all that it was made of',
    place: 'centre',
    access: ['officer', 'chair'],
    input: z.strictObject({ call: identifier, run: identifier, inputs }),
    output: z.strictObject({ receipt: actReceipt, study: studyView }),
    http: { method: 'post', path: '/programme/selection/runs', largest_KiB: 1024 },
    cli: { words: ['selection', 'run'], positional: ['call'] },
  }),
  selection: operation({
    name: 'selection.show',
    summary: 'Runs, motions with their votes, the decision and the projects of a call, as far as you may see them',
    place: 'centre',
    access: 'anyone',
    input: z.strictObject({ call: identifier }),
    output: selectionView,
    http: { method: 'get', path: '/programme/selection/{call}' },
    cli: { words: ['selection', 'show'], positional: ['call'] },
  }),
  recordedSelection: operation({
    name: 'selection.recorded',
    summary: "The selection that the mission's folder records beside its optimum, with prices, alternatives and growth",
    place: 'centre',
    access: 'anyone',
    input: z.strictObject({}),
    output: recordedView,
    http: { method: 'get', path: '/programme/selection-recorded' },
    cli: { words: ['selection', 'recorded'], positional: [] },
  }),
  exportProgramme: operation({
    name: 'programme.export',
    summary: 'A call as a mission folder that rehearses: what was submitted, scored, decided and signed, on whose word',
    place: 'centre',
    access: ['officer'],
    input: z.strictObject({ call: identifier }),
    output: z.strictObject({
      files: z.record(z.string(), z.unknown()).describe('by path: JSON files as values, dictionaries as text'),
      whole: z.boolean().describe('it is a whole folder, with the mission of this centre around the call'),
      left: z.array(z.string()).describe('what keeps it from being whole'),
      notes: z.array(z.string()).describe('what was left as it is, or made up, and why'),
    }),
    http: { method: 'get', path: '/programme/export/{call}' },
    cli: {
      ...{ words: ['programme', 'export'], positional: ['call'], writes: 'folder' },
      exits: { field: 'whole', codes: { true: 0, false: 1 } },
    },
  }),
} as const
