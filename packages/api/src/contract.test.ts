import { describe, expect, it } from 'vitest'
import { client } from './client.ts'
import { request } from './client-of.ts'
import { failure, httpStatus } from './failure.ts'
import { openApi } from './openapi.ts'
import type { Operation } from './operation.ts'
import { operations } from './operations.ts'

const all = Object.values(operations) as Operation[]

describe('the contract', () => {
  it('names every operation once, and gives each a face', () => {
    expect(new Set(all.map((o) => o.name)).size).toBe(all.length)
    const routes = all.flatMap((o) => (o.http ? [`${o.http.method} ${o.http.path}`] : []))
    expect(new Set(routes).size).toBe(routes.length)
    const verbs = all.flatMap((o) => (o.cli ? [o.cli.words.join(' ')] : []))
    expect(new Set(verbs).size).toBe(verbs.length)
    for (const o of all) expect(o.http ?? o.cli, o.name).toBeDefined()
  })

  it.each(all.map((o) => [o.name, o] as const))('%s: positional and path fields are fields of its input', (_, o) => {
    const fields = Object.keys(o.input.shape)
    for (const name of o.cli?.positional ?? []) expect(fields).toContain(name)
    for (const [, name] of (o.http?.path ?? '').matchAll(/\{(\w+)\}/g)) expect(fields).toContain(name)
    expect(o.place === 'here' && o.http !== undefined, 'what works on local files is not served').toBe(false)
  })

  it('becomes an OpenAPI 3.1 document with every route', () => {
    const document = JSON.parse(JSON.stringify(openApi('1.2.3')))
    expect(document.openapi).toBe('3.1.0')
    for (const o of all)
      if (o.http) expect(document.paths[`/api${o.http.path}`][o.http.method].operationId).toBe(o.name)
    expect(document.paths['/api/rehearsal/stages/{stage}'].get.parameters[0]).toMatchObject({
      in: 'path',
      required: true,
    })
    expect(document.paths['/api/rehearsal/pace'].post.requestBody.required).toBe(true)
  })

  it('gives every kind of failure a status', () => {
    for (const option of failure.options) {
      const kind = option.shape.kind.value
      expect([400, 401, 403, 404, 409, 422, 500]).toContain(httpStatus({ kind } as never))
    }
  })
})

describe('the client', () => {
  it('puts fields into path, query and body', () => {
    expect(request({ method: 'get', path: '/a/{id}/b' }, { id: 'x/y', n: 2, gone: undefined })).toEqual({
      url: '/a/x%2Fy/b?n=2',
    })
    expect(request({ method: 'post', path: '/a' }, { n: 2 })).toEqual({ url: '/a', body: '{"n":2}' })
  })

  it('returns the failure that the centre told, and one of its own when the answer is not of the contract', async () => {
    const notFound = { kind: 'not-found', message: 'no such stage', what: 'stage', id: 'x' } as const
    const answers = client('http://c', async () => ({ status: 404, json: async () => notFound }))
    expect(await answers.call('stageOutput', { stage: 'x' })).toEqual({ ok: false, error: notFound })
    const strange = client('http://c', async () => ({ status: 200, json: async () => ({ nonsense: 1 }) }))
    expect(await strange.call('status', {})).toMatchObject({ ok: false, error: { kind: 'internal' } })
    const down = client('http://c', async () => {
      throw new Error('refused')
    })
    expect(await down.call('status', {})).toMatchObject({ ok: false, error: { kind: 'internal' } })
  })
})
