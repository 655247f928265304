import { unwrap } from '@magpie/core/result'
import { appendEntry } from '@magpie/ledger/entry'
import { rehearsalSigner } from '@magpie/ledger/keys'
import { expect, test } from 'vitest'
import { deskPeopleHandlers } from './desk-people.ts'

test('names those who acted at the desk, and nobody else', async () => {
  const body = { by: { party: 'metu', person: 'p-ada' }, event: {} }
  const draft = { at: '2029-01-10T12:00:00Z', kind: 'shift', subject: 'shift', body }
  const entries = [unwrap(appendEntry(undefined, draft, rehearsalSigner('a test', 'metu')))]
  const known = new Map([
    ['p-ada', 'Ada'],
    ['p-bob', 'Bob'],
  ])
  const asked: string[][] = []
  const { deskPeople } = deskPeopleHandlers({
    centre: () => ({ entries }),
    async namesOf(persons) {
      asked.push([...persons])
      return new Map(persons.map((p) => [p, known.get(p)!]))
    },
  })
  const caller = { arrivedAt: '', roles: [] }
  const told = unwrap(await deskPeople({ people: ['p-ada', 'p-bob', 'p-ada', 'p-none'] }, caller))
  expect(told.people).toEqual([{ person: 'p-ada', name: 'Ada' }])
  expect(asked).toEqual([['p-ada']])
})
