import { describe, expect, it } from 'vitest'
import { createViewTime } from './view-time.ts'

function setUp() {
  let wall = 0
  let mission: number | undefined = 1000
  const view = createViewTime(
    () => mission,
    () => ({ start_s: 0, end_s: 5000 }),
    () => wall,
  )
  return { view, setWall: (ms: number) => (wall = ms), setMission: (s: number | undefined) => (mission = s) }
}

describe('view time', () => {
  it('follows the mission while live, also before there is a clock', () => {
    const { view, setMission } = setUp()
    expect(view.now(0)).toBe(1000)
    setMission(undefined)
    expect(view.now(0)).toBeUndefined()
  })

  it('stands where it was taken, within the limits, whatever the mission does', () => {
    const { view, setMission } = setUp()
    view.goTo(300)
    setMission(2000)
    expect([view.mode, view.now(9e9)]).toEqual(['free', 300])
    view.goTo(-20)
    expect(view.now(0)).toBe(0)
    view.goTo(6000)
    expect(view.now(0)).toBe(5000)
  })

  it('plays at its own rate from the moment shown and stops at the end', () => {
    const { view, setWall } = setUp()
    view.setRate(60)
    view.play(true)
    expect([view.mode, view.now(2000)]).toEqual(['free', 1120])
    setWall(2000)
    view.setRate(600)
    expect(view.now(3000)).toBe(1720)
    expect(view.now(1e6)).toBe(5000)
    setWall(3000)
    view.play(false)
    expect(view.now(9000)).toBe(1720)
  })

  it('comes back to live and tells its listeners of changes, not of time', () => {
    const { view } = setUp()
    let told = 0
    const stop = view.subscribe(() => told++)
    view.goTo(10)
    view.now(50)
    view.goLive()
    expect([told, view.mode, view.now(50), view.version()]).toEqual([2, 'live', 1000, 2])
    stop()
    view.goTo(20)
    expect(told).toBe(2)
  })
})
