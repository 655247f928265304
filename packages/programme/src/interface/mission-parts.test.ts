import { unwrap } from '@magpie/core/result'
import type { Element } from '@magpie/mission/element'
import { type MissionModel, missionModel } from '@magpie/mission/mission-model'
import { projectDraft } from '@magpie/mission/project'
import { describe, expect, it } from 'vitest'
import { agreementsFile } from '../agreements-file.ts'
import { act, baselined, type drafted, integration, massLine } from '../desk/testing/agreement-sample.ts'
import { CALL } from '../desk/testing/sample.ts'
import { signedProjects } from '../signed-projects.ts'
import { envelopeOfCall } from './impact.ts'
import { agreedTerms, withAgreed } from './mission-parts.ts'
import { openRegulatoryFile } from './regulatory.ts'

const made = { kind: 'assumed', reason: 'a test' } as const
const lander: Element = {
  ...{ id: 'lander', name: 'Lander', kind: 'lander', owner: 'agency', ports: [], provenance: made },
  parameters: [
    { name: 'power-supply', value: 100, unit: 'W', maturity: 'measured', asOf: '2030', provenance: made },
    { name: 'mass', value: 1000, unit: 'kg', maturity: 'measured', asOf: '2030', provenance: made },
  ],
}

function modelOf(bench: ReturnType<typeof drafted>): MissionModel {
  const mission = { id: 'm', name: 'M', lead: 'agency' } as MissionModel['mission']
  const parties = [...bench.desk.parties.values()]
  return missionModel({ mission, parties, elements: [lander], agreements: [], envelope: envelopeOfCall(CALL) })
}

function signedBench() {
  const bench = baselined()
  sign(bench)
  return bench
}

const sign = (bench: ReturnType<typeof drafted>, version = 1) => {
  for (const party of ['alpha', 'agency'])
    unwrap(act(bench, 'agreement-signed', { agreement: 'rover-ia', version }, party))
}

describe('the last signature', () => {
  it('gives the mission the element, its joined ports, its budget lines and its grant; one before it gives nothing', () => {
    const bench = baselined()
    unwrap(act(bench, 'agreement-signed', { agreement: 'rover-ia', version: 1 }, 'alpha'))
    expect(withAgreed(modelOf(bench), bench.desk).model.elements).toEqual([lander])
    unwrap(act(bench, 'agreement-signed', { agreement: 'rover-ia', version: 1 }, 'agency'))
    const model = withAgreed(modelOf(bench), bench.desk).model
    const [host, rover] = model.elements
    expect(rover).toMatchObject({ id: 'rover-1', owner: 'alpha', host: 'lander', project: 'rover' })
    expect(rover!.ports).toEqual([
      { id: 'mechanical', kind: 'mechanical', joinedTo: { element: 'lander', port: 'mechanical-1' } },
    ])
    expect(host!.ports).toEqual([
      { id: 'mechanical-1', kind: 'mechanical', joinedTo: { element: 'rover-1', port: 'mechanical' } },
    ])
    // 32 kg of the baselined line, not the 30 kg of the draft, with the 10 % of its maturity.
    const line = model.budgets.budgets.mass.lines.find((l) => l.element === 'rover-1')
    expect([line?.value, line?.withMargin]).toEqual([32, 35.2])
    expect(model.budgets.checks.find((c) => c.limit === 'total_kg')).toMatchObject({ allowed: 60, used: { value: 32 } })
    expect(model.budgets.checks.find((c) => c.limit === 'power-supply')).toMatchObject({ used: { value: 20 } })
    expect(model.grants.map((g) => [g.id, g.agreement, g.grantor])).toEqual([['drive', 'rover-ia', 'alpha']])
  })

  it('of a change reaches the budgets, the first one does not', () => {
    const bench = baselined()
    sign(bench)
    const on = { interface: 'rover-lander' }
    unwrap(act(bench, 'change-requested', { ...on, line: massLine(40, 38), reason: 'a battery' }, 'alpha'))
    const massOf = () => {
      const { mass } = withAgreed(modelOf(bench), bench.desk).model.budgets.budgets
      return mass.lines.find((l) => l.element === 'rover-1')!.value
    }
    for (const [party, mass] of [
      ['alpha', 32],
      ['agency', 38],
    ] as const) {
      unwrap(act(bench, 'change-signed', { ...on, change: 'cr-1' }, party))
      expect(massOf()).toBe(mass)
    }
  })

  it('of an amendment replaces what was in force', () => {
    const bench = baselined()
    sign(bench)
    unwrap(act(bench, 'agreement-drafted', { agreement: 'rover-ia', content: integration({ grants: [] }) }, 'alpha'))
    expect(withAgreed(modelOf(bench), bench.desk).model.grants).toHaveLength(1)
    sign(bench, 2)
    expect(withAgreed(modelOf(bench), bench.desk).model.grants).toHaveLength(0)
  })

  it('gives a file that reads as agreements.json, and whose grants hold by its rules', () => {
    const bench = baselined()
    sign(bench)
    const mou = { kind: 'memorandum', title: 'Cooperation', parties: ['agency', 'beta'], text: 'In good faith.' }
    unwrap(act(bench, 'agreement-drafted', { agreement: 'mou', content: mou }, 'beta'))
    for (const party of ['beta', 'agency'])
      unwrap(act(bench, 'agreement-signed', { agreement: 'mou', version: 1 }, party))
    const read = agreementsFile.parse(JSON.parse(JSON.stringify(agreedTerms(bench.desk))))
    const formed = unwrap(signedProjects([], read, { host: 'lander', hostOwner: 'agency' }))
    expect(formed.projects.map((p) => [p.id, p.lead, p.parties, p.elements.map((e) => e.id)])).toEqual([
      ['rover', 'alpha', ['alpha', 'agency'], ['rover-1']],
    ])
    expect(formed.agreements[0]!.dataPolicy).toMatchObject({ embargo_days: 180, licence: 'CC-BY-4.0' })
    expect(formed.agreements.map((a) => [a.id, a.kind, a.signedOn])).toEqual([
      ['rover-ia', 'integration-agreement', '2030-11-01'],
      ['mou', 'memorandum', '2030-11-01'],
    ])
    expect(withAgreed(modelOf(bench), bench.desk).model.agreements).toHaveLength(2)
  })
})

describe('what the model cannot take', () => {
  it('stays out with the reason, and the rest goes in', () => {
    const bench = baselined()
    sign(bench)
    const taken: Element = { ...lander, id: 'rover-1', name: 'Another', kind: 'rover', host: 'lander', parameters: [] }
    const before = modelOf(bench)
    const { model, left } = withAgreed(missionModel({ ...before, elements: [lander, taken] }), bench.desk)
    expect(left).toEqual([
      { agreement: 'rover-ia', error: { kind: 'element-exists', project: 'rover', element: 'rover-1' } },
    ])
    expect(model.agreements).toEqual([])
  })
})

describe('a decided project', () => {
  const [made] = agreedTerms(signedBench().desk).agreements
  const draft = projectDraft.parse({
    ...{ id: 'rover', name: 'As selected', level: 'system', parties: ['alpha'], lead: 'alpha', proposals: ['p-1'] },
    elements: [
      { id: 'rover-1', name: 'Rover', kind: 'rover', parameters: [], provenance: { kind: 'assumed', reason: 'x' } },
    ],
    provenance: { kind: 'assumed', reason: 'x' },
  })

  it('is what its agreement says it is', () => {
    const { projects } = unwrap(
      signedProjects([draft], { agreements: [made!] }, { host: 'lander', hostOwner: 'agency' }),
    )
    expect(projects).toHaveLength(1)
    expect(projects[0]).toMatchObject({ name: 'As selected', signedOn: '2030-11-01', proposals: ['p-1'] })
    const masses = projects[0]!.elements[0]!.parameters.filter((p) => p.name === 'mass').map((p) => p.value)
    expect(masses).toEqual([30, 32])
  })

  it('stays as it was selected where nothing was signed', () => {
    const { projects, agreements } = unwrap(
      signedProjects([draft], { agreements: [] }, { host: 'lander', hostOwner: 'agency' }),
    )
    expect([projects, agreements]).toEqual([[draft], []])
  })
})

describe('a regulatory file', () => {
  it.each([
    ['eligible', 'done'],
    ['ineligible', 'in-work'],
    ['needs-evidence', 'in-work'],
  ] as const)('takes an export-control verdict of %s as %s', (verdict, state) => {
    const ruling = { verdict, reason: 'rule itar', rules: [], from: 'letter l-1, version 1', held: '2030-11-01' }
    const file = openRegulatoryFile('rover-1', 'alpha', ruling)
    expect(file.find((e) => e.item === 'export-licences')).toMatchObject({
      ...{ state, ruling },
      evidence: [{ text: `export control: ${verdict}; rule itar` }],
    })
    expect(file.filter((e) => e.state === 'open')).toHaveLength(5)
  })
})
