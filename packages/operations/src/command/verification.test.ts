import { expect, test } from 'vitest'
import type { Command, Container, Parameter } from '../dictionary.ts'
import type { SeenValue } from './condition.ts'
import { verificationsOf, verify } from './verification.ts'

const parameter = (name: string) => ({ name, system: '/rover' }) as unknown as Parameter
const [step, angle] = [parameter('step'), parameter('angle')]
const entry = (of: Parameter) => ({ kind: 'parameter', parameter: of }) as unknown as Container['entries'][number]
const container = { qualifiedName: '/rover/turned', entries: [entry(step), entry(angle)] } as unknown as Container
const command = { verifiers: [{ stage: 'complete', window_s: 600, container }] } as unknown as Command

/** A command released at 1000 s, and values that came at these times. */
function seen(at: Partial<Record<string, number>>, now_s = 1500) {
  const values = new Map<string, SeenValue>(Object.entries(at).map(([name, at_s]) => [name, { value: 1, at_s: at_s! }]))
  const latest = ({ name }: Parameter) => values.get(name)
  const verifications = verificationsOf(command, 1000, 1000, 2, latest)
  return verify(verifications, { kind: 'values' }, now_s, latest)
}

test.each([
  ['nothing came', {}, []],
  ['the packet came before the command', { step: 900, angle: 900 }, []],
  ['another packet has one of its values', { step: 1200, angle: 900 }, []],
  ['the packet came', { step: 1200, angle: 1200 }, ['complete']],
] as const)('by a packet that comes: %s', (_, at, actions) => expect(seen(at)).toEqual(actions))

test('by a packet that is told by its name', () => {
  const verifications = verificationsOf(command, 1000, 1000, 2, () => undefined)
  expect(verify(verifications, { kind: 'container', qualifiedName: '/rover/other' }, 1100, () => undefined)).toEqual([])
  expect(verify(verifications, { kind: 'container', qualifiedName: '/rover/turned' }, 1100, () => undefined)).toEqual([
    'complete',
  ])
})
