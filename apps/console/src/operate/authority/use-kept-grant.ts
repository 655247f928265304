/** A grant that is being written, kept in this browser until it is given. */
import { useKeptText } from '../../programme/kept-text.ts'
import { NEW_GRANT, type TypedGrant } from './typed-grant.ts'

/** What was typed, and how to change it; `first` where nothing was. */
export function useKeptGrant(party: string, first: TypedGrant): [TypedGrant, (typed: TypedGrant) => void] {
  const [text, keep, forget] = useKeptText(`operate.grant.${party}`)
  const typed = text === '' ? first : read(text, first)
  return [typed, (next) => (next === NEW_GRANT ? forget() : keep(JSON.stringify(next)))]
}

function read(text: string, first: TypedGrant): TypedGrant {
  try {
    return { ...NEW_GRANT, ...(JSON.parse(text) as TypedGrant) }
  } catch {
    return first
  }
}
