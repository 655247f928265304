/** The operations of agreements for React: what one's party is part of, one of them, and the acts on it. */

import type { AgreementView, InterfaceView } from '@magpie/api/agreement-operations'
import { agreementActs, agreementReads } from '@magpie/api/agreement-operations'
import { modelOperations } from '@magpie/api/model-operations'
import type { OutputOf } from '@magpie/api/operation'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type Me, useMe, useRefreshDesk } from '../account/people.ts'
import { callerOf, DESK } from '../api.ts'
import { callProgramme } from '../programme/programme.ts'
import { keepReceipt, type Receipt } from '../programme/receipt.ts'

export type { AgreementView, InterfaceView }
export type AgreementContent = AgreementView['content']
export type IntegrationContent = Extract<AgreementContent, { kind: 'integration-agreement' }>
export type AgreedGrant = IntegrationContent['grants'][number]
export type AgreedElement = IntegrationContent['elements'][number]
export type LineView = InterfaceView['lines'][number]
export type ChangeView = InterfaceView['changes'][number]
export type BreakView = ChangeView['breaks'][number]
export type Signature = AgreementView['signatures'][number]
export type ActOnRecord = OutputOf<typeof agreementReads.agreementHistory>['acts'][number]

/** Who drafts and who signs. */
export const DRAFTING = ['proposer', 'officer'] as const
export const SIGNING = ['signatory'] as const

/** Calls an operation of agreements; throws. */
export const callAgreements = callerOf({ ...agreementReads, ...agreementActs })

const REFRESH_MS = 20_000

/** The agreements that one's party is part of, or was. */
export function useAgreements() {
  return useQuery({
    queryKey: [DESK, 'agreements'],
    queryFn: () => callAgreements('agreements', {}),
    enabled: useMe().data?.person !== undefined,
    refetchInterval: REFRESH_MS,
  })
}

/** One agreement. */
export function useAgreement(agreement: string | undefined) {
  const signedIn = useMe().data?.person !== undefined
  return useQuery({
    queryKey: [DESK, 'agreement', agreement],
    queryFn: () => callAgreements('agreement', { agreement: agreement! }),
    enabled: signedIn && agreement !== undefined,
    refetchInterval: REFRESH_MS,
  })
}

/** What one version of an agreement says. */
export function useAgreementVersion(agreement: string, version: number | undefined) {
  return useQuery({
    queryKey: [DESK, 'agreement', agreement, 'version', version],
    queryFn: () => callAgreements('agreementVersion', { agreement, version: version! }),
    enabled: version !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** Everything done to an agreement and its interface documents, as the ledger has it. */
export function useAgreementHistory(agreement: string) {
  return useQuery({
    queryKey: [DESK, 'agreement', agreement, 'history'],
    queryFn: () => callAgreements('agreementHistory', { agreement }),
  })
}

/** The interface documents that one may see: of one agreement, or all. */
export function useInterfaces(agreement?: string) {
  return useQuery({
    queryKey: [DESK, 'interfaces', agreement],
    queryFn: () => callAgreements('interfaces', agreement === undefined ? {} : { agreement }),
    enabled: useMe().data?.person !== undefined,
    refetchInterval: REFRESH_MS,
  })
}

/** One interface document. */
export function useInterface(id: string) {
  return useQuery({
    queryKey: [DESK, 'interface', id],
    queryFn: () => callAgreements('interface', { interface: id }),
    enabled: useMe().data?.person !== undefined,
    refetchInterval: REFRESH_MS,
  })
}

/** The proposals of a call that one may see; of no call none. */
export function useProposalsOf(call: string) {
  return useQuery({
    queryKey: [DESK, 'proposals', call],
    queryFn: () => callProgramme('proposals', { call }),
    enabled: call !== '',
  })
}

const callModel = callerOf(modelOperations)

/** The mission model as the centre has it now, with what was signed. */
export function useSignedModel() {
  return useQuery({ queryKey: [DESK, 'signed-model'], queryFn: () => callModel('model', {}) })
}

/** One's own drafts of agreements, as the centre keeps them. */
export function useAgreementDrafts() {
  return useQuery({
    queryKey: [DESK, 'drafts'],
    queryFn: async () => (await callProgramme('drafts', {})).drafts.filter((d) => d.kind === 'agreement'),
    enabled: useMe().data?.person !== undefined,
  })
}

/** An act with its receipt: kept in this browser, and everything of the desk is read again. */
export function useAct<T = void>(act: (input: T) => Promise<Receipt>, done?: (receipt: Receipt) => void) {
  const refresh = useRefreshDesk()
  return useMutation({
    mutationFn: act,
    onSuccess: async (receipt) => {
      keepReceipt(receipt)
      await refresh()
      done?.(receipt)
    },
  })
}

/** The side of an interface document that one's party is; undefined for its other readers. */
export function sideOf(
  document: Pick<InterfaceView, 'host' | 'guest'>,
  me: Me | undefined,
): 'host' | 'guest' | undefined {
  if (me?.party === undefined) return undefined
  if (document.host.party === me.party) return 'host'
  return document.guest.party === me.party ? 'guest' : undefined
}
