import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { guarded, readCsv, unguarded, writeCsv } from './csv.ts'
import { joinList, readTable, splitList, writeTable } from './table.ts'

const anyText = fc.string({ unit: 'binary', maxLength: 40 })
/** What spreadsheets, readers and quoting trip over. */
const hardText = fc.oneof(
  anyText,
  fc.string({
    unit: fc.constantFrom('"', ',', '\r', '\n', ';', '\\', "'", '=', '+', '-', '@', '\t', ' ', '月', 'a'),
    maxLength: 12,
  }),
)

describe('CSV', () => {
  it.each([
    [
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['\uFEFFa\n"x, ""y""\r\nz",', [['a'], ['x, "y"\r\nz', '']]],
    ['a\n\n\nb\n', [['a'], ['b']]],
    ['', []],
    [',', [['', '']]],
    ['月桥\r"b"\r', [['月桥'], ['b']]],
  ])('reads %j', (text, fields) => {
    expect(readCsv(text).records.map((r) => r.fields)).toEqual(fields)
  })

  it('counts lines through quoted breaks', () => {
    expect(readCsv('a\n"1\n2\r\n3"\nb').records.map((r) => r.line)).toEqual([1, 2, 5])
  })

  it.each([
    ['a\n"b', 2],
    ['a"b', 1],
    ['a\nb\n"c"d', 3],
  ])('tells the line of a quotation mark that is out of place: %j', (text, line) => {
    expect(readCsv(text).badQuote).toBe(line)
  })

  it('gives back every record it wrote', () => {
    fc.assert(
      fc.property(fc.array(fc.array(hardText, { minLength: 1, maxLength: 4 }), { maxLength: 6 }), (records) => {
        const back = readCsv(writeCsv(records))
        expect(back.badQuote).toBeUndefined()
        expect(back.records.map((r) => r.fields)).toEqual(records.filter((r) => r.length > 1 || r[0] !== ''))
      }),
      { numRuns: 500 },
    )
  })

  it('reads a field of a megabyte', () => {
    const long = '"'.repeat(1 << 20)
    expect(readCsv(writeCsv([[long, 'b']])).records[0]!.fields[0]!.length).toBe(1 << 20)
  })

  it('never throws', () => {
    fc.assert(
      fc.property(hardText, (text) => void readCsv(text)),
      { numRuns: 500 },
    )
  })

  it.each(['=1+1', '+1', '-2', '@SUM(A1)', '\t=1', "'=1", "''-x", '＝1'])('leaves no formula of %j', (text) => {
    expect(guarded(text)).toBe(`'${text}`)
    expect(unguarded(guarded(text))).toBe(text)
  })

  it('guards one to one', () => {
    fc.assert(
      fc.property(hardText, (text) => {
        expect(unguarded(guarded(text))).toBe(text)
        expect(guarded(text)).not.toMatch(/^[=+\-@\t\r]/)
      }),
      { numRuns: 500 },
    )
  })
})

const row = z.strictObject({
  id: z.string().min(1),
  note: z.string().default(''),
  mass_kg: z.number().min(0).optional(),
  offset: z.number(),
  flown: z.boolean().default(false),
  funding: z.array(z.string()).default([]),
  scores: z.record(z.string(), z.number().max(100)).default({}),
  team: z.array(z.strictObject({ party: z.string(), part: z.string() })).default([]),
})

describe('a table', () => {
  it('is a line a record and a column a field', () => {
    const text = writeTable(row, [
      { id: 'a', note: '=1', offset: -2.5, flown: true, funding: ['x; y', 'z'], scores: { science: 80 } },
      { id: 'b', offset: 0, team: [{ party: 'p', part: 'q' }] },
    ])
    expect(text.split('\r\n')).toEqual([
      'id,note,mass_kg,offset,flown,funding,scores.science,team',
      "a,'=1,,-2.5,yes,x\\; y; z,80,",
      'b,,,0,,,,"[{""party"":""p"",""part"":""q""}]"',
      '',
    ])
  })

  it('gives back what it was made of', () => {
    const word = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }).filter((s) => s.trim() !== '')
    const trimmed = word.map((s) => s.trim())
    const record = fc.record(
      {
        id: word,
        note: fc.oneof(word, fc.constantFrom('=cmd|x', '-1', "'quoted'", 'a,b\r\nc"d')),
        mass_kg: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map((x) => x + 0),
        offset: fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0),
        flown: fc.boolean(),
        funding: fc.array(trimmed, { maxLength: 4 }),
        scores: fc.dictionary(
          fc.constantFrom('science', 'risk', 'x.y'),
          fc.double({ min: 0, max: 100, noNaN: true }).map((x) => x + 0),
        ),
        team: fc.array(fc.record({ party: fc.string(), part: fc.string() }), { maxLength: 3 }),
      },
      { requiredKeys: ['id', 'offset'] },
    )
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 5 }), (records) => {
        const back = readTable(row, writeTable(row, records))
        expect(back.problems).toEqual([])
        expect(back.rows.map((r) => r.value)).toEqual(records.map((r) => row.parse(r)))
      }),
      { numRuns: 500 },
    )
  })

  it('gives back every list', () => {
    const part = fc.string({ unit: fc.constantFrom(';', '\\', 'a', ' ', '"'), maxLength: 6 }).map((s) => s.trim())
    fc.assert(
      fc.property(fc.array(part.filter((s) => s !== '')), (parts) => {
        expect(splitList(joinList(parts))).toEqual(parts)
      }),
    )
  })

  it('tells each bad row and field, and takes nothing', () => {
    const { rows, problems } = readTable(
      row,
      'id,mass_kg,offset,flown,team\na,-1,x,maybe,\nb,1,2,yes,{\n,1,2,no,\nc,1,2\nd,0x10,Infinity,no,[]',
    )
    expect(rows).toEqual([])
    expect(problems.map((p) => `${p.line} ${p.field} ${p.rule}`)).toEqual([
      '2 /csv/offset type',
      '2 /csv/flown type',
      '3 /csv/team type',
      '4 /csv/id invalid_type',
      '5 /csv fields',
      '6 /csv/mass_kg type',
      '6 /csv/offset type',
    ])
  })

  it('tells a heading that cannot be', () => {
    const { problems } = readTable(row, 'id,id,colour,scores\na,b,c,d')
    expect(problems.map((p) => `${p.field} ${p.rule}`)).toEqual([
      '/csv/id duplicate',
      '/csv/colour unknown',
      '/csv/scores unknown',
      '/csv/offset required',
    ])
    expect(readTable(row, 'id,offset,colour\na,1,red', { ignored: ['colour'] }).rows).toHaveLength(1)
    expect(readTable(row, '').problems.map((p) => p.rule)).toContain('required')
  })

  it('takes no name of the prototype for a column', () => {
    expect(readTable(row, 'id,offset,__proto__\na,1,2').problems[0]).toMatchObject({ rule: 'unknown' })
    const { rows } = readTable(row, 'id,offset,scores.__proto__\na,1,2')
    expect(Object.getPrototypeOf(rows[0]?.value ?? {})).toBe(Object.prototype)
  })

  it('never throws', () => {
    const cells = fc.array(fc.array(hardText, { maxLength: 5 }), { maxLength: 5 })
    fc.assert(
      fc.property(cells, hardText, (records, tail) => {
        void readTable(row, `id,offset,team,scores.a\n${writeCsv(records)}${tail}`)
      }),
      { numRuns: 500 },
    )
  })
})
