import { unwrap } from '@magpie/core/result'
import { compileDecoder } from '@magpie/operations/decoder'
import { checkPacket } from '@magpie/operations/space-packet'
import { readXtce } from '@magpie/operations/xtce-reader'
import { beforeAll, describe, expect, test } from 'vitest'
import type { OperationsEvent, OperationsSummary } from './operations-event.ts'
import { describeOperationsInputError, simulateOperations } from './surface-operations.ts'
import { missionInput } from './testing/mission.ts'
import { MISSION_TEXTS } from './testing/read-mission.ts'

type Run = { readonly events: OperationsEvent[]; readonly summary: OperationsSummary }
function run(...args: Parameters<typeof missionInput> extends [unknown, ...infer Rest] ? Rest : never): Run {
  const generator = unwrap(simulateOperations(missionInput(MISSION_TEXTS, ...args)))
  const events: OperationsEvent[] = []
  for (;;) {
    const next = generator.next()
    if (next.done === true) return { events, summary: next.value }
    events.push(next.value)
  }
}
function of<K extends OperationsEvent['kind']>(kind: K, { events }: Run): Extract<OperationsEvent, { kind: K }>[] {
  return events.filter((e) => e.kind === kind) as Extract<OperationsEvent, { kind: K }>[]
}
/** FNV-1a of everything that a run tells, packets included. */
function digest({ events, summary }: Run): number {
  let h = 0x811c9dc5
  const take = (text: string) => {
    for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  }
  for (const e of events) take(JSON.stringify(e, (_, v) => (v instanceof Uint8Array ? [...v] : v)))
  take(JSON.stringify(summary))
  return h >>> 0
}

let twelve: Run
beforeAll(() => {
  twelve = run(12, 'a')
})

describe('twelve days after touchdown', () => {
  test('everything that the script tries ends as the script says', () => {
    expect(twelve.summary.unexpected).toEqual([])
  })

  test('each module is deployed behind its gates, and one that fails stops no other', () => {
    const rows = Object.fromEntries(twelve.summary.deployments.map((d) => [d.module, d.state]))
    expect(rows['potential-monitor']).toBe('failed')
    const others = Object.entries(rows).filter(([module]) => module !== 'potential-monitor')
    expect(others.map(([, state]) => state)).toEqual(others.map(() => 'deployed'))
    expect(others).toHaveLength(10)
  })

  test('no step is taken before its gates: the last gate passes, then the owner says go, then the first command', () => {
    for (const { module, deployedAt_s } of twelve.summary.deployments) {
      const own = of('deployment', twelve).filter((e) => e.module === module)
      const first = own.findIndex((e) => e.change.kind === 'step')
      const passed = own
        .slice(0, first)
        .flatMap((e) => (e.change.kind === 'gate' && e.change.state === 'passed' ? [e.change.gate] : []))
      expect(new Set(passed)).toEqual(ALL_GATES)
      if (deployedAt_s !== undefined) expect(deployedAt_s).toBeGreaterThan(own[first]!.at)
    }
  })

  test("plasma-dust's cover sticks once and opens the next time", () => {
    const steps = of('deployment', twelve).flatMap((e) =>
      e.module === 'plasma-dust' && e.change.kind === 'step' && e.change.step === 'open-cover' ? [e.change.state] : [],
    )
    expect(steps).toEqual(['running', 'retried', 'running', 'done'])
  })

  test('refusals say rule, fact and source, at the desk, in the queue and on board', () => {
    const where = Object.fromEntries(twelve.summary.refusals.map((r) => [r.command, [r.where, r.rule]]))
    expect(where).toMatchObject({
      'hazard-one-party': ['submission', 'two-people-two-parties'],
      'stranger-drives-cheri': ['submission', 'no-grant'],
      'too-far-for-the-grant': ['submission', 'no-grant'],
      'forged-safe': ['gateway', 'gateway-signature'],
      'drive-queued-before-revocation': ['queue', 'no-grant'],
      'drive-after-revocation': ['submission', 'no-grant'],
    })
    for (const r of twelve.summary.refusals)
      expect([r.fact, r.source, r.remedy].every((text) => text.length > 0)).toBe(true)
  })

  const course = (service: string, request = 1) =>
    of('proximity', twelve).flatMap((e) =>
      e.service === service && e.status.request === request && e.changed ? [e.status] : [],
    )

  test.each([
    ['charging-pk-rover', ['offered', 'consented', 'acting', 'finished', 'confirmed']],
    ['sample-to-pk-rover', ['offered', 'consented', 'acting', 'finished', 'confirmed']],
    ['image-of-hk-robot', ['requested', 'offered', 'consented', 'acting', 'finished', 'confirmed']],
  ])('%s goes its way, each step told by packets', (service, states) => {
    const steps = course(service)
    expect(steps.map((s) => s.state)).toEqual(states)
    expect(steps.at(-1)!.reached.map((r) => r.state)).toEqual(states)
    expect(new Set(steps.at(-1)!.packets.map((p) => p.element)).size).toBe(2)
  })

  test('charging gives at most what 60 W at 85 % give in two hours', () => {
    expect(twelve.summary.charging_Wh['charging-pk-rover']).toBeGreaterThan(10)
    expect(course('charging-pk-rover').at(-1)!.given).toBeLessThanOrEqual(60 * 0.85 * 2 + 1e-9)
  })

  test('a rover whose link is silent sends its data through a neighbour, by standing order', () => {
    const end = course('relay-cheri-a').at(-1)!
    expect(end.state).toBe('confirmed')
    expect(end.given).toBeGreaterThan(0.01)
    // The rover itself took no command: the neighbour's owner offered and started.
    expect(end.commands.map((c) => c.element)).toEqual(['hk-robot', 'hk-robot'])
    const acting_s = end.reached.find((r) => r.state === 'acting')!.at_s
    const back_s = of('fault', twelve).find((e) => e.fault === 'silence-over')!.at
    const heard = of('packet-received', twelve).filter(
      (e) => e.element === 'cheri-a' && e.at > acting_s && e.at < back_s,
    )
    expect(heard.length).toBeGreaterThan(10)
  })

  test('nothing acts before both consented', () => {
    for (const { status } of of('proximity', twelve)) {
      const states = status.reached.map((r) => r.state)
      if (states.includes('acting')) expect(states.indexOf('consented')).toBeLessThan(states.indexOf('acting'))
    }
  })

  test('the host makes a module of another party safe, and it falls silent', () => {
    const off = of('command', twelve).find((e) => e.id === 'host-makes-safe' && e.state === 'completed')!
    const on = of('command', twelve).find((e) => e.id === 'ion-ena-power-on' && e.state === 'completed')!
    const spoke = of('packet-received', twelve).filter(
      (e) => e.element === 'ion-ena' && e.at > off.at + 5 && e.at < on.at - 5,
    )
    expect(spoke).toEqual([])
    expect(of('packet-received', twelve).some((e) => e.element === 'ion-ena' && e.at > on.at)).toBe(true)
  })

  test('activities run when the plan says, and what needs a failed module is withheld', () => {
    const ends = Object.fromEntries(
      of('activity', twelve).flatMap((e) => (e.state === 'started' ? [] : [[e.id, e.state] as const])),
    )
    expect(ends).toEqual({
      'lander-checkout': 'completed',
      'deploy-imaging-system': 'completed',
      panorama: 'completed',
      'infrared-survey': 'completed',
      'potential-observation': 'missed',
      'pk-rover-drive': 'completed',
      'charge-pk-rover': 'completed',
    })
    expect(twelve.summary.activities).toEqual({ planned: 7, completed: 6, failed: 0, missed: 1 })
  })

  test('nothing is lost for good: each gap is asked for and filled', () => {
    expect(twelve.summary.packets.lost).toBeGreaterThan(0)
    expect(twelve.summary.gaps.filled).toBeGreaterThan(0)
    expect(twelve.summary.gaps.open).toBe(0)
    expect(twelve.summary.data.delivered_Mbit).toBeCloseTo(twelve.summary.data.produced_Mbit, 3)
  })

  test('events come in time order, and packets only in passes, later than light takes', () => {
    const times = twelve.events.map((e) => e.at)
    expect(times).toEqual([...times].sort((a, b) => a - b))
    const passes = of('pass', twelve)
    const starts = passes.flatMap((e) => (e.state === 'start' ? [e.at] : []))
    const ends = passes.flatMap((e) => (e.state === 'end' ? [e.at] : []))
    for (const { at } of of('packet-received', twelve)) {
      // The last octets of a pass are on their way when it ends.
      const i = starts.findLastIndex((start) => start <= at)
      expect(i >= 0 && (ends[i] === undefined || at - ends[i] < 3)).toBe(true)
    }
    for (const e of of('telemetry', twelve)) expect(e.at - e.generated_s).toBeGreaterThan(390_000 / 299_792.458)
  })

  test('the ground needs the dictionary only: every packet that came is whole and decodes by it', () => {
    const decoder = unwrap(compileDecoder(unwrap(readXtce(MISSION_TEXTS.dictionary)).dictionary, '/common/telemetry'))
    const sample = decoder.newSample()
    const packets = of('packet-received', twelve)
    expect(packets.length).toBe(twelve.summary.packets.received)
    for (const { bytes } of packets) {
      expect(checkPacket(bytes).ok).toBe(true)
      expect(decoder.decode(bytes, sample).ok).toBe(true)
    }
  })
})

const ALL_GATES = new Set([
  ...['landed', 'stable', 'power-margin', 'temperature', 'contact', 'keep-out-clear'],
  ...['owner-go', 'host-no-objection'],
])

test('the same seed gives the same octets and events, another seed others', () => {
  const a = digest(run(3, 'a'))
  expect(digest(run(3, 'a'))).toBe(a)
  expect(digest(run(3, 'b'))).not.toBe(a)
})

test('a lunar night: the lander sleeps and wakes, what slept with it wakes with it, and gaps are filled', () => {
  const month = run(34, 'night')
  const notes = of('note', month).map((e) => e.text)
  const asleep = notes.findIndex((text) => text.startsWith('hibernation at'))
  const awake = notes.findIndex((text) => text.startsWith('awake at'))
  expect(asleep).toBeGreaterThanOrEqual(0)
  expect(awake).toBeGreaterThan(asleep)
  expect(month.summary.power.hibernated_h).toBeGreaterThan(200)
  const last = new Map(of('packet-received', month).map((e) => [e.element, e.at]))
  for (const element of ['ce8-lander', 'hk-robot', 'imaging-system', 'radio-array'])
    expect(last.get(element)).toBeGreaterThan(month.summary.end_s - 6 * 3600)
  expect(month.summary.gaps.open).toBe(0)
})

test('without a partner its module, commands and services are left out, and the rest goes on', () => {
  const input = missionInput(MISSION_TEXTS, 5, 'fewer')
  const without = {
    ...input,
    elements: input.elements.filter((e) => e.id !== 'hk-robot'),
    plan: input.plan.filter((a) => a.element !== 'hk-robot'),
  }
  const generator = unwrap(simulateOperations(without))
  let next = generator.next()
  while (next.done !== true) next = generator.next()
  expect(next.value.deployments.map((d) => d.module)).not.toContain('hk-robot')
  expect(next.value.deployments.filter((d) => d.state === 'deployed')).toHaveLength(9)
  expect(next.value.packets.byElement['hk-robot']).toBeUndefined()
})

describe('input that cannot be run is refused with the reason', () => {
  const refused = (change: (input: ReturnType<typeof missionInput>) => ReturnType<typeof missionInput>) => {
    const result = simulateOperations(change(missionInput(MISSION_TEXTS, 1, 'x')))
    return result.ok ? '' : describeOperationsInputError(result.error)
  }
  test.each([
    [
      'a broken dictionary',
      refused((i) => ({ ...i, dictionary: [{ name: 'broken.xml', text: '<a' }] })),
      'broken.xml:1: not well-formed XML',
    ],
    [
      'an APID that two files give differently',
      refused((i) => ({ ...i, elements: i.elements.map((e) => (e.id === 'pk-rover' ? { ...e, apid: 221 } : e)) })),
      'pk-rover has APID 220 in operations.json and 221 in the mission model',
    ],
    [
      'an activity with a command that is none',
      refused((i) => ({ ...i, plan: [{ ...i.plan[0]!, command: 'dance' }] })),
      'activity lander-checkout names the command ce8-lander/dance',
    ],
  ])('%s', (_, sentence, part) => {
    expect(sentence).toContain(part)
  })
})
