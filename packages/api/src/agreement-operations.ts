/** The operations of agreements: every act on them, what one reads, what a change would break, and the printed document. */
import { identifier } from '@magpie/core/identifier'
import { agreementContent } from '@magpie/programme/desk/agreement-content'
import { descentSensitivity } from '@magpie/programme/interface/impact'
import { interfaceLine, side } from '@magpie/programme/interface/line'
import { regulatoryEntry } from '@magpie/programme/interface/regulatory'
import * as z from 'zod'
import { problem } from './failure.ts'
import { operation } from './operation.ts'
import { act } from './programme-operations.ts'

/** One operation an act. */
export const agreementActs = {
  draftAgreement: act('agreement-drafted', ['agreement', 'draft'], 'Draft an agreement, or a newer version of it'),
  signAgreement: act('agreement-signed', ['agreement', 'sign'], 'Sign the last version of an agreement'),
  withdrawSignature: act(
    'agreement-signature-withdrawn',
    ['agreement', 'withdraw-signature'],
    'Take your signature back, as long as the last one is missing',
  ),
  updateRegulatoryItem: act(
    'regulatory-updated',
    ['agreement', 'regulatory'],
    "Give an item of an element's regulatory file an owner, a date, a state or evidence",
  ),
  draftInterface: act('interface-drafted', ['interface', 'draft'], 'Begin an interface control document'),
  proposeLine: act('line-proposed', ['interface', 'propose'], 'Propose a line, or write your side of one'),
  dropLine: act('line-dropped', ['interface', 'drop'], 'Take out a line that is not baselined'),
  signLine: act('line-signed', ['interface', 'sign'], 'Sign a revision of a line'),
  withdrawLineSignature: act(
    'line-signature-withdrawn',
    ['interface', 'withdraw-signature'],
    'Take your signature of a line back, as long as it is not baselined',
  ),
  baselineInterface: act('interface-baselined', ['interface', 'baseline'], 'Make the agreed lines the baseline'),
  verifyLine: act('line-verified', ['interface', 'verify'], 'Say how the verification of a line came out'),
  requestChange: act('change-requested', ['interface', 'request-change'], 'Ask to change a baselined line'),
  signChange: act('change-signed', ['interface', 'sign-change'], 'Approve a change for your side'),
  declineChange: act('change-declined', ['interface', 'decline-change'], 'Decline a change, or take your own back'),
} as const

const signature = z.strictObject({
  party: z.string(),
  person: z.string(),
  /** The person's name, where the centre knows it. */
  name: z.string().optional(),
  at: z.string(),
  /** The ledger entry that is the signature, and the key of the party. */
  entry: z.string().optional(),
  key: z.string().optional(),
})
const sideSignature = signature.extend({ side })

/** SHA-256 of a text as canonical JSON (RFC 8785): what a signature is over. */
const digest = z.string()

const gainedElement = z.strictObject({
  id: z.string(),
  name: z.string(),
  kind: z.string(),
  owner: z.string(),
  host: z.string().optional(),
  /** `new` to the model, `changed` by this version, or `kept` as it stands. */
  what: z.enum(['new', 'changed', 'kept']),
  /** Kinds of port by which it is joined to its host. */
  ports: z.array(z.string()),
  /** The estimates that count, baselined figures of interface lines before those of the agreement. */
  figures: z.array(z.strictObject({ name: z.string(), value: z.number(), unit: z.string(), from: z.string() })),
})

/** A limit of the call before and after, with the margins of maturity beside the value itself. */
const gainedBudget = z.strictObject({
  limit: z.string(),
  element: z.string().optional(),
  unit: z.string(),
  before: z.number(),
  after: z.number(),
  withMargin: z.number(),
  allowed: z.number(),
  verdict: z.enum(['within', 'margin-over', 'over']),
})

/** What the mission model is with the last version in force: what the last signature adds. */
const gains = z.strictObject({
  elements: z.array(gainedElement),
  /** Elements that the version in force brings and the last one does not. */
  leaves: z.array(z.string()),
  budgets: z.array(gainedBudget),
  grants: z.array(z.strictObject({ id: z.string(), what: z.enum(['new', 'changed', 'kept']) })),
  /** Grants that end with it. */
  ends: z.array(z.string()),
})

export const agreementView = z.strictObject({
  id: z.string(),
  state: z.enum(['draft', 'signing', 'in-force', 'amending']),
  version: z.number().int(),
  versions: z.array(z.strictObject({ at: z.string(), by: z.string(), digest })),
  content: agreementContent,
  signatures: z.array(signature),
  awaited: z.array(z.string()).describe('parties whose signature the last version lacks'),
  inForce: z.strictObject({ version: z.number().int(), at: z.string(), signatures: z.array(signature) }).optional(),
  gains,
  regulatory: z.array(regulatoryEntry),
  interfaces: z.array(z.string()),
})
export type AgreementView = z.infer<typeof agreementView>

const breakView = z.strictObject({
  what: z.enum(['line', 'budget', 'descent']),
  subject: z.string(),
  severity: z.enum(['breaks', 'asks']),
  text: z.string(),
})
const end = z.strictObject({ party: z.string(), element: z.string() })

export const interfaceView = z.strictObject({
  id: z.string(),
  agreement: z.string(),
  title: z.string(),
  state: z.enum(['draft', 'agreed', 'baselined']),
  singleEnd: z.boolean(),
  host: end,
  guest: end,
  issues: z.array(z.strictObject({ issue: z.number().int(), at: z.string() })),
  lines: z.array(
    z.strictObject({
      line: interfaceLine,
      revision: z.number().int(),
      digest,
      status: z.enum(['draft', 'agreed', 'baselined']),
      signatures: z.array(sideSignature),
      awaited: z.array(side),
      findings: z.array(z.strictObject({ severity: z.enum(['clash', 'remark']), text: z.string() })),
      verified: z.array(
        z.strictObject({
          at: z.string(),
          party: z.string(),
          revision: z.number().int(),
          outcome: z.enum(['passed', 'failed']),
          evidence: z.string(),
        }),
      ),
    }),
  ),
  changes: z.array(
    z.strictObject({
      id: z.string(),
      line: z.string(),
      by: side,
      at: z.string(),
      reason: z.string(),
      to: interfaceLine,
      digest,
      breaks: z.array(breakView),
      state: z.enum(['open', 'approved', 'declined']),
      signatures: z.array(sideSignature),
      answer: z.string().optional(),
    }),
  ),
  blockedBy: z.array(regulatoryEntry).describe('items of the regulatory file that keep it from being baselined'),
})
export type InterfaceView = z.infer<typeof interfaceView>

const printed = z.strictObject({
  name: z.string(),
  mediaType: z.literal('application/pdf'),
  bytes: z.number().int(),
  base64: z.string(),
})

/** What one reads of agreements: their parties see them, and nobody else. */
export const agreementReads = {
  agreements: operation({
    name: 'agreement.list',
    summary: 'The agreements that your party is part of',
    place: 'centre',
    access: 'signed-in',
    input: z.strictObject({}),
    output: z.strictObject({ agreements: z.array(agreementView) }),
    http: { method: 'get', path: '/programme/agreements' },
    cli: { words: ['agreement', 'list'], positional: [] },
  }),
  agreement: operation({
    name: 'agreement.show',
    summary: 'One agreement: content, signatures, regulatory file',
    place: 'centre',
    access: 'signed-in',
    input: z.strictObject({ agreement: identifier }),
    output: agreementView,
    http: { method: 'get', path: '/programme/agreements/{agreement}' },
    cli: { words: ['agreement', 'show'], positional: ['agreement'] },
  }),
  printAgreement: operation({
    name: 'agreement.print',
    summary: 'An agreement as a PDF document, in base64',
    place: 'centre',
    access: 'signed-in',
    input: z.strictObject({ agreement: identifier }),
    output: printed,
    http: { method: 'get', path: '/programme/agreements/{agreement}/document' },
    cli: { words: ['agreement', 'print'], positional: ['agreement'] },
  }),
  agreementVersion: operation({
    name: 'agreement.version',
    summary: 'What one version of an agreement says',
    place: 'centre',
    access: 'signed-in',
    input: z.strictObject({ agreement: identifier, version: z.coerce.number().int().min(1) }),
    output: z.strictObject({
      version: z.number().int(),
      at: z.string(),
      by: z.string(),
      digest,
      content: agreementContent,
    }),
    http: { method: 'get', path: '/programme/agreements/{agreement}/versions/{version}' },
    cli: { words: ['agreement', 'version'], positional: ['agreement', 'version'] },
  }),
  agreementHistory: operation({
    name: 'agreement.history',
    summary: 'Everything that was done to an agreement and its interface documents, oldest first, as the ledger has it',
    place: 'centre',
    access: 'signed-in',
    input: z.strictObject({ agreement: identifier }),
    output: z.strictObject({
      acts: z.array(
        z.strictObject({
          kind: z.string(),
          /** The agreement, or one of its interface documents. */
          subject: z.string(),
          at: z.string(),
          party: z.string(),
          person: z.string(),
          name: z.string().optional(),
          sequence: z.number().int(),
          entry: z.string(),
          body: z.unknown(),
        }),
      ),
    }),
    http: { method: 'get', path: '/programme/agreements/{agreement}/history' },
    cli: { words: ['agreement', 'history'], positional: ['agreement'] },
  }),
  checkAgreement: operation({
    name: 'agreement.check',
    summary: 'Check an agreement as one types: what is wrong, field by field',
    place: 'centre',
    access: 'signed-in',
    input: z.strictObject({ agreement: identifier, content: z.unknown() }),
    output: z.strictObject({ problems: z.array(problem) }),
    http: { method: 'post', path: '/programme/agreements/check', largest_KiB: 1024 },
  }),
  checkInterface: operation({
    name: 'interface.check',
    summary: 'Check the beginning of an interface document as one types: what is wrong, field by field',
    place: 'centre',
    access: 'signed-in',
    input: z.strictObject({ draft: z.unknown() }),
    output: z.strictObject({ problems: z.array(problem) }),
    http: { method: 'post', path: '/programme/interfaces/check' },
  }),
  interfaces: operation({
    name: 'interface.list',
    summary: 'The interface documents that your party is a side of, or a party of their agreement',
    place: 'centre',
    access: 'signed-in',
    input: z.strictObject({ agreement: identifier.optional() }),
    output: z.strictObject({ interfaces: z.array(interfaceView) }),
    http: { method: 'get', path: '/programme/interfaces' },
    cli: { words: ['interface', 'list'], positional: [] },
  }),
  interface: operation({
    name: 'interface.show',
    summary: 'One interface document: lines, what does not fit, changes',
    place: 'centre',
    access: 'signed-in',
    input: z.strictObject({ interface: identifier }),
    output: interfaceView,
    http: { method: 'get', path: '/programme/interfaces/{interface}' },
    cli: { words: ['interface', 'show'], positional: ['interface'] },
  }),
  interfaceImpact: operation({
    name: 'interface.impact',
    summary: 'What a change of a line would break, as one types: the line, others, budgets, the descent',
    place: 'centre',
    access: 'signed-in',
    input: z.strictObject({ interface: identifier, line: interfaceLine, descent: descentSensitivity.optional() }),
    output: z.strictObject({ breaks: z.array(breakView) }),
    http: { method: 'post', path: '/programme/interfaces/impact' },
    cli: { words: ['interface', 'impact'], positional: [] },
  }),
  printInterface: operation({
    name: 'interface.print',
    summary: 'An interface document as a PDF document, in base64',
    place: 'centre',
    access: 'signed-in',
    input: z.strictObject({ interface: identifier }),
    output: printed,
    http: { method: 'get', path: '/programme/interfaces/{interface}/document' },
    cli: { words: ['interface', 'print'], positional: ['interface'] },
  }),
} as const
