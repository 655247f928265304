/** The operations of the programme: every act at the desk, the drafts before it, and what one reads. */
import { identifier } from '@magpie/core/identifier'
import { partyKind } from '@magpie/mission/party'
import { callFile } from '@magpie/programme/call-file'
import { INTENTS } from '@magpie/programme/desk/intents'
import { LARGEST_ATTACHMENT, letterContent, mediaType, sha256Text } from '@magpie/programme/desk/letter-content'
import { proposalContent } from '@magpie/programme/desk/proposal-content'
import * as z from 'zod'
import { problem } from './failure.ts'
import { operation } from './operation.ts'

/** What a person holds in hand after an act: its place in the ledger, signed by the centre's lead. */
export const actReceipt = z.strictObject({
  kind: z.string(),
  subject: z.string(),
  party: z.string(),
  /** When the request had come in whole, UTC. */
  at: z.string(),
  sequence: z.number().int(),
  /** The hash of the ledger entry, and over it the lead's signature: it proves the receipt without this centre. */
  entry: z.string(),
  signedBy: z.string(),
  signature: z.string(),
  /** What was recorded, with what only the desk knew: the version, the verdict of the deadline. */
  body: z.unknown(),
})
export type ActReceipt = z.infer<typeof actReceipt>

/** The operation of an act, with its route and its verb. */
export function act<K extends keyof typeof INTENTS>(kind: K, words: readonly [string, string], summary: string) {
  const { intent, roles } = INTENTS[kind]
  const made = operation({
    name: words.join('.'),
    summary,
    place: 'centre',
    access: roles,
    input: intent as (typeof INTENTS)[K]['intent'],
    output: actReceipt,
    http: { method: 'post', path: `/programme/acts/${kind}`, largest_KiB: 1024 },
    cli: { words, positional: [] },
  })
  return { ...made, act: kind }
}

/** The operation of an act that brings in many: a larger request. */
export function manyAct<K extends keyof typeof INTENTS>(kind: K, words: readonly [string, string], summary: string) {
  const made = act(kind, words, summary)
  return { ...made, http: { method: 'post', path: `/programme/acts/${kind}`, largest_KiB: 8192 } } as const
}

/** One operation an act. */
export const programmeActs = {
  registerParty: act('party-registered', ['party', 'register'], 'Make the party you act for known at this centre'),
  openCall: act('call-opened', ['call', 'open'], 'Publish a call'),
  moveDeadline: act('deadline-moved', ['call', 'move-deadline'], 'Move a deadline; what was in force stays readable'),
  amendCall: act('call-amended', ['call', 'amend'], 'Change a call, all but its dates, with the reason'),
  closeCall: act('call-closed', ['call', 'close'], 'Close a call whatever its dates say'),
  askQuestion: act('question-asked', ['call', 'ask'], 'Ask a question on a call'),
  answerQuestion: act('question-answered', ['call', 'answer'], 'Answer a question in public'),
  offerCall: act('transfer-offered', ['call', 'offer'], 'Offer a call to another party'),
  acceptCall: act('transfer-accepted', ['call', 'accept'], 'Take over a call that was offered'),
  offerMission: act('mission-offered', ['mission', 'offer'], 'Offer the lead of the mission to another party'),
  acceptMission: act('mission-accepted', ['mission', 'accept'], 'Take over the lead of the mission that was offered'),
  endMissionOffer: act('mission-offer-ended', ['mission', 'end-offer'], 'Withdraw or decline the offer of the mission'),
  submitLetter: act('letter-submitted', ['letter', 'submit'], 'Submit a letter of intent, or a newer version of it'),
  withdrawLetter: act('letter-withdrawn', ['letter', 'withdraw'], 'Take a letter back'),
  confirmPart: act('part-confirmed', ['letter', 'confirm'], 'Confirm your part in a letter'),
  splitLetter: act('letter-split', ['letter', 'split'], 'Divide a letter into several'),
  offerMerge: act('merge-offered', ['letter', 'offer-merge'], 'Offer to make one letter of two'),
  answerLetter: act('letter-answered', ['letter', 'answer'], 'Invite a letter to propose, or decline it'),
  submitProposal: act('proposal-submitted', ['proposal', 'submit'], 'Submit a proposal, or a newer version of it'),
  withdrawProposal: act('proposal-withdrawn', ['proposal', 'withdraw'], 'Take a proposal back'),
  stateFacts: manyAct(
    'facts-stated',
    ['eligibility', 'state-facts'],
    'State facts for your call: which verdicts flip is on record with them',
  ),
  importLetters: manyAct('letters-imported', ['letter', 'import'], 'Submit letters of a CSV or JSON file, all or none'),
  importProposals: manyAct(
    'proposals-imported',
    ['proposal', 'import'],
    'Submit proposals of a CSV or JSON file, all or none',
  ),
  acceptMerge: act('merge-accepted', ['letter', 'accept-merge'], 'Accept to make one letter of two'),
} as const

const deadlineView = z.strictObject({
  zone: z.string(),
  /** UTC, and as the clocks of the zone show it. */
  at: z.string(),
  local: z.string(),
  /** Seconds from now to the instant; negative once it has passed. */
  in_s: z.number(),
  grace_s: z.number(),
  graceText: z.string(),
  revisions: z.array(z.strictObject({ at: z.string(), knownFrom: z.string(), assumed: z.boolean() })),
})

/** A party that owns a call from then on; all but the first took it over for a reason. */
const callOwner = z.strictObject({ party: z.string(), at: z.string(), reason: z.string().optional() })

const callView = z.strictObject({
  call: callFile,
  owner: z.string(),
  state: z.enum(['open', 'closed']),
  letters: deadlineView,
  proposals: deadlineView.optional(),
  versions: z.array(z.strictObject({ at: z.string(), reason: z.string() })),
  /** Answered ones are public; others are seen by who asked and by the owner. */
  questions: z.array(
    z.strictObject({
      id: z.string(),
      at: z.string(),
      text: z.string(),
      by: z.string().optional(),
      answer: z.strictObject({ at: z.string(), text: z.string() }).optional(),
    }),
  ),
  onOfferTo: z.string().optional(),
  /** Who owned it when, where it was handed over: oldest first. */
  owners: z.array(callOwner),
  /** How many letters are in; which, only their teams and the owner see. */
  received: z.number().int(),
})
export type CallView = z.infer<typeof callView>

const letterView = z.strictObject({
  id: z.string(),
  call: z.string(),
  owner: z.string(),
  state: z.enum(['submitted', 'withdrawn', 'split', 'merged']),
  versions: z.array(
    z.strictObject({ at: z.string(), verdict: z.string(), content: letterContent }).describe('oldest first'),
  ),
  confirmed: z.array(z.string()),
  awaited: z.array(z.string()).describe('parties of the team that have not confirmed the last version'),
  from: z.array(z.string()),
  became: z.array(z.string()),
  /** What the owner of the call said to a version of it. */
  answer: z
    .strictObject({
      answer: z.enum(['invited', 'declined']),
      reason: z.string(),
      version: z.number().int(),
      at: z.string(),
    })
    .optional(),
})
export type LetterView = z.infer<typeof letterView>

/** Two letters that the lead of the first offers to make one. */
const mergeOfferView = z.strictObject({
  merged: z.string(),
  by: z.string(),
  letters: z.array(z.string()),
  content: letterContent,
})

const proposalView = z.strictObject({
  id: z.string(),
  letter: z.string(),
  call: z.string(),
  owner: z.string(),
  state: z.enum(['submitted', 'withdrawn']),
  versions: z
    .array(z.strictObject({ at: z.string(), verdict: z.string().optional(), content: proposalContent }))
    .describe('oldest first'),
})
export type ProposalView = z.infer<typeof proposalView>

const draft = z.strictObject({
  id: z.string(),
  kind: z.string(),
  title: z.string(),
  version: z.number().int(),
  savedAt: z.string(),
})

/** What one reads at the desk, and drafts. */
export const programmeReads = {
  calls: operation({
    name: 'call.list',
    summary: 'The calls of this centre, as the public sees them',
    place: 'centre',
    access: 'anyone',
    input: z.strictObject({}),
    output: z.strictObject({ calls: z.array(callView) }),
    http: { method: 'get', path: '/programme/calls' },
    cli: { words: ['call', 'list'], positional: [] },
  }),
  callHistory: operation({
    name: 'call.history',
    summary: 'Every version of a call as it was published, with its reason, and who owned the call when',
    place: 'centre',
    access: 'anyone',
    input: z.strictObject({ call: identifier }),
    output: z.strictObject({
      versions: z
        .array(z.strictObject({ at: z.string(), reason: z.string(), call: callFile }))
        .describe('oldest first'),
      owners: z.array(callOwner).describe('oldest first'),
    }),
    http: { method: 'get', path: '/programme/calls/{call}/history' },
    cli: { words: ['call', 'history'], positional: ['call'] },
  }),
  call: operation({
    name: 'call.show',
    summary: 'One call: levels, envelope, dates with their revisions, questions and answers',
    place: 'centre',
    access: 'anyone',
    input: z.strictObject({ call: identifier }),
    output: callView,
    http: { method: 'get', path: '/programme/calls/{call}' },
    cli: { words: ['call', 'show'], positional: ['call'] },
  }),
  letters: operation({
    name: 'letter.list',
    summary: 'The letters that you may see: those of your party, and all for the owner of the call',
    place: 'centre',
    access: 'signed-in',
    input: z.strictObject({ call: identifier.optional() }),
    output: z.strictObject({
      letters: z.array(letterView),
      mergeOffers: z.array(mergeOfferView).describe('that wait for an answer, between letters that you may see'),
    }),
    http: { method: 'get', path: '/programme/letters' },
    cli: { words: ['letter', 'list'], positional: ['call'] },
  }),
  proposals: operation({
    name: 'proposal.list',
    summary: 'The proposals that you may see: those of your party, and all for the owner of the call',
    place: 'centre',
    access: 'signed-in',
    input: z.strictObject({ call: identifier.optional() }),
    output: z.strictObject({ proposals: z.array(proposalView) }),
    http: { method: 'get', path: '/programme/proposals' },
    cli: { words: ['proposal', 'list'], positional: ['call'] },
  }),
  checkProposal: operation({
    name: 'proposal.check',
    summary: 'Check a proposal against its call as one types: what is wrong, field by field',
    place: 'centre',
    access: 'anyone',
    input: z.strictObject({ call: identifier, content: z.unknown() }),
    output: z.strictObject({ problems: z.array(problem) }),
    http: { method: 'post', path: '/programme/proposals/check', largest_KiB: 1024 },
  }),
  parties: operation({
    name: 'party.list',
    summary: 'The parties that this centre knows: those of the mission, and those that registered',
    place: 'centre',
    access: 'anyone',
    input: z.strictObject({}),
    output: z.strictObject({
      parties: z.array(
        z.strictObject({ id: z.string(), name: z.string(), kind: partyKind, state: z.string().optional() }),
      ),
    }),
    http: { method: 'get', path: '/programme/parties' },
    cli: { words: ['party', 'list'], positional: [] },
  }),
  checkLetter: operation({
    name: 'letter.check',
    summary: 'Check a letter against its call as one types: what is wrong, field by field',
    place: 'centre',
    access: 'anyone',
    input: z.strictObject({ call: identifier, content: z.unknown() }),
    output: z.strictObject({ problems: z.array(problem) }),
    http: { method: 'post', path: '/programme/letters/check', largest_KiB: 1024 },
  }),
  saveDraft: operation({
    name: 'draft.save',
    summary: 'Keep what was typed, as it is; earlier versions stay',
    place: 'centre',
    access: 'signed-in',
    input: z.strictObject({
      id: identifier,
      kind: identifier,
      title: z.string().max(200).default(''),
      content: z.unknown(),
      /** The version it was typed on: saving over a newer one is refused, so that two windows cannot lose each other's text. */
      over: z.number().int().min(0),
    }),
    output: z.strictObject({ id: z.string(), version: z.number().int(), savedAt: z.string() }),
    http: { method: 'post', path: '/programme/drafts', largest_KiB: 1024 },
  }),
  drafts: operation({
    name: 'draft.list',
    summary: 'Your drafts',
    place: 'centre',
    access: 'signed-in',
    input: z.strictObject({}),
    output: z.strictObject({ drafts: z.array(draft) }),
    http: { method: 'get', path: '/programme/drafts' },
    cli: { words: ['draft', 'list'], positional: [] },
  }),
  draft: operation({
    name: 'draft.show',
    summary: 'One of your drafts, in its last version or an earlier one',
    place: 'centre',
    access: 'signed-in',
    input: z.strictObject({ id: identifier, version: z.coerce.number().int().min(1).optional() }),
    output: draft.extend({ content: z.unknown() }),
    http: { method: 'get', path: '/programme/drafts/{id}' },
    cli: { words: ['draft', 'show'], positional: ['id'] },
  }),
  addAttachment: operation({
    name: 'attachment.add',
    summary: 'Keep a file of your party, to be named in a letter or proposal by its hash',
    place: 'centre',
    access: ['proposer', 'member'],
    input: z.strictObject({
      type: mediaType,
      base64: z
        .string()
        .min(1, 'has no bytes')
        .max(Math.ceil(LARGEST_ATTACHMENT / 3) * 4, `is larger than ${LARGEST_ATTACHMENT / 1e6} MB`),
    }),
    output: z.strictObject({ sha256: z.string(), bytes: z.number().int(), type: z.string() }),
    // Four characters carry three bytes.
    http: {
      method: 'post',
      path: '/programme/attachments',
      largest_KiB: Math.ceil((LARGEST_ATTACHMENT * 4) / 3072) + 1,
    },
  }),
  attachment: operation({
    name: 'attachment.show',
    summary: 'A file that your party keeps here, or that a letter or proposal which you may read names',
    place: 'centre',
    access: 'signed-in',
    input: z.strictObject({ sha256: sha256Text }),
    output: z.strictObject({ sha256: z.string(), bytes: z.number().int(), type: z.string(), base64: z.string() }),
    http: { method: 'get', path: '/programme/attachments/{sha256}' },
    cli: { words: ['attachment', 'show'], positional: ['sha256'] },
  }),
  callBudget: operation({
    name: 'call.budget',
    summary: "What of your call's envelope letters and proposals ask for, and what the selected ones take",
    place: 'centre',
    access: ['officer', 'chair'],
    input: z.strictObject({ call: identifier }),
    output: z.strictObject({
      limits: z.array(
        z.strictObject({
          ...{ resource: z.string(), unit: z.string(), levels: z.array(z.string()), limit: z.number() },
          letters: z.number().optional().describe('none where letters do not say it'),
          ...{ proposals: z.number(), selected: z.number(), free: z.number() },
        }),
      ),
    }),
    http: { method: 'get', path: '/programme/calls/{call}/budget' },
    cli: { words: ['call', 'budget'], positional: ['call'] },
  }),
  notices: operation({
    name: 'notice.list',
    summary: 'What your party was told',
    place: 'centre',
    access: 'signed-in',
    input: z.strictObject({ after: z.coerce.number().int().min(0).default(0) }),
    output: z.strictObject({
      notices: z.array(z.strictObject({ id: z.number().int(), at: z.string(), subject: z.string(), text: z.string() })),
    }),
    http: { method: 'get', path: '/programme/notices' },
    cli: { words: ['notice', 'list'], positional: [] },
  }),
  record: operation({
    name: 'programme.record',
    summary: 'Your copy of the record: the whole chain, with the content that concerns your party',
    place: 'centre',
    access: 'signed-in',
    input: z.strictObject({}),
    output: z.strictObject({
      party: z.string(),
      entries: z.array(z.string()).describe('one line of canonical JSON each'),
    }),
    http: { method: 'get', path: '/programme/record' },
    cli: { words: ['programme', 'record'], positional: [] },
  }),
} as const
