import { agreementActs } from '@magpie/api/agreement-operations'
import type { InterfaceLine, LineKind } from '@magpie/api/interface-lines'
import { describe, expect, it } from 'vitest'
import { locale } from '../i18n/agreements/en.ts'
import { ROVER_LINES } from '../testing/rover-agreement.ts'
import { LINE_KINDS, lineFields, pairedFields } from './line-fields.ts'
import { lineOf, noLine, readLine, readTypedLine, typedLineOf } from './typed-line.ts'

const schema = agreementActs.proposeLine.input.shape.line
const lines = ROVER_LINES.map((l) => schema.parse(l))

describe('the fields of a line', () => {
  it.each(LINE_KINDS)('of %s have a name and a unit for both sides', (kind) => {
    for (const side of ['host', 'guest'] as const) {
      expect(lineFields(kind, side).length).toBeGreaterThan(0)
      for (const { key, unit } of lineFields(kind, side)) {
        expect(Object.keys(locale.field), key).toContain(key)
        if (/_/.test(key)) expect(unit, key).not.toBe('')
      }
    }
    expect(Object.keys(locale.lineKind)).toContain(kind)
  })

  it.each([
    ['footprint', ['length_mm|length_mm', 'width_mm|width_mm']],
    ['mass', ['allocation_kg|mass_kg']],
    ['data-protocol', ['protocols|protocol']],
    [
      'centre-of-mass',
      ['x_min_mm|x_mm', 'x_max_mm|y_mm', 'y_min_mm|z_mm', 'y_max_mm|uncertainty_mm', 'z_min_mm|', 'z_max_mm|'],
    ],
  ] as [LineKind, string[]][])('of %s stand beside each other', (kind, pairs) => {
    expect(pairedFields(kind).map(([h, g]) => `${h?.key ?? ''}|${g?.key ?? ''}`)).toEqual(pairs)
  })
})

describe('a typed line', () => {
  it.each(lines.map((l) => [l.kind, l] as const))('%s is typed and read back as it was', (_, line: InterfaceLine) => {
    const read = readLine(typedLineOf(line, '1'))
    expect(read).toEqual({ ok: true, line })
  })

  it('states nothing for a side of which nothing is typed', () => {
    const typed = {
      ...noLine('host'),
      id: 'mass',
      title: 'Mass',
      host: { allocation_kg: '35' },
      guest: { mass_kg: ' ' },
    }
    expect(lineOf(typed)).toMatchObject({ host: { allocation_kg: 35 } })
    expect(lineOf(typed)).not.toHaveProperty('guest')
  })

  it.each([
    ['a word for a number', { guest: { mass_kg: 'thirty' } }, '/guest/mass_kg'],
    ['nothing below zero', { guest: { mass_kg: '-1' } }, '/guest/mass_kg'],
    ['an impossible day', { due: '2027-02-30' }, '/verification/due'],
    ['no requirement', { requirement: ' ' }, '/verification/requirement'],
    ['a script for a title', { title: '<script>x</script>' }, '/title'],
  ])('is told %s at its field', (_, changes, field) => {
    const read = readLine({ ...typedLineOf(lines[0]!, '1'), ...changes })
    expect(!read.ok && read.problems.map((p) => p.field)).toContain(field)
  })

  it('goes on from a draft of the same revision, and from the line where that has changed', () => {
    const initial = typedLineOf(lines[0]!, '3')
    const draft = { ...initial, guest: { mass_kg: '31' } }
    expect(readTypedLine(draft, initial).guest).toEqual({ mass_kg: '31' })
    expect(readTypedLine({ ...draft, base: '2' }, initial)).toEqual(initial)
    for (const broken of [undefined, null, 'text', []]) expect(readTypedLine(broken, initial)).toEqual(initial)
  })
})
