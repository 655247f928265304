import { readFileSync } from 'node:fs'
import { unwrap } from '@magpie/core/result'
import { describe, expect, it } from 'vitest'
import { assumptionsOf } from './assumptions.ts'
import { parseFlightFile } from './flight-file.ts'

const text = readFileSync(new URL('../../../missions/change-8/flight.json', import.meta.url), 'utf8')
const change8 = () => JSON.parse(text)

describe('flight.json', () => {
  it("reads Chang'e 8's", () => {
    const file = unwrap(parseFlightFile(change8()))
    const { carrier, lander } = file.vehicles
    const stack = [carrier.dry, carrier.propellant, lander.dry, lander.propellant].reduce((s, q) => s + q.value, 0)
    // The stack that the assumptions speak of: the 8200 kg of Chang'e 5 and 7.
    expect(stack).toBe(8200)
  })

  it.each([
    ['a unit', (f: ReturnType<typeof change8>) => (f.transfer.perilune.unit = 'm'), 'transfer.perilune.unit'],
    ['a source', (f: ReturnType<typeof change8>) => delete f.launch.capacity.provenance, 'launch.capacity.provenance'],
    ['a range', (f: ReturnType<typeof change8>) => (f.relay.inclination.value = 200), 'relay.inclination.value'],
    ['an unknown field', (f: ReturnType<typeof change8>) => (f.extra = 1), ''],
    ['a time', (f: ReturnType<typeof change8>) => (f.transfer.arrival.utc = 'soon'), 'transfer.arrival.utc'],
    ['a phase', (f: ReturnType<typeof change8>) => (f.descent.phases[0].id = 'drift'), 'descent.phases.0.id'],
  ])('names the field where %s is wrong', (_what, spoil, field) => {
    const file = change8()
    spoil(file)
    const read = parseFlightFile(file)
    expect(read.ok ? [] : read.error.faults.map((f) => f.field)).toEqual([field])
  })
})

describe('assumptions', () => {
  it('are every value not published, with its reason, and no other', () => {
    const found = new Map(assumptionsOf(change8()).map((a) => [a.field, a]))
    expect(found.get('vehicles.lander.dry')).toMatchObject({ value: '1800 kg', provenance: { kind: 'assumed' } })
    expect(found.get('transfer.sense')).toMatchObject({ value: 'retrograde' })
    expect(found.get('transfer.arrival')?.value).toBe('utc 2028-11-22T06:00:00Z')
    expect(found.get('descent.phases.2')?.value).toContain('duration_s 20')
    // Unverified sources count as assumed; verified ones do not.
    expect(found.has('launch.latitude')).toBe(true)
    expect(found.has('vehicles.lander.greatestThrust')).toBe(false)
    expect(found.size).toBe(text.match(/"kind": "assumed"|"verified": false/g)?.length)
  })
})
