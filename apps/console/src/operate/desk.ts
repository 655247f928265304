/** The command desk for the views of Operate: what is read of it is read again when anybody's act is on record. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useLive } from '../live/live-context.tsx'

/** The first word of the keys of what is read of the command desk. */
export const COMMAND_DESK = 'command-desk'

/** How often what depends on time and telemetry, and not on acts, is read again, ms. */
export const DESK_REFRESH_MS = 5_000

/** Reads everything of the desk again as soon as something is recorded there, by whichever party. */
export function useFollowCommandDesk(): void {
  const queries = useQueryClient()
  const entries = useLive((s) => s.desk)
  useEffect(() => {
    if (entries > 0) void queries.invalidateQueries({ queryKey: [COMMAND_DESK] })
  }, [entries, queries])
}
