import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unwrap } from '@magpie/core/result'
import type { EngineEvent } from '@magpie/rehearsal/engine'
import { STAGE_NAMES } from '@magpie/rehearsal/spine'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkMissionFolder } from './check-mission-handler.ts'
import { PROJECT } from './digests.ts'
import { rehearseFolder } from './rehearse-handler.ts'
import { verifyLedgerFile } from './verify-ledger-handler.ts'

const MISSION = join(PROJECT, 'missions/change-8')
let work: string

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'magpie-rehearse-'))
})
afterAll(() => rm(work, { recursive: true, force: true }))

async function rehearse(out: string, more: { folder?: string; stage?: string; seed?: string } = {}) {
  const ran: string[] = []
  const input = { folder: MISSION, out: join(work, out), seed: 'a seed', stage: undefined, fresh: false, ...more }
  const outcome = await rehearseFolder(input, (e: EngineEvent) => {
    if (e.kind === 'finished' && e.state === 'done') ran.push(e.stage)
  })
  return { outcome: unwrap(outcome), ran }
}

async function filesOf(out: string): Promise<Map<string, Buffer>> {
  const names = (await readdir(join(work, out), { recursive: true, withFileTypes: true })).filter((e) => e.isFile())
  return new Map(
    await Promise.all(
      names.map(
        async (e) =>
          [
            join(e.parentPath, e.name).slice(join(work, out).length),
            await readFile(join(e.parentPath, e.name)),
          ] as const,
      ),
    ),
  )
}

describe("a rehearsal of Chang'e-8", () => {
  it('gives the same bytes for the same seed, also when it was interrupted and resumed', async () => {
    const whole = await rehearse('whole')
    expect(whole.ran).toEqual(STAGE_NAMES)
    const begun = await rehearse('resumed', { stage: 'surface' })
    expect(begun.ran).toEqual(['programme', 'model', 'flight', 'surface'])
    const resumed = await rehearse('resumed')
    expect(resumed.ran).toEqual(['plan', 'operations', 'archive'])
    const [a, b] = [await filesOf('whole'), await filesOf('resumed')]
    expect([...b.keys()].sort()).toEqual([...a.keys()].sort())
    for (const [name, bytes] of a) expect(b.get(name)!.equals(bytes), name).toBe(true)
    const again = await rehearse('whole')
    expect(again.ran).toEqual([])
  })

  it('lands near the site and deploys what does not fail, each partner for itself', async () => {
    const summary = JSON.parse(await readFile(join(work, 'whole/summary.json'), 'utf8'))
    expect(summary.flight.touchdown.miss_m).toBeLessThan(10)
    expect(summary.flight.touchdown.verticalSpeed_m_s).toBeLessThan(3)
    expect(summary.programme.funnel).toMatchObject({ letters: 41, proposalsSelected: 14, projects: 10 })
    const states = new Map(
      summary.operations.deployments.map((d: { element: string; state: string }) => [d.element, d.state]),
    )
    expect(states.get('potential-monitor')).toBe('failed')
    states.delete('potential-monitor')
    expect([...states.values()].every((state) => state === 'deployed')).toBe(true)
    expect(summary.operations.summary.unexpected).toEqual([])
    for (const refusal of summary.operations.summary.refusals) {
      for (const part of ['rule', 'fact', 'source', 'remedy']) expect(refusal[part].length, part).toBeGreaterThan(3)
    }
    expect(Object.values(summary.operations.summary.charging_Wh).some((wh) => (wh as number) > 0)).toBe(true)
  })

  it('leaves a ledger that holds, and no more when one letter of it is changed', async () => {
    const file = join(work, 'whole/ledger.jsonl')
    const verified = unwrap(await verifyLedgerFile({ file: join(work, 'whole') }))
    expect(verified.entries).toBeGreaterThan(100)
    expect(verified.files).toContain('packets.bin')
    expect(verified.unchecked).toEqual([])
    const text = await readFile(file, 'utf8')
    const bad = join(work, 'bad.jsonl')
    await writeFile(bad, text.replace('"kind":"touchdown"', '"kind":"touchdowm"'))
    expect(await verifyLedgerFile({ file: bad })).toMatchObject({ ok: false, error: { kind: 'ledger-broken' } })
    await writeFile(bad, text.split('\n').toSpliced(7, 1).join('\n'))
    expect(await verifyLedgerFile({ file: bad })).toMatchObject({ ok: false, error: { kind: 'ledger-broken' } })
  })

  it('reruns what a heavier rover breaks, and shows it downstream', async () => {
    const folder = join(work, 'heavier')
    await cp(MISSION, folder, { recursive: true })
    const decision = JSON.parse(await readFile(join(folder, 'decision.json'), 'utf8'))
    const rover = decision.projects.find((p: { id: string }) => p.id === 'project-pk-rover')
    rover.stated[0].value.value += 4
    await writeFile(join(folder, 'decision.json'), JSON.stringify(decision))
    const grown = await rehearse('whole', { folder, stage: 'flight' })
    expect(grown.ran).toEqual(['programme', 'model', 'flight'])
    const artefact = async (stage: string) =>
      JSON.parse(
        await readFile(
          join(work, 'whole/artefacts', grown.outcome.stages.find((s) => s.stage === stage)!.artefact),
          'utf8',
        ),
      ).output
    const before = JSON.parse(await readFile(join(work, 'whole/summary.json'), 'utf8'))
    const flight = await artefact('flight')
    expect(flight.budget.lander.dry_kg).toBeCloseTo(dry(before) + 4, 3)
    expect(flight.budget.lander.margin_m_s).toBeLessThan(before.flight.budget.lander.margin_m_s)
  })
})

function dry(summary: { flight: { budget: { lander: { dry_kg: number } } } }): number {
  return summary.flight.budget.lander.dry_kg
}

describe('a mission folder that is wrong', () => {
  it('is told by file, line, field and rule', async () => {
    const folder = join(work, 'wrong')
    await cp(MISSION, folder, { recursive: true })
    const elements = await readFile(join(folder, 'elements.json'), 'utf8')
    await writeFile(join(folder, 'elements.json'), elements.replace('"owner": "cnsa"', '"owner": "nobody"'))
    const common = await readFile(join(folder, 'dictionary/common.xml'), 'utf8')
    await writeFile(
      join(folder, 'dictionary/common.xml'),
      common.replace('<IntegerDataEncoding', '<IntegerDataEncodin'),
    )
    await rm(join(folder, 'call.json'))
    const { valid, problems } = unwrap(await checkMissionFolder({ folder }))
    expect(valid).toBe(false)
    expect(problems).toContainEqual(
      expect.objectContaining({ file: 'elements.json', rule: 'party-exists', line: expect.any(Number) }),
    )
    expect(problems).toContainEqual(expect.objectContaining({ file: 'call.json', rule: 'missing-file' }))
    expect(problems).toContainEqual(expect.objectContaining({ file: 'dictionary/common.xml', line: 7 }))
    const refused = await rehearseFolder(
      { folder, out: join(work, 'x'), seed: 's', stage: undefined, fresh: false },
      () => undefined,
    )
    expect(refused).toMatchObject({ ok: false, error: { kind: 'invalid-mission' } })
  })

  it('that is not there is told too', async () => {
    expect(await checkMissionFolder({ folder: join(work, 'nowhere') })).toMatchObject({
      ok: false,
      error: { kind: 'folder-unreadable' },
    })
  })
})
