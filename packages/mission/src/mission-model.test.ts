import { unwrap } from '@magpie/core/result'
import { describe, expect, test } from 'vitest'
import { describeMissionError } from './describe.ts'
import type { Element } from './element.ts'
import { type AdoptionError, adoptProject, leaveHost, missionModel } from './mission-model.ts'
import { type ProjectDraft, projectDraft } from './project.ts'

const made = { kind: 'assumed', reason: 'made for the test' } as const
const lander: Element = {
  id: 'lander',
  name: 'Lander',
  kind: 'lander',
  owner: 'cnsa',
  apid: 100,
  parameters: [],
  ports: [{ id: 'power-1', kind: 'power' }],
  provenance: made,
}
const model = missionModel({
  mission: { id: 'm', name: 'M', summary: 's', lead: 'cnsa', phases: [], provenance: made },
  parties: ['cnsa', 'hkust', 'polyu', 'suparco'].map((id) => ({ id, name: id, kind: 'agency', provenance: made })),
  elements: [lander],
  agreements: [],
  envelope: { total_kg: 200, module_kg: 100 },
})

function draft(id: string, kg: number, given: Record<string, unknown> = {}) {
  const mass = { name: 'mass', value: kg, unit: 'kg', maturity: 'new', asOf: '2025', provenance: made }
  const power = { ...mass, name: 'power-average', value: 5, unit: 'W' }
  return { id, name: id, kind: 'rover', parameters: [mass, power], provenance: made, ...given }
}

function project(id: string, given: Record<string, unknown> = {}): ProjectDraft {
  return projectDraft.parse({
    id,
    name: `Project ${id}`,
    level: 'system',
    parties: ['hkust', 'polyu'],
    lead: 'hkust',
    elements: [
      draft('robot', 70, { apid: 210 }),
      draft('camera', 5, { host: 'robot', owner: 'polyu', kind: 'instrument' }),
    ],
    provenance: made,
    ...given,
  })
}

const roverProject = project('rover', { parties: ['suparco'], lead: 'suparco', elements: [draft('rover', 35)] })
const charging = {
  jointOperations: [
    {
      id: 'charge',
      name: 'Charging',
      element: 'robot',
      touches: ['rover', 'camera'],
      actions: ['charge'],
      phases: ['surface'],
      approvals: 0,
    },
  ],
  signedOn: '2025-04-24',
}

describe('a project adopted', () => {
  const adopted = unwrap(adoptProject(model, project('robot')))

  test('becomes elements with owner, host and project', () => {
    expect(adopted.elements.map(({ id, owner, host, project: of }) => [id, owner, host, of])).toEqual([
      ['lander', 'cnsa', undefined, undefined],
      ['robot', 'hkust', 'lander', 'robot'],
      ['camera', 'polyu', 'robot', 'robot'],
    ])
    expect(adopted.budgets.budgets.mass.carriedBy['lander']!.value).toBe(75)
    expect(model.elements).toEqual([lander]) // the model it came from is left as it was
  })

  test('is joined to its hosts by ports on both sides, those that it needs', () => {
    const joints = adopted.elements.flatMap((e) =>
      e.ports.map((p) => [e.id, p.id, p.joinedTo?.element, p.joinedTo?.port]),
    )
    expect(joints).toEqual([
      ['lander', 'power-1', undefined, undefined],
      ['lander', 'mechanical-1', 'robot', 'mechanical'],
      ['lander', 'power-2', 'robot', 'power'],
      ['lander', 'data-1', 'robot', 'data'],
      ['robot', 'mechanical', 'lander', 'mechanical-1'],
      ['robot', 'power', 'lander', 'power-2'],
      ['robot', 'data', 'lander', 'data-1'],
      ['robot', 'mechanical-1', 'camera', 'mechanical'],
      ['robot', 'power-1', 'camera', 'power'],
      ['camera', 'mechanical', 'robot', 'mechanical-1'],
      ['camera', 'power', 'robot', 'power-1'],
    ])
  })

  test('brings an agreement whose grants are the consents of its joint operations, and nothing more', () => {
    expect(adopted.agreements[0]).toMatchObject({ parties: ['cnsa', 'hkust', 'polyu'], project: 'robot', grants: [] })
    const joint = unwrap(adoptProject(unwrap(adoptProject(model, roverProject)), project('robot', charging)))
    const { grants, parties, elements, signedOn } = joint.agreements[1]!
    expect([parties, elements, signedOn]).toEqual([
      ['cnsa', 'hkust', 'polyu', 'suparco'],
      ['robot', 'camera', 'rover'],
      '2025-04-24',
    ])
    expect(
      grants.map(({ id, grantor, grantee, element, covers, approvals }) => [
        id,
        grantor,
        grantee,
        element,
        covers,
        approvals,
      ]),
    ).toEqual([
      ['charge-rover', 'suparco', 'hkust', 'rover', 'consent', 0],
      ['charge-camera', 'polyu', 'hkust', 'camera', 'consent', 0],
    ])
    expect(joint.grants).toEqual(grants)
  })

  test('takes the terms it is given', () => {
    const terms = {
      id: 't',
      title: 'T',
      kind: 'memorandum',
      parties: ['cnsa'],
      project: 'robot',
      elements: [],
      grants: [],
      provenance: made,
    } as const
    const own = { ...terms, parties: ['cnsa'], elements: [], grants: [] }
    expect(unwrap(adoptProject(model, project('robot'), own)).agreements).toEqual([own])
    expect(adoptProject(model, roverProject, own)).toMatchObject({ error: { kind: 'agreement-of-other-project' } })
  })

  test('at mission level stands alone', () => {
    const alone = unwrap(adoptProject(model, project('p', { level: 'mission', elements: [draft('probe', 300)] })))
    expect(alone.elements[1]!.host).toBeUndefined()
    expect(alone.budgets.checks.find((c) => c.limit === 'total_kg')!.used.value).toBe(0)
  })
})

test('an element set down has no host and no joint with it, and what it carries stays with it', () => {
  const down = leaveHost(unwrap(adoptProject(model, project('robot'))), 'robot')
  const robot = down.elements.find((e) => e.id === 'robot')!
  expect('host' in robot).toBe(false)
  const joints = down.elements.flatMap((e) =>
    e.ports.flatMap((p) => (p.joinedTo ? [`${e.id} ${p.joinedTo.element}`] : [])),
  )
  expect(joints).toEqual(['robot camera', 'robot camera', 'camera robot', 'camera robot'])
  expect(leaveHost(down, 'robot')).toBe(down)
  expect(down.elements.find((e) => e.id === 'camera')!.host).toBe('robot')
})

describe('what cannot be adopted', () => {
  test.each<[Record<string, unknown>, AdoptionError['kind']]>([
    [{ parties: ['hkust', 'nobody'] }, 'unknown-party'],
    [{ elements: [draft('robot', 1, { owner: 'nobody' })] }, 'unknown-party'],
    [{ lead: 'suparco' }, 'lead-not-in-project'],
    [{ elements: [draft('lander', 1)] }, 'element-exists'],
    [{ elements: [draft('a', 1), draft('a', 1)] }, 'element-exists'],
    [{ elements: [draft('a', 1, { apid: 100 })] }, 'apid-taken'],
    [{ elements: [draft('a', 1, { host: 'nothing' })] }, 'no-host'],
    [{ elements: [draft('a', 1, { host: 'b' }), draft('b', 1, { host: 'a' })] }, 'host-circle'],
    [charging, 'unknown-element'],
  ])('%j', (given, kind) => {
    const answer = adoptProject(model, project('p', given))
    expect(answer).toMatchObject({ ok: false, error: { kind } })
    if (!answer.ok) expect(describeMissionError(answer.error).length).toBeGreaterThan(20)
  })
  test('without a lander, or twice', () => {
    const { elements: _, ...rest } = model
    const bare = missionModel({ ...rest, elements: [] })
    expect(adoptProject(bare, roverProject)).toMatchObject({ error: { kind: 'no-host' } })
    const once = unwrap(adoptProject(model, roverProject))
    expect(adoptProject(once, roverProject)).toMatchObject({ error: { kind: 'agreement-exists' } })
  })
})
