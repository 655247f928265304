import type { Caller } from '@magpie/api/access'
import { unwrap } from '@magpie/core/result'
import { verifyChain } from '@magpie/ledger/chain'
import { decodeEntry } from '@magpie/ledger/entry'
import { rehearsalSigner, verifyEd25519 } from '@magpie/ledger/keys'
import { CALL, content, GROUND } from '@magpie/programme/desk/testing/sample'
import { hexToBytes } from '@noble/hashes/utils.js'
import { describe, expect, it } from 'vitest'
import { memoryProgrammeStore } from './memory-programme-store.ts'
import { openProgrammeDesk, type ProgrammeDesk } from './programme-desk.ts'
import type { ProgrammeStore } from './programme-store.ts'

const signers = { signerOf: async (party: string) => rehearsalSigner('a test', party) }
const roles = ['officer', 'proposer', 'member'] as const

function caller(party: string, arrivedAt = '2030-11-01T00:00:00.000Z'): Caller {
  return { arrivedAt, party, roles, person: { id: `${party}-person`, name: party } }
}

async function opened(store: ProgrammeStore): Promise<ProgrammeDesk> {
  return unwrap(await openProgrammeDesk({ store, signers, ground: GROUND, lead: 'agency', parties: [] }))
}

async function withCall(store: ProgrammeStore): Promise<ProgrammeDesk> {
  const desk = await opened(store)
  for (const id of ['agency', 'alpha', 'beta'])
    unwrap(await desk.perform('party-registered', { party: { id, name: id, kind: 'agency' } }, caller(id)))
  unwrap(await desk.perform('call-opened', { call: CALL }, caller('agency')))
  return desk
}

const letter = (id: string, lead: string) => ({ call: 'south-pole', letter: id, content: content(lead) })

describe('the desk of a centre', () => {
  it('has the same state when it is opened again, from the ledger alone', async () => {
    const store = memoryProgrammeStore()
    const desk = await withCall(store)
    unwrap(await desk.perform('letter-submitted', letter('rover', 'alpha'), caller('alpha')))
    const again = await opened(store)
    expect(again.desk).toEqual(desk.desk)
    expect(unwrap(verifyChain(again.entries)).parties.map((p) => p.party)).toEqual(['agency', 'alpha', 'beta'])
  })

  it('gives a receipt that proves itself, and each party its part of the chain', async () => {
    const desk = await withCall(memoryProgrammeStore())
    const receipt = unwrap(await desk.perform('letter-submitted', letter('rover', 'alpha'), caller('alpha')))
    const [signature, hash, key] = [receipt.signature, receipt.entry, receipt.signedBy].map(hexToBytes)
    expect(verifyEd25519(signature!, hash!, key!)).toBe(true)
    const copies = ['alpha', 'agency', 'beta'].map((p) => desk.extract(p).map((line) => unwrap(decodeEntry(line))))
    for (const copy of copies) expect(unwrap(verifyChain(copy)).head).toBe(receipt.entry)
    expect(copies.map((copy) => 'redacted' in copy[receipt.sequence]!)).toEqual([false, false, true])
  })

  it('forgets what could not be written, and tells who waited', async () => {
    const store = memoryProgrammeStore()
    const desk = await withCall(store)
    const before = desk.desk
    let broken = true
    const append = store.append
    store.append = (e, n) => (broken ? Promise.reject(new Error('disk full')) : append(e, n))
    await expect(desk.perform('letter-submitted', letter('rover', 'alpha'), caller('alpha'))).rejects.toThrow(
      'disk full',
    )
    expect(desk.desk).toBe(before)
    broken = false
    unwrap(await desk.perform('letter-submitted', letter('rover', 'alpha'), caller('alpha')))
    expect((await opened(store)).desk).toEqual(desk.desk)
  })

  it('takes a hundred letters in the last tenth of a second: exactly those in time, each told, none lost', async () => {
    const store = memoryProgrammeStore()
    const desk = await withCall(store)
    const due = Date.parse('2030-12-31T16:00:00.000Z')
    const sent = Array.from({ length: 100 }, (_, i) => due - 90 + i)
    const outcomes = await Promise.all(
      sent.map((at, i) => {
        const lead = i % 2 === 0 ? 'alpha' : 'beta'
        return desk.perform('letter-submitted', letter(`l-${i}`, lead), caller(lead, new Date(at).toISOString()))
      }),
    )
    for (const [i, outcome] of outcomes.entries()) expect(outcome.ok).toBe(sent[i]! <= due)
    const told = outcomes.filter((o) => !o.ok).map((o) => (o.ok ? undefined : o.error))
    expect(told.every((f) => f?.kind === 'refused' && f.rule === 'late')).toBe(true)
    const kept = (await opened(store)).desk.letters
    expect(kept.size).toBe(91)
    for (const [i, outcome] of outcomes.entries()) expect(kept.has(`l-${i}`)).toBe(outcome.ok)
  })
})
