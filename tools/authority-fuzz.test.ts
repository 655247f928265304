import { cedarEngine } from '@magpie/adapters/cedar'
import { policyEvaluator } from '@magpie/mission/policy-evaluator'
import { expect, it } from 'vitest'
import { fuzzDesk, fuzzRules } from './authority-fuzz.ts'

it('every decision of random histories of the rules is that of the reference', () => {
  const tally = fuzzRules(4000, 'test', policyEvaluator())
  expect(tally.differing).toEqual([])
  // Neither answer may be all, and grants must decide some.
  expect(tally.permitted).toBeGreaterThan(tally.decisions / 10)
  expect(tally.permitted).toBeLessThan(tally.decisions / 2)
  expect(tally.byGrant).toBeGreaterThan(500)
})

it('on Cedar too', () => {
  expect(fuzzRules(300, 'test', cedarEngine()).differing).toEqual([])
})

it('of commands through the desk with crashes, none leaves without authority and none twice', async () => {
  const tally = await fuzzDesk(150, 'test', cedarEngine)
  expect(tally).toMatchObject({ withoutGrant: [], twice: [], brokenLedgers: 0 })
  expect(tally.crashes).toBeGreaterThan(100)
  expect(tally.sent).toBeGreaterThan(50)
  // Some died between the record and the link: released, and never sent.
  expect(tally.released).toBeGreaterThan(tally.sent)
})
