/** The typed client, made from the contract: one method an operation that a centre serves over HTTP. */
import { clientOf, type Fetch } from './client-of.ts'
import { operations } from './operations.ts'

/** Calls operations of the centre at `base`, such as `http://127.0.0.1:8088`. */
export function client(base: string, fetch: Fetch) {
  return clientOf(base, fetch, operations)
}
