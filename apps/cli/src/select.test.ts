import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const bin = fileURLToPath(new URL('../bin/magpie.mjs', import.meta.url))
const root = fileURLToPath(new URL('../../..', import.meta.url))
const CALL = 'golden/selection/ce8-like.json'
let work: string

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'magpie-select-'))
})
afterAll(() => rm(work, { recursive: true, force: true }))

function select(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((done) => {
    execFile(process.execPath, [bin, 'select', ...args], { cwd: root }, (error, out, err) =>
      done({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })
}

describe('magpie select', () => {
  it('studies an instance whole, for people and for programs', async () => {
    const args = [CALL, '--alternatives', '0.5', '--pareto', 'score,free:mass', '--scenarios', '20', '--most', '500']
    const [text, json] = await Promise.all([select(...args), select(...args, '--json')])
    expect(text).toMatchObject({ code: 0, err: '' })
    expect(text.out).toContain('23 of 41 proposals, score 1733, proven best')
    expect(text.out).toContain('6 alternatives worth 1724.335 or more, no others')
    const study = JSON.parse(json.out)
    expect(study.optimum).toMatchObject({ score: 1733, proved: true })
    expect(study.proposals).toHaveLength(41)
    expect(study.pareto).toMatchObject({ whole: true, points: expect.arrayContaining([expect.anything()]) })
    expect(study.growth.scenarios).toBe(20)
  })

  it('studies a mission folder, with balance from a file', async () => {
    const balance = join(work, 'balance.json')
    await writeFile(balance, JSON.stringify([{ id: 'south', reason: 'agreed', states: ['ZA', 'PE'], least: 3 }]))
    const { out } = await select('missions/change-8', '--balance', balance, '--json')
    const study = JSON.parse(out)
    // Regression value: South Africa and Peru have two proposals together.
    expect(study.conflict).toEqual([
      expect.stringMatching(/^south asks for at least 3 proposals \(agreed\); there are \d+$/),
    ])
  })

  it('says in words why wishes cannot be', async () => {
    const { code, out } = await select(CALL, '--force-in', 'P8,P18')
    expect(code).toBe(0)
    expect(out).toContain('P8 and P18 exclude each other')
  })

  it.each([
    ['a file that is not there', ['/nowhere'], /cannot be read/],
    ['a file of another kind', ['package.json'], /limits|proposals/],
    ['a problem too many', ['golden/selection/mknap1.json', '--problem', '8'], /has 7 problems/],
    ['an unknown proposal', [CALL, '--force-in', 'P99'], /no proposal "P99"/],
  ])('says what to do about %s', async (_, args, message) => {
    const { code, err } = await select(...args)
    expect(code).toBeGreaterThan(0)
    expect(err).toMatch(message)
  })
})
