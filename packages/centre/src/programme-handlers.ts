/** The handlers of the programme: acts go to the desk, reads show what the caller may see. */
import type { Caller } from '@magpie/api/access'
import type { Failure } from '@magpie/api/failure'
import {
  type LetterView,
  type ProposalView,
  programmeActs,
  type programmeReads,
} from '@magpie/api/programme-operations'
import { err, ok, type Result } from '@magpie/core/result'
import type { JsonValue } from '@magpie/ledger/canonical-json'
import type { Ground } from '@magpie/programme/desk/act'
import { fieldProblems } from '@magpie/programme/desk/act'
import { callBudget } from '@magpie/programme/desk/call-budget'
import type { ActName } from '@magpie/programme/desk/desk'
import { partiesOf } from '@magpie/programme/desk/letter-content'
import { checkProposal, proposalContent } from '@magpie/programme/desk/proposal-content'
import { attachmentProblems, keepAttachment, readAttachment } from './attachments.ts'
import type { Handlers } from './dispatch.ts'
import { checkTypedLetter } from './letter-check.ts'
import type { ProgrammeDesk } from './programme-desk.ts'
import type { ProgrammeStore } from './programme-store.ts'
import { callViewOf, lettersSeenBy, mergeOffersSeenBy, proposalsSeenBy } from './programme-views.ts'
import { hiddenActsOfReview, teamsAreHidden } from './review-views.ts'
import { schemaHandlers } from './schema-handlers.ts'
import { hiddenActsOfSelection } from './selection-views.ts'

type ActKey = keyof typeof programmeActs
type ReadKey = keyof typeof programmeReads

export type ProgrammeHandlerPorts = {
  readonly desk: ProgrammeDesk
  readonly store: ProgrammeStore
  readonly ground: Ground
}

/** One handler an operation of the programme. */
export function programmeHandlers(ports: ProgrammeHandlerPorts): Handlers<ActKey | ReadKey | 'schema'> {
  return { ...actHandlers(ports), ...readHandlers(ports), ...schemaHandlers() }
}

function actHandlers({ desk, store }: ProgrammeHandlerPorts): Handlers<ActKey> {
  const handlers = Object.entries(programmeActs).map(([key, { act }]) => [
    key,
    async (input: unknown, caller: Caller) => {
      const problems = await attachmentProblems(store, input, caller.party!)
      if (problems.length === 0) return desk.perform(act as ActName, input, caller)
      const message = `The files cannot be taken as named: ${problems.map((p) => `${p.field} ${p.message}`).join('; ')}.`
      return err({ kind: 'bad-request', message, problems })
    },
  ])
  return Object.fromEntries(handlers) as Handlers<ActKey>
}

function readHandlers({ desk, store, ground }: ProgrammeHandlerPorts): Handlers<ReadKey> {
  return {
    async calls(_, caller) {
      return ok({ calls: [...desk.desk.calls.values()].map((c) => callViewOf(c, desk.desk, caller, ground)) })
    },
    async call({ call }, caller) {
      const found = desk.desk.calls.get(call)
      return found === undefined ? missing('call', call) : ok(callViewOf(found, desk.desk, caller, ground))
    },
    async callHistory({ call }) {
      const found = desk.desk.calls.get(call)
      return found === undefined
        ? missing('call', call)
        : ok({ versions: [...found.versions], owners: [...found.owners] })
    },
    async letters({ call }, caller) {
      const letters = lettersSeenBy(desk.desk, caller.party, call).filter(shownTo(desk, caller))
      return ok({ letters, mergeOffers: mergeOffersSeenBy(desk.desk, letters) })
    },
    async proposals({ call }, caller) {
      return ok({ proposals: proposalsSeenBy(desk.desk, caller.party, call).filter(shownTo(desk, caller)) })
    },
    async checkProposal({ call, content }) {
      const found = desk.desk.calls.get(call)
      if (found === undefined) return missing('call', call)
      const read = proposalContent.safeParse(content)
      const problems = read.success
        ? checkProposal(found.call, read.data, (id) => desk.desk.parties.has(id))
        : fieldProblems(read.error)
      return ok({ problems: problems.map((p) => ({ file: '', ...p })) })
    },
    async parties() {
      const parties = [...desk.desk.parties.values()]
      return ok({
        parties: parties.map(({ id, name, kind, state }) => ({
          id,
          name,
          kind,
          ...(state === undefined ? {} : { state }),
        })),
      })
    },
    async checkLetter({ call, content }) {
      const found = desk.desk.calls.get(call)
      if (found === undefined) return missing('call', call)
      const problems = checkTypedLetter(found.call, content, (id) => desk.desk.parties.has(id))
      return ok({ problems: problems.map((p) => ({ file: '', ...p })) })
    },
    async saveDraft({ id, kind, title, content, over }, { person, arrivedAt }) {
      const typed = { id, kind, title, savedAt: arrivedAt, content: JSON.stringify(content ?? null) }
      const saved = await store.saveDraft(person!.id, typed, over)
      if (saved !== undefined) return ok({ id, version: saved.version, savedAt: saved.savedAt })
      const message = `The draft "${id}" was saved elsewhere since version ${over}: load it, and put the two together.`
      return err({ kind: 'conflict', message, with: id })
    },
    async drafts(_, { person }) {
      const list = await store.drafts(person!.id)
      return ok({ drafts: list.map(({ content: _content, ...head }) => head) })
    },
    async draft({ id, version }, { person }) {
      const found = await store.draft(person!.id, id, version)
      return found === undefined
        ? missing('draft', id)
        : ok({ ...found, content: JSON.parse(found.content) as unknown })
    },
    addAttachment: (input, caller) => keepAttachment(store, input, caller),
    attachment: ({ sha256 }, caller) => readAttachment(store, desk.desk, sha256, caller, shownTo(desk, caller)),
    async callBudget({ call }, { party }) {
      const found = desk.desk.calls.get(call)
      if (found === undefined) return missing('call', call)
      if (found.owner !== party) {
        const message = `The budget of ${call} is for ${found.owner}, whose call it is.`
        return err({ kind: 'not-allowed', message, needs: [], party: found.owner })
      }
      return ok({
        limits: callBudget(desk.desk, found).map(({ letters, levels, ...line }) => ({
          ...line,
          levels: [...levels],
          ...(letters === undefined ? {} : { letters }),
        })),
      })
    },
    async notices({ after }, { party }) {
      const list = party === undefined ? [] : await store.notices(party, after, 500)
      return ok({ notices: list.map(({ id, at, subject, text }) => ({ id, at, subject, text })) })
    },
    async record(_, caller) {
      const { party } = caller
      if (party === undefined) return missing('party', '')
      return ok({ party, entries: desk.extract(party, hiddenFrom(desk, caller)) })
    },
  }
}

/** What a dual-anonymous reviewer among the owner's people may see: what their party has a part in, and not who else proposes. */
function shownTo({ desk }: ProgrammeDesk, caller: Caller) {
  return ({ call, versions }: LetterView | ProposalView) =>
    partiesOf(versions.at(-1)!.content).some((party) => party === caller.party) || !teamsAreHidden(desk, call, caller)
}

/** What stays out of a caller's copy of the record: acts of reviews and selections that touch a conflict of theirs. */
export function hiddenFrom({ desk }: ProgrammeDesk, caller: Caller) {
  const [ofReview, ofSelection] = [hiddenActsOfReview(desk, caller), hiddenActsOfSelection(desk, caller)]
  return (kind: string, body: JsonValue, person: string) => ofReview(kind, body, person) || ofSelection(kind, body)
}

function missing(what: string, id: string): Result<never, Failure> {
  return err({ kind: 'not-found', message: `There is no ${what} "${id}" at this centre.`, what, id })
}
