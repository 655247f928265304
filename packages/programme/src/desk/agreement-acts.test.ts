import { unwrap } from '@magpie/core/result'
import { role } from '@magpie/mission/role'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ownerOf } from './agreement-check.ts'
import { AGREEMENT_INTENTS } from './agreement-intents.ts'
import {
  type AgreementRecord,
  agreementState,
  type InterfaceRecord,
  interfaceState,
  type LineRecord,
  sidesOf,
  standingContent,
} from './agreement-record.ts'
import { type Act, type ActName, judge, replay } from './desk.ts'
import { describeRefusal } from './refusal.ts'
import { act, baselined, DOCUMENT, drafted, ELEMENT, GRANT, integration, massLine } from './testing/agreement-sample.ts'
import { Bench, GROUND, stamp } from './testing/sample.ts'

function refusalOf(judged: ReturnType<Bench['do']>) {
  if (judged.ok) throw new Error('it was not refused')
  return judged.error
}
const sign = (bench: Bench, party: string, version = 1) =>
  act(bench, 'agreement-signed', { agreement: 'rover-ia', version }, party)
const stateOf = (bench: Bench) => agreementState(bench.desk.agreements.get('rover-ia')!)
const on = { interface: 'rover-lander' }
const documentOf = (bench: Bench) => bench.desk.interfaces.get('rover-lander')!

describe('an agreement', () => {
  it.each([
    ['with a party nobody knows', { parties: ['agency', 'alpha', 'gamma'] }, '/content/parties/2'],
    ['with a party twice', { parties: ['agency', 'alpha', 'alpha'] }, '/content/parties'],
    ['without the party that drafts it', { parties: ['agency', 'beta'], elements: [], grants: [] }, '/content/parties'],
    ['with the host of a call as its element', { elements: [{ ...ELEMENT, id: 'lander' }] }, '/content/elements/0/id'],
    ['with an owner who does not sign', { elements: [{ ...ELEMENT, owner: 'beta' }] }, '/content/elements/0/owner'],
    ['on a host that nobody has', { elements: [{ ...ELEMENT, host: 'mast' }] }, '/content/elements/0/host'],
    ['on a host whose owner does not sign', { parties: ['alpha', 'beta'], grants: [] }, '/content/elements/0/host'],
    ['whose element carries itself', { elements: [{ ...ELEMENT, host: 'rover-1' }] }, '/content/elements/0/host'],
    [
      'with a grant by who does not own',
      { grants: [{ ...GRANT, grantor: 'agency', grantee: 'alpha' }] },
      '/content/grants/0/grantor',
    ],
    ['with a grant to a stranger', { grants: [{ ...GRANT, grantee: 'beta' }] }, '/content/grants/0/grantee'],
    [
      'with a window that ends before it begins',
      { grants: [{ ...GRANT, from: '2031-02-01T00:00:00Z', until: '2031-01-01T00:00:00Z' }] },
      '/content/grants/0/until',
    ],
    ['with an impossible instant', { grants: [{ ...GRANT, from: '2031-02-30T00:00:00Z' }] }, '/content/grants/0/from'],
    [
      'with a range upside down',
      { grants: [{ ...GRANT, arguments: { a: { min: 2, max: 1 } } }] },
      '/content/grants/0/arguments/a',
    ],
    ['with a script for a title', { title: '<script>x</script>' }, '/content/title'],
    [
      'with an embargo of half a day',
      { dataPolicy: { embargo_days: 0.5, licence: 'CC0-1.0' } },
      '/content/dataPolicy/embargo_days',
    ],
    [
      'with a mass in pounds',
      { elements: [{ ...ELEMENT, parameters: [{ ...ELEMENT.parameters[0], unit: 'lb' }] }] },
      '/content/elements/0/parameters/0/unit',
    ],
    ['under a memorandum that is not there', { memorandum: 'mou' }, '/content/memorandum'],
  ])('%s is told at its field', (_, changes, field) => {
    const judged = act(
      Bench.opened(),
      'agreement-drafted',
      { agreement: 'rover-ia', content: integration(changes) },
      'alpha',
    )
    const refusal = refusalOf(judged)
    expect(refusal.kind === 'fields' && refusal.problems.map((p) => p.field)).toContain(field)
  })

  it('takes a grant that was passed on from the owner down, in any order', () => {
    const parties = ['agency', 'alpha', 'beta']
    const onward = { ...GRANT, onward: true }
    const passed = { ...GRANT, id: 'passed', grantor: 'agency', grantee: 'beta' }
    const content = (grants: unknown[]) => ({ agreement: 'rover-ia', content: integration({ parties, grants }) })
    unwrap(act(Bench.opened(), 'agreement-drafted', content([passed, onward]), 'alpha'))
    expect(refusalOf(act(Bench.opened(), 'agreement-drafted', content([passed, GRANT]), 'alpha')).kind).toBe('fields')
  })

  it('is in force with the last signature only, and tells the others', () => {
    const bench = drafted()
    const first = unwrap(sign(bench, 'alpha'))
    expect(first.notices.map((n) => [n.to, n.text])).toEqual([['agency', 'rover-ia waits for agency.']])
    expect(stateOf(bench)).toBe('signing')
    expect(refusalOf(sign(bench, 'alpha'))).toMatchObject({ rule: 'once' })
    expect(refusalOf(sign(bench, 'beta')).kind).toBe('not-yours')
    expect(
      refusalOf(bench.do('agreement-signed', { agreement: 'rover-ia', version: 1 }, stamp('agency', ['officer']))).kind,
    ).toBe('role-missing')
    unwrap(sign(bench, 'agency'))
    expect(stateOf(bench)).toBe('in-force')
  })

  it('gives a signature back before the last one, not after', () => {
    const bench = drafted()
    const withdraw = () =>
      act(bench, 'agreement-signature-withdrawn', { agreement: 'rover-ia', reason: 'counsel' }, 'alpha')
    expect(refusalOf(withdraw())).toMatchObject({ rule: 'not-signed' })
    unwrap(sign(bench, 'alpha'))
    unwrap(withdraw())
    expect(stateOf(bench)).toBe('draft')
    unwrap(sign(bench, 'agency'))
    expect(stateOf(bench)).toBe('signing')
    unwrap(sign(bench, 'alpha'))
    expect(refusalOf(withdraw()).kind).toBe('wrong-state')
  })

  it('stays in force as it was until a newer version has every signature', () => {
    const bench = drafted()
    for (const p of ['alpha', 'agency']) unwrap(sign(bench, p))
    unwrap(act(bench, 'agreement-drafted', { agreement: 'rover-ia', content: integration({ grants: [] }) }, 'agency'))
    unwrap(sign(bench, 'alpha', 2))
    const standing = () => standingContent(bench.desk.agreements.get('rover-ia')!)
    expect([stateOf(bench), standing()]).toMatchObject(['amending', { grants: [{ id: 'drive' }] }])
    expect(refusalOf(sign(bench, 'agency', 1))).toMatchObject({ rule: 'last-version' })
    unwrap(sign(bench, 'agency', 2))
    expect([stateOf(bench), standing()]).toMatchObject(['in-force', { grants: [] }])
  })

  it('that wants its interfaces first waits for the baseline', () => {
    const bench = baselined({ interfacesFirst: true })
    unwrap(sign(bench, 'alpha'))
    unwrap(act(bench, 'line-proposed', { ...on, line: massLine(2, undefined, { id: 'boom' }) }, 'agency'))
    expect(describeRefusal(refusalOf(sign(bench, 'agency')))).toBe(
      'interfaces-first: rover-lander is draft, not baselined',
    )
    unwrap(act(bench, 'line-dropped', { ...on, line: 'boom', reason: 'not needed' }, 'agency'))
    unwrap(sign(bench, 'agency'))
  })

  it('keeps the regulatory file of each element', () => {
    const bench = drafted({ regulatoryBlocks: ['frequency-itu'] })
    const update = (changes: object, party = 'alpha') =>
      act(
        bench,
        'regulatory-updated',
        { agreement: 'rover-ia', element: 'rover-1', item: 'frequency-itu', ...changes },
        party,
      )
    expect(bench.desk.agreements.get('rover-ia')!.regulatory).toHaveLength(6)
    expect(refusalOf(update({ state: 'done' }))).toMatchObject({ problems: [{ field: '/evidence' }] })
    expect(refusalOf(update({ state: 'waived' }))).toMatchObject({ problems: [{ field: '/reason' }] })
    expect(refusalOf(update({ owner: 'beta' }))).toMatchObject({ problems: [{ field: '/owner' }] })
    expect(refusalOf(update({ state: 'in-work' }, 'agency')).kind).toBe('not-yours')
    unwrap(update({ owner: 'agency', due: '2031-06-30' }))
    unwrap(act(bench, 'line-proposed', { ...on, line: massLine(35, undefined) }, 'agency'))
    unwrap(act(bench, 'line-proposed', { ...on, line: massLine(35, 32) }, 'alpha'))
    for (const p of ['agency', 'alpha']) unwrap(act(bench, 'line-signed', { ...on, line: 'mass', revision: 2 }, p))
    const refused = refusalOf(act(bench, 'interface-baselined', on, 'agency'))
    expect(describeRefusal(refused)).toBe(
      'regulatory-file: the agreement wants these first: frequency-itu (open, agency)',
    )
    unwrap(update({ state: 'done', evidence: { text: 'notified, IFIC 3070' } }, 'agency'))
    unwrap(act(bench, 'interface-baselined', on, 'agency'))
  })
})

describe('an interface document', () => {
  it.each([
    ['of an element that is not in the agreement', { guest: { party: 'alpha', element: 'drill' } }, '/guest/element'],
    ['with a guest who does not own', { guest: { party: 'beta', element: 'rover-1' } }, '/guest/party'],
    ['with a host who does not own', { host: { party: 'beta', element: 'lander' } }, '/host/party'],
    ['with another host than the agreement has', { host: { party: 'agency', element: 'mast' } }, '/host/element'],
  ])('%s is told at its field', (_, changes, field) => {
    const bench = drafted()
    const refusal = refusalOf(act(bench, 'interface-drafted', { ...DOCUMENT, interface: 'other', ...changes }, 'alpha'))
    expect(refusal.kind === 'fields' && refusal.problems.map((p) => p.field)).toContain(field)
  })

  it('lets each side write its own values only', () => {
    const bench = drafted()
    const propose = (line: unknown, party: string) => act(bench, 'line-proposed', { ...on, line }, party)
    expect(refusalOf(propose(massLine(35, 32), 'agency'))).toMatchObject({ problems: [{ field: '/line/guest' }] })
    expect(refusalOf(propose(massLine(undefined, 32), 'alpha'))).toMatchObject({ problems: [{ field: '/line/owner' }] })
    unwrap(propose(massLine(35, undefined), 'agency'))
    expect(refusalOf(propose(massLine(40, 32), 'alpha'))).toMatchObject({ problems: [{ field: '/line/host' }] })
    expect(refusalOf(propose(massLine(35, 32, { title: 'Weight' }), 'alpha'))).toMatchObject({
      problems: [{ field: '/line/title' }],
    })
    expect(refusalOf(propose({ ...massLine(35, undefined), host: { allocation_lb: 70 } }, 'agency'))).toMatchObject({
      problems: [{ field: '/line/host/allocation_kg' }, { field: '/line/host' }],
    })
    expect(refusalOf(propose(massLine(35, undefined, { dependsOn: ['power'] }), 'agency'))).toMatchObject({
      problems: [{ field: '/line/dependsOn/0' }],
    })
    unwrap(propose(massLine(35, 32), 'alpha'))
  })

  it('is signed line by line, once both sides fit', () => {
    const bench = drafted()
    const propose = (line: unknown, party: string) => act(bench, 'line-proposed', { ...on, line }, party)
    const signLine = (party: string, revision: number) =>
      act(bench, 'line-signed', { ...on, line: 'mass', revision }, party)
    unwrap(propose(massLine(30, undefined), 'agency'))
    expect(refusalOf(signLine('agency', 1))).toMatchObject({ rule: 'both-sides' })
    unwrap(propose(massLine(30, 32.5), 'alpha'))
    expect(describeRefusal(refusalOf(signLine('alpha', 2)))).toBe(
      "clash: the guest's mass is 32.5 kg; the host gives 30 kg: 2.5 kg too much",
    )
    unwrap(propose(massLine(35, 32.5), 'agency'))
    unwrap(signLine('alpha', 3))
    expect(refusalOf(act(bench, 'interface-baselined', on, 'agency'))).toMatchObject({ rule: 'all-signed' })
    unwrap(signLine('agency', 3))
    expect(interfaceState(documentOf(bench))).toBe('agreed')
    unwrap(act(bench, 'line-signature-withdrawn', { ...on, line: 'mass', reason: 'a doubt' }, 'alpha'))
    expect(interfaceState(documentOf(bench))).toBe('draft')
    expect(refusalOf(act(bench, 'interface-baselined', on, 'agency'))).toMatchObject({ rule: 'all-signed' })
    unwrap(signLine('alpha', 3))
    unwrap(act(bench, 'interface-baselined', on, 'alpha'))
    expect(refusalOf(propose(massLine(35, 33), 'alpha')).kind).toBe('wrong-state')
    expect(
      refusalOf(act(bench, 'line-signature-withdrawn', { ...on, line: 'mass', reason: 'late' }, 'alpha')).kind,
    ).toBe('wrong-state')
  })

  it('with a single end is accepted by the guest alone', () => {
    const bench = drafted({}, { singleEnd: true })
    unwrap(act(bench, 'line-proposed', { ...on, line: massLine(35, undefined) }, 'agency'))
    const signLine = (party: string) => act(bench, 'line-signed', { ...on, line: 'mass', revision: 1 }, party)
    expect(refusalOf(signLine('agency'))).toMatchObject({ rule: 'single-end' })
    unwrap(signLine('alpha'))
    unwrap(act(bench, 'interface-baselined', on, 'agency'))
    expect(interfaceState(documentOf(bench))).toBe('baselined')
  })

  it('changes a baselined line by request, and both sign again', () => {
    const bench = baselined()
    const ask = (line: unknown, more: object = {}) =>
      act(bench, 'change-requested', { ...on, line, reason: 'a larger battery', ...more }, 'alpha')
    const descent = { margin_kg: 5, propellantPerLanded_kg: 0.5, rehearsal: 'seed magpie' }
    const asked = unwrap(ask(massLine(65, 62), { descent }))
    const texts = (asked.act.body as { breaks: { severity: string; text: string }[] }).breaks.map(
      (b) => `${b.severity}: ${b.text}`,
    )
    expect(texts).toEqual([
      'breaks: mass of all partners on the host: 62 kg of 60 kg, before 32 kg',
      'breaks: mass of a module (rover-1): 62 kg of 50 kg, before 32 kg',
      'breaks: 30 kg more to land take 15 kg of propellant: -10 kg of 5 kg are left (seed magpie)',
    ])
    expect(asked.notices[0]!.text).toContain('62 kg of 60 kg')
    expect(refusalOf(ask(massLine(36, 33)))).toMatchObject({ rule: 'one-change' })
    unwrap(act(bench, 'change-declined', { ...on, change: 'cr-1', reason: 'too heavy' }, 'agency'))
    unwrap(ask(massLine(36, 36.5)))
    const approve = (party: string, change: string) => act(bench, 'change-signed', { ...on, change }, party)
    expect(refusalOf(approve('alpha', 'cr-2'))).toMatchObject({ rule: 'clash' })
    unwrap(act(bench, 'change-declined', { ...on, change: 'cr-2', reason: 'a slip' }, 'alpha'))
    unwrap(ask(massLine(36, 33)))
    unwrap(approve('alpha', 'cr-3'))
    expect(documentOf(bench).lines[0]!.line.guest).toEqual({ mass_kg: 32 })
    unwrap(approve('agency', 'cr-3'))
    const [line] = documentOf(bench).lines
    expect([line!.line.guest, line!.revision, line!.status, line!.signatures.length]).toEqual([
      { mass_kg: 33 },
      3,
      'baselined',
      2,
    ])
    expect(documentOf(bench).issues).toHaveLength(2)
    expect(refusalOf(approve('agency', 'cr-3')).kind).toBe('wrong-state')
  })

  it('is verified by the side that said it would, on the last revision', () => {
    const bench = baselined()
    const verify = (party: string, revision: number) =>
      act(
        bench,
        'line-verified',
        { ...on, line: 'mass', revision, outcome: 'passed', evidence: { text: 'scale 4, 31.9 kg' } },
        party,
      )
    expect(refusalOf(verify('agency', 2)).kind).toBe('not-yours')
    expect(refusalOf(verify('alpha', 1))).toMatchObject({ rule: 'last-revision' })
    unwrap(verify('alpha', 2))
    expect(documentOf(bench).lines[0]!.verified).toMatchObject([{ party: 'alpha', outcome: 'passed', revision: 2 }])
  })
})

const mostly = <T>(usual: T, odd: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: fc.constant(usual), weight: 9 }, { arbitrary: odd, weight: 1 })
const party = fc.constantFrom('agency', 'alpha', 'beta')
const small = fc.integer({ min: 1, max: 6 })
const line = fc.constantFrom('mass', 'boom')
const reason = fc.constant('because')
const massLines = fc
  .tuple(
    line,
    fc.option(fc.constantFrom(30, 35, 40)),
    fc.option(fc.constantFrom(28, 32, 37)),
    fc.constantFrom('host', 'guest'),
  )
  .map(([id, host, guest, owner]) => massLine(host ?? undefined, guest ?? undefined, { id, owner }))
const contents = fc.record({
  parties: mostly<string[]>(['agency', 'alpha'], fc.constant(['agency', 'alpha', 'beta'])),
  grants: fc.subarray([GRANT, { ...GRANT, id: 'stolen', grantor: 'agency', grantee: 'alpha' }]),
  interfacesFirst: fc.boolean(),
  regulatoryBlocks: mostly<string[]>([], fc.constant(['liability'])),
})
const INPUTS: Partial<Record<ActName, [number, fc.Arbitrary<unknown>]>> = {
  'agreement-drafted': [1, contents.map((c) => ({ agreement: 'rover-ia', content: integration(c) }))],
  'agreement-signed': [3, fc.record({ agreement: fc.constant('rover-ia'), version: small })],
  'agreement-signature-withdrawn': [1, fc.record({ agreement: fc.constant('rover-ia'), reason })],
  'line-proposed': [6, massLines.map((l) => ({ ...on, line: l }))],
  'line-signed': [
    10,
    fc.record({ interface: fc.constant('rover-lander'), line, revision: fc.constantFrom(0, 0, 0, 1, 2) }),
  ],
  'line-signature-withdrawn': [4, line.map((id) => ({ ...on, line: id, reason: 'a doubt' }))],
  'line-dropped': [1, line.map((id) => ({ ...on, line: id, reason: 'no need' }))],
  'interface-baselined': [3, fc.constant(on)],
  'change-requested': [3, massLines.map((l) => ({ ...on, line: l, reason: 'grown' }))],
  'change-signed': [5, small.map((n) => ({ ...on, change: `cr-${n}` }))],
  'change-declined': [3, small.map((n) => ({ ...on, change: `cr-${n}`, reason: 'no' }))],
  'line-verified': [
    1,
    fc.record({
      interface: fc.constant('rover-lander'),
      line,
      revision: fc.constantFrom(0, 0, 0, 1, 2),
      outcome: fc.constant('passed'),
      evidence: fc.constant({ text: 'seen' }),
    }),
  ],
  'regulatory-updated': [
    1,
    fc.record({
      agreement: fc.constant('rover-ia'),
      element: fc.constant('rover-1'),
      item: fc.constant('liability'),
      state: fc.constantFrom('done', 'waived'),
      evidence: fc.constant({ text: 'a treaty' }),
    }),
  ],
}
const choices = (Object.entries(INPUTS) as [ActName, [number, fc.Arbitrary<unknown>]][]).map(
  ([kind, [weight, input]]) => ({
    weight,
    arbitrary: fc.tuple(fc.constant(kind), input),
  }),
)
const attempt = fc.tuple(fc.oneof(...choices), party, mostly([...role.options], fc.subarray(role.options)))

describe('any sequence of attempts', () => {
  it('reaches only legal states, and the acts alone give the same state again', () => {
    const done = new Map<string, number>()
    fc.assert(
      fc.property(
        fc.constantFrom('both', 'single', 'later'),
        fc.array(attempt, { minLength: 60, maxLength: 160 }),
        (start, tries) => {
          const bench = start === 'later' ? baselined() : drafted({}, { singleEnd: start === 'single' })
          for (const [[kind, input], who, roles] of tries) {
            bench.do(kind, careful(bench, input, who), stamp(who, roles))
            expectLegal(bench)
          }
          for (const { kind } of bench.acts) done.set(kind, (done.get(kind) ?? 0) + 1)
          expect(replay(JSON.parse(JSON.stringify(bench.acts)) as Act[])).toEqual(bench.desk)
        },
      ),
      { numRuns: 150 },
    )
    // The walk is worth something only if it comes everywhere.
    expect([...done.keys()]).toEqual(expect.arrayContaining(Object.keys(INPUTS)))
  })

  it('never throws, whatever is sent', () => {
    const bench = baselined()
    const kinds = Object.keys(AGREEMENT_INTENTS) as ActName[]
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.anything(), (kind, input) => {
        const judged = judge(bench.desk, kind, input, stamp('agency', role.options), GROUND)
        if (!judged.ok) expect(describeRefusal(judged.error)).not.toBe('')
      }),
      { numRuns: 1000 },
    )
  })
})

/** Fills in what a careful person would: the last revision, and the other side's part of a line as it stands. */
function careful(bench: Bench, input: unknown, who: string): unknown {
  const given = input as { line?: string | { id: string; host?: unknown; guest?: unknown }; revision?: number }
  const lines = documentOf(bench).lines
  if (given.revision === 0) return { ...given, revision: lines.find((l) => l.line.id === given.line)?.revision ?? 1 }
  if (typeof given.line !== 'object' || given.line.host === undefined || given.line.guest === undefined) return input
  const { id, host, guest } = given.line
  const before = lines.find((l) => l.line.id === id)?.line
  if (before === undefined) return input
  return { ...given, line: { ...before, ...(who === 'agency' ? { host } : { guest }) } }
}

/** What must hold of agreements and interface documents after every act. */
function expectLegal({ desk }: Bench) {
  for (const record of desk.agreements.values()) expectLegalAgreement(desk, record)
  for (const record of desk.interfaces.values()) {
    for (const l of record.lines) expectLegalLine(record, l)
    for (const c of record.changes)
      expect(c.state === 'approved').toBe(sidesOf(record).every((s) => c.signatures.some((x) => x.side === s)))
  }
}

function expectLegalAgreement(desk: Bench['desk'], record: AgreementRecord) {
  const last = record.versions.at(-1)!.content
  expect(new Set(record.signatures.map((s) => s.party)).size).toBe(record.signatures.length)
  for (const s of record.signatures) expect(last.parties).toContain(s.party)
  if (agreementState(record) === 'in-force') expect(record.signatures).toHaveLength(last.parties.length)
  if (record.inForce === undefined) return
  const { content } = record.versions[record.inForce.version - 1]!
  expect(record.inForce.signatures.map((s) => s.party).sort()).toEqual([...content.parties].sort())
  if (content.kind === 'memorandum') return
  for (const g of content.grants) expect(ownerOf(desk, g.element, content)).toBe(g.grantor)
}

function expectLegalLine(record: InterfaceRecord, l: LineRecord) {
  const sides = l.signatures.map((s) => s.side)
  expect(new Set(sides).size).toBe(sides.length)
  for (const s of l.signatures) expect(s.party).toBe(record[s.side].party)
  const whole = sidesOf(record).every((s) => sides.includes(s))
  expect(l.status !== 'draft').toBe(whole)
  if (l.status === 'baselined') expect(record.issues.length).toBeGreaterThan(0)
  if (whole && l.line.kind === 'mass' && l.line.guest !== undefined)
    expect(l.line.guest.mass_kg).toBeLessThanOrEqual(l.line.host!.allocation_kg)
}
