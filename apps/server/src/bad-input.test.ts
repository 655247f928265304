import { failure } from '@magpie/api/failure'
import type { Operation } from '@magpie/api/operation'
import { type OperationKey, operations } from '@magpie/api/operations'
import { content } from '@magpie/programme/desk/testing/sample'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { memoryCentre, OPEN_CALL } from './testing/memory-centre.ts'

let centre: Awaited<ReturnType<typeof memoryCentre>>

beforeAll(async () => {
  centre = await memoryCentre()
  expect((await centre.act('call-opened', { call: OPEN_CALL })).status).toBe(200)
})

type Told = { readonly status: number; readonly fields: string[]; readonly text: string }

async function toldBy(response: Response): Promise<Told> {
  const text = await response.text()
  const read = failure.safeParse(JSON.parse(text))
  const problems = read.success && 'problems' in read.data ? read.data.problems : []
  return { status: response.status, fields: problems.map((p) => `${p.field} ${p.rule}`), text }
}

const letter = (changes: Record<string, unknown>, over: Record<string, unknown> = {}) => ({
  ...{ call: OPEN_CALL.id, letter: 'l-1', content: content('alpha', changes) },
  ...over,
})
const opened = (changes: Record<string, unknown>) => ({ call: { ...OPEN_CALL, id: 'other', ...changes } })
const party = { id: 'alpha', name: 'Alpha', kind: 'agency', state: 'IT' }
const long = 'x'.repeat(900_000)
const revision = OPEN_CALL.letters.revisions[0]!
const due = (changes: Record<string, unknown>) =>
  opened({ letters: { ...OPEN_CALL.letters, revisions: [{ ...revision, ...changes }] } })
const raw = (text: string) => JSON.stringify(letter({})).replace('"mass_kg":20', text)

describe('bad input', () => {
  it.each<[string, string, unknown, number, string]>([
    ['a field that is missing', 'letter-submitted', letter({ title: undefined }), 400, '/content/title invalid_type'],
    ['all fields missing', 'letter-submitted', {}, 400, '/content invalid_type'],
    ['a mass over the limit', 'letter-submitted', letter({ mass_kg: 51 }), 400, '/content/mass_kg module-mass'],
    ['a negative mass', 'letter-submitted', letter({ mass_kg: -1 }), 400, '/content/mass_kg too_small'],
    ['a number as a text', 'letter-submitted', letter({ mass_kg: '20' }), 400, '/content/mass_kg invalid_type'],
    ['a number beyond numbers', 'letter-submitted', raw('"mass_kg":1e999'), 400, '/content/mass_kg invalid_type'],
    ['NaN', 'letter-submitted', raw('"mass_kg":NaN'), 400, ' json'],
    ['Infinity', 'letter-submitted', raw('"mass_kg":Infinity'), 400, ' json'],
    ['a name twice', 'letter-submitted', raw('"mass_kg":1,"mass_kg":2'), 400, '/content/mass_kg duplicate'],
    ['a field that nobody asked for', 'letter-submitted', letter({ colour: 'red' }), 400, '/content unrecognized_keys'],
    ['a name of the prototype', 'letter-submitted', raw('"__proto__":{"a":1}'), 400, '/content unrecognized_keys'],
    [
      'a script in a title',
      'letter-submitted',
      letter({ title: '<script>alert(1)</script>' }),
      400,
      '/content/title custom',
    ],
    [
      'a title that turns the line',
      'letter-submitted',
      letter({ title: 'A\u202erover' }),
      400,
      '/content/title custom',
    ],
    ['a title of two lines', 'letter-submitted', letter({ title: 'A\nrover' }), 400, '/content/title custom'],
    ['a NUL', 'letter-submitted', letter({ title: 'A\0rover' }), 400, '/content/title text'],
    ['half a character', 'letter-submitted', letter({ title: 'A\ud800' }), 400, '/content/title text'],
    ['a title of a megabyte', 'letter-submitted', letter({ title: long }), 400, '/content/title too_big'],
    [
      'a party twice',
      'letter-submitted',
      letter({
        team: [
          { party: 'agency', part: 'a' },
          { party: 'agency', part: 'b' },
        ],
      }),
      400,
      '/content/team/1/party duplicate',
    ],
    [
      'an unknown party',
      'letter-submitted',
      letter({ team: [{ party: 'nobody', part: 'a' }] }),
      400,
      '/content/team/0/party party',
    ],
    [
      'a day that is none',
      'call-opened',
      due({ day: '2028-02-30' }),
      400,
      '/call/letters/revisions/0/day invalid_format',
    ],
    [
      'a year of five digits',
      'call-opened',
      due({ day: '10000-01-01' }),
      400,
      '/call/letters/revisions/0/day invalid_format',
    ],
    [
      'a leap second as an hour',
      'call-opened',
      due({ time: '23:59:60' }),
      400,
      '/call/letters/revisions/0/time invalid_format',
    ],
    [
      'an hour that is none',
      'call-opened',
      due({ time: '24:01' }),
      400,
      '/call/letters/revisions/0/time invalid_format',
    ],
    [
      'a zone that is none',
      'call-opened',
      opened({ letters: { ...OPEN_CALL.letters, zone: 'Mars/Jezero' } }),
      400,
      '/call/letters/zone zone',
    ],
    [
      'a wrong unit',
      'call-opened',
      opened({ moduleMass: { ...OPEN_CALL.moduleMass, limit: { ...OPEN_CALL.moduleMass.limit, unit: 'lb' } } }),
      400,
      '/call/moduleMass/limit/unit unit',
    ],
    ['an id in capitals', 'party-registered', { party: { ...party, id: 'ALPHA' } }, 400, '/party/id invalid_format'],
    ['a list where a record is due', 'bids-placed', { call: 'south-pole', bids: [] }, 400, '/bids invalid_type'],
    ['a null', 'question-asked', { call: 'south-pole', text: null }, 400, '/text invalid_type'],
    ['no object', 'question-asked', '[]', 400, ''],
    ['no JSON', 'question-asked', '{', 400, ' json'],
    ['nothing', 'question-asked', '', 400, ' json'],
    ['lists a million deep', 'question-asked', '['.repeat(500_000) + ']'.repeat(500_000), 400, ' depth'],
    [
      'depth in a field',
      'draft',
      `{"id":"d","kind":"letter","over":0,"content":${'['.repeat(400_000)}${']'.repeat(400_000)}}`,
      400,
      ' depth',
    ],
    ['what is not there', 'letter-withdrawn', { letter: 'no-such', reason: 'so' }, 404, ''],
    [
      'a file with a bad line',
      'letters-imported',
      { call: 'south-pole', csv: 'letter,title\na,"b' },
      400,
      '/csv quotes',
    ],
    ['a file of no JSON', 'letters-imported', { call: 'south-pole', file: '{"a":1,"a":2}' }, 400, '/file/a duplicate'],
  ])('%s is told', async (_, kind, input, status, field) => {
    const entries = centre.desk.entries.length
    const body = typeof input === 'string' ? input : JSON.stringify(input)
    const path = kind === 'draft' ? '/api/programme/drafts' : `/api/programme/acts/${kind}`
    const told = await toldBy(
      await centre.post(path, body, { 'x-party': kind.startsWith('letter') ? 'alpha' : 'agency' }),
    )
    expect(told.status, told.text.slice(0, 300)).toBe(status)
    if (field !== '') expect(told.fields.map((f) => f.replace(/^\/0.*(?= depth)/, '')).join('; ')).toContain(field)
    expect(centre.desk.entries).toHaveLength(entries)
    expect(centre.faults).toEqual([])
  })

  it('that is too large says how much may be', async () => {
    const told = await toldBy(
      await centre.act('question-asked', JSON.stringify({ call: 'c', text: 'x'.repeat(1_100_000) })),
    )
    expect(told).toMatchObject({ status: 400, text: expect.stringContaining('larger than 1024 KiB') })
  })

  it('in one field hides nothing of what is wrong in others', async () => {
    const told = await toldBy(
      await centre.act(
        'letter-submitted',
        letter({ title: '', mass_kg: -1, mode: 'secret', parts: [{ name: 'a', origin: 'china' }] }),
        'alpha',
      ),
    )
    expect(told.fields).toEqual([
      '/content/title too_small',
      '/content/mass_kg too_small',
      '/content/mode invalid_value',
      '/content/parts/0/origin invalid_format',
    ])
  })

  it('of another kind of body is refused in words', async () => {
    const told = await toldBy(
      await centre.post('/api/programme/acts/question-asked', 'x', { 'content-type': 'text/plain' }),
    )
    expect(told).toMatchObject({ status: 400, text: expect.stringContaining('content-type') })
    const bytes = Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d)
    expect((await centre.post('/api/programme/acts/question-asked', bytes)).status).toBe(400)
  })
})

/** How many requests an operation is sent; `npm run fuzz` sends more. */
const RUNS = Number(process.env['MAGPIE_FUZZ'] ?? 12)
if (!(Number.isInteger(RUNS) && RUNS > 0)) throw new Error('MAGPIE_FUZZ is a whole number of requests an operation')

/** What schemas trip over. */
const nasty = fc.oneof(
  fc.constantFrom<unknown>(
    ...[
      null,
      true,
      0,
      -1,
      1e308,
      2 ** 53,
      0.1,
      '',
      ' ',
      'a',
      '=1+1',
      '<b>',
      '\u202e',
      'a\nb',
      '../..',
      'A',
      '9'.repeat(400),
    ],
    ...[
      '2028-02-30',
      '2016-12-31T23:59:60Z',
      '10000-01-01',
      '24:00',
      '23:59:60',
      'south-pole',
      'alpha',
      'agency',
      'constructor',
    ],
    ...['paper-1', 'Asia/Shanghai', {}, [], [null], { a: 1 }, { kind: 'x' }],
  ),
  fc.json({ maxDepth: 3 }).map((text) => JSON.parse(text) as unknown),
)

describe('any input at all', { timeout: 600_000 }, () => {
  const served = (Object.keys(operations) as OperationKey[]).filter((key) => operations[key].http !== undefined)

  it('gets an answer of the contract, and never a fault of ours', async () => {
    const reached = new Set<string>()
    for (const key of served) {
      if (!(key in centre.handlers)) continue
      const o: Operation = operations[key]
      // Files and solvers are not here: what asks for them is another test's.
      if (NEEDS_MORE.has(key)) continue
      const fields = Object.keys(o.input.shape)
      const shaped = fc.record(Object.fromEntries(fields.map((name) => [name, nasty])), { requiredKeys: [] })
      const input = fc.oneof({ arbitrary: shaped, weight: 4 }, { arbitrary: nasty, weight: 1 })
      await fc.assert(
        fc.asyncProperty(input, async (given) => {
          const response = await send(o, given)
          const text = await response.text()
          expect(response.status, `${o.name} ${JSON.stringify(given)} ${text.slice(0, 300)}`).toBeLessThan(500)
          if (response.status >= 400) expect(failure.safeParse(JSON.parse(text)).success, text).toBe(true)
          reached.add(key)
        }),
        { numRuns: RUNS },
      )
    }
    expect(centre.faults).toEqual([])
    expect(reached.size).toBeGreaterThan(80)
  })
})

const NEEDS_MORE: ReadonlySet<string> = new Set([
  'eligibilityMembers',
  'eligibilityCheck',
  'eligibilityChanges',
  'eligibilityVerdicts',
  'roadmap',
])

function send(o: Operation, given: unknown): Promise<Response> | Response {
  const fields = typeof given === 'object' && given !== null ? (given as Record<string, unknown>) : {}
  const text = (value: unknown) =>
    encodeURIComponent(typeof value === 'string' ? value.toWellFormed() : (JSON.stringify(value) ?? ''))
  const path = `/api${o.http!.path.replace(/\{(\w+)\}/g, (_, name: string) => text(fields[name] ?? 'x') || 'x')}`
  if (o.http!.method === 'post') return centre.post(path, JSON.stringify(given))
  const query = Object.entries(fields).map(
    ([name, value]) => `${encodeURIComponent(name.toWellFormed())}=${text(value)}`,
  )
  return centre.app.request(`${path}?${query.join('&')}`)
}
