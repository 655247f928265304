import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contentOf, NO_LETTER, readTypedLetter, sentIndex, typedOf } from './typed-letter.ts'

const NONE = new Set<string>()

describe('a letter as it is typed', () => {
  it('sends numbers as numbers, what is no number as it stands, and leaves out what is empty', () => {
    const typed = {
      ...NO_LETTER,
      title: 'Rover',
      mass_kg: ' 12.5 ',
      power_w: 'much',
      answers: { n: '3', t: '3', e: '' },
    }
    const content = contentOf(typed, 'alpha', new Set(['n']))
    expect(content).toMatchObject({ title: 'Rover', lead: 'alpha', mass_kg: 12.5, power_w: 'much', funding: [] })
    expect(content).not.toHaveProperty('level')
    expect(content).not.toHaveProperty('data_mbit_day')
    expect(content['answers']).toEqual({ n: 3, t: '3' })
  })

  it('does not send empty rows, and finds the row a problem speaks of', () => {
    const team = [
      { party: 'beta', part: 'wheels' },
      { party: '', part: ' ' },
      { party: 'gamma', part: '' },
    ]
    expect(contentOf({ ...NO_LETTER, team }, 'alpha', NONE)['team']).toEqual([team[0], team[2]])
    expect([0, 1, 2].map((i) => sentIndex(team, i))).toEqual([0, 1, 1])
  })

  it('reads any draft, whatever it holds', () => {
    fc.assert(
      fc.property(fc.anything(), (content) => {
        const typed = readTypedLetter(content)
        expect(Object.keys(typed).sort()).toEqual(Object.keys(NO_LETTER).sort())
        expect(() => contentOf(typed, 'alpha', NONE)).not.toThrow()
      }),
    )
  })

  it('goes on from a submitted letter without changing it', () => {
    const content = {
      ...{ title: 'Rover', lead: 'alpha', level: 'system', summary: 'Drives.', mass_kg: 20, funding: ['ASI'] },
      ...{ mode: 'multilateral', declaresForeignParty: true, team: [{ party: 'beta', part: 'wheels' }] },
      ...{ parts: [{ name: 'chip', origin: 'US', classification: 'EAR99' }], answers: { n: 4, y: true } },
      ...{ papers: [], subRecipients: [] },
    } as const
    const { attachments: _, ...kept } = { ...content, attachments: [] }
    expect(contentOf(typedOf(kept as never), 'alpha', new Set(['n']))).toEqual(content)
  })
})
