import { checkLetter, letterContent } from '@magpie/programme/desk/letter-content'
import { CALL, content } from '@magpie/programme/desk/testing/sample'
import { expect, it } from 'vitest'
import { checkTypedLetter } from './letter-check.ts'

const isParty = (id: string) => ['agency', 'alpha'].includes(id)
const fieldsOf = (typed: unknown) => checkTypedLetter(CALL, typed, isParty).map((p) => `${p.field} ${p.rule}`)

it('says of a whole letter what the desk will say', () => {
  const whole = content('alpha', { mass_kg: 55, team: [{ party: 'nobody', part: 'wheels' }] })
  expect(checkTypedLetter(CALL, whole, isParty)).toEqual(checkLetter(CALL, letterContent.parse(whole), isParty))
  expect(checkTypedLetter(CALL, whole, isParty)).toHaveLength(2)
})

it('holds what can be read against the call while other fields are empty', () => {
  const { mode: _, title: __, ...typed } = content('alpha', { mass_kg: 55 })
  const told = fieldsOf(typed)
  expect(told.map((t) => t.split(' ')[0]).sort()).toEqual(['/mass_kg', '/mode', '/title'])
  expect(told).toContain('/mass_kg module-mass')
})

it('draws nothing from a level that was not said, nor from what is no letter', () => {
  const { level: _, ...typed } = content('alpha', { mass_kg: 55 })
  expect(fieldsOf(typed).map((t) => t.split(' ')[0])).toEqual(['/level'])
  for (const other of [undefined, null, 7, 'text', []]) expect(fieldsOf(other)).not.toEqual([])
})
