/** A small call with three parties, for the tests of the desk. */
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { unwrap } from '@magpie/core/result'
import type { Role } from '@magpie/mission/role'
import { type CallFile, callFile } from '../../call-file.ts'
import type { Ground, Stamp } from '../act.ts'
import { type Act, type ActName, judge } from '../desk.ts'
import { type Desk, EMPTY_DESK } from '../record.ts'

export const GROUND: Ground = { leap: NAIF0012 }
const PROVENANCE = { kind: 'assumed', reason: 'a test' } as const
const kilograms = (value: number) => ({ value, unit: 'kg', provenance: PROVENANCE })

/** Letters until the end of 2030-12-31 in Shanghai, 16:00 UTC; 60 kg in all, 50 kg a module. */
export const CALL: CallFile = callFile.parse({
  id: 'south-pole',
  title: 'A call',
  by: 'agency',
  hostState: 'CN',
  host: 'lander',
  publishedOn: '2030-10-01',
  levels: [
    { level: 'system', meaning: 'a module' },
    { level: 'unit', meaning: 'an instrument' },
  ],
  priorities: [],
  criteria: [{ id: 'science', name: 'Science', weight: 1, provenance: PROVENANCE }],
  envelope: [{ resource: 'mass', limit: kilograms(60), levels: ['system', 'unit'] }],
  moduleMass: { limit: kilograms(50), levels: ['system'] },
  letters: {
    zone: 'Asia/Shanghai',
    revisions: [
      { day: '2030-12-31', time: '24:00', knownFrom: '2030-10-01', provenance: PROVENANCE, timeProvenance: PROVENANCE },
    ],
    grace: { seconds: 0, text: 'none', provenance: PROVENANCE },
  },
  forms: [
    { id: 'heritage', label: 'What flew before?', kind: 'text', required: true, levels: ['unit'] },
    { id: 'class', label: 'Class', kind: 'choice', choices: ['a', 'b'], levels: ['system'] },
  ],
  milestones: [],
  rules: [],
  provenance: PROVENANCE,
})

export const DEADLINE = '2030-12-31T16:00:00.000Z'

export function stamp(party: string, roles: readonly Role[], at = '2030-11-01T00:00:00.000Z'): Stamp {
  return { at, party, person: `${party}-person`, roles }
}

/** A letter's content with these changes. */
export function content(lead: string, changes: Record<string, unknown> = {}): Record<string, unknown> {
  const plain = { title: 'A rover', lead, level: 'system', mass_kg: 20, funding: [lead], mode: 'multilateral' }
  return { ...plain, declaresForeignParty: true, ...changes }
}

/** A desk at which acts are judged one after the other, and kept. */
export class Bench {
  desk: Desk = EMPTY_DESK
  readonly acts: Act[] = []

  /** Judges and enacts; gives the refusal where there is one. */
  do(kind: ActName, input: unknown, s: Stamp) {
    const judged = judge(this.desk, kind, input, s, GROUND)
    if (judged.ok) {
      this.desk = judged.value.desk
      this.acts.push(judged.value.act)
    }
    return judged
  }

  /** An agency with an open call, and two institutes. */
  static opened(): Bench {
    const bench = new Bench()
    for (const id of ['agency', 'alpha', 'beta']) {
      const party = { id, name: id, kind: 'agency', state: 'CN' }
      unwrap(bench.do('party-registered', { party }, stamp(id, ['officer'], '2030-09-01T00:00:00.000Z')))
    }
    unwrap(bench.do('call-opened', { call: CALL }, stamp('agency', ['officer'], '2030-10-01T00:00:00.000Z')))
    return bench
  }
}
