/** Authority of a mission whose agreement was signed at the desk, asked of Cedar itself. */
import { authoriseWith } from '@magpie/mission/authority'
import { compileAuthority } from '@magpie/mission/authority-compile'
import { type MissionModel, missionModel } from '@magpie/mission/mission-model'
import { withAgreed } from '@magpie/programme/interface/mission-parts'
import { describe, expect, it } from 'vitest'
import { signedDesk } from './agreement-sample.ts'
import { element, request } from './authority-samples.ts'
import { cedarEngine } from './cedar.ts'

const desk = signedDesk()
const mission = { id: 'm', name: 'M', lead: 'agency' } as MissionModel['mission']
const lander = { ...element('lander', 'agency'), kind: 'lander' as const }
const parties = [...desk.parties.values()]
const before = missionModel({ mission, parties, elements: [lander], agreements: [], envelope: undefined })
const { model } = withAgreed(before, desk)
const authority = compileAuthority(model)
const ask = authoriseWith(authority, cedarEngine(), () => new Map())
const AFTER = '2030-12-01T00:00:00Z'
const byAgency = { party: 'agency', element: 'rover-1', action: 'drive', arguments: { distance_m: 5 }, at: AFTER }

describe('a grant that was signed at the desk', () => {
  it('holds: nothing of it is void', () => {
    expect(authority.voidGrants).toEqual([])
    expect([...authority.grants.keys()]).toEqual(['drive'])
  })

  it.each([
    ['the granted command in its range', {}, true, 'grant'],
    ['at the end of its range', { arguments: { distance_m: 10 } }, true, 'grant'],
    ['the day before it was signed', { at: '2030-10-31T12:00:00Z' }, false, 'grant-window'],
    ['past its range', { arguments: { distance_m: 10.001 } }, false, 'grant-argument'],
    ['another command', { action: 'dig' }, false, 'grant-action'],
    ['by another party', { party: 'beta' }, false, 'no-grant'],
    ['of another element', { element: 'lander', party: 'alpha' }, false, 'no-grant'],
    ['by the owner', { party: 'alpha', action: 'dig' }, true, 'owner-commands'],
  ])('%s', (_, changes, permitted, rule) => {
    const decision = ask(request({ ...byAgency, ...changes }))
    expect([decision.permitted, decision.rule]).toEqual([permitted, rule])
  })
})
