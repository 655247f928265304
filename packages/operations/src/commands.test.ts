import { readdirSync, readFileSync } from 'node:fs'
import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DESK_LIFE, type DeskState, stepFrom } from './command/life.ts'
import { compileCommandDecoder } from './command-decoder.ts'
import {
  type ArgumentValue,
  checkArguments,
  describeArgumentError,
  encodeCommand,
  givenArguments,
} from './command-encoder.ts'
import { authorityQuestion, window_s } from './commands.ts'
import { type Command, type DataType, findCommand } from './dictionary.ts'
import { approvalBytes, buildTelecommand, readAuthorityBlock } from './telecommand.ts'
import { readXtce } from './xtce-reader.ts'

const folder = new URL('../../../missions/change-8/dictionary/', import.meta.url)
const files = readdirSync(folder).map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }))
const { dictionary } = unwrap(readXtce(files))
// The relay takes requests of PUS, which have a decoder of their own.
const commands = dictionary.commands.filter((c) => !c.abstract && c.system !== '/queqiao-2')
const decoder = unwrap(compileCommandDecoder(dictionary, '/common/telecommand'))

describe('life', () => {
  const actions = [...new Set(DESK_LIFE.map((row) => row.action))]
  const actors = [...new Set(DESK_LIFE.map((row) => row.by))]

  test('nothing leaves for the spacecraft that was not permitted, and nothing twice, whatever is tried', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...actions), fc.constantFrom(...actors)), { maxLength: 60 }),
        (path) => {
          const seen: DeskState[] = ['drafted']
          for (const [action, by] of path) {
            const next = stepFrom(seen.at(-1)!, action, by)
            if (next.ok) seen.push(next.value.to)
          }
          if (seen.includes('released')) expect(seen.indexOf('queued')).toBeLessThan(seen.indexOf('released'))
          expect(seen.filter((s) => s === 'released').length).toBeLessThanOrEqual(1)
        },
      ),
      { numRuns: 2000 },
    )
  })
})

/** A value that the type allows. */
function allowedValue(type: DataType, share: number): ArgumentValue {
  if (type.kind === 'enumerated') return type.labels![Math.floor(share * 0.999 * type.labels!.length)]!.label
  if (type.kind === 'string') return 'grant-of-1'
  const { min = 0, max = 100 } = type.valid?.[0] ?? {}
  const value = min + share * (max - min)
  return type.kind === 'integer' ? Math.round(value) : Math.fround(value)
}
const share = fc.double({ min: 0, max: 1, noNaN: true })
const anyCommand = fc
  .tuple(fc.constantFrom(...commands), fc.array(share, { minLength: 4, maxLength: 4 }))
  .map(([command, shares]) => ({
    command,
    values: Object.fromEntries(givenArguments(command).map((a, i) => [a.name, allowedValue(a.type, shares[i]!)])),
  }))
const sent = (command: Command, values: Record<string, ArgumentValue>, number = 77, execute_at = 0) =>
  encodeCommand(command, { ...unwrap(checkArguments(command, values)), command_number: number, execute_at })

describe('octets', () => {
  test('every command with any allowed arguments is read on board as it was sent', () => {
    fc.assert(
      fc.property(
        anyCommand,
        fc.integer({ min: 1, max: 0xffffffff }),
        fc.nat(0x7fffffff),
        ({ command, values }, number, at) => {
          const octets = sent(command, values, number, at)
          const read = unwrap(decoder.decode(octets))
          expect(read.command).toBe(command)
          expect(read.octets).toBe(octets.length)
          expect(read.values).toMatchObject({ ...values, command_number: number, execute_at: at })
        },
      ),
      { numRuns: 1000 },
    )
  })

  test('an opcode that no command has is refused', () => {
    const octets = sent(findCommand(dictionary, 'pk-rover', 'safe')!, {})
    octets[octets.length - 1] = 250
    expect(decoder.decode(octets)).toMatchObject({ ok: false, error: { kind: 'decode-no-container' } })
  })
})

test.each<[string, string, Record<string, ArgumentValue>, string]>([
  [
    'pk-rover',
    'drive',
    { distance: 500, heading: 0 },
    'distance of drive is 500 and must be a float from 0.1 to 200 m',
  ],
  ['pk-rover', 'drive', { distance: Number.NaN, heading: 0 }, 'distance of drive is NaN'],
  ['pk-rover', 'drive', { heading: 0 }, 'drive needs the argument distance'],
  ['pk-rover', 'drive', { distance: 1, heading: 0, speed: 3 }, 'drive has no argument speed'],
  ['pk-rover', 'drive', { distance: 1, heading: 0, command_number: 3 }, 'drive has no argument command_number'],
  [
    'pk-rover',
    'observe',
    { duration: 60.5 },
    'duration of observe is 60.5 and must be a whole number from 60 to 604800 s',
  ],
  ['ce8-lander', 'module_power_on', { module: 'somewhere' }, 'must be one of ce8-lander, queqiao-2, hk-robot'],
])('%s %s %j is refused', (element, name, values, sentence) => {
  const checked = checkArguments(findCommand(dictionary, element, name)!, values)
  expect(checked.ok).toBe(false)
  if (!checked.ok) expect(describeArgumentError(checked.error)).toContain(sentence)
})

test('initial values stand where nothing is given, and a pattern for commands is none', () => {
  expect(unwrap(checkArguments(findCommand(dictionary, 'ce8-lander', 'checkout')!, {}))).toEqual({ duration: 1800 })
  const pattern = dictionary.commands.find((c) => c.abstract)!
  expect(checkArguments(pattern, {})).toMatchObject({ ok: false, error: { kind: 'command-abstract' } })
})

test('what the authority is asked comes from the dictionary', () => {
  const ask = (element: string, name: string, values: Record<string, ArgumentValue>) =>
    authorityQuestion({ party: 'cnsa', person: 'p' }, element, findCommand(dictionary, element, name)!, values, [])
  expect(ask('ce8-lander', 'release_locks', { module: 'pk-rover' })).toMatchObject({
    hazardous: true,
    makesSafe: false,
    touches: ['pk-rover'],
  })
  expect(ask('ce8-lander', 'module_power_off', { module: 'ion-ena' })).toMatchObject({
    hazardous: false,
    makesSafe: true,
    touches: ['ion-ena'],
  })
  expect(ask('ce8-lander', 'retroreflector_open', {})).toMatchObject({ hazardous: true, touches: ['retroreflector'] })
  expect(ask('cheri-b', 'drive', { distance: 12, heading: 90 })).toMatchObject({
    arguments: { distance: 12, heading: 90 },
    touches: [],
  })
})

test('verifiers: the command has its own, or those of the pattern', () => {
  expect(window_s(findCommand(dictionary, 'pk-rover', 'drive')!, 'complete')).toBe(6 * 3600)
  expect(window_s(findCommand(dictionary, 'pk-rover', 'safe')!, 'complete')).toBe(2 * 3600)
  expect(window_s(findCommand(dictionary, 'pk-rover', 'safe')!, 'accepted')).toBe(900)
})

describe('authority block', () => {
  const signature = (fill: number) => new Uint8Array(64).fill(fill)
  test('comes back as it was put in, for any number of approvals', () => {
    fc.assert(
      fc.property(
        anyCommand,
        fc.array(fc.tuple(fc.nat(255), fc.nat(65535)), { maxLength: 4 }),
        fc.nat(16383),
        ({ command, values }, agents, count) => {
          const octets = sent(command, values)
          const approvals = agents.map(([party, person], i) => ({
            agent: { party, person },
            signature: signature(i + 1),
          }))
          const packet = buildTelecommand(octets, count, { party: 3, person: 300 }, approvals, () => signature(9))
          const block = unwrap(readAuthorityBlock(packet, octets.length))
          expect(block.sender).toEqual({ party: 3, person: 300 })
          expect(block.approvals).toEqual(approvals)
          expect(block.signature).toEqual(signature(9))
          // The header of the packet is not known to who approves: only the command is approved.
          expect(block.approved).toEqual(approvalBytes(octets))
        },
      ),
    )
  })

  test('is refused when cut, lengthened or changed in any bit', () => {
    const { command, values } = {
      command: findCommand(dictionary, 'ce8-lander', 'gateway_revoke')!,
      values: { grant: 'a-grant' },
    }
    const octets = sent(command, values)
    const packet = buildTelecommand(
      octets,
      1,
      { party: 1, person: 100 },
      [{ agent: { party: 2, person: 102 }, signature: signature(1) }],
      () => signature(2),
    )
    for (let bit = 0; bit < 8 * packet.length; bit++) {
      const changed = packet.slice()
      changed[bit >> 3]! ^= 1 << (bit & 7)
      expect(readAuthorityBlock(changed, octets.length).ok, `bit ${bit}`).toBe(false)
    }
    for (let length = 0; length < packet.length; length++)
      expect(readAuthorityBlock(packet.subarray(0, length), octets.length).ok).toBe(false)
  })
})
