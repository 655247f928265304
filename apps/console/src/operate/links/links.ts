/** Links, passes, custody and outages: what is read of them and what is done. */
import { linkOperations } from '@magpie/api/link-operations'
import type { HopView, OutageView, PassView } from '@magpie/api/link-views'
import type { OutputOf } from '@magpie/api/operation'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { callerOf } from '../../api.ts'
import { useElementNames } from '../values-table.tsx'

const callLinks = callerOf(linkOperations)

export type { HopView, OutageView, PassView }
export type Standing = OutputOf<typeof linkOperations.linkList>
export type Custody = OutputOf<typeof linkOperations.relayCustody>

/** What moves with every packet is read so often, ms. */
const REFRESH_MS = 2_000
const LINKS = 'links'

/** How the spacecraft are reached now. */
export function useStanding() {
  return useQuery({
    queryKey: [LINKS, 'standing'],
    queryFn: () => callLinks('linkList', { passes: 8 }),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
    staleTime: 0,
  })
}

/** Who holds which bundle; not asked for where no link carries files. */
export function useCustody(enabled: boolean) {
  return useQuery({
    queryKey: [LINKS, 'custody'],
    queryFn: () => callLinks('relayCustody', {}),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
    staleTime: 0,
    enabled,
  })
}

/** Puts an outage in. */
export function useOutage(done: () => void) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (given: { node: string; minutes: number; why: string }) => callLinks('linkOutage', given),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: [LINKS] })
      done()
    },
  })
}

/** The name of a node: an element's, or a place on Earth. */
export function useNodeName(): (node: string) => string {
  const elementOf = useElementNames()
  return (node) => {
    const { name } = elementOf(node)
    return name === node ? node.charAt(0).toUpperCase() + node.slice(1) : name
  }
}

/** Octets for people: `312 B`, `48.2 kB`, `3.1 MB`. */
export function octets(count: number, language: string): string {
  const [unit, size] = count >= 1e6 ? ['MB', 1e6] : count >= 1e3 ? ['kB', 1e3] : ['B', 1]
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: size === 1 ? 0 : 1 }).format(count / Number(size))} ${unit}`
}

/** A rate for people: `555 kbit/s`. */
export function bitRate(bit_s: number, language: string): string {
  const [unit, size] = bit_s >= 1e6 ? ['Mbit/s', 1e6] : bit_s >= 1e3 ? ['kbit/s', 1e3] : ['bit/s', 1]
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(bit_s / Number(size))} ${unit}`
}
