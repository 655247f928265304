/** Eligibility and the roadmap: who is in, may we join, what flips, what was planned when. On files here, or by a centre. */
import { identifier } from '@magpie/core/identifier'
import { provenance } from '@magpie/core/provenance'
import { cooperationLevel } from '@magpie/mission/project'
import { civilDay } from '@magpie/programme/civil-date'
import { part, recipient, stateCode } from '@magpie/programme/eligibility/declarations'
import { confidence, fact } from '@magpie/programme/facts-file'
import { datePrecision, roadmapFile, roadmapStatement } from '@magpie/programme/roadmap/roadmap-file'
import { eligibilityRule } from '@magpie/programme/rule'
import * as z from 'zod'
import { operation } from './operation.ts'

const asOf = civilDay.describe('the day asked about, such as 2023-09-30')
const knownOn = civilDay.optional().describe('the day up to which knowledge counts; the day asked about where absent')

const standing = z.strictObject({
  subject: z.string(),
  name: z.string(),
  kind: z.string(),
  /** Since when, as the source has it; a range where the day is not known. */
  since: z.string(),
  source: z.string(),
  confidence,
  assumed: z.boolean(),
  /** Another source says otherwise: both stand in `says`. */
  disputed: z.boolean(),
  says: z.array(z.string()),
})

export const eligibilityMembers = operation({
  name: 'eligibility.members',
  summary: 'Who is in an instrument on a day, as known on a day, with how many',
  place: 'both',
  access: 'anyone',
  input: z.strictObject({
    instrument: identifier.describe('such as artemis-accords, ilrs or moon-agreement'),
    asOf,
    knownOn,
  }),
  output: z.strictObject({
    instrument: z.string(),
    name: z.string(),
    asOf: z.string(),
    knownOn: z.string(),
    count: z.number().int().describe('members, by the better kept word where sources disagree'),
    states: z.number().int().describe('those of the members that are States'),
    atLeast: z.number().int().describe('members that nobody disputes'),
    atMost: z.number().int().describe('with everyone of whom some source says so'),
    members: z.array(standing),
    open: z.array(standing).describe('of whom sources of one rank disagree, or the date is not known closely enough'),
    disputedOut: z.array(standing).describe('counted out, though a weaker source says in'),
    gaps: z.string().optional(),
    publishedCounts: z.array(z.strictObject({ on: z.string(), count: z.string(), source: z.string() })),
    notice: z.string(),
  }),
  http: { method: 'get', path: '/eligibility/members' },
  cli: { words: ['eligibility', 'members'], positional: [] },
})

const truth = z.enum(['true', 'false', 'open'])

/** What is said, as a code with its values, for readers in other languages; a value may be such a phrase itself. */
export type PhraseView = {
  readonly code: string
  readonly values: Readonly<Record<string, string | number | PhraseView>>
}
const phrase: z.ZodType<PhraseView> = z.lazy(() =>
  z.strictObject({ code: z.string(), values: z.record(z.string(), z.union([z.string(), z.number(), phrase])) }),
)

const evidence = z.strictObject({
  says: z.string(),
  phrase,
  source: z.string(),
  assumed: z.boolean(),
  /** The fact of the mission's facts.json. */
  fact: z.string().optional(),
})

/** A node of a proof tree, the tree being written line by line: a node's children follow it one deeper. */
const proofLine = z.strictObject({
  depth: z.number().int().min(0),
  condition: z.string(),
  phrase,
  /** Of a list, the one of it that is spoken of. */
  item: z.string().optional(),
  holds: truth,
  evidence: z.array(evidence),
  /** Sources disagree, by instrument and subject. */
  conflict: z.string().optional(),
  needs: z.string().optional(),
  needsPhrase: phrase.optional(),
})

const ruleName = { rule: z.string(), version: z.number().int(), title: z.string() }
const outcome = z.enum(['bars', 'asks', 'passes', 'excepted', 'overrides', 'open', 'noted', 'silent'])
const verdict = z.enum(['eligible', 'ineligible', 'needs-evidence'])

const eligibilityVerdict = z.strictObject({
  subject: z.string().describe('the letter, or the parties asked about'),
  verdict,
  reason: z.string(),
  asOf: z.string(),
  knownOn: z.string(),
  needs: z.array(z.strictObject({ rule: z.string(), evidence: z.array(z.string()) })),
  conflicts: z.array(z.strictObject({ about: z.string(), rules: z.array(z.string()) })),
  proof: z.array(
    z.strictObject({
      ...ruleName,
      instrument: z.string(),
      text: z.string(),
      citation: z.string(),
      source: z.string(),
      assumed: z.boolean(),
      cites: z.array(z.strictObject({ id: z.string(), text: z.string(), source: z.string() })),
      effect: eligibilityRule.shape.effect,
      outcome,
      when: z.array(proofLine),
      overriddenBy: z.array(z.strictObject({ ...ruleName, applies: truth })),
      needs: z.array(z.string()),
    }),
  ),
  notAsked: z
    .array(z.strictObject({ ...ruleName, about: z.array(z.enum(['participation', 'letter', 'parts'])) }))
    .describe('rules about what was left out of the question'),
  notice: z.string(),
})

export const eligibilityCheck = operation({
  name: 'eligibility.check',
  summary: 'May a party take part, or is a letter eligible: a verdict with its proof. No legal advice',
  place: 'both',
  access: 'anyone',
  input: z.strictObject({
    letter: identifier
      .optional()
      .describe(
        'a letter of the mission, or one at the desk that you may see, instead of all that follows but the days',
      ),
    party: z
      .string()
      .min(1)
      .max(500)
      .optional()
      .describe('a party of the mission or a country code such as AE; several by commas, the lead first'),
    funding: z.string().max(500).optional().describe('who pays, by commas: NASA, or own'),
    kind: z.enum(['bilateral', 'multilateral']).optional().describe('how it takes part with the host'),
    asOf: asOf.optional().describe('the day asked about; the day it came for a letter'),
    knownOn,
    call: identifier.optional().describe("a call of the centre, where it is not the mission's own"),
    host: stateCode.optional().describe("the host's country, where it is not the call's"),
    level: cooperationLevel.optional(),
    mass_kg: z.coerce.number().min(0).max(1e6).optional(),
    received: z.string().optional().describe('when the letter came, UTC: 2023-12-31T15:59:59Z'),
    begins: civilDay.optional().describe('the day the activity begins, from which lead times count back'),
    commercialSupply: z.boolean().optional().describe('commercial supply items only'),
    visits: z.string().max(500).optional().describe('official visits, by commas: host-officials-at-nasa'),
    parts: z
      .strictObject({ items: z.array(part).max(5000), provenance: provenance.optional() })
      .optional()
      .describe('the parts list with origin, usml, eccn and mtcr of each item'),
    papers: z
      .array(z.strictObject({ kind: identifier, on: civilDay }))
      .max(100)
      .optional()
      .describe('papers on file, such as wolf-certification'),
    recipients: z
      .array(recipient)
      .max(500)
      .optional()
      .describe('sub-recipients with their money and how they take part'),
  }),
  output: eligibilityVerdict,
  http: { method: 'post', path: '/eligibility/check', largest_KiB: 1024 },
  cli: {
    words: ['eligibility', 'check'],
    positional: [],
    exits: { field: 'verdict', codes: { eligible: 0, ineligible: 3, 'needs-evidence': 4 } },
  },
})

const change = z.strictObject({
  letter: z.string(),
  title: z.string(),
  from: verdict,
  to: verdict,
  reasonBefore: z.string(),
  reasonAfter: z.string(),
  rules: z.array(
    z.strictObject({
      rule: z.string(),
      title: z.string(),
      from: z.enum([...outcome.options, 'not-in-force']),
      to: z.enum([...outcome.options, 'not-in-force']),
    }),
  ),
})

export const eligibilityChanges = operation({
  name: 'eligibility.changes',
  summary: 'Which verdicts flip between two days, by which rules and which facts',
  place: 'both',
  access: 'anyone',
  input: z.strictObject({
    from: civilDay.describe('the earlier state of knowledge'),
    to: civilDay.describe('the later one'),
    clock: z
      .enum(['both', 'known', 'held'])
      .default('both')
      .describe('what moves from one day to the other: what holds, what is known of the later day, or both'),
    facts: z.array(fact).max(5000).optional().describe('facts added in the later state, as facts.json has them'),
    call: identifier.optional().describe('of letters at the desk of this call that you may see, not of the mission'),
  }),
  output: z.strictObject({
    from: z.string(),
    to: z.string(),
    clock: z.string(),
    judged: z.number().int(),
    flips: z.array(change),
    moved: z.array(change).describe('letters whose verdict stands, though a rule came to something else'),
    facts: z.array(
      z.strictObject({
        instrument: z.string(),
        subject: z.string(),
        name: z.string(),
        from: z.string(),
        to: z.string(),
        because: z.array(evidence),
      }),
    ),
    notice: z.string(),
  }),
  http: { method: 'post', path: '/eligibility/changes', largest_KiB: 1024 },
  cli: { words: ['eligibility', 'changes'], positional: [] },
})

export const eligibilityVerdicts = operation({
  name: 'eligibility.verdicts',
  summary: 'The verdict of each letter of the mission, or of each letter of a call at the desk that you may see',
  place: 'both',
  access: 'anyone',
  input: z.strictObject({
    call: identifier.optional().describe('a call at the desk; the letters of the mission where left out'),
    asOf: civilDay.optional().describe('the day asked about; of each letter the day it came where left out'),
    knownOn,
  }),
  output: z.strictObject({
    verdicts: z.array(
      z.strictObject({
        ...{ letter: z.string(), title: z.string(), lead: z.string(), verdict, reason: z.string() },
        ...{ asOf: z.string(), knownOn: z.string(), needs: z.array(z.string()) },
        decided: z.string().optional().describe('what was decided of a letter at the desk'),
      }),
    ),
    notice: z.string(),
  }),
  http: { method: 'get', path: '/eligibility/verdicts' },
  cli: { words: ['eligibility', 'verdicts'], positional: ['call'] },
})

const statementView = z.strictObject({
  id: z.string(),
  /** The time as the source prints it. */
  says: z.string(),
  status: roadmapStatement.shape.status,
  /** As days; `latest` is absent where it says "not before". */
  planned: z
    .strictObject({
      earliest: z.string(),
      latest: z.string().optional(),
      precision: datePrecision,
      approximate: z.boolean(),
    })
    .optional(),
  reading: z.string().optional(),
  knownFrom: z.string(),
  confidence,
  disagreesWith: z.array(z.string()),
  note: z.string().optional(),
  source: z.string(),
  assumed: z.boolean(),
  url: z.string().optional(),
  supersededBy: z.string().optional(),
  supersededOn: z.string().optional(),
})
const slip = z.strictObject({
  item: z.string(),
  title: z.string(),
  lane: z.string(),
  from: z.string(),
  to: z.string(),
  knownFrom: z.string(),
  shift_days: z.number().int(),
  total_days: z.number().int(),
})
const member = z.strictObject({ subject: z.string(), name: z.string(), disputed: z.boolean() })

export const roadmap = operation({
  name: 'roadmap.show',
  summary: "The roadmap as known on a day: Chang'e-6, 7, 8, ILRS, Artemis; what slipped; memberships over time",
  place: 'both',
  access: 'anyone',
  input: z.strictObject({
    knownOn: civilDay.optional().describe('the day up to which knowledge counts; all that is known where absent'),
    lane: identifier.optional().describe('one lane only: change-6, change-7, change-8, ilrs, artemis, governance'),
  }),
  output: z.strictObject({
    knownOn: z.string(),
    lanes: z.array(
      z.strictObject({
        id: z.string(),
        title: z.string(),
        items: z.array(
          z.strictObject({
            id: z.string(),
            title: z.string(),
            kind: roadmapFile.shape.items.element.shape.kind,
            current: statementView,
            history: z.array(statementView),
            slips: z.array(slip),
            conflict: z.boolean(),
          }),
        ),
      }),
    ),
    slips: z.array(slip),
    memberships: z.array(
      z.strictObject({
        instrument: z.string(),
        name: z.string(),
        steps: z.array(
          z.strictObject({
            on: z.string(),
            joined: z.array(member),
            left: z.array(member),
            count: z.number().int(),
          }),
        ),
        count: z.number().int(),
        atLeast: z.number().int(),
        atMost: z.number().int(),
        gaps: z.string().optional(),
      }),
    ),
    span: z.strictObject({ earliest: z.string(), latest: z.string() }),
    knownDays: z.array(z.string()),
  }),
  http: { method: 'get', path: '/roadmap' },
  cli: { words: ['roadmap'], positional: [] },
})
