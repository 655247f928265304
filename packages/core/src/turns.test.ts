import { describe, expect, it } from 'vitest'
import { Turns } from './turns.ts'

describe('turns', () => {
  it('lets so many work at once, in the order in which they came, whether they fail or not', async () => {
    const turns = new Turns(3)
    let [working, most] = [0, 0]
    const begun: number[] = []
    const work = async (i: number) => {
      begun.push(i)
      most = Math.max(most, ++working)
      await new Promise((later) => setTimeout(later, i % 3))
      working--
      if (i % 5 === 0) throw new Error(`work ${i}`)
      return i
    }
    const all = await Promise.allSettled(Array.from({ length: 3000 }, (_, i) => turns.take(() => work(i))))
    expect(most).toBe(3)
    expect(begun).toEqual(Array.from({ length: 3000 }, (_, i) => i))
    expect(all.filter((one) => one.status === 'rejected')).toHaveLength(600)
    expect(await turns.take(async () => 'again')).toBe('again')
  })
})
