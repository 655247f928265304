/** What the archive has of a parameter and what came in since, as one series: bars of the past, samples of now. */
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { actingParty } from '../../acting.ts'
import { DESK, useMissionClock } from '../../api.ts'
import { callArchive } from '../../archive/archive.ts'
import { useLive } from '../../live/live-context.tsx'
import { isoUtc } from '../../time/mission-time.ts'
import { joinBars } from './join-bars.ts'

const BARS = 400
const REFRESH_MS = 20_000
const NONE = { times_s: [], values: [] }

/** So much of the past is shown, s; all of it where undefined. */
export function useJoined(key: string, span_s: number | undefined) {
  const cut = key.indexOf('/')
  const [element, name] = [key.slice(0, cut), key.slice(cut + 1)]
  const now = useMissionClock()
  const sample = useLive((s) => s.parameters[key]?.sample)
  const recent = useLive((s) => s.parameters[key]?.recent) ?? NONE
  const query = useQuery({
    queryKey: [DESK, 'joined', actingParty(), key, span_s],
    queryFn: () => {
      const now_s = now(performance.now())
      const from = span_s === undefined || now_s === undefined ? {} : { from: isoUtc(now_s - span_s, 3) }
      return callArchive('telemetryPlot', { element, name, bars: BARS, ...from })
    },
    enabled: typeof sample?.value !== 'string' && typeof sample?.value !== 'boolean',
    refetchInterval: REFRESH_MS,
    retry: false,
    placeholderData: (before) => before,
  })
  const data = useMemo(() => joinBars(query.data, recent), [query.data, recent])
  return { element, name, sample, data, plotted: query.data, error: query.error }
}
