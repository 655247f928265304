/** The state of the account's page in its URL. */
const ACCOUNT_VIEWS = ['sign-in', 'sign-up', 'party'] as const
type AccountView = (typeof ACCOUNT_VIEWS)[number]

export type AccountSearch = {
  readonly view?: AccountView
  /** The path to go on to once signed in. */
  readonly then?: string
}

/** Reads the query of a URL; a way on leads to a place of this console and nowhere else. */
export function readAccountSearch(query: Record<string, unknown>): AccountSearch {
  const { view, then } = query
  return {
    ...(ACCOUNT_VIEWS.includes(view as AccountView) ? { view: view as AccountView } : {}),
    ...(typeof then === 'string' && /^\/(?![/\\])/.test(then) ? { then } : {}),
  }
}

export type SetUpSearch = { readonly code?: string }

/** The code of the set-up link. It may look like a number. */
export function readSetUpSearch(query: Record<string, unknown>): SetUpSearch {
  const { code } = query
  return code === undefined || code === '' ? {} : { code: String(code) }
}
