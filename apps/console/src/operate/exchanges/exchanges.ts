/** Exchanges between elements of two parties: what is read of them, and acts. */
import { type ExchangeServiceView, exchangeOperations } from '@magpie/api/exchange-operations'
import type { OutputOf } from '@magpie/api/operation'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { callerOf } from '../../api.ts'
import { useLive } from '../../live/live-context.tsx'
import type { Mark, Tone } from '../../parts/state-mark.tsx'
import { COMMAND_DESK, DESK_REFRESH_MS } from '../desk.ts'

const call = callerOf(exchangeOperations)

export type Service = ExchangeServiceView
export type Exchange = OutputOf<(typeof exchangeOperations)['exchangeList']>['exchanges'][number]
export type Shown = OutputOf<(typeof exchangeOperations)['exchangeShow']>
export type Action = Service['rights'][number]['action']

/** Every service, and the exchanges that one sees. */
export function useExchanges() {
  return useQuery({
    queryKey: [COMMAND_DESK, 'exchanges'],
    queryFn: () => call('exchangeList', {}),
    refetchInterval: DESK_REFRESH_MS,
  })
}

/** One service with its exchanges. */
export function useService(service: string) {
  return useQuery({
    queryKey: [COMMAND_DESK, 'exchange', service],
    queryFn: () => call('exchangeShow', { service }),
    refetchInterval: DESK_REFRESH_MS,
  })
}

/** Reads again as soon as something is known of an exchange. */
export function useFollowExchanges(): void {
  const queries = useQueryClient()
  const told = useLive((s) => s.exchanges)
  useEffect(() => {
    if (told > 0) void queries.invalidateQueries({ queryKey: [COMMAND_DESK] })
  }, [told, queries])
}

/** Says something for one's side. */
export function useSayOf(service: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (act: {
      readonly action: Action
      readonly why: string
      readonly amount?: number
      readonly duration_s?: number
    }) => call('exchangeAct', { service, ...act }),
    onSuccess: () => queries.invalidateQueries({ queryKey: [COMMAND_DESK] }),
  })
}

/** The columns of the board, and which states stand in each. */
export const COLUMNS = [
  ['asked', ['requested', 'offered']],
  ['agreed', ['consented', 'acting', 'finished']],
  ['done', ['confirmed']],
  ['ended', ['declined', 'withdrawn', 'timed-out', 'stopped']],
] as const

export const STATES = COLUMNS.flatMap(([, states]) => [...states])
export type State = (typeof STATES)[number]

export const EXCHANGE_MARK: Readonly<Record<State, { readonly mark: Mark; readonly tone: Tone }>> = {
  requested: { mark: 'ring', tone: 'watch' },
  offered: { mark: 'dot-ring', tone: 'watch' },
  consented: { mark: 'diamond', tone: 'active' },
  acting: { mark: 'half', tone: 'active' },
  finished: { mark: 'circle', tone: 'active' },
  confirmed: { mark: 'check', tone: 'nominal' },
  declined: { mark: 'bars', tone: 'quiet' },
  withdrawn: { mark: 'turn', tone: 'quiet' },
  'timed-out': { mark: 'triangle', tone: 'warning' },
  stopped: { mark: 'square', tone: 'warning' },
}

/** An amount with its unit; nothing where none was said. */
export function amountOf(amount: number, unit: string): string {
  return amount > 0 ? `${Number(amount.toPrecision(3))} ${unit}`.trim() : ''
}

/** The amount that stands now: given, else offered, else asked for. */
export function standingAmount({ given, offered, asked, unit }: Exchange): string {
  return amountOf(given || offered || asked, unit)
}
