import { readdirSync, readFileSync } from 'node:fs'
import { unwrap } from '@magpie/core/result'
import { agreement } from '@magpie/mission/agreement'
import { compileCommandDecoder } from '@magpie/operations/command-decoder'
import { type ArgumentValues, encodeCommand } from '@magpie/operations/command-encoder'
import { findCommand } from '@magpie/operations/dictionary'
import { operationsFile } from '@magpie/operations/operations-file'
import { sealPacket } from '@magpie/operations/space-packet'
import { approvalBytes, buildTelecommand } from '@magpie/operations/telecommand'
import { readXtce } from '@magpie/operations/xtce-reader'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gateway } from './gateway.ts'
import { plainRules, toySign, toyVerify } from './testing/rules.ts'

const mission = new URL('../../../missions/change-8/', import.meta.url)
const file = operationsFile.parse(JSON.parse(readFileSync(new URL('operations.json', mission), 'utf8')))
const folder = new URL('dictionary/', mission)
const { dictionary } = unwrap(
  readXtce(readdirSync(folder).map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }))),
)
const owners = new Map([
  ['ce8-lander', 'cnsa'],
  ['pk-rover', 'suparco'],
  ['hk-robot', 'hkust'],
  ['cheri-b', 'metu'],
])
const drive = agreement.parse({
  id: 'cheri',
  title: 'CHERI',
  kind: 'joint-operation',
  parties: ['metu', 'zhejiang-university'],
  elements: ['cheri-b'],
  grants: [
    {
      id: 'drive',
      agreement: 'cheri',
      grantor: 'metu',
      grantee: 'zhejiang-university',
      element: 'cheri-b',
      actions: ['drive'],
      arguments: { distance: { min: 0, max: 30 } },
    },
  ],
  provenance: { kind: 'assumed', reason: 'test' },
})
const AT = ['2028-11-25T00:00:00Z', 'deployment'] as const

function onBoard(revoked = new Map<string, string>()) {
  return gateway({
    file,
    decoder: unwrap(compileCommandDecoder(dictionary, '/common/telecommand')),
    authorise: plainRules(owners, 'cnsa', [drive])(() => revoked),
    verify: toyVerify,
    owner: 'cnsa',
  })
}

const agent = (person: string) => {
  const { number, party } = file.persons.find((p) => p.id === person)!
  return { person: number, party: file.parties.find((p) => p.id === party)!.number }
}
const partyOf = (person: string) => file.persons.find((p) => p.id === person)!.party

type Order = {
  person: string
  element: string
  command: string
  values: ArgumentValues
  approvals?: string[]
  signedBy?: string
  number?: number
}
function packetOf({
  person,
  element,
  command,
  values,
  approvals = [],
  signedBy,
  number = 5,
}: Order): Uint8Array<ArrayBuffer> {
  const octets = encodeCommand(findCommand(dictionary, element, command)!, {
    ...values,
    command_number: number,
    execute_at: 0,
  })
  return buildTelecommand(
    octets,
    1,
    agent(person),
    approvals.map((who) => ({ agent: agent(who), signature: toySign(partyOf(who), approvalBytes(octets)) })),
    (bytes) => toySign(signedBy ?? partyOf(person), bytes),
  )
}
const safe: Order = { person: 'suparco-operator', element: 'pk-rover', command: 'safe', values: {} }

test.each<[string, Order, string]>([
  ['an owner commands its own', safe, 'accepted'],
  [
    'a grantee within its grant',
    {
      person: 'zhejiang-university-operator',
      element: 'cheri-b',
      command: 'drive',
      values: { distance: 30, heading: 0 },
    },
    'accepted',
  ],
  [
    'a grantee beyond its grant',
    {
      person: 'zhejiang-university-operator',
      element: 'cheri-b',
      command: 'drive',
      values: { distance: 31, heading: 0 },
    },
    'no-grant',
  ],
  ['a stranger', { ...safe, person: 'isa-operator' }, 'no-grant'],
  ['a name with another party’s signature', { ...safe, signedBy: 'hkust' }, 'gateway-signature'],
  [
    'a hazardous act with one party',
    { person: 'cnsa-operator', element: 'ce8-lander', command: 'release_locks', values: { module: 'ce8-lander' } },
    'two-people-two-parties',
  ],
  [
    'a hazardous act with both',
    {
      person: 'cnsa-operator',
      element: 'ce8-lander',
      command: 'release_locks',
      values: { module: 'pk-rover' },
      approvals: ['suparco-flight-director'],
    },
    'accepted',
  ],
  [
    'the host makes safe what it carries',
    { person: 'cnsa-operator', element: 'ce8-lander', command: 'module_power_off', values: { module: 'pk-rover' } },
    'accepted',
  ],
  [
    'the host powers what it carries without the owner',
    { person: 'cnsa-operator', element: 'ce8-lander', command: 'module_power_on', values: { module: 'pk-rover' } },
    'both-owners',
  ],
  [
    'only the owner of the gateway changes its list',
    { person: 'metu-operator', element: 'ce8-lander', command: 'gateway_revoke', values: { grant: 'drive' } },
    'gateway-owner',
  ],
])('%s: %s', (_, order, expected) => {
  const verdict = onBoard().inspect(packetOf(order), ...AT)
  expect(verdict.kind === 'refused' ? verdict.refusal.rule : verdict.kind).toBe(expected)
})

test('a command is taken once: sent again it is refused', () => {
  const g = onBoard()
  const packet = packetOf(safe)
  expect(g.inspect(packet, ...AT).kind).toBe('accepted')
  expect(g.inspect(packet, ...AT)).toMatchObject({ kind: 'refused', refusal: { rule: 'gateway-replay' } })
})

test('an approval of another command does not count, nor one that nobody signed', () => {
  const order: Order = {
    person: 'cnsa-operator',
    element: 'ce8-lander',
    command: 'release_locks',
    values: { module: 'pk-rover' },
    approvals: ['suparco-flight-director'],
  }
  const other = encodeCommand(findCommand(dictionary, 'ce8-lander', 'release_locks')!, {
    module: 'hk-robot',
    command_number: 5,
    execute_at: 0,
  })
  const octets = encodeCommand(findCommand(dictionary, 'ce8-lander', 'release_locks')!, {
    module: 'pk-rover',
    command_number: 5,
    execute_at: 0,
  })
  const forged = buildTelecommand(
    octets,
    1,
    agent(order.person),
    [{ agent: agent('suparco-flight-director'), signature: toySign('suparco', approvalBytes(other)) }],
    (bytes) => toySign('cnsa', bytes),
  )
  expect(onBoard().inspect(forged, ...AT)).toMatchObject({ kind: 'refused', refusal: { rule: 'gateway-signature' } })
})

test('what waits on board is asked about again: a revocation reaches it', () => {
  const revoked = new Map<string, string>()
  const verdict = onBoard(revoked).inspect(
    packetOf({
      person: 'zhejiang-university-operator',
      element: 'cheri-b',
      command: 'drive',
      values: { distance: 20, heading: 0 },
    }),
    ...AT,
  )
  if (verdict.kind !== 'accepted') throw new Error(verdict.kind)
  expect(verdict.recheck(...AT)).toBeUndefined()
  revoked.set('drive', AT[0])
  expect(verdict.recheck(...AT)).toMatchObject({ rule: 'no-grant' })
})

describe('fuzz', () => {
  const whole = packetOf({
    person: 'cnsa-operator',
    element: 'ce8-lander',
    command: 'release_locks',
    values: { module: 'pk-rover' },
    approvals: ['suparco-flight-director'],
  })

  test('no change of a good packet is accepted, error control made right again or not', () => {
    const g = onBoard()
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        (changes, reseal) => {
          const packet = whole.slice()
          for (const [at, flip] of changes) packet[at]! ^= flip
          if (reseal) sealPacket(packet)
          if (packet.every((octet, i) => octet === whole[i])) return
          // Octets 2 and 3 count packets for the receiver and lie under the sender's signature like all others.
          expect(g.inspect(packet, ...AT).kind).not.toBe('accepted')
        },
      ),
      { numRuns: 20_000 },
    )
  })

  test('any octets at all are answered', () => {
    const g = onBoard()
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (octets, reseal) => {
        if (reseal && octets.length > 8) {
          octets[0] = 0x18
          octets[1] = 100
          octets[4] = (octets.length - 7) >> 8
          octets[5] = octets.length - 7
          sealPacket(octets)
        }
        expect(g.inspect(octets, ...AT).kind).not.toBe('accepted')
      }),
      { numRuns: 20_000 },
    )
  })
})
