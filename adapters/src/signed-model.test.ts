/** What is signed at the desk of a running centre: in the model at once, flown when the rehearsal begins again. */
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { missionViewOf } from '@magpie/centre/mission-view'
import { modelHandlers } from '@magpie/centre/model-handlers'
import { signedNow } from '@magpie/centre/signed-now'
import { unwrap } from '@magpie/core/result'
import { latest } from '@magpie/mission/budgets'
import { ledBy } from '@magpie/programme/desk/leadership'
import { exactSolver } from '@magpie/programme/study/exact'
import { signedMission, signedModel } from '@magpie/rehearsal/assembly/signed-mission'
import { runStages } from '@magpie/rehearsal/engine'
import type { MissionFolder } from '@magpie/rehearsal/mission-folder'
import { spine } from '@magpie/rehearsal/spine'
import type { StageOutputs } from '@magpie/rehearsal/stage-outputs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cedarEngine } from './cedar.ts'
import { PROJECT } from './digests.ts'
import { freshDesk, personOf } from './fresh-call-sample.ts'
import { highsSolver } from './highs.ts'
import { loadMission } from './mission-folder.ts'
import { rehearsalPorts } from './rehearsal-ports.ts'
import { findSigned, writeSigned } from './signed-folder.ts'

const FOLDER = join(PROJECT, 'missions/change-8')
const { mission: base } = unwrap(await loadMission(FOLDER))
const solver = exactSolver(await highsSolver())
const CLOCK = '2028-12-05T00:00:00.000Z'
const caller = personOf('cnsa', '2026-10-01T00:00:00.000Z')
let work: string
let signed: Awaited<ReturnType<typeof freshDesk>>
let before: Awaited<ReturnType<typeof freshDesk>>

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'magpie-signed-model-'))
  before = await freshDesk(base, solver, 'decided')
  signed = await freshDesk(base, solver)
})
afterAll(() => rm(work, { recursive: true, force: true }))

function centre(desk: typeof signed, running: MissionFolder = base) {
  const now = signedNow({ base, running: () => running, desk: () => desk.desk })
  return { now, ...modelHandlers({ now, running: () => running, policies: cedarEngine, clock: () => CLOCK }) }
}

const drive = { element: 'scout-rover', action: 'drive', arguments: { distance: 10 }, person: '', approvals: [] }

describe('with the last signature', () => {
  it('the model gains element, joined ports, budget line and grant; before it, nothing', async () => {
    const reference = unwrap(signedModel(base, before.desk)).model
    expect(reference.elements.some((e) => e.id === 'scout-rover')).toBe(false)
    expect(unwrap(await centre(before).model({}, caller))).toMatchObject({ signed: [], left: [] })
    const { model, taken, leftOut } = unwrap(signedModel(base, signed.desk))
    expect([taken.map((t) => t.id), leftOut]).toEqual([['scout-rover-agreement', 'frost-camera-agreement'], []])
    const rover = model.elements.find((e) => e.id === 'scout-rover')!
    expect(rover).toMatchObject({ owner: 'andes-university', host: 'ce8-lander', project: 'project-scout-rover' })
    expect(latest(rover, 'mass')?.value).toBe(32)
    const lander = model.elements.find((e) => e.id === 'ce8-lander')!
    expect(lander.ports.filter((p) => p.joinedTo?.element === 'scout-rover').length).toBe(rover.ports.length)
    expect(model.grants.map((g) => g.id)).toContain('lead-drives-scout')
    const used = (m: typeof model) => m.budgets.checks.find((c) => c.limit === 'total_kg')!.used.value
    expect(used(model) - used(reference)).toBeCloseTo(36.5, 9)
    // The ten projects of the reference mission are all still there.
    expect(model.elements.length).toBe(reference.elements.length + 2)
  })

  it('it is shown: what waits for the rehearsal to begin again is said', async () => {
    const { model, now } = centre(signed)
    const view = unwrap(await model({}, caller))
    expect(view.signed.map((s) => [s.agreement, s.elements, s.grants, s.rehearsed])).toEqual([
      ['scout-rover-agreement', ['scout-rover'], 1, false],
      ['frost-camera-agreement', ['frost-camera'], 0, false],
    ])
    expect(view.note).toContain('"rehearsal restart" flies it')
    // The mission's own partners use nearly all of what the call offers.
    expect(view.limits.find((l) => l.limit === 'total_kg')).toMatchObject({ verdict: 'over' })
    const { parties, elements } = missionViewOf({ mission: base, phases: [], ...now() })
    expect(elements.find((e) => e.id === 'frost-camera')).toMatchObject({ owner: 'fjord-institute', mass_kg: 4.5 })
    expect(parties.map((p) => p.id)).toContain('andes-university')
  })

  it.each([
    ['its owner', { party: 'andes-university' }, true, 'owner-commands'],
    ['its grantee', { party: 'cnsa' }, true, 'grant'],
    ['its grantee beyond the grant', { party: 'cnsa', arguments: { distance: 30 } }, false, 'grant-argument'],
    ['a partner of the reference mission', { party: 'metu' }, false, 'no-grant'],
    ['nobody known', { party: 'nobody' }, false, 'unknown-name'],
  ])('authority is asked of it: %s', async (_, changes, permitted, rule) => {
    const answer = unwrap(await centre(signed).authority({ ...drive, ...changes }, caller))
    expect(answer).toMatchObject({ permitted, rule, operated: false, at: CLOCK })
    expect(answer.note).toContain('the rehearsal that runs was begun before')
    expect(answer.remedy === undefined).toBe(permitted)
  })
})

describe('a rehearsal that begins again', () => {
  let served: NonNullable<Awaited<ReturnType<typeof findSigned>>>
  const own = { name: 'change-8', folder: FOLDER, mission: base }

  beforeAll(async () => {
    const made = unwrap(signedMission(base, signed.desk))!
    served = unwrap(await writeSigned(own, made.mission, work))
  })

  it('takes it from a folder under the name of its content, which is found again', async () => {
    const again = unwrap(await writeSigned(own, unwrap(signedMission(base, signed.desk))!.mission, work))
    expect(again.name).toBe(served.name)
    expect(await readdir(join(work, 'missions'))).toEqual([served.name])
    expect((await findSigned(own, served.name, work))?.mission).toEqual(served.mission)
    expect(await findSigned(own, 'change-8', work)).toBe(own)
    for (const name of ['change-8+0123456789abcdef', 'change-8+../../etc', 'another'])
      expect(await findSigned(own, name, work)).toBeUndefined()
  })

  it('goes through the stages with the elements, and the centre says so', async () => {
    const ports = rehearsalPorts('magpie', join(work, 'artefacts'))
    const inputs = { seed: 'magpie', codeVersion: 'test', digests: {}, fresh: false }
    const stages = spine(served.mission, inputs, ports).slice(0, 5)
    const { outputs } = unwrap(await runStages(stages, inputs, ports, () => undefined))
    const { programme, model, flight, plan } = outputs as StageOutputs
    expect(model.elements.map((e) => e.id)).toEqual(expect.arrayContaining(['pk-rover', 'scout-rover', 'frost-camera']))
    // The history of the reference mission's call stays what it was: ten projects were selected.
    expect(programme.funnel.projects).toBe(10)
    expect(programme.decisions.filter((d) => d.kind === 'agreement-signed').map((d) => d.subject)).toEqual(
      expect.arrayContaining(['scout-rover-agreement', 'frost-camera-agreement']),
    )
    expect(flight.touchdown.propellantLeft_kg).toBeGreaterThan(0)
    expect(plan.placed.map((p) => p.element)).toEqual(expect.arrayContaining(['scout-rover', 'frost-camera']))
    const now = centre(signed, served.mission)
    const view = unwrap(await now.model({}, caller))
    expect(view.signed.map((s) => s.rehearsed)).toEqual([true, true])
    const answer = unwrap(await now.authority({ ...drive, party: 'andes-university' }, caller))
    expect(answer).toMatchObject({ permitted: true, operated: true, note: 'the rehearsal that runs would take it' })
  })
})

describe('a mission that was handed over', () => {
  it('is led by the new lead, and hosted by whom it was hosted by', () => {
    const desk = { ...before.desk, leadership: { ...ledBy('cnsa'), lead: 'hkust' } }
    const made = unwrap(signedMission(base, desk))!
    expect(made.mission.mission.lead).toBe('hkust')
    expect(made.model.elements.find((e) => e.id === 'ce8-lander')?.owner).toBe('cnsa')
    const carried = made.model.elements.filter((e) => e.project !== undefined && e.host === 'ce8-lander')
    expect(carried.length).toBe(
      unwrap(signedModel(base, before.desk)).model.elements.filter(
        (e) => e.project !== undefined && e.host === 'ce8-lander',
      ).length,
    )
    expect(unwrap(signedMission(base, { ...before.desk, leadership: ledBy('cnsa') }))).toBeUndefined()
  })
})
