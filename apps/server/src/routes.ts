/** The HTTP routes of a centre, made from the contract: nothing is served that the contract does not name. */

import { csvOf, tableNames } from '@magpie/api/csv-answer'
import { type Failure, httpStatus } from '@magpie/api/failure'
import { openApi } from '@magpie/api/openapi'
import type { Operation } from '@magpie/api/operation'
import { type OperationKey, operations } from '@magpie/api/operations'
import { strictJson } from '@magpie/api/strict-json'
import type { streamed } from '@magpie/api/telemetry-operations'
import { dispatch, type Handler, type Handlers } from '@magpie/centre/dispatch'
import { err, ok, type Result } from '@magpie/core/result'
import { Turns } from '@magpie/core/turns'
import type { Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type * as z from 'zod'
import type { People } from './people.ts'
import { readOut } from './refused-body.ts'

/** The operations that a centre serves. */
export type CentreKey = {
  [K in OperationKey]: (typeof operations)[K]['place'] extends 'centre' | 'both' ? K : never
}[OperationKey]

/** As many acts are worked on at once: those that arrive meanwhile are stamped at the door, and wait. */
const ACTING = 8
/** Enough for most requests; an operation that takes more says so. */
const BODY_LIMIT_KiB = 64

/** Adds a route for every operation that has one, and the OpenAPI document. */
export function addRoutes(
  app: Hono,
  handlers: Handlers<CentreKey>,
  people: Pick<People, 'callerOf' | 'standing'>,
  version: string,
  onFault: (cause: unknown) => string,
): void {
  const acting = new Turns(ACTING)
  const refuse = (c: Context, f: Failure) => c.json(f, httpStatus(f))
  for (const key of Object.keys(operations) as OperationKey[]) {
    const o: Operation = operations[key]
    if (o.http === undefined) continue
    const handler = handlers[key as CentreKey] as unknown as Handler<OperationKey>
    const largest_KiB = o.http.largest_KiB ?? BODY_LIMIT_KiB
    const path = `/api${o.http.path.replace(/\{(\w+)\}/g, ':$1')}`
    app.on(
      o.http.method,
      path,
      bodyLimit({
        maxSize: largest_KiB * 1024,
        onError: async (c) => {
          await readOut(c.req.raw.body)
          return refuse(c, tooLarge(largest_KiB))
        },
      }),
      async (c) => {
        const wants = tableAsked(c, key)
        const input = await inputOf(c, key, o)
        // Stamped once the whole request is here, before anything waits its turn.
        const arrivedAt = new Date().toISOString()
        if (!input.ok) return refuse(c, input.error)
        const act = async () => {
          const asking = { caller: await people.callerOf(c.req.raw.headers, arrivedAt), standing: people.standing() }
          return dispatch(key, handler, input.value, asking)
        }
        try {
          const outcome = await (o.http?.method === 'post' ? acting.take(act) : act())
          if (!outcome.ok) return refuse(c, outcome.error)
          return answer(c, key, o, outcome.value, wants, onFault)
        } catch (cause) {
          const reference = onFault(cause)
          const message = `Magpie failed at ${o.name}; the log has the cause under ${reference}.`
          return refuse(c, { kind: 'internal', message, reference })
        }
      },
    )
  }
  const document = openApi(version)
  app.get('/api/openapi.json', (c) => c.json(document))
  app.all('/api/*', (c) => {
    const id = `${c.req.method} ${c.req.path}`
    return refuse(c, {
      kind: 'not-found',
      message: `There is no ${id}; /api/openapi.json lists what there is.`,
      what: 'route',
      id,
    })
  })
}

/** The table that is asked for instead of JSON, by `accept: text/csv` or `format=csv`; undefined where none is. */
function tableAsked(c: Context, key: OperationKey): { readonly table?: string } | undefined {
  if (tableNames(key).length === 0) return undefined
  const accepted = (c.req.header('accept') ?? '').split(',').map((type) => type.split(';')[0]!.trim().toLowerCase())
  if (accepted[0] !== 'text/csv' && c.req.query('format') !== 'csv') return undefined
  const table = c.req.query('table')
  return table === undefined ? {} : { table }
}

function csv(c: Context, key: OperationKey, answer: unknown, name: string | undefined): Response {
  const text = csvOf(key, answer, name)
  if (!text.ok) return c.json(text.error, httpStatus(text.error))
  const { name: operation }: Operation = operations[key]
  return c.body(text.value, 200, {
    'content-type': 'text/csv; charset=utf-8; header=present',
    'content-disposition': `attachment; filename="${operation}${name === undefined ? '' : `-${name}`}.csv"`,
    'cache-control': 'no-store',
  })
}

/** The answer in the form that was asked for, or that the operation has. */
function answer(
  c: Context,
  key: OperationKey,
  o: Operation,
  value: unknown,
  wants: { readonly table?: string } | undefined,
  onFault: (cause: unknown) => string,
): Response {
  if (o.http?.streams !== undefined) return stream(c, value as Streamed, onFault)
  return wants === undefined ? c.json(value as never) : csv(c, key, value, wants.table)
}

type Streamed = z.output<typeof streamed>

/** An answer of octets as they come; one that fails on the way is cut off, so that nobody takes it for whole. */
function stream(c: Context, { media, file, octets, sha256 }: Streamed, onFault: (cause: unknown) => string): Response {
  const from = octets[Symbol.asyncIterator]()
  const body = new ReadableStream<Uint8Array>({
    async pull(out) {
      try {
        const next = await from.next()
        if (next.done === true) out.close()
        else out.enqueue(next.value)
      } catch (cause) {
        onFault(cause)
        out.error(cause)
      }
    },
    cancel: async () => {
      await from.return?.()
    },
  })
  return c.body(body, 200, {
    'content-type': media,
    'content-disposition': `attachment; filename="${file.replaceAll(/[^\w.-]/g, '_')}"`,
    ...(sha256 === undefined
      ? { 'cache-control': 'no-store' }
      : { 'cache-control': 'public, max-age=31536000, immutable', etag: `"${sha256}"` }),
  })
}

async function inputOf(c: Context, key: OperationKey, o: Operation): Promise<Result<Record<string, unknown>, Failure>> {
  const query = c.req.query()
  if (tableNames(key).length > 0) {
    delete query['format']
    delete query['table']
  }
  const fields = { ...query, ...c.req.param() }
  if (o.http?.method !== 'post') return ok(fields)
  const type = c.req.header('content-type') ?? ''
  if (type.startsWith('text/csv')) return ok({ ...fields, csv: await c.req.text() })
  if (!type.startsWith('application/json'))
    return malformed('the body must be JSON, with content-type application/json')
  const read = strictJson(await c.req.text())
  if (!read.ok) {
    const words = read.error.map((p) => `${p.field || 'the body'} ${p.message}`).join('; ')
    return err({ kind: 'bad-request', message: `The request cannot be read: ${words}.`, problems: read.error })
  }
  const body = read.value
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return malformed('the body must be a JSON object')
  return ok({ ...body, ...fields })
}

function malformed(why: string): Result<never, Failure> {
  return err({ kind: 'bad-request', message: `The request cannot be read: ${why}.`, problems: [] })
}

function tooLarge(largest_KiB: number): Failure {
  return { kind: 'bad-request', message: `The request is larger than ${largest_KiB} KiB.`, problems: [] }
}
