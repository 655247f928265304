import { type Access, type Caller, describeAccess } from '@magpie/api/access'
import type { Operation } from '@magpie/api/operation'
import { type OperationKey, operations } from '@magpie/api/operations'
import { role } from '@magpie/mission/role'
import { describe, expect, it } from 'vitest'
import { dispatch } from './dispatch.ts'

const served = (Object.keys(operations) as OperationKey[]).filter((key) => operations[key].place !== 'here')
const accessOf = (key: OperationKey) => (operations[key] as Operation & { access: Access }).access

/** Everyone who can be at the door: nobody, a person without a party, and each role in the lead and in another party. */
const person = { id: 'p', name: 'A person' }
const at = '2030-01-01T00:00:00.000Z'
const callers: [string, Caller][] = [
  ['the public', { arrivedAt: at, roles: [] }],
  ['a person without a party', { arrivedAt: at, roles: [], person }],
  ...['lead', 'other'].flatMap((party) =>
    [[], ...role.options.map((r) => [r])].map((roles): [string, Caller] => [
      `${roles.join() || 'no role'} of ${party}`,
      { arrivedAt: at, roles, person, party },
    ]),
  ),
]

/** Whether the door opens, written anew: by what the rule says, not by how it is applied. */
function opens(access: Access, caller: Caller, peopleSetUp: boolean): boolean {
  switch (access) {
    case 'anyone':
      return true
    case 'signed-in':
      return caller.person !== undefined
    case 'rehearsal':
      return (
        !peopleSetUp || (caller.party === 'lead' && (caller.roles[0] === 'officer' || caller.roles[0] === 'operator'))
      )
    default:
      return access.some((r) => r === caller.roles[0])
  }
}

/** What the door says to this caller, who sends nonsense. */
async function outcomeAt(key: OperationKey, caller: Caller, peopleSetUp: boolean): Promise<string> {
  const handler = () => Promise.reject(new Error('nonsense reached the handler'))
  const outcome = await dispatch(key, handler, 'no object', { caller, standing: { lead: 'lead', peopleSetUp } })
  return outcome.ok ? 'ok' : outcome.error.kind
}

describe('the door', () => {
  it.each(served)('%s opens for whom its rule names, of every role and party, and nobody else', async (key) => {
    for (const peopleSetUp of [false, true])
      for (const [who, caller] of callers) {
        const open = opens(accessOf(key), caller, peopleSetUp)
        const refused = caller.person === undefined ? 'not-signed-in' : 'not-allowed'
        // An input that no schema takes is told as a bad request, past the door.
        const told = await outcomeAt(key, caller, peopleSetUp)
        expect(told, `${who}, people set up: ${peopleSetUp}`).toBe(open ? 'bad-request' : refused)
      }
  })

  it('says every rule in words', () => {
    for (const key of served) expect(describeAccess(accessOf(key))).not.toBe('')
  })

  it('lets the public only read, check, set up the first officer and rehearse', () => {
    const open = served.filter((key) => ['anyone', 'rehearsal'].includes(accessOf(key) as string))
    const changing = open.filter((key) => operations[key].http?.method === 'post')
    expect(changing.map((key) => operations[key].name).sort()).toEqual([
      'authority.ask', // asks with arguments in the body, changes nothing
      'eligibility.changes', // asks with a party's facts in the body, changes nothing
      'eligibility.check',
      'letter.check',
      'link.outage', // takes a station or the relay away in a rehearsal
      'mission.what-if', // asks with values in the body, changes nothing
      'people.set-up',
      'proposal.check', // as letter.check, of a proposal
      'rehearsal.pace',
      'rehearsal.restart',
    ])
  })
})
