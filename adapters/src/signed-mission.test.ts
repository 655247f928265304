/** From a fresh call at a desk to operations: what was signed is what flies, and who may command it is asked of Cedar. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { selectionHandlers } from '@magpie/centre/selection-handlers'
import { unwrap } from '@magpie/core/result'
import { authoriseWith } from '@magpie/mission/authority'
import { compileAuthority } from '@magpie/mission/authority-compile'
import { exactSolver } from '@magpie/programme/study/exact'
import { runStages } from '@magpie/rehearsal/engine'
import { type MissionFolder, readMission } from '@magpie/rehearsal/mission-folder'
import { spine } from '@magpie/rehearsal/spine'
import type { StageOutputs } from '@magpie/rehearsal/stage-outputs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { request } from './authority-samples.ts'
import { cedarEngine } from './cedar.ts'
import { PROJECT } from './digests.ts'
import { FRESH, freshDesk, personOf } from './fresh-call-sample.ts'
import { highsSolver } from './highs.ts'
import { loadMission } from './mission-folder.ts'
import { rehearsalPorts } from './rehearsal-ports.ts'

const { mission: base } = unwrap(await loadMission(join(PROJECT, 'missions/change-8')))
const solver = exactSolver(await highsSolver())
const NOW = '2026-10-01T00:00:00.000Z'
let work: string
let mission: MissionFolder
let outputs: StageOutputs
let notes: readonly string[]

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'magpie-signed-'))
  const desk = await freshDesk(base, solver)
  const { exportProgramme } = selectionHandlers({ desk, solver, mission: () => base })
  const exported = unwrap(await exportProgramme({ call: FRESH }, personOf('cnsa', NOW)))
  expect(exported.left).toEqual([])
  expect(exported.whole).toBe(true)
  notes = exported.notes
  const texts = Object.entries(exported.files).map(([path, c]) => [path, typeof c === 'string' ? c : JSON.stringify(c)])
  mission = unwrap(readMission(Object.fromEntries(texts)))
  const ports = rehearsalPorts('magpie', work)
  const inputs = { seed: 'magpie', codeVersion: 'test', digests: {}, fresh: false }
  const run = unwrap(await runStages(spine(mission, inputs, ports), inputs, ports, () => undefined))
  outputs = run.outputs as StageOutputs
})
afterAll(() => rm(work, { recursive: true, force: true }))

describe('a fresh call, exported whole', () => {
  it('has the elements with owner, host, project and the figures that were baselined', () => {
    const brought = outputs.model.elements.filter((e) => e.project !== undefined)
    expect(brought.map((e) => [e.id, e.owner, e.host, e.project])).toEqual([
      ['scout-rover', 'andes-university', 'ce8-lander', 'project-scout-rover'],
      ['frost-camera', 'fjord-institute', 'ce8-lander', 'project-frost-camera'],
    ])
    const { lines } = outputs.model.budgets.budgets.mass
    expect(lines.filter((l) => l.project !== undefined).map((l) => l.value)).toEqual([32, 4.5])
    expect(outputs.model.agreements.map((a) => [a.id, a.signedOn, a.dataPolicy?.embargo_days])).toEqual([
      ['scout-rover-agreement', '2026-09-10', 180],
      ['frost-camera-agreement', '2026-09-10', 180],
    ])
  })

  it('is reviewed, selected and decided as at the desk', () => {
    const { funnel, decisions } = outputs.programme
    expect(funnel).toMatchObject({ letters: 2, lettersEligible: 2, proposalsSelected: 2, projects: 2 })
    expect(outputs.programme.selection.recorded.violations).toEqual([])
    const kinds = new Set(decisions.map((d) => d.kind))
    expect([...kinds]).toEqual(expect.arrayContaining(['selection-announced', 'project-formed', 'agreement-signed']))
  })

  it('lands lighter than the reference mission, with more propellant left', () => {
    const { budget, touchdown } = outputs.flight
    expect(touchdown.propellantLeft_kg).toBeGreaterThan(0)
    // The lander's own 1600 kg and these 36.5; the reference mission's partners weigh 178.4 kg.
    expect(budget.lander.dry_kg).toBeCloseTo(1636.5, 9)
    expect(outputs.surface.contacts.length).toBeGreaterThan(10)
  })

  it('plans and operates the new elements, and their owners command them', () => {
    expect(outputs.plan.unplaced).toEqual([])
    expect(outputs.plan.placed.map((p) => p.element)).toEqual(expect.arrayContaining(['scout-rover', 'frost-camera']))
    const { summary, deployments } = outputs.operations
    expect(deployments.map((d) => [d.element, d.party, d.state])).toEqual([
      ['scout-rover', 'andes-university', 'deployed'],
      ['frost-camera', 'fjord-institute', 'deployed'],
    ])
    expect(summary.packets.byElement['scout-rover']).toBeGreaterThan(100)
    expect(summary.packets.byElement['frost-camera']).toBeGreaterThan(100)
    expect(summary.activities.failed + summary.activities.missed).toBe(0)
    expect(summary.unexpected).toEqual([])
  })

  it("refuses another party's command with the rule, and one beyond a grant", () => {
    const refused = outputs.operations.summary.refusals.map((r) => [r.command, r.where, r.rule])
    expect(refused).toEqual(
      expect.arrayContaining([
        ['stranger-scout-rover', 'submission', 'no-grant'],
        ['stranger-frost-camera', 'submission', 'no-grant'],
        ['beyond-lead-drives-scout', 'submission', 'grant-argument'],
      ]),
    )
    expect(outputs.archive.ledger.parties.map((p) => p.party)).toEqual(
      expect.arrayContaining(['andes-university', 'fjord-institute']),
    )
  })

  it('says what was made up', () => {
    expect(notes).toEqual([
      'scout-rover of andes-university is operated under APID 200 as a made-up rover, until a dictionary of its own is given',
      'frost-camera of fjord-institute is operated under APID 210 as a made-up instrument, until a dictionary of its own is given',
    ])
  })
})

describe('authority of what was signed', () => {
  const drive = { element: 'scout-rover', action: 'drive', arguments: { distance: 10 }, at: '2028-12-05T00:00:00Z' }
  it.each([
    ['its owner', { party: 'andes-university' }, true, 'owner-commands'],
    ['the grantee in its range', { party: 'cnsa' }, true, 'grant'],
    ['the grantee past it', { party: 'cnsa', arguments: { distance: 21 } }, false, 'grant-argument'],
    ['another team', { party: 'fjord-institute' }, false, 'no-grant'],
    ['the host that makes it safe', { party: 'cnsa', action: 'safe', makesSafe: true }, true, 'host-makes-safe'],
  ])('%s', (_, changes, permitted, rule) => {
    const ask = authoriseWith(compileAuthority(outputs.model), cedarEngine())
    const decision = ask(request({ ...drive, ...changes }))
    expect([decision.permitted, decision.rule]).toEqual([permitted, rule])
  })
})
