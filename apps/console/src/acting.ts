/** For which party one acts: kept in this browser, and sent with every request to the centre. */
import type { Fetch } from '@magpie/api/client-of'

const STORED = 'magpie.party'

/** The party acted for, where one was chosen. */
export function actingParty(): string | undefined {
  try {
    return localStorage.getItem(STORED) ?? undefined
  } catch {
    return undefined
  }
}

const listeners = new Set<() => void>()

/** Hears when another party is acted for, or nobody any more; returns how to stop. */
export function onActing(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Chooses the party to act for; none leaves it to the centre, which takes the only one there is. */
export function actFor(party: string | undefined): void {
  try {
    if (party === undefined) localStorage.removeItem(STORED)
    else localStorage.setItem(STORED, party)
  } catch {
    // Storage may be forbidden; the centre then takes the only party there is.
  }
  becomeAnother()
}

/** Tells that one is somebody else now: signed in or out, or acting for another party. */
export function becomeAnother(): void {
  for (const listener of listeners) listener()
}

/** Asks the centre, in the name of the party acted for. */
export const askCentre: Fetch = (url, init) => {
  const party = actingParty()
  return fetch(url, party === undefined ? init : { ...init, headers: { ...init.headers, 'x-magpie-party': party } })
}
