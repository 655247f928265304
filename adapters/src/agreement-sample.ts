/** A desk on which a rover's agreement is signed and its interface baselined, for the tests of what follows from it. */
import { unwrap } from '@magpie/core/result'
import type { Desk } from '@magpie/programme/desk/record'
import { act, baselined } from '@magpie/programme/desk/testing/agreement-sample'
import type { SealOf } from '@magpie/programme/interface/document'

/** Signed by both at the instant of the sample, with a line for power, a change under way and Chinese names. */
export function signedDesk(): Desk {
  const bench = baselined({ title: 'Integration of the rover 月面漫游车集成协议', text: TEXT })
  const on = { interface: 'rover-lander' }
  const verification = { method: 'analysis', stage: 'critical design review', by: 'host', requirement: 'worst case' }
  const power = { id: 'power', kind: 'power', title: 'Supply', owner: 'host', verification, dependsOn: ['mass'] }
  const host = { average_W: 40, peak_W: 90 }
  unwrap(act(bench, 'line-proposed', { ...on, line: { ...power, host } }, 'agency'))
  const guest = { average_W: 38, peak_W: 88 }
  unwrap(act(bench, 'line-proposed', { ...on, line: { ...power, host, guest } }, 'alpha'))
  for (const party of ['agency', 'alpha']) {
    unwrap(act(bench, 'line-signed', { ...on, line: 'power', revision: 2 }, party))
    unwrap(act(bench, 'agreement-signed', { agreement: 'rover-ia', version: 1 }, party))
  }
  unwrap(act(bench, 'interface-baselined', on, 'agency'))
  const asked = { ...bench.desk.interfaces.get('rover-lander')!.lines[0]!.line, guest: { mass_kg: 34 } }
  unwrap(act(bench, 'change-requested', { ...on, line: asked, reason: 'a larger battery' }, 'alpha'))
  const parties = new Map(bench.desk.parties)
  parties.set('agency', { ...parties.get('agency')!, name: '中国国家航天局 (CNSA)' })
  return { ...bench.desk, parties }
}

const TEXT = `The parties integrate the rover with the lander. Each bears its own costs.
各方将月球车与着陆器集成。各方自行承担费用。 Стороны несут свои расходы.`

export const SEAL: SealOf = ({ party }) => ({
  entry: (party === 'alpha' ? 'a1' : 'c5').repeat(32),
  key: '0f'.repeat(16),
})
