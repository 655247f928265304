/** Signing in and out, and passkeys: the paths below `/api/auth`, whose protocol is the browser's (docs/accounts.md). */
import { err, ok, type Result } from '@magpie/core/result'

/** Why it was refused: a code to put into words, with the centre's own sentence behind it. */
export type AuthFailure = { readonly code: string; readonly message: string }

export const signUp = (name: string, email: string, password: string) =>
  post('/sign-up/email', { name, email, password })
export const signIn = (email: string, password: string) => post('/sign-in/email', { email, password })
export const signOut = () => post('/sign-out', {})

/** Why passkeys cannot be used here: no WebAuthn, or the page was not opened under the name that they are bound to. */
export function passkeysMissing(): 'browser' | 'name' | undefined {
  if (typeof PublicKeyCredential === 'undefined' || PublicKeyCredential.parseCreationOptionsFromJSON === undefined)
    return 'browser'
  return location.hostname === 'localhost' ? undefined : 'name'
}

/** The same page under the name that passkeys are bound to. */
export function localhostUrl(): string {
  const url = new URL(location.href)
  url.hostname = 'localhost'
  return url.href
}

/** Makes a passkey for the person who is signed in. */
export function registerPasskey(): Promise<Result<unknown, AuthFailure>> {
  return attempt(async () => {
    const options = await read<PublicKeyCredentialCreationOptionsJSON>(
      await fetch('/api/auth/passkey/generate-register-options'),
    )
    if (!options.ok) return options
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options.value)
    const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential
    return post('/passkey/verify-registration', { response: made.toJSON() })
  })
}

/** Signs in by a passkey. */
export function signInByPasskey(): Promise<Result<unknown, AuthFailure>> {
  return attempt(async () => {
    const options = await read<PublicKeyCredentialRequestOptionsJSON>(
      await fetch('/api/auth/passkey/generate-authenticate-options'),
    )
    if (!options.ok) return options
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options.value)
    const got = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential
    return post('/passkey/verify-authentication', { response: got.toJSON() })
  })
}

/** The passkeys of the person who is signed in. */
export async function passkeys(): Promise<readonly { readonly id: string; readonly createdAt: string }[]> {
  const list = await read<{ id: string; createdAt: string }[]>(await fetch('/api/auth/passkey/list-user-passkeys'))
  return list.ok ? list.value : []
}

export const deletePasskey = (id: string) => post('/passkey/delete-passkey', { id })

async function post(path: string, body: unknown): Promise<Result<unknown, AuthFailure>> {
  const headers = { 'content-type': 'application/json' }
  return attempt(async () =>
    read(await fetch(`/api/auth${path}`, { method: 'POST', headers, body: JSON.stringify(body) })),
  )
}

async function read<T>(answer: Response): Promise<Result<T, AuthFailure>> {
  if (answer.status === 429) return err({ code: 'TOO_MANY', message: '' })
  const json = (await answer.json().catch(() => undefined)) as { code?: string; message?: string } | undefined
  if (answer.ok) return ok(json as T)
  return err({ code: json?.code ?? `${answer.status}`, message: json?.message ?? answer.statusText })
}

/** What a browser throws, when its user cancels or the network is gone, as a failure. */
async function attempt<T>(act: () => Promise<Result<T, AuthFailure>>): Promise<Result<T, AuthFailure>> {
  try {
    return await act()
  } catch (cause) {
    const { name, message } = cause as Error
    return err({ code: name, message })
  }
}
