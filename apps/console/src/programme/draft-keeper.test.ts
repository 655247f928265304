import type { Failure } from '@magpie/api/failure'
import { err, ok, type Result } from '@magpie/core/result'
import { describe, expect, it } from 'vitest'
import { DraftKeeper, type SavedDraft } from './draft-keeper.ts'

const DOWN: Failure = { kind: 'internal', message: 'no answer', reference: 'test' }

/** A centre and a browser: drafts by version, storage, and time that moves when told. */
class Bench {
  readonly stored = new Map<string, string>()
  server: SavedDraft | undefined
  down = false
  signedIn = true
  private waiting: (() => void)[] = []

  keeper(): DraftKeeper<string> {
    return new DraftKeeper<string>('rover', '', (content) => String(content), {
      storage: {
        getItem: (key) => this.stored.get(key) ?? null,
        setItem: (key, text) => void this.stored.set(key, text),
        removeItem: (key) => void this.stored.delete(key),
      },
      save: this.signedIn ? async (content, over) => this.save(content, over) : undefined,
      load: async () => (this.down ? err(DOWN) : ok(this.server)),
      later: (act) => {
        this.waiting.push(act)
        return () => {
          this.waiting = this.waiting.filter((w) => w !== act)
        }
      },
    })
  }

  save(content: unknown, over: number): Result<{ version: number; savedAt: string }, Failure> {
    if (this.down) return err(DOWN)
    if ((this.server?.version ?? 0) !== over)
      return err({ kind: 'conflict', message: 'saved elsewhere', with: 'rover' })
    this.server = { version: over + 1, savedAt: `at ${over + 1}`, content }
    return ok(this.server)
  }

  /** Lets the timers go off, and what they began finish. */
  async pass(): Promise<void> {
    for (const act of this.waiting.splice(0)) act()
    for (let i = 0; i < 8; i++) await Promise.resolve()
  }
}

describe('a draft', () => {
  it('is in the browser at once and at the centre a moment later', async () => {
    const bench = new Bench()
    const keeper = bench.keeper()
    await keeper.open()
    keeper.type('A ro')
    expect([...bench.stored.values()][0]).toContain('A ro')
    expect(bench.server).toBeUndefined()
    await bench.pass()
    expect(bench.server).toMatchObject({ version: 1, content: 'A ro' })
    expect(keeper.snapshot()).toMatchObject({ status: 'saved', savedAt: 'at 1' })
  })

  it('survives a centre that is away and a page that is closed meanwhile', async () => {
    const bench = new Bench()
    const before = bench.keeper()
    await before.open()
    bench.down = true
    before.type('typed in a train')
    await bench.pass()
    expect(before.snapshot().status).toBe('offline')
    before.stop()
    const after = bench.keeper()
    expect(after.snapshot().content).toBe('typed in a train')
    await after.open()
    expect(after.snapshot().status).toBe('offline')
    bench.down = false
    await bench.pass()
    await bench.pass()
    expect(bench.server).toMatchObject({ content: 'typed in a train' })
    expect(after.snapshot().status).toBe('saved')
  })

  it('never saves one window over another unasked: both texts stand until one is chosen', async () => {
    for (const choose of ['mine', 'theirs'] as const) {
      const bench = new Bench()
      const keeper = bench.keeper()
      await keeper.open()
      keeper.type('mine')
      bench.save('theirs', 0)
      await bench.pass()
      expect(keeper.snapshot()).toMatchObject({ status: 'conflict', content: 'mine', theirs: { content: 'theirs' } })
      keeper.type('mine, longer')
      expect(keeper.snapshot()).toMatchObject({ status: 'conflict', content: 'mine, longer' })
      if (choose === 'mine') keeper.keepMine()
      else expect(keeper.takeTheirs()).toBe('mine, longer')
      await bench.pass()
      const kept = choose === 'mine' ? 'mine, longer' : 'theirs'
      expect(keeper.snapshot()).toMatchObject({ status: 'saved', content: kept })
      expect(keeper.snapshot().theirs).toBeUndefined()
      expect(bench.server?.content).toBe(kept)
    }
  })

  it('is taken from the centre where this browser has nothing unsaved, and asks where it has', async () => {
    const bench = new Bench()
    bench.save('first', 0)
    const one = bench.keeper()
    await one.open()
    expect(one.snapshot()).toMatchObject({ content: 'first', status: 'saved' })
    bench.down = true
    one.type('first, and offline')
    bench.down = false
    one.stop()
    bench.save('second', 1)
    const two = bench.keeper()
    await two.open()
    expect(two.snapshot()).toMatchObject({ status: 'conflict', content: 'first, and offline' })
  })

  it('is saved again where one went on typing while it was being saved', async () => {
    const bench = new Bench()
    const keeper = bench.keeper()
    await keeper.open()
    keeper.type('a')
    const saving = bench.pass()
    keeper.type('ab')
    await saving
    await bench.pass()
    expect(bench.server).toMatchObject({ content: 'ab' })
    expect(keeper.snapshot().status).toBe('saved')
  })

  it('stays in the browser where nobody is signed in, and is saved by whoever signs in', async () => {
    const bench = new Bench()
    bench.signedIn = false
    const before = bench.keeper()
    await before.open()
    before.type('nobody yet')
    expect(before.snapshot().status).toBe('kept')
    bench.signedIn = true
    const after = bench.keeper()
    await after.open()
    await bench.pass()
    expect(bench.server).toMatchObject({ content: 'nobody yet' })
  })

  it('begins anew over a broken memory', () => {
    const bench = new Bench()
    bench.stored.set('magpie.draft.rover', '{"content":')
    expect(bench.keeper().snapshot().content).toBe('')
  })
})
