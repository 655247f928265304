import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Caller } from '@magpie/api/access'
import { memoryProgrammeStore } from '@magpie/centre/memory-programme-store'
import { openProgrammeDesk, type ProgrammeDesk } from '@magpie/centre/programme-desk'
import { selectionHandlers } from '@magpie/centre/selection-handlers'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { unwrap } from '@magpie/core/result'
import { rehearsalSigner } from '@magpie/ledger/keys'
import type { ActName } from '@magpie/programme/desk/desk'
import { PROGRAMME_SCHEMAS } from '@magpie/programme/programme-files'
import type { Proposal } from '@magpie/programme/proposals-file'
import { exactSolver } from '@magpie/programme/study/exact'
import { runModel } from '@magpie/rehearsal/stages/model'
import { runProgramme } from '@magpie/rehearsal/stages/programme'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PROJECT } from './digests.ts'
import { highsSolver } from './highs.ts'
import { loadMission } from './mission-folder.ts'
import { rehearsalPorts } from './rehearsal-ports.ts'

const MISSION = join(PROJECT, 'missions/change-8')
const { mission } = unwrap(await loadMission(MISSION))
const signers = { signerOf: async (party: string) => rehearsalSigner('a test', party) }
const solver = exactSolver(await highsSolver())
const CALL = mission.call.id
let work: string

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'magpie-export-'))
})
afterAll(() => rm(work, { recursive: true, force: true }))

function caller(party: string, arrivedAt: string): Caller {
  return { arrivedAt, party, roles: ['officer', 'chair', 'proposer'], person: { id: `${party}-person`, name: party } }
}

/** Proposals of four parties, of which two merge into one project and one is split into two. */
const IDS = ['proposal-pk-rover', 'proposal-cheri-a', 'proposal-cheri-b', 'proposal-neutron-analyser']

/** What was published of a proposal as its team would type it at the desk. */
function typed({ title, lead, level, parties, elements, jointOperations, cost }: Proposal) {
  const own = elements.map(({ provenance: _, ...e }) => ({
    ...e,
    parameters: e.parameters.map(({ provenance: _p, ...q }) => q),
  }))
  const team = parties.filter((p) => p !== lead).map((party) => ({ party, part: 'a part' }))
  return { title, lead, level, team, elements: own, jointOperations, cost: cost.value }
}

/** A small call run through: letters, invitations, proposals, run, vote, decision, projects. */
async function smallCall(): Promise<ProgrammeDesk> {
  const ports = { store: memoryProgrammeStore(), signers, ground: { leap: NAIF0012 }, lead: 'cnsa' }
  const desk = unwrap(await openProgrammeDesk({ ...ports, parties: mission.parties.parties }))
  const owner = mission.call.by
  const act = async (kind: ActName, input: unknown, party: string, at: string) =>
    unwrap(await desk.perform(kind, input, caller(party, at)))
  await act('call-opened', { call: mission.call }, owner, '2023-10-02T01:00:00.000Z')
  const proposals = IDS.map((id) => mission.proposals.proposals.find((p) => p.id === id)!)
  for (const p of proposals) {
    const { letter, lead, level, title } = p
    const mass_kg = p.elements[0]!.parameters.find((q) => q.name === 'mass')!.value
    const about = { mass_kg, funding: [lead], mode: 'multilateral', declaresForeignParty: true, parts: [] }
    const letterBody = { title, lead, level, team: typed(p).team, ...about }
    await act('letter-submitted', { call: CALL, letter, content: letterBody }, lead, '2023-11-01T00:00:00.000Z')
    await act('letter-answered', { letter, answer: 'invited', reason: 'a fit' }, owner, '2024-01-10T00:00:00.000Z')
    const content = typed(p)
    if (p.id === 'proposal-neutron-analyser') content.elements.push(second(content.elements[0]!))
    await act('proposal-submitted', { letter, proposal: p.id, content }, lead, '2024-02-01T00:00:00.000Z')
  }
  const run = selectionHandlers({ desk, solver })
  const inputs = {
    ...{ scores: Object.fromEntries(IDS.map((id, i) => [id, 60 + 5 * i])), scoresFrom: 'the panel of a test' },
    ...{ synergies: [], exclusions: [], balance: [], forced: { in: [], out: [] } },
  }
  unwrap(await run.selectionRun({ call: CALL, run: 'run-1', inputs }, caller(owner, '2024-09-01T00:00:00.000Z')))
  const outcomes = IDS.map((proposal) => ({ proposal, outcome: 'selected', reason: 'fits' }))
  const at = '2025-04-24T02:00:00.000Z'
  await act('decision-moved', { decision: 'd-1', run: 'run-1', outcomes }, owner, at)
  await act('decision-voted', { decision: 'd-1', vote: 'yes', reason: 'good' }, owner, at)
  await act('decision-taken', { decision: 'd-1', reason: 'voted' }, owner, at)
  await act('decision-announced', { decision: 'd-1' }, owner, at)
  const form = async (project: string, lead: string, from: unknown[]) => {
    const body = { decision: 'd-1', project, name: project, level: 'unit', lead, from, reason: 'as discussed' }
    await act('project-formed', body, owner, at)
    await act('project-confirmed', { project }, lead, at)
  }
  const [rover, a, b, neutron] = proposals
  await form('project-rover', rover!.lead, [{ proposal: rover!.id }])
  await form('project-cheri', a!.lead, [{ proposal: a!.id }, { proposal: b!.id }])
  await form('project-one', neutron!.lead, [{ proposal: neutron!.id, elements: ['neutron-analyser'] }])
  await form('project-two', neutron!.lead, [{ proposal: neutron!.id, elements: ['neutron-second'] }])
  return desk
}

function second(element: ReturnType<typeof typed>['elements'][number]) {
  return { ...element, id: 'neutron-second', apid: 281 }
}

describe('the export of a call', () => {
  it('is what the rehearsal of a mission folder begins with: elements and owners, nothing typed again', async () => {
    const desk = await smallCall()
    const { exportProgramme } = selectionHandlers({ desk, solver })
    const asked = [{ call: CALL }, caller('cnsa', '2025-05-01T00:00:00.000Z')] as const
    const { files, whole, left, notes } = unwrap(await exportProgramme(...asked))
    expect(Object.keys(files).sort()).toEqual(
      ['agreements', 'call', 'decision', 'letters', 'parties', 'proposals', 'reviews'].map((n) => `${n}.json`),
    )
    expect([whole, left]).toEqual([false, ['all else: this centre has no mission']])
    expect(notes.map((n) => n.split(' ')[0])).toEqual(['project-rover', 'project-cheri', 'project-one', 'project-two'])
    for (const [name, content] of Object.entries(files)) {
      const schema = PROGRAMME_SCHEMAS[name.replace('.json', '') as keyof typeof PROGRAMME_SCHEMAS]
      expect(schema.safeParse(content).error, name).toBeUndefined()
    }
    const folder = join(work, 'change-8')
    const withMission = selectionHandlers({ desk, solver, mission: () => mission })
    const complete = unwrap(await withMission.exportProgramme(...asked))
    expect([complete.whole, complete.left]).toEqual([true, []])
    // Known to operations already, or not: the one is operated as it was, the other made up under its own APID.
    expect(complete.notes.filter((n) => n.includes('operated'))).toEqual([
      'neutron-second of narit is operated under APID 281 as a made-up instrument, until a dictionary of its own is given',
    ])
    await mkdir(join(folder, 'dictionary'), { recursive: true })
    for (const [name, content] of Object.entries(complete.files))
      await writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
    expect((await readdir(join(folder, 'dictionary'))).sort()).toEqual(
      ['ce8-lander', 'cheri-a', 'cheri-b', 'common', 'neutron-analyser', 'neutron-second', 'pk-rover', 'queqiao-2'].map(
        (n) => `${n}.xml`,
      ),
    )
    const exported = unwrap(await loadMission(folder)).mission
    const programme = unwrap(await runProgramme(exported, rehearsalPorts('a test', ''))).output
    expect(programme.funnel).toMatchObject({ letters: 4, lettersEligible: 4, proposalsSelected: 4, projects: 4 })
    expect(programme.selection.recorded.violations).toEqual([])
    const model = unwrap(await runModel(exported, programme)).output
    const brought = model.elements.filter((e) => e.project !== undefined)
    expect(brought.map((e) => [e.id, e.owner, e.project])).toEqual([
      ['pk-rover', 'suparco', 'project-rover'],
      ['cheri-a', 'metu', 'project-cheri'],
      ['cheri-b', 'metu', 'project-cheri'],
      ['neutron-analyser', 'narit', 'project-one'],
      ['neutron-second', 'narit', 'project-two'],
    ])
    const mass = brought[0]!.parameters.find((p) => p.name === 'mass')!
    const sequence = desk.entries.find((e) => 'subject' in e && e.subject === 'proposal-pk-rover')!.sequence
    expect(mass.provenance).toMatchObject({
      kind: 'sourced',
      source: { title: `Proposal proposal-pk-rover, version 1, at this centre, ledger entry ${sequence}` },
    })
  })

  it('is for the owner of the call, and says what is not decided yet', async () => {
    const ports = { store: memoryProgrammeStore(), signers, ground: { leap: NAIF0012 }, lead: 'cnsa' }
    const desk = unwrap(await openProgrammeDesk({ ...ports, parties: mission.parties.parties }))
    unwrap(await desk.perform('call-opened', { call: mission.call }, caller('cnsa', '2023-10-02T01:00:00.000Z')))
    const { exportProgramme } = selectionHandlers({ desk, solver })
    expect(await exportProgramme({ call: CALL }, caller('metu', '2024-01-01T00:00:00.000Z'))).toMatchObject({
      error: { kind: 'not-allowed', party: 'cnsa' },
    })
    const { left } = unwrap(await exportProgramme({ call: CALL }, caller('cnsa', '2024-01-01T00:00:00.000Z')))
    expect(left.some((l) => l.startsWith('decision.json'))).toBe(true)
  })
})
