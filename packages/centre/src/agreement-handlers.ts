/** The handlers of agreements: acts go to the desk, reads show their parties what they may see, printing goes to a port. */
import type { Caller } from '@magpie/api/access'
import { agreementActs, type agreementReads } from '@magpie/api/agreement-operations'
import type { Failure } from '@magpie/api/failure'
import { err, ok, type Result } from '@magpie/core/result'
import type { AgreementRecord, InterfaceRecord } from '@magpie/programme/desk/agreement-record'
import { breaksOf } from '@magpie/programme/desk/change-acts'
import type { ActName } from '@magpie/programme/desk/desk'
import { agreementDocument, interfaceDocument, type PrintedDocument } from '@magpie/programme/interface/document'
import { agreementViewOf, interfaceViewOf, sealsOf, seesAgreement, seesInterface } from './agreement-views.ts'
import type { Handlers } from './dispatch.ts'
import type { ProgrammeDesk } from './programme-desk.ts'

type ActKey = keyof typeof agreementActs
type ReadKey = keyof typeof agreementReads

export type AgreementPorts = {
  readonly desk: ProgrammeDesk
  /** The document as a PDF file, in base64. */
  readonly print: (document: PrintedDocument) => Promise<{ readonly bytes: number; readonly base64: string }>
}

/** One handler an operation of agreements. */
export function agreementHandlers(ports: AgreementPorts): Handlers<ActKey | ReadKey> {
  const acts = Object.entries(agreementActs).map(([key, { act }]) => [
    key,
    (input: unknown, caller: Caller) => ports.desk.perform(act as ActName, input, caller),
  ])
  return { ...(Object.fromEntries(acts) as Handlers<ActKey>), ...readHandlers(ports) }
}

function readHandlers({ desk, print }: AgreementPorts): Handlers<ReadKey> {
  const seals = (id: string) => sealsOf(desk.entries, id)
  const ground = (id: string) => ({ parties: desk.desk.parties, sealOf: seals(id) })
  const agreementSeen = (id: string, { party }: Caller): Result<AgreementRecord, Failure> => {
    const found = desk.desk.agreements.get(id)
    return found !== undefined && seesAgreement(found, party) ? ok(found) : missing('agreement', id)
  }
  const interfaceSeen = (id: string, { party }: Caller): Result<InterfaceRecord, Failure> => {
    const found = desk.desk.interfaces.get(id)
    return found !== undefined && seesInterface(found, desk.desk, party) ? ok(found) : missing('interface document', id)
  }
  return {
    async agreements(_, { party }) {
      const seen = [...desk.desk.agreements.values()].filter((a) => seesAgreement(a, party))
      return ok({ agreements: seen.map((a) => agreementViewOf(a, desk.desk, seals(a.id))) })
    },
    async agreement({ agreement: id }, caller) {
      const found = agreementSeen(id, caller)
      return found.ok ? ok(agreementViewOf(found.value, desk.desk, seals(id))) : found
    },
    async printAgreement({ agreement: id }, caller) {
      const found = agreementSeen(id, caller)
      return found.ok ? ok(await printed(agreementDocument(found.value, ground(id)), print)) : found
    },
    async interfaces({ agreement }, { party }) {
      const seen = [...desk.desk.interfaces.values()].filter(
        (i) => (agreement === undefined || i.agreement === agreement) && seesInterface(i, desk.desk, party),
      )
      return ok({ interfaces: seen.map((i) => interfaceViewOf(i, desk.desk, seals(i.id))) })
    },
    async interface({ interface: id }, caller) {
      const found = interfaceSeen(id, caller)
      return found.ok ? ok(interfaceViewOf(found.value, desk.desk, seals(id))) : found
    },
    async interfaceImpact({ interface: id, line, descent }, caller) {
      const found = interfaceSeen(id, caller)
      return found.ok ? ok({ breaks: breaksOf(desk.desk, found.value, line, descent) }) : found
    },
    async printInterface({ interface: id }, caller) {
      const found = interfaceSeen(id, caller)
      return found.ok ? ok(await printed(interfaceDocument(found.value, ground(id)), print)) : found
    },
  }
}

async function printed(document: PrintedDocument, print: AgreementPorts['print']) {
  const mediaType = 'application/pdf' as const
  return { name: `${document.id}.pdf`, mediaType, ...(await print(document)) }
}

function missing(what: string, id: string): Result<never, Failure> {
  return err({ kind: 'not-found', message: `There is no ${what} "${id}" at this centre that you may see.`, what, id })
}
