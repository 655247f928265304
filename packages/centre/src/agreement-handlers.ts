/** The handlers of agreements: acts go to the desk, reads show their parties what they may see, printing goes to a port. */
import type { Caller } from '@magpie/api/access'
import { agreementActs, type agreementReads } from '@magpie/api/agreement-operations'
import type { Failure } from '@magpie/api/failure'
import { err, ok, type Result } from '@magpie/core/result'
import type { Ground } from '@magpie/programme/desk/act'
import type { AgreementRecord, InterfaceRecord } from '@magpie/programme/desk/agreement-record'
import { breaksOf } from '@magpie/programme/desk/change-acts'
import { type ActName, judge } from '@magpie/programme/desk/desk'
import { agreementDocument, interfaceDocument, type PrintedDocument } from '@magpie/programme/interface/document'
import type { DescentSensitivity } from '@magpie/programme/interface/impact'
import type { InterfaceLine } from '@magpie/programme/interface/line'
import { actsOn, signersOf } from './agreement-history.ts'
import { agreementViewOf, digestOf, interfaceViewOf, sealsOf, seesAgreement, seesInterface } from './agreement-views.ts'
import type { Handlers } from './dispatch.ts'
import { failureOf, type ProgrammeDesk } from './programme-desk.ts'

type ActKey = keyof typeof agreementActs
type ReadKey = keyof typeof agreementReads
type CheckKey = 'checkAgreement' | 'checkInterface'
type PrintKey = 'printAgreement' | 'printInterface'

export type AgreementPorts = {
  readonly desk: ProgrammeDesk
  readonly ground: Ground
  /** The document as a PDF file, in base64. */
  readonly print: (document: PrintedDocument) => Promise<{ readonly bytes: number; readonly base64: string }>
  /** The names of people by their ids, of those whom the centre knows. */
  readonly namesOf: (persons: readonly string[]) => Promise<ReadonlyMap<string, string>>
  /** What a landed kilogram takes of the descent, as the rehearsal flew it; undefined before it did. */
  readonly descent?: () => DescentSensitivity | undefined
}

/** One handler an operation of agreements. */
export function agreementHandlers(ports: AgreementPorts): Handlers<ActKey | ReadKey> {
  const acts = Object.entries(agreementActs).map(([key, { act }]) => [
    key,
    (input: unknown, caller: Caller) => ports.desk.perform(act as ActName, input, caller),
  ])
  return {
    ...(Object.fromEntries(acts) as Handlers<ActKey>),
    ...signingHandlers(ports),
    ...readHandlers(ports),
    ...printHandlers(ports),
    ...checkHandlers(ports),
  }
}

/** Signing compares the hash that the person was shown with what stands: nobody signs a text that they did not see. */
function signingHandlers({
  desk,
  descent,
}: AgreementPorts): Handlers<'signAgreement' | 'signLine' | 'signChange' | 'requestChange'> {
  const sign = async (act: ActName, input: { digest?: string | undefined }, text: object | undefined, by: Caller) => {
    const { digest } = input
    if (digest === undefined || text === undefined || digestOf(text) === digest) return desk.perform(act, input, by)
    const message = `The text that you were shown, ${digest}, is not what would be signed: ${digestOf(text)}. Read it anew.`
    return err({ kind: 'refused' as const, message, rule: 'other-text' })
  }
  const documentOf = (id: string) => desk.desk.interfaces.get(id)
  return {
    signAgreement(input, caller) {
      const version = desk.desk.agreements.get(input.agreement)?.versions[input.version - 1]
      return sign('agreement-signed', input, version?.content, caller)
    },
    signLine(input, caller) {
      const found = documentOf(input.interface)?.lines.find((l) => l.line.id === input.line)
      // Of another revision the desk says so itself.
      return sign('line-signed', input, found?.revision === input.revision ? found.line : undefined, caller)
    },
    signChange(input, caller) {
      const found = documentOf(input.interface)?.changes.find((c) => c.id === input.change)
      return sign('change-signed', input, found?.to, caller)
    },
    requestChange: (input, caller) =>
      desk.perform('change-requested', { ...input, ...asFlown(input.line, input.descent, descent) }, caller),
  }
}

/** The descent counts where a mass changes: as the caller gives it, or as the rehearsal of this centre flew it. */
function asFlown(line: InterfaceLine, given: DescentSensitivity | undefined, flown: AgreementPorts['descent']) {
  const descent = given ?? (line.kind === 'mass' ? flown?.() : undefined)
  return descent === undefined ? {} : { descent }
}

type Seen = {
  agreement(id: string, caller: Caller): Result<AgreementRecord, Failure>
  interface(id: string, caller: Caller): Result<InterfaceRecord, Failure>
}

/** What a caller may see; anything else is not there. */
function seenIn(desk: ProgrammeDesk): Seen {
  return {
    agreement(id, { party }) {
      const found = desk.desk.agreements.get(id)
      return found !== undefined && seesAgreement(found, party) ? ok(found) : missing('agreement', id)
    },
    interface(id, { party }) {
      const found = desk.desk.interfaces.get(id)
      const seen = found !== undefined && seesInterface(found, desk.desk, party)
      return seen ? ok(found) : missing('interface document', id)
    },
  }
}

function readHandlers({ desk, namesOf, descent }: AgreementPorts): Handlers<Exclude<ReadKey, CheckKey | PrintKey>> {
  const seen = seenIn(desk)
  const ground = async (id: string) => ({
    sealOf: sealsOf(desk.entries, id),
    names: await namesOf(signersOf(desk.desk, id)),
  })
  const agreementView = async (a: AgreementRecord) => agreementViewOf(a, desk.desk, await ground(a.id))
  const interfaceView = async (i: InterfaceRecord) => interfaceViewOf(i, desk.desk, await ground(i.id))
  return {
    async agreements(_, { party }) {
      const list = [...desk.desk.agreements.values()].filter((a) => seesAgreement(a, party))
      return ok({ agreements: await Promise.all(list.map(agreementView)) })
    },
    async agreement({ agreement: id }, caller) {
      const found = seen.agreement(id, caller)
      return found.ok ? ok(await agreementView(found.value)) : found
    },
    async agreementVersion({ agreement: id, version }, caller) {
      const found = seen.agreement(id, caller)
      if (!found.ok) return found
      const one = found.value.versions[version - 1]
      return one === undefined
        ? missing('version', `${id} ${version}`)
        : ok({ version, ...one, digest: digestOf(one.content) })
    },
    async agreementHistory({ agreement: id }, caller) {
      const found = seen.agreement(id, caller)
      if (!found.ok) return found
      const acts = actsOn(desk.entries, desk.desk, id)
      const names = await namesOf(acts.map((a) => a.person))
      const named = (person: string) => (names.has(person) ? { name: names.get(person)! } : {})
      return ok({ acts: acts.map((a) => ({ ...a, ...named(a.person) })) })
    },
    async interfaces({ agreement }, { party }) {
      const list = [...desk.desk.interfaces.values()].filter(
        (i) => (agreement === undefined || i.agreement === agreement) && seesInterface(i, desk.desk, party),
      )
      return ok({ interfaces: await Promise.all(list.map(interfaceView)) })
    },
    async interface({ interface: id }, caller) {
      const found = seen.interface(id, caller)
      return found.ok ? ok(await interfaceView(found.value)) : found
    },
    async interfaceImpact({ interface: id, line, descent: given }, caller) {
      const found = seen.interface(id, caller)
      if (!found.ok) return found
      const flown = asFlown(line, given, descent).descent
      return ok({ breaks: breaksOf(desk.desk, found.value, line, flown) })
    },
  }
}

function printHandlers({ desk, print, namesOf }: AgreementPorts): Handlers<PrintKey> {
  const seen = seenIn(desk)
  const ground = async (id: string) => ({
    parties: desk.desk.parties,
    sealOf: sealsOf(desk.entries, id),
    names: await namesOf(signersOf(desk.desk, id)),
  })
  const printed = async (document: PrintedDocument) => {
    const mediaType = 'application/pdf' as const
    return ok({ name: `${document.id}.pdf`, mediaType, ...(await print(document)) })
  }
  return {
    async printAgreement({ agreement: id }, caller) {
      const found = seen.agreement(id, caller)
      return found.ok ? printed(agreementDocument(found.value, await ground(id))) : found
    },
    async printInterface({ interface: id }, caller) {
      const found = seen.interface(id, caller)
      return found.ok ? printed(interfaceDocument(found.value, await ground(id))) : found
    },
  }
}

/** What the desk would say of a draft: judged as the act would be, and nothing done. */
function checkHandlers({ desk, ground }: AgreementPorts): Handlers<CheckKey> {
  const judged = (act: ActName, input: unknown, under: string, { person, party, roles, arrivedAt: at }: Caller) => {
    if (party === undefined) return missing('party', '')
    const outcome = judge(desk.desk, act, input, { at, party, person: person!.id, roles }, ground)
    if (outcome.ok) return ok({ problems: [] })
    const failure = failureOf(outcome.error)
    const { message } = failure
    const problems =
      failure.kind === 'bad-request' ? failure.problems : [{ file: '', field: '', rule: failure.kind, message }]
    const inForm = (field: string) => (field.startsWith(under) ? field.slice(under.length) : field)
    return ok({ problems: problems.map((p) => ({ ...p, field: inForm(p.field) })) })
  }
  return {
    checkAgreement: async ({ agreement, content }, caller) =>
      judged('agreement-drafted', { agreement, content }, '/content', caller),
    checkInterface: async ({ draft }, caller) => judged('interface-drafted', draft, '', caller),
  }
}

function missing(what: string, id: string): Result<never, Failure> {
  return err({ kind: 'not-found', message: `There is no ${what} "${id}" at this centre that you may see.`, what, id })
}
