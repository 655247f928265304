/** Outcomes that a caller must look at: HOUSE rule, what a caller can meet is returned, what is a caller's bug throws. */

export type Ok<T> = { readonly ok: true; readonly value: T }
export type Err<E> = { readonly ok: false; readonly error: E }
/** Either a value or an error; errors are unions on `kind` that carry values, not sentences. */
export type Result<T, E> = Ok<T> | Err<E>

/** A success. */
export function ok<T>(value: T): Ok<T> {
  return { ok: true, value }
}

/** A failure that the caller can meet and handle. */
export function err<E>(error: E): Err<E> {
  return { ok: false, error }
}

/** The value of a result that cannot have failed here; throws, since a failure is the caller's bug. */
export function unwrap<T, E>(result: Result<T, E>): T {
  if (result.ok) return result.value
  throw new Error(`a result that could not fail did: ${JSON.stringify(result.error)}`)
}

/** Closes a switch over a union: the compiler refuses a case that was left out. */
export function never(value: never): never {
  throw new Error(`a case that cannot be: ${JSON.stringify(value)}`)
}
