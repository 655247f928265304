import { csvOf } from '@magpie/api/csv-answer'
import { content } from '@magpie/programme/desk/testing/sample'
import { beforeAll, describe, expect, it } from 'vitest'
import { memoryCentre, OPEN_CALL } from './testing/memory-centre.ts'

let centre: Awaited<ReturnType<typeof memoryCentre>>
const LETTERS = `/api/programme/letters?call=${OPEN_CALL.id}`
const get = (path: string, headers: Record<string, string> = {}) =>
  centre.app.request(path, { headers: { 'x-party': 'alpha', ...headers } })

beforeAll(async () => {
  centre = await memoryCentre()
  expect((await centre.act('call-opened', { call: OPEN_CALL })).status).toBe(200)
  const changes = { title: '=SUM(A1), "月桥"', summary: 'one\ntwo', parts: [{ name: 'gyro', origin: 'US' }] }
  for (const letter of ['l-1', 'l-2'])
    expect(
      (
        await centre.act(
          'letter-submitted',
          { call: OPEN_CALL.id, letter, content: content('alpha', changes) },
          'alpha',
        )
      ).status,
    ).toBe(200)
})

describe('tables over HTTP', () => {
  it('come where CSV is asked for, by header or by name', async () => {
    const json = (await (await get(LETTERS)).json()) as { letters: { versions: { content: unknown }[] }[] }
    const byHeader = await get(LETTERS, { accept: 'text/csv' })
    expect(byHeader.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present')
    expect(byHeader.headers.get('content-disposition')).toBe('attachment; filename="letter.list.csv"')
    const text = await byHeader.text()
    expect(text).toBe(await (await get(`${LETTERS}&format=csv`)).text())
    const made = csvOf('letters', json)
    expect(text).toBe(made.ok && made.value)
    // A browser that would take anything gets JSON.
    const any = await get(LETTERS, { accept: 'text/html,*/*;q=0.8' })
    expect(any.headers.get('content-type')).toMatch(/^application\/json/)
  })

  it('tell a table that is none, and hide what JSON hides', async () => {
    const none = await get(`${LETTERS}&format=csv&table=secrets`)
    expect([none.status, await none.json()]).toMatchObject([400, { problems: [{ field: '/table' }] }])
    const stranger = await get(LETTERS, { accept: 'text/csv', 'x-party': 'beta' })
    expect((await stranger.text()).split('\r\n')).toHaveLength(2)
    expect((await get('/api/programme/drafts?format=csv')).status).toBe(400)
  })

  it('go back in as a body of CSV, all or none', async () => {
    const text = await (await get(LETTERS, { accept: 'text/csv' })).text()
    const path = `/api/programme/acts/letters-imported?call=${OPEN_CALL.id}`
    const send = (csv: string) => centre.post(path, csv, { 'content-type': 'text/csv', 'x-party': 'alpha' })
    const before = centre.desk.entries.length
    const broken = await send(text.replace(/,20,/, ',200,'))
    expect([broken.status, await broken.json()]).toMatchObject([
      400,
      { problems: [{ line: 2, field: '/csv/mass_kg', rule: 'module-mass' }, {}] },
    ])
    expect(centre.desk.entries).toHaveLength(before)
    const again = await send(text)
    expect(again.status, await again.clone().text()).toBe(200)
    const { versions } = centre.desk.desk.letters.get('l-2')!
    expect(versions).toHaveLength(2)
    expect(versions[1]!.content).toEqual(versions[0]!.content)
  })

  it('and schemas are public', async () => {
    const schema = (await (await get('/api/schemas/proposal')).json()) as { required: string[] }
    expect(schema.required).toContain('elements')
    expect((await get('/api/schemas/nothing')).status).toBe(400)
  })
})
