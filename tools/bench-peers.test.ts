/** What `npm run bench:peers` rests on: whether two programs did the same work, and that no peer holds it up. */
import { describe, expect, it } from 'vitest'
import { compare } from '../bench/peers/compare.ts'
import { Program } from '../bench/peers/protocol.ts'

const f = (...x: number[]) => Float64Array.from(x)
const TURN = 2 * Math.PI

describe('how far values lie apart', () => {
  it.each([
    ['states', f(1, 2, 3, 9, 9, 9), f(1, 5, 7, 0, 0, 0), 5],
    ['angles past north', f(TURN - 1e-6, 0), f(1e-6, 0), 2e-6],
    ['azimuth near the zenith', f(1, Math.PI / 3), f(1.0002, Math.PI / 3), 1e-4],
    ['elevation', f(1, 0.5), f(1, 0.25), 0.25],
    ['windows', f(0, 10, 20, 1, 30, 40), f(0, 10, 20.5, 1, 29, 40), 1],
  ] as const)('%s', (name, ours, theirs, most) => {
    const shape = name === 'states' || name === 'windows' ? name : 'angles'
    const found = compare(shape, ours, theirs)
    expect(found.kind).toBe('apart')
    expect(found.kind === 'apart' ? found.most : Number.NaN).toBeCloseTo(most, 9)
  })

  it('says where windows are others', () => {
    const ours = f(0, 10, 20, 0, 30, 40)
    expect(compare('windows', ours, f(0, 10, 20))).toEqual({ kind: 'other-windows', ours: 2, theirs: 1 })
    expect(compare('windows', ours, f(0, 10, 20, 1, 30, 40))).toEqual({ kind: 'other-windows', ours: 2, theirs: 2 })
  })

  it('takes neither nothing nor NaN for the same', () => {
    expect(() => compare('states', f(), f())).toThrow('nothing to compare')
    expect(() => compare('angles', f(Number.NaN, 0), f(0, 0))).toThrow('nothing to compare')
  })
})

describe('a peer', () => {
  const program = (code: string) => ({ command: process.execPath, arguments: ['-e', code] })
  const answering = `process.stdin.on('data', () => console.log('0.5 7'))`

  it('answers', async () => {
    const peer = await Program.start(program(`console.log('ready Peer 1'); ${answering}`))
    expect(peer.title).toBe('Peer 1')
    expect(await peer.run('row', 7)).toEqual({ cpu_s: 0.5, count: 7 })
    peer.stop()
  })

  it('that hangs is ended', async () => {
    const silent = `process.stdin.on('data', () => {})`
    await expect(Program.start(program(silent), 300)).rejects.toThrow('no word within 0.3 s')
    const peer = await Program.start(program(`console.log('ready Peer 1'); ${silent}`), 5000)
    await expect(peer.run('row', 7)).rejects.toThrow('no word within 5 s')
  })

  it('that cannot start says why', async () => {
    await expect(Program.start(program(`console.error('no kernels')`))).rejects.toThrow('did not start: no kernels')
    await expect(Program.start({ command: 'no-such-program', arguments: [] })).rejects.toThrow('ENOENT')
  })
})
