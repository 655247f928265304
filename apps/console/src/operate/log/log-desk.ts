/** Flight rules, anomaly reports and the shift at the command desk: what is read and what is done. */
import { commandReads } from '@magpie/api/command-operations'
import { logActs, logReads } from '@magpie/api/log-operations'
import type { OutputOf } from '@magpie/api/operation'
import { peopleOperations } from '@magpie/api/people-operations'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Me } from '../../account/people.ts'
import { callerOf, DESK } from '../../api.ts'
import type { Mark, Tone } from '../../parts/state-mark.tsx'
import { COMMAND_DESK, DESK_REFRESH_MS } from '../desk.ts'
import type { OperateViewProps } from '../operate-search.ts'

/** What a tab of the log gets: the URL, how to change it, and who looks. */
export type LogTabProps = OperateViewProps & { readonly me: Me }

/** Calls an operation of the log; throws. */
export const callLog = callerOf({
  ...{ commandQueue: commandReads.commandQueue, members: peopleOperations.members },
  ...logReads,
  ...logActs,
})

export type RuleView = OutputOf<typeof logReads.flightRules>['rules'][number]
export type Anomaly = OutputOf<typeof logReads.anomalies>['anomalies'][number]
export type AnomalyLink = Anomaly['report']['links'][number]
export type Shift = OutputOf<typeof logReads.shift>

/** The flight rules with what each finds now. */
export function useRules() {
  return useQuery({
    queryKey: [COMMAND_DESK, 'rules'],
    queryFn: () => callLog('flightRules', {}),
    refetchInterval: DESK_REFRESH_MS,
  })
}

/** What waits at the centre, for what a rule holds back. */
export function useWaiting() {
  return useQuery({ queryKey: [COMMAND_DESK, 'waiting'], queryFn: () => callLog('commandQueue', {}) })
}

/** Reports that one's party sees. */
export function useAnomalies() {
  return useQuery({ queryKey: [COMMAND_DESK, 'anomalies'], queryFn: () => callLog('anomalies', {}) })
}

/** The shift of one's party. */
export function useShift() {
  return useQuery({ queryKey: [COMMAND_DESK, 'shift'], queryFn: () => callLog('shift', {}) })
}

/** Who acts for one's party. */
export function useMembers() {
  return useQuery({ queryKey: [DESK, 'members', 'own'], queryFn: () => callLog('members', {}) })
}

/** An act; afterwards everything of the desk is read again. */
export function useLogAct<V, R>(act: (given: V) => Promise<R>, done?: (result: R) => void) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: act,
    async onSuccess(result) {
      await queries.invalidateQueries({ queryKey: [COMMAND_DESK] })
      done?.(result)
    },
  })
}

export type RuleState = 'holds' | 'holding' | 'untold' | 'waived'

/** What a flight rule does now: it holds, holds commands back, cannot be told and holds back, or is set aside. */
export function ruleState({ holds, waivers }: RuleView, now: string): RuleState {
  if (waivers.some((w) => w.command === undefined && w.until !== undefined && w.until > now)) return 'waived'
  if (holds === undefined) return 'untold'
  return holds ? 'holds' : 'holding'
}

export const RULE_MARK = {
  holds: { mark: 'circle', tone: 'nominal' },
  holding: { mark: 'bars', tone: 'warning' },
  untold: { mark: 'ring', tone: 'warning' },
  waived: { mark: 'turn', tone: 'watch' },
} as const satisfies Record<RuleState, { mark: Mark; tone: Tone }>

export const ANOMALY_MARK = {
  open: { mark: 'triangle', tone: 'warning' },
  investigating: { mark: 'half', tone: 'active' },
  disposed: { mark: 'dot-ring', tone: 'watch' },
  closed: { mark: 'check', tone: 'nominal' },
  withdrawn: { mark: 'ring', tone: 'quiet' },
} as const satisfies Record<Anomaly['state'], { mark: Mark; tone: Tone }>

export type AnomalyAction = 'investigate' | 'link' | 'share' | 'dispose' | 'reopen' | 'close' | 'withdraw'

/** What a party may do to a report where it stands; the centre has the last word. */
export function anomalyActs({ state, owner, opener }: Anomaly, party: string | undefined): AnomalyAction[] {
  const owns = party === owner
  switch (state) {
    case 'open':
      return [
        ...(owns ? (['investigate'] as const) : []),
        'link',
        ...(owns ? (['share'] as const) : []),
        ...(party === opener ? (['withdraw'] as const) : []),
      ]
    case 'investigating':
      return ['investigate', 'link', ...(owns ? (['share', 'dispose'] as const) : [])]
    case 'disposed':
      return [...(owns ? (['close', 'share'] as const) : []), 'reopen']
    case 'closed':
      return ['reopen']
    case 'withdrawn':
      return []
  }
}
