import { readFileSync } from 'node:fs'
import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formAgreements } from './agreements.ts'
import { agreementsFile } from './agreements-file.ts'
import { type DecidedProject, decisionFile } from './decision-file.ts'
import { describeProgrammeError } from './programme-error.ts'
import { formProjects } from './projects.ts'
import { type Proposal, proposalsFile } from './proposals-file.ts'

const mission = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../missions/change-8/${name}`, import.meta.url), 'utf8'))
const decision = decisionFile.parse(mission('decision.json'))
const { proposals } = proposalsFile.parse(mission('proposals.json'))
const agreements = agreementsFile.parse(mission('agreements.json'))
const formed = unwrap(formProjects(decision.projects, proposals))
const ownership = { projects: formed.drafts, host: 'ce8-lander', hostOwner: 'cnsa' }

const massOf = (list: readonly { readonly elements: Proposal['elements'] }[]) =>
  list
    .flatMap((p) => p.elements.flatMap((e) => e.parameters.filter((q) => q.name === 'mass')))
    .reduce((a, q) => a + q.value, 0)

describe("the projects of Chang'e-8", () => {
  it('are 10 from 14 proposals, and carry all of their mass', () => {
    expect(formed.drafts).toHaveLength(10)
    const selected = proposals.filter((p) => decision.projects.some((d) => d.proposals.includes(p.id)))
    expect(selected).toHaveLength(14)
    expect(massOf(formed.drafts)).toBeCloseTo(massOf(selected), 9)
    expect(massOf(formed.drafts)).toBeCloseTo(178.4, 9)
    expect(formed.merges.filter((m) => m.merged).map((m) => m.project)).toEqual([
      'project-hk-robot',
      'project-cheri',
      'project-radio-array',
      'project-imaging-system',
    ])
  })

  it('bring the elements that operations work with', () => {
    const elements = formed.drafts.flatMap((p) => p.elements)
    expect(Object.fromEntries(elements.map((e) => [e.id, [e.owner, e.apid]]))).toEqual({
      'hk-robot': ['hkust', 210],
      'pk-rover': ['suparco', 220],
      'cheri-a': ['metu', 230],
      'cheri-b': ['metu', 231],
      'radio-array': ['sarao', 240],
      retroreflector: ['infn-lnf', undefined],
      'plasma-dust': ['roscosmos', 260],
      'ion-ena': ['roscosmos', 270],
      'neutron-analyser': ['narit', 280],
      'imaging-system': ['nssa', 290],
      'potential-monitor': ['isa', 300],
    })
  })

  it('keep the mark of a figure that is not verified, and of a sum of assumed ones', () => {
    const of = (element: string, name: string) =>
      formed.drafts
        .flatMap((p) => p.elements)
        .find((e) => e.id === element)!
        .parameters.find((p) => p.name === name)!
    expect(of('hk-robot', 'mass')).toMatchObject({
      value: 100,
      margin: 0,
      provenance: { kind: 'sourced', verified: false },
    })
    expect(of('pk-rover', 'mass')).toMatchObject({ value: 35, provenance: { kind: 'sourced', verified: true } })
    expect(of('radio-array', 'mass')).toMatchObject({ value: 12, provenance: { kind: 'assumed' } })
  })
})

describe('a merge', () => {
  const project = decision.projects[0]!
  const changed = (change: Partial<DecidedProject>) => formProjects([{ ...project, ...change }], proposals)
  const cause = (got: ReturnType<typeof formProjects>) => (got.ok ? 'formed' : describeProgrammeError(got.error))

  it('reports a stated figure that the proposals do not add up to', () => {
    const heavier = project.stated.map((s) => ({ ...s, value: { ...s.value, value: 104 } }))
    const { drafts, merges } = unwrap(changed({ stated: heavier }))
    expect(merges[0]!.carried[0]).toMatchObject({ parameter: 'mass', sum: 100, stated: 104, difference: 4 })
    expect(massOf(drafts)).toBe(104)
  })

  it.each<[string, Partial<DecidedProject>, RegExp]>([
    ['a proposal that is none', { proposals: ['proposal-99'] }, /project-hk-robot: there is no proposal "proposal-99"/],
    [
      'a proposal taken twice',
      { proposals: ['proposal-potential-monitor', 'proposal-potential-monitor'] },
      /proposal-potential-monitor is in project-hk-robot and in/,
    ],
    [
      'an element that nobody brings',
      { stated: [{ ...project.stated[0]!, element: 'pk-rover' }] },
      /no proposal of it brings an element "pk-rover"/,
    ],
  ])('refuses %s', (_, change, sentence) => {
    expect(cause(changed(change))).toMatch(sentence)
  })

  it('keeps mass, whatever proposals are merged', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(proposals, { minLength: 1 }), fc.nat(), (list, cut) => {
        const at = 1 + (cut % list.length)
        const parts = [list.slice(0, at), list.slice(at)].filter((part) => part.length > 0)
        const decided = parts.map((part, i) => ({
          ...project,
          id: `p-${i}`,
          stated: [],
          proposals: part.map((p) => p.id),
        }))
        expect(massOf(unwrap(formProjects(decided, proposals)).drafts)).toBeCloseTo(massOf(list), 6)
      }),
      { numRuns: 50 },
    )
  })
})

describe('agreements', () => {
  it('become grants that name their agreement and come from owners', () => {
    const list = unwrap(formAgreements(agreements, ownership))
    const grants = list.flatMap((a) => a.grants.map((g) => ({ ...g, of: a.id })))
    expect(grants.every((g) => g.agreement === g.of)).toBe(true)
    // Every element that the host carries has its owner's go; charging has the consent of both owners.
    const gos = grants.filter((g) => g.covers === 'consent' && g.grantee === 'cnsa' && g.approvals === 1)
    expect(gos.map((g) => g.element).sort()).toEqual(formed.drafts.flatMap((p) => p.elements.map((e) => e.id)).sort())
    const charging = grants.filter((g) => g.of === 'joint-operation-charging')
    expect(charging.map((g) => [g.grantor, g.grantee, g.element])).toEqual([
      ['suparco', 'hkust', 'pk-rover'],
      ['hkust', 'suparco', 'hk-robot'],
    ])
  })

  const terms = agreements.agreements.find((a) => a.id === 'joint-operation-charging')!
  const grant = terms.grants[0]!
  it.each([
    [
      'a grantor who does not own',
      { ...terms, grants: [{ ...grant, grantor: 'hkust', grantee: 'suparco' }] },
      /hkust cannot grant what suparco owns/,
    ],
    ['a stranger', { ...terms, grants: [{ ...grant, grantee: 'isa' }] }, /isa is no party of the agreement/],
    [
      'an element of another agreement',
      { ...terms, grants: [{ ...grant, element: 'cheri-a' }] },
      /"cheri-a" is not one of/,
    ],
    ['a project that is none', { ...terms, project: 'project-x' }, /no project "project-x"/],
    ['a grant twice', { ...terms, grants: [grant, grant] }, /two grants are called/],
  ])('refuse %s', (_, changed, sentence) => {
    const got = formAgreements({ agreements: [changed] }, ownership)
    expect(got.ok ? 'formed' : describeProgrammeError(got.error)).toMatch(sentence)
  })
})
