/**
 * Kernels over HTTP: a manifest, and files named by their hash, which therefore never change and may be kept for ever.
 * Ranges as RFC 9110 has them (section 14; one range a request, others are answered whole), so that a transfer that broke
 * goes on where it broke.
 */
import { sha256 } from '@magpie/adapters/digests'
import type { KernelStore, StoredKernel } from '@magpie/adapters/kernel-store'
import type { Context, Hono } from 'hono'
import { compress } from 'hono/compress'

const FOREVER = 'public, max-age=31536000, immutable'

/** Adds `/kernels/manifest.json` and `/kernels/HASH/NAME`; the store is asked for at the first request. */
export function addKernelRoutes(app: Hono, store: () => Promise<KernelStore>): void {
  let opened: Promise<KernelStore> | undefined
  const open = () => {
    opened ??= store().catch((cause: unknown) => {
      // What failed once may be there at the next request.
      opened = undefined
      throw cause
    })
    return opened
  }
  app.use('/kernels/manifest.json', compress())
  app.get('/kernels/manifest.json', async (c) => {
    const text = JSON.stringify((await open()).manifest)
    const etag = `"${sha256(text)}"`
    const headers = { etag, 'cache-control': 'no-cache', 'content-type': 'application/json' }
    if (isNamed(c.req.header('if-none-match'), etag)) return new Response(null, { status: 304, headers })
    return new Response(text, { headers })
  })
  app.get('/kernels/:hash/:name', async (c) => {
    const file = (await open()).file(c.req.param('hash'), c.req.param('name'))
    return file === undefined ? c.text('There is no such kernel.', 404) : answer(c, file)
  })
  app.all('/kernels/*', (c) => c.text('There is no such kernel.', 404))
}

function answer(c: Context, { bytes, sha256 }: StoredKernel): Response {
  const etag = `"${sha256}"`
  const headers: Record<string, string> = { etag, 'cache-control': FOREVER, 'accept-ranges': 'bytes' }
  if (isNamed(c.req.header('if-none-match'), etag)) return new Response(null, { status: 304, headers })
  headers['content-type'] = 'application/octet-stream'
  const asked = c.req.header('range')
  const condition = c.req.header('if-range')
  const range =
    asked === undefined || (condition !== undefined && condition !== etag) ? 'whole' : rangeOf(asked, bytes.length)
  if (range === 'whole') {
    return new Response(bytes, { headers: { ...headers, 'content-length': String(bytes.length) } })
  }
  if (range === 'none') {
    return new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${bytes.length}` } })
  }
  const part = bytes.subarray(range.from, range.to)
  headers['content-range'] = `bytes ${range.from}-${range.to - 1}/${bytes.length}`
  headers['content-length'] = String(part.length)
  return new Response(part, { status: 206, headers })
}

/** Whether an `If-None-Match` names the tag; comparison is weak there (RFC 9110, 13.1.2). */
function isNamed(condition: string | undefined, etag: string): boolean {
  if (condition === undefined) return false
  return condition.trim() === '*' || condition.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
}

/** The bytes `[from, to)` that a `Range` asks for; `whole` where it is to be ignored, `none` where nothing lies there. */
function rangeOf(asked: string, length: number): { readonly from: number; readonly to: number } | 'whole' | 'none' {
  const m = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/.exec(asked)
  if (m === null || (m[1] === '' && m[2] === '')) return 'whole'
  if (m[1] === '') {
    const last = Math.min(Number(m[2]), length)
    return last === 0 ? 'none' : { from: length - last, to: length }
  }
  const from = Number(m[1])
  const to = m[2] === '' ? length : Math.min(Number(m[2]) + 1, length)
  if (m[2] !== '' && Number(m[2]) < from) return 'whole'
  return from >= length ? 'none' : { from, to }
}
