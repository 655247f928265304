/**
 * The typed client of a part of the contract: whoever needs a few operations brings their table, and no page loads the
 * schemas of all. `client.ts` has the whole contract.
 */
import { err, ok, type Result } from '@magpie/core/result'
import * as z from 'zod'
import { type Failure, failure } from './failure.ts'
import type { InputOf, Operation, OutputOf } from './operation.ts'
import type { OperationKey, Operations } from './operations.ts'

/** What the client needs of `fetch`; the platform's own fits. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string },
) => Promise<{ status: number; json(): Promise<unknown> }>

type Asked<K extends OperationKey> = z.input<Operations[K]['input']> & Partial<InputOf<Operations[K]>>

/** Calls operations of a table at the centre at `base`, such as `http://127.0.0.1:8088`. */
export function clientOf<T extends Partial<Operations>>(base: string, fetch: Fetch, table: T) {
  return {
    async call<K extends keyof T & OperationKey>(
      key: K,
      input: Asked<K>,
    ): Promise<Result<OutputOf<Operations[K]>, Failure>> {
      const o = table[key] as Operation
      if (o.http === undefined) return err(unreachable(base, `${o.name} runs on this machine, not in a centre`))
      const { url, body } = request(o.http, input as Record<string, unknown>)
      const headers = body === undefined ? {} : { 'content-type': 'application/json' }
      const init = { method: o.http.method.toUpperCase(), headers, ...(body === undefined ? {} : { body }) }
      let answer: { status: number; json(): Promise<unknown> }
      let json: unknown
      try {
        answer = await fetch(`${base}/api${url}`, init)
        json = await answer.json()
      } catch (cause) {
        return err(unreachable(base, String(cause)))
      }
      if (answer.status >= 400) {
        const failed = failure.safeParse(json)
        return err(failed.success ? failed.data : unreachable(base, `status ${answer.status}`))
      }
      const read = o.output.safeParse(json)
      if (!read.success) return err(unreachable(base, z.prettifyError(read.error)))
      return ok(read.data as OutputOf<Operations[K]>)
    },
  }
}

/** The URL below `/api` and the body of a call: path fields go into the path, the rest into the query or the body. */
export function request(
  http: NonNullable<Operation['http']>,
  input: Record<string, unknown>,
): { url: string; body?: string } {
  const rest = { ...input }
  const path = http.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest[name]
    delete rest[name]
    return encodeURIComponent(String(value))
  })
  if (http.method === 'post') return { url: path, body: JSON.stringify(rest) }
  const query = Object.entries(rest)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
    .join('&')
  return { url: query === '' ? path : `${path}?${query}` }
}

function unreachable(base: string, why: string): Failure {
  return {
    kind: 'internal',
    message: `The centre at ${base} did not answer as the contract says: ${why}. Is it running, and of this version?`,
    reference: base,
  }
}
