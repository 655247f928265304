/** Files beside letters and proposals over HTTP: who may keep and read them, their limits, and their hash in what is signed. */
import { createHash } from 'node:crypto'
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { unwrap } from '@magpie/core/result'
import { content } from '@magpie/programme/desk/testing/sample'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LightCentre, startLightCentre } from './testing/light-centre.ts'
import { Visitor } from './testing/visitor.ts'

const CALL_ID = 'practice-change-8-international'
let centre: LightCentre

beforeAll(async () => {
  centre = await startLightCentre('no console here')
})
afterAll(() => centre?.close())

const of = (party: string) => Visitor.named(centre.url, `${party}-person`, party)

const file = (bytes: Buffer, type = 'application/pdf') => ({ type, base64: bytes.toString('base64') })
const PLAN = Buffer.from('%PDF-1.7 a plan')
const PLAN_HASH = createHash('sha256').update(PLAN).digest('hex')
const named = (changes: object = {}) => ({
  attachments: [{ name: 'plan.pdf', type: 'application/pdf', sha256: PLAN_HASH, bytes: PLAN.length, ...changes }],
})
const letter = (changes: object) => ({
  ...{ call: CALL_ID, letter: 'rover' },
  content: content('alpha', { team: [{ party: 'beta', part: 'wheels' }], ...changes }) as never,
})

describe('files beside letters', () => {
  it('are kept by their hash, named in what is signed, and read by who may read that', async () => {
    const [alpha, beta, gamma] = await Promise.all(['alpha', 'beta', 'gamma'].map(of))
    const kept = unwrap(await alpha!.api('addAttachment', file(PLAN)))
    expect(kept).toEqual({ sha256: PLAN_HASH, bytes: PLAN.length, type: 'application/pdf' })
    // Before anything names it, it is the party's alone.
    expect(unwrap(await alpha!.api('attachment', { sha256: PLAN_HASH }))).toEqual({
      ...kept,
      base64: PLAN.toString('base64'),
    })
    for (const other of [beta!, gamma!])
      expect(await other.api('attachment', { sha256: PLAN_HASH })).toMatchObject({ error: { kind: 'not-found' } })
    expect(await new Visitor(centre.url).api('attachment', { sha256: PLAN_HASH })).toMatchObject({
      error: { kind: 'not-signed-in' },
    })
    const receipt = unwrap(await alpha!.api('submitLetter', letter(named())))
    expect(receipt.body).toMatchObject({ content: { attachments: [{ sha256: PLAN_HASH }] } })
    // The team reads it from now on; who only knows its hash does not.
    expect(unwrap(await beta!.api('attachment', { sha256: PLAN_HASH })).bytes).toBe(PLAN.length)
    expect(await gamma!.api('attachment', { sha256: PLAN_HASH })).toMatchObject({ error: { kind: 'not-found' } })
    // A hash that somebody heard of opens nothing when it is named in a letter of one's own.
    const heard = { ...letter(named()), letter: 'other', content: content('gamma', named()) as never }
    expect(await gamma!.api('submitLetter', heard)).toMatchObject({
      error: {
        kind: 'bad-request',
        problems: [{ field: '/content/attachments/0/sha256', message: 'is no file that gamma keeps here' }],
      },
    })
    expect(await gamma!.api('attachment', { sha256: PLAN_HASH })).toMatchObject({ error: { kind: 'not-found' } })
    // Nor may a letter say other bytes than the file has.
    expect(await alpha!.api('submitLetter', letter(named({ bytes: 7 })))).toMatchObject({
      error: { problems: [{ field: '/content/attachments/0/bytes', message: `has ${PLAN.length} bytes, not 7` }] },
    })
    const into = ['one', 'two'].map((id) => ({ letter: id, content: content('alpha', named({ bytes: 7 })) as never }))
    expect(await alpha!.api('splitLetter', { letter: 'rover', into })).toMatchObject({
      error: {
        problems: [{ field: '/into/0/content/attachments/0/bytes' }, { field: '/into/1/content/attachments/0/bytes' }],
      },
    })
  })

  it('take bytes up to the limit, and tell a type or a text that is none', async () => {
    const delta = await of('delta')
    const largest = Buffer.alloc(10_000_000, 7)
    const kept = unwrap(await delta.api('addAttachment', file(largest, 'image/png')))
    expect(kept).toMatchObject({ bytes: 10_000_000, sha256: createHash('sha256').update(largest).digest('hex') })
    const read = unwrap(await delta.api('attachment', { sha256: kept.sha256 }))
    expect(Buffer.from(read.base64, 'base64').equals(largest)).toBe(true)
    const over = await delta.api('addAttachment', file(Buffer.alloc(10_000_001)))
    expect(over).toMatchObject({ error: { kind: 'bad-request', message: expect.stringContaining('10 MB') } })
    const huge = await delta.api('addAttachment', file(Buffer.alloc(14_000_000)))
    expect(huge).toMatchObject({
      error: { kind: 'bad-request', message: expect.stringMatching(/larger than \d+ KiB/) },
    })
    expect(await delta.api('addAttachment', { type: 'application/pdf', base64: 'no!!' })).toMatchObject({
      error: { problems: [{ field: '/base64' }] },
    })
    expect(await delta.api('addAttachment', file(PLAN, 'a plan'))).toMatchObject({
      error: { problems: [{ field: '/type', message: 'is a media type such as application/pdf' }] },
    })
    expect(await (await Visitor.named(centre.url, 'nobody')).api('addAttachment', file(PLAN))).toMatchObject({
      error: { kind: 'not-allowed' },
    })
  })

  it('tell who still sends that it is too much, once all is sent', async () => {
    const half = Buffer.alloc(7_500_000, 'a')
    const asked = request(`${centre.url}/api/programme/attachments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': 2 * half.length },
    })
    const order: string[] = []
    const answer = new Promise<string>((done, fail) => {
      asked.on('error', fail)
      asked.on('response', (got) => {
        order.push('answered')
        text(got).then(done, fail)
      })
    })
    await new Promise<void>((done) => asked.write(half, () => done()))
    // Longer than a server waits that closes a connection on who still sends.
    await sleep(1000)
    order.push('all sent')
    asked.end(half)
    expect(JSON.parse(await answer)).toMatchObject({
      kind: 'bad-request',
      message: expect.stringMatching(/larger than/),
    })
    expect(order).toEqual(['all sent', 'answered'])
  })
})
