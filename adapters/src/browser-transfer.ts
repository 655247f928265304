/** Files of known length over HTTP: a transfer that breaks goes on where it broke (RFC 9110, section 14). */
import { describeAstroError, type KernelError } from '@magpie/astro/errors'
import { err, ok, type Result } from '@magpie/core/result'

/** Why kernels could not be fetched. */
export type KernelFetchError =
  | KernelError
  | { readonly kind: 'kernel-unreachable'; readonly url: string; readonly why: string }
  | { readonly kind: 'kernel-refused'; readonly url: string; readonly status: number }
  | { readonly kind: 'malformed-manifest'; readonly url: string; readonly why: string }
  | { readonly kind: 'kernel-altered'; readonly url: string; readonly expected: string; readonly found: string }
  | { readonly kind: 'no-kernel-set'; readonly start_tdb_s: number; readonly end_tdb_s: number }

export type Fetch = (url: string, init?: { readonly headers?: Record<string, string> }) => Promise<Response>

/** So often a transfer is taken up again. */
const ATTEMPTS = 4

/** A file; what a broken transfer brought is kept, and the rest asked for. */
export async function fetchWhole(
  url: string,
  length: number,
  get: Fetch,
): Promise<Result<ArrayBuffer, KernelFetchError>> {
  const bytes = new Uint8Array(length)
  let got = 0
  let last: KernelFetchError = { kind: 'kernel-unreachable', url, why: 'it was not asked for' }
  for (let attempt = 0; attempt < ATTEMPTS && (got < length || attempt === 0); attempt++) {
    const answer = await reach(url, got > 0 ? { range: `bytes=${got}-` } : {}, get)
    if (!answer.ok) {
      last = answer.error
      continue
    }
    const { status, body } = answer.value
    if (status !== 200 && status !== 206) return err({ kind: 'kernel-refused', url, status })
    // A server that knows no ranges begins again.
    if (status === 200) got = 0
    const part = await receive(body, bytes, got)
    got = part.got
    if (part.tooLong) return altered(url, `${length} bytes`, 'more')
    last = { kind: 'kernel-unreachable', url, why: `${got} of ${length} bytes arrived: ${part.why}` }
  }
  return got === length ? ok(bytes.buffer) : err(last)
}

type Received = { readonly got: number; readonly tooLong: boolean; readonly why: string }

/** Writes what a body brings from `got` on, until it ends or breaks. */
async function receive(body: Response['body'], bytes: Uint8Array, from: number): Promise<Received> {
  let got = from
  try {
    const reader = body?.getReader()
    for (let next = await reader?.read(); next?.done === false; next = await reader?.read()) {
      if (got + next.value.length > bytes.length) return { got, tooLong: true, why: '' }
      bytes.set(next.value, got)
      got += next.value.length
    }
    return { got, tooLong: false, why: 'the transfer ended early' }
  } catch (cause) {
    return { got, tooLong: false, why: reasonOf(cause) }
  }
}

/** An answer, whatever its status, or why there was none. */
export async function reach(
  url: string,
  headers: Record<string, string>,
  get: Fetch,
): Promise<Result<Response, KernelFetchError>> {
  try {
    return ok(await get(url, { headers }))
  } catch (cause) {
    return err({ kind: 'kernel-unreachable', url, why: reasonOf(cause) })
  }
}

/** The error for a file that is not the one its address names. */
export function altered(url: string, expected: string, found: string): Result<never, KernelFetchError> {
  return err({ kind: 'kernel-altered', url, expected, found })
}

/** The sentence for any error of fetching kernels. */
export function describeKernelFetch(error: KernelFetchError): string {
  switch (error.kind) {
    case 'kernel-unreachable':
      return `${error.url} could not be fetched: ${error.why}`
    case 'kernel-refused':
      return `${error.url} was refused with status ${error.status}`
    case 'malformed-manifest':
      return `${error.url} is no manifest of kernels: ${error.why}`
    case 'kernel-altered':
      return `${error.url} is not what its address says: ${error.expected} were expected, and ${error.found} found`
    case 'no-kernel-set':
      return `no set of kernels covers TDB ${error.start_tdb_s} s to ${error.end_tdb_s} s`
    default:
      return describeAstroError(error)
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
