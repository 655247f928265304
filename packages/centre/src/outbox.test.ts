import { err, ok } from '@magpie/core/result'
import { describe, expect, it } from 'vitest'
import { memoryProgrammeStore } from './memory-programme-store.ts'
import { type Message, Outbox } from './outbox.ts'

const notice = (to: string, subject: string) => ({ to, at: '2030-01-01T00:00:00.000Z', subject, text: 'text' })

function outbox(refuses: (m: Message) => boolean) {
  const store = memoryProgrammeStore()
  const out: string[] = []
  const failures: string[] = []
  const clock = { ms: 0 }
  const box = new Outbox({
    store,
    transport: {
      async send(m) {
        if (refuses(m)) return err('refused')
        out.push(`${m.id} ${m.to}`)
        return ok(undefined)
      },
    },
    addressesOf: async (party) => (party === 'nobody' ? [] : [`a@${party}.org`, `b@${party}.org`]),
    now: () => clock.ms,
    onFailure: (m, why) => failures.push(`${m.id} ${why}`),
  })
  return { box, store, out, failures, clock }
}

describe('the outbox', () => {
  it("sends each notice once to each of the party's people, and none twice", async () => {
    const { box, store, out } = outbox(() => false)
    await store.append([], [notice('alpha', 'one'), notice('nobody', 'two')])
    expect(await Promise.all([box.sweep(), box.sweep()])).toEqual([2, 2])
    expect(out).toEqual(['notice-1 a@alpha.org', 'notice-1 b@alpha.org'])
    expect(await box.sweep()).toBe(0)
  })

  it('tries again what did not go, ever later, to those only who lack it, and holds up nothing else', async () => {
    let down = true
    const { box, store, out, failures, clock } = outbox((m) => down && m.to === 'b@alpha.org')
    await store.append([], [notice('alpha', 'one'), notice('beta', 'two')])
    expect(await box.sweep()).toBe(1)
    expect(out).toEqual(['notice-1 a@alpha.org', 'notice-2 a@beta.org', 'notice-2 b@beta.org'])
    clock.ms = 9_999
    await box.sweep()
    expect(failures).toHaveLength(1)
    clock.ms = 10_000
    await box.sweep()
    clock.ms = 29_999
    await box.sweep()
    expect(failures).toHaveLength(2)
    down = false
    clock.ms = 30_000
    expect(await box.sweep()).toBe(1)
    expect(out.filter((o) => o.startsWith('notice-1'))).toEqual(['notice-1 a@alpha.org', 'notice-1 b@alpha.org'])
  })

  it('goes through more notices than one batch', async () => {
    const { box, store, out } = outbox(() => false)
    await store.append(
      [],
      Array.from({ length: 250 }, (_, i) => notice('alpha', String(i))),
    )
    expect(await box.sweep()).toBe(250)
    expect(new Set(out).size).toBe(500)
  })
})
