import type { Caller } from '@magpie/api/access'
import { toBase64 } from '@magpie/core/base64'
import { unwrap } from '@magpie/core/result'
import { assign, CALL_ID, invite, personOf, withProposals } from '@magpie/programme/desk/testing/review-sample'
import { describe, expect, it } from 'vitest'
import { keepAttachment, readAttachment } from './attachments.ts'
import { memoryProgrammeStore } from './memory-programme-store.ts'

const FILE = { type: 'application/pdf', base64: toBase64(new Uint8Array(9).fill(1)) }
/** What every team of the sample names. */
const NAMED = 'a'.repeat(64)

function callerOf({ party, person, roles }: { party: string; person: string; roles: Caller['roles'] }): Caller {
  return { arrivedAt: '2030-11-02T00:00:00.000Z', party, roles, person: { id: person, name: person } }
}

describe('files of parties', () => {
  it('stop at what a party may keep in all, but for what it keeps already', async () => {
    const caller = callerOf({ party: 'alpha', person: 'ada', roles: ['proposer'] })
    const store = { ...memoryProgrammeStore(), attachedBytes: async () => 500_000_000 - 8 }
    expect(await keepAttachment(store, FILE, caller)).toMatchObject({ error: { rule: 'attachment-quota' } })
    const before = { ...store, attachmentsOf: async () => new Map([[NAMED, 9]]), attachedBytes: async () => 0 }
    const kept = unwrap(await keepAttachment(before, FILE, caller))
    const full = { ...store, attachmentsOf: async () => new Map([[kept.sha256, 9]]) }
    expect(unwrap(await keepAttachment(full, FILE, caller))).toEqual(kept)
  })

  it('are read by reviewers of the proposal, and by none who is in conflict with it', async () => {
    const bench = invite(withProposals(['alpha', 'beta']), ['rita'])
    unwrap(assign(bench, 'rita paper-1'))
    const store = memoryProgrammeStore()
    await store.keepAttachment('alpha', { sha256: NAMED, type: 'application/pdf', bytes: new Uint8Array(9) }, '')
    const read = (caller: Caller, shown = true) => readAttachment(store, bench.desk, NAMED, caller, () => shown)
    const reviewer = callerOf(personOf('rita', 'house'))
    expect(unwrap(await read(reviewer))).toEqual({
      ...{ sha256: NAMED, bytes: 9, type: 'application/pdf', base64: toBase64(new Uint8Array(9)) },
    })
    // Of the owner of the call one who may not know the teams does not read by that way either.
    const officer = callerOf({ party: 'agency', person: 'otto', roles: ['member'] })
    expect(unwrap(await read(officer)).bytes).toBe(9)
    expect(await read(officer, false)).toMatchObject({ error: { kind: 'not-found' } })
    const bids = { 'paper-1': 'conflict', 'paper-2': 'conflict' }
    unwrap(bench.do('bids-placed', { call: CALL_ID, bids }, personOf('rita', 'house')))
    expect(await read(reviewer)).toMatchObject({ error: { kind: 'not-found' } })
  })
})
