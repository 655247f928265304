import { describe, expect, it } from 'vitest'
import type { AgreementView, InterfaceView, LineView } from './agreements.ts'
import { waitingFor } from './waiting.ts'

const TODAY = '2030-11-23'

function agreement(changes: Partial<AgreementView> = {}): AgreementView {
  const content = { kind: 'memorandum', title: 'Together', parties: ['host', 'guest'], text: '' }
  return {
    ...{ id: 'a', state: 'draft', version: 2, versions: [], content, signatures: [], awaited: ['host', 'guest'] },
    ...{ gains: { elements: [], leaves: [], budgets: [], grants: [], ends: [] }, regulatory: [], interfaces: [] },
    ...changes,
  } as AgreementView
}

function line(id: string, changes: Partial<LineView> = {}): LineView {
  return {
    line: { id, title: id, kind: 'mass', host: { allocation_kg: 35 }, guest: { mass_kg: 30 } } as LineView['line'],
    ...{
      revision: 2,
      digest: '',
      status: 'draft',
      signatures: [],
      awaited: ['host', 'guest'],
      findings: [],
      verified: [],
    },
    ...changes,
  } as LineView
}

function document(lines: readonly LineView[], changes: Partial<InterfaceView> = {}): InterfaceView {
  return {
    ...{
      id: 'd',
      agreement: 'a',
      title: 'D',
      state: 'draft',
      singleEnd: false,
      issues: [],
      changes: [],
      blockedBy: [],
    },
    host: { party: 'host', element: 'lander' },
    guest: { party: 'guest', element: 'rover' },
    lines: [...lines],
    ...changes,
  } as InterfaceView
}

const kinds = (party: string, documents: readonly InterfaceView[]) =>
  waitingFor(party, [], documents, TODAY).map((w) => ('line' in w ? `${w.kind} ${w.line}` : w.kind))

describe('what waits', () => {
  it('is the signature of the last version, of whom it lacks, and of nobody once it is in force', () => {
    const sign = { kind: 'sign', agreement: 'a', title: 'Together', version: 2 }
    expect(waitingFor('guest', [agreement()], [], TODAY)).toEqual([sign])
    expect(waitingFor('guest', [agreement({ awaited: ['host'] })], [], TODAY)).toEqual([])
    expect(waitingFor('guest', [agreement({ state: 'in-force' })], [], TODAY)).toEqual([])
    expect(waitingFor('stranger', [agreement()], [], TODAY)).toEqual([])
  })

  it('of a line is to state a side, to mend what clashes, or to sign', () => {
    const bare = line('bare', { line: { ...line('bare').line, guest: undefined } as LineView['line'] })
    const clash = line('clash', { findings: [{ severity: 'clash', text: '' }] })
    const remark = line('remark', { findings: [{ severity: 'remark', text: '' }] })
    const signed = line('signed', { awaited: ['host'] })
    const all = document([bare, clash, remark, signed, line('agreed', { status: 'agreed', awaited: [] })])
    expect(kinds('guest', [all])).toEqual(['state-line bare', 'mend-line clash', 'sign-line remark'])
    // The host has nothing to sign of a line of which the guest said nothing yet.
    expect(kinds('host', [all])).toEqual(['mend-line clash', 'sign-line remark', 'sign-line signed'])
    expect(kinds('stranger', [all])).toEqual([])
  })

  it('asks a fixed host for its values, and never for a signature', () => {
    const single = document([line('mass', { awaited: ['guest'] })], { singleEnd: true })
    expect(kinds('host', [single])).toEqual([])
    expect(kinds('guest', [single])).toEqual(['sign-line mass'])
  })

  it('is the baseline of an agreed document, as long as nothing keeps it from it', () => {
    const agreed = document([line('mass', { status: 'agreed', awaited: [] })], { state: 'agreed' })
    expect(kinds('host', [agreed])).toEqual(['baseline'])
    expect(kinds('host', [{ ...agreed, blockedBy: [{}] as never }])).toEqual([])
  })

  it('is the answer to a change, before all lines', () => {
    const change = { id: 'cr-1', line: 'mass', state: 'open', signatures: [{ side: 'guest' }], to: { title: 'mass' } }
    const changed = document([line('other')], { changes: [change] as never })
    expect(kinds('host', [changed])).toEqual(['answer-change mass', 'sign-line other'])
    expect(kinds('guest', [changed])).toEqual(['sign-line other'])
  })

  it.each([
    ['2030-11-23', 0],
    ['2030-12-23', 30],
    ['2030-11-20', -3],
  ])('names what of the regulatory file is due on %s', (due, due_days) => {
    const entry = {
      ...({ item: 'liability', state: 'open' } as const),
      element: 'rover',
      owner: 'guest',
      evidence: [],
      due,
    }
    const file = (changes: object) => agreement({ awaited: [], regulatory: [{ ...entry, ...changes }] })
    expect(waitingFor('guest', [file({})], [], TODAY)).toMatchObject([{ kind: 'regulatory', due_days }])
    for (const changes of [{ state: 'done' }, { state: 'waived' }, { owner: 'host' }, { due: '2031-06-01' }])
      expect(waitingFor('guest', [file(changes)], [], TODAY)).toEqual([])
  })
})
