/** The tables of every operation that answers with lists a programme office keeps in spreadsheets; its first is the one meant where none is named. */
import { identifier } from '@magpie/core/identifier'
import { letterContent } from '@magpie/programme/desk/letter-content'
import { demandOf, proposalContent } from '@magpie/programme/desk/proposal-content'
import { joinList } from '@magpie/programme/table/table'
import * as z from 'zod'
import type { OutputOf } from './operation.ts'
import type { OperationKey, Operations } from './operations.ts'
import type { StudyView } from './selection-operations.ts'
import { type Table, table } from './table.ts'

type Answer<K extends OperationKey> = OutputOf<Operations[K]>

const text = z.string()
const some = z.string().optional()
const count = z.number().int()
const value = z.number()
const flag = z.boolean()
const names = z.array(z.string())

/** A letter as it is imported; an export tells the columns below besides. */
export const letterRow = letterContent.extend({ letter: identifier })
const LETTER_TOLD = { call: text, owner: text, state: text, version: count, at: text, verdict: text } as const
const letterTold = { ...LETTER_TOLD, confirmed: names, awaited: names, answer: some }

/** A proposal as it is imported; elements and people are JSON in their cells. */
export const proposalRow = proposalContent.extend({ letter: identifier, proposal: identifier })
const proposalTold = {
  ...{ call: text, owner: text, state: text, version: count, at: text, verdict: some },
  ...{ mass_kg: value, power_w: value, data_mbit_day: value },
}

/** What exports tell of letters and proposals that imports do not read. */
export const TOLD = { letters: Object.keys(letterTold), proposals: Object.keys(proposalTold) }

const reviewerRow = z.strictObject({
  ...{ id: text, name: text, email: text, institution: text, party: some, state: some },
  ...{
    topics: text,
    'co-authors': names,
    advisors: names,
    answer: text,
    invited: text,
    assigned: names,
    submitted: names,
  },
})

const pair = z.strictObject({ paper: text, reviewer: text })

const selectionTables = {
  runs: table(
    z.strictObject({ id: text, at: text, by: text, person: text, scoresFrom: text, digest: text, result: z.unknown() }),
    ({ runs }: Answer<'selection'>) => runs.map(({ versions: _, ...run }) => run),
  ),
  decisions: table(
    z.strictObject({
      id: text,
      run: some,
      state: text,
      at: text,
      by: text,
      score: value.optional(),
      loss: value.optional(),
      departure: some,
      selected: names,
    }),
    ({ decisions }: Answer<'selection'>) =>
      decisions.map(({ id, run, state, at, by, score, loss, departure, selected }) => ({
        id,
        run,
        state,
        at,
        by,
        score,
        loss,
        departure,
        selected,
      })),
  ),
  outcomes: table(
    z.strictObject({ decision: text, proposal: text, outcome: text, reason: text }),
    ({ decisions }: Answer<'selection'>) => decisions.flatMap((d) => d.outcomes.map((o) => ({ decision: d.id, ...o }))),
  ),
  votes: table(
    z.strictObject({ decision: text, person: text, vote: text, reason: text, at: text }),
    ({ decisions }: Answer<'selection'>) =>
      decisions.flatMap((d) =>
        (d.votes ?? []).map(({ person, vote, reason, at }) => ({ decision: d.id, person, vote, reason, at })),
      ),
  ),
  projects: table(
    z.strictObject({
      id: text,
      name: text,
      level: text,
      lead: text,
      state: text,
      mass_kg: value,
      parties: names,
      proposals: names,
      awaited: names,
    }),
    ({ projects }: Answer<'selection'>) =>
      projects.map(({ from, id, name, level, lead, state, mass_kg, parties, awaited }) => ({
        ...{ id, name, level, lead, state, mass_kg, parties, awaited },
        proposals: from.map((f) => `${f.proposal} (${f.elements.join(', ')})`),
      })),
  ),
}

const studyTables = {
  proposals: table(
    z.strictObject({
      ...{ id: text, title: text, lead: text, level: text, score: value, in: flag, demands: z.record(text, value) },
      ...{ price: value.optional(), joins: names.optional(), leaves: names.optional() },
      ...{ share: value.optional(), standing: some },
    }),
    ({ proposals }: StudyView) =>
      proposals.map(
        ({ id, title, lead, level, score, in: chosen, demands, price, joins, leaves, share, standing }) => ({
          ...{ id, title, lead, level, score, in: chosen, demands, joins, leaves, share, standing },
          ...(typeof price === 'number' ? { price } : {}),
        }),
      ),
  ),
  limits: table(
    z.strictObject({ id: text, unit: text, limit: value, used: value, free: value }),
    ({ optimum }: StudyView) => optimum?.usage ?? [],
  ),
  alternatives: table(
    z.strictObject({ score: value, less: value, joins: names, leaves: names, proposals: names }),
    ({ alternatives }: StudyView) => alternatives?.list ?? [],
  ),
  front: table(
    z.strictObject({ first: value, second: value, proposals: names }),
    ({ pareto }: StudyView) => pareto?.points ?? [],
  ),
}

const memberRow = z.strictObject({
  ...{ subject: text, name: text, kind: text, standing: text, since: text, confidence: text },
  ...{ assumed: flag, disputed: flag, source: text, says: names },
})

const changeRow = z.strictObject({
  ...{ letter: text, title: text, from: text, to: text, reasonBefore: text, reasonAfter: text, rules: names },
})

/** By the key of the operation. */
export const TABLES = {
  calls: {
    calls: table(
      z.strictObject({
        id: text,
        title: text,
        owner: text,
        state: text,
        received: count,
        letters: text,
        proposals: some,
      }),
      ({ calls }: Answer<'calls'>) =>
        calls.map(({ call, owner, state, received, letters, proposals }) => ({
          ...{ id: call.id, title: call.title, owner, state, received },
          ...{ letters: letters.local, proposals: proposals?.local },
        })),
    ),
  },
  callBudget: {
    limits: table(
      z.strictObject({
        ...{ resource: text, unit: text, levels: names, limit: value, letters: value.optional() },
        ...{ proposals: value, selected: value, free: value },
      }),
      ({ limits }: Answer<'callBudget'>) => limits,
    ),
  },
  letters: {
    letters: table(letterRow.extend(letterTold), ({ letters }: Answer<'letters'>) =>
      letters.map(({ id, call, owner, state, versions, confirmed, awaited, answer }) => {
        const { content, at, verdict } = versions.at(-1)!
        return {
          ...content,
          ...{ letter: id, call, owner, state, version: versions.length, at, verdict, confirmed, awaited },
          answer: answer?.answer,
        }
      }),
    ),
  },
  proposals: {
    proposals: table(proposalRow.extend(proposalTold), ({ proposals }: Answer<'proposals'>) =>
      proposals.map(({ id, letter, call, owner, state, versions }) => {
        const { content, at, verdict } = versions.at(-1)!
        return {
          ...content,
          ...{ letter, proposal: id, call, owner, state, version: versions.length, at, verdict },
          mass_kg: demandOf(content, 'mass'),
          power_w: demandOf(content, 'power'),
          data_mbit_day: demandOf(content, 'data'),
        }
      }),
    ),
  },
  parties: {
    parties: table(
      z.strictObject({ id: text, name: text, kind: text, state: some }),
      ({ parties }: Answer<'parties'>) => parties.map(({ id, name, kind, state }) => ({ id, name, kind, state })),
    ),
  },
  notices: {
    notices: table(z.strictObject({ id: count, at: text, subject: text, text }), ({ notices }: Answer<'notices'>) =>
      notices.map(({ id, at, subject, text: told }) => ({ id, at, subject, text: told })),
    ),
  },
  reviewers: {
    reviewers: table(reviewerRow, ({ reviewers }: Answer<'reviewers'>) =>
      reviewers.map(({ profile, state, invitedAt, assigned, submitted }) => ({
        ...{ id: profile.id, name: profile.name, email: profile.email, institution: profile.institution },
        ...{ party: profile.party, state: profile.state },
        topics: joinList(Object.entries(profile.topics).map(([topic, weight]) => `${topic}:${weight}`)),
        ...{ 'co-authors': profile.coAuthors, advisors: profile.advisors, answer: state, invited: invitedAt },
        ...{ assigned, submitted },
      })),
    ),
    assigned: table(pair, ({ reviewers }: Answer<'reviewers'>) =>
      reviewers.flatMap((r) => r.assigned.map((paper) => ({ paper, reviewer: r.profile.id }))),
    ),
  },
  reviewConflicts: {
    conflicts: table(
      pair.extend({ kind: text, reason: text }),
      ({ conflicts }: Answer<'reviewConflicts'>) => conflicts,
    ),
  },
  assignReviewers: {
    pairs: table(pair.extend({ affinity: count }), ({ pairs }: Answer<'assignReviewers'>) => pairs),
  },
  reviewStandings: {
    standings: table(
      z.strictObject({
        ...{ rank: count, paper: text, proposal: some, title: text, reviews: count },
        ...{ calibrated: value, mean: value, spread: value, panel: value.optional() },
      }),
      ({ standings }: Answer<'reviewStandings'>) =>
        standings.map(({ rank, paper, proposal, title, reviews, calibrated, mean, spread, panel }) => ({
          ...{ rank, paper, proposal, title, reviews, calibrated, mean, spread, panel },
        })),
    ),
  },
  exportReviews: {
    scores: table(
      z.strictObject({ proposal: text, reviewer: text, scores: z.record(text, value) }),
      ({ reviews }: Answer<'exportReviews'>) => reviews,
    ),
  },
  myReviews: {
    papers: table(
      z.strictObject({
        call: text,
        paper: text,
        title: text,
        topics: names,
        bid: some,
        assigned: flag,
        submitted: flag,
      }),
      ({ reviews }: Answer<'myReviews'>) =>
        reviews.flatMap((r) =>
          r.papers.map(({ paper, title, topics, bid, assigned, submitted }) => ({
            ...{ call: r.call, paper, title, topics, bid, assigned, submitted },
          })),
        ),
    ),
  },
  selection: selectionTables,
  selectionStudy: studyTables,
  select: studyTables,
  eligibilityMembers: {
    members: table(memberRow, ({ members, open, disputedOut }: Answer<'eligibilityMembers'>) => {
      const told = (list: typeof members, standing: string) =>
        list.map(({ subject, name, kind, since, confidence, assumed, disputed, source, says }) => ({
          ...{ subject, name, kind, standing, since, confidence, assumed, disputed, source, says },
        }))
      return [...told(members, 'in'), ...told(open, 'open'), ...told(disputedOut, 'disputed')]
    }),
  },
  eligibilityCheck: {
    rules: table(
      z.strictObject({
        ...{ subject: text, verdict: text, rule: text, version: count, title: text, effect: text, outcome: text },
        ...{ citation: text, source: text, assumed: flag, needs: names },
      }),
      ({ subject, verdict, proof }: Answer<'eligibilityCheck'>) =>
        proof.map(({ rule, version, title, effect, outcome, citation, source, assumed, needs }) => ({
          ...{ subject, verdict, rule, version, title, effect, outcome, citation, source, assumed, needs },
        })),
    ),
  },
  eligibilityVerdicts: {
    verdicts: table(
      z.strictObject({
        ...{ letter: text, title: text, lead: text, verdict: text, reason: text, asOf: text, knownOn: text },
        ...{ needs: names, decided: some },
      }),
      ({ verdicts }: Answer<'eligibilityVerdicts'>) => verdicts,
    ),
  },
  eligibilityChanges: {
    flips: table(changeRow, ({ flips }: Answer<'eligibilityChanges'>) => flips.map(changeOf)),
    moved: table(changeRow, ({ moved }: Answer<'eligibilityChanges'>) => moved.map(changeOf)),
    facts: table(
      z.strictObject({ instrument: text, subject: text, name: text, from: text, to: text, because: names }),
      ({ facts }: Answer<'eligibilityChanges'>) =>
        facts.map((f) => ({ ...f, because: f.because.map((b) => `${b.says} (${b.source})`) })),
    ),
  },
  roadmap: {
    statements: table(
      z.strictObject({
        ...{ lane: text, item: text, title: text, says: text, status: text, knownFrom: text, confidence: text },
        ...{ earliest: some, latest: some, assumed: flag, source: text, supersededBy: some },
      }),
      ({ lanes }: Answer<'roadmap'>) =>
        lanes.flatMap((lane) =>
          lane.items.flatMap((item) =>
            item.history.map(({ says, status, knownFrom, confidence, planned, assumed, source, supersededBy }) => ({
              ...{ lane: lane.id, item: item.id, title: item.title, says, status, knownFrom, confidence },
              ...{ earliest: planned?.earliest, latest: planned?.latest, assumed, source, supersededBy },
            })),
          ),
        ),
    ),
    memberships: table(
      z.strictObject({ instrument: text, on: text, joined: names, left: names, count }),
      ({ memberships }: Answer<'roadmap'>) =>
        memberships.flatMap(({ instrument, steps }) =>
          steps.map((s) => ({
            ...{ instrument, on: s.on, count: s.count },
            ...{ joined: s.joined.map((m) => m.name), left: s.left.map((m) => m.name) },
          })),
        ),
    ),
  },
} satisfies { readonly [K in OperationKey]?: Readonly<Record<string, Table<Answer<K>>>> }

function changeOf({ rules, ...change }: Answer<'eligibilityChanges'>['flips'][number]) {
  return { ...change, rules: rules.map((r) => `${r.rule}: ${r.from} -> ${r.to}`) }
}
