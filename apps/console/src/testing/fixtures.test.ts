import { deploymentMessage, happening, liveMessage } from '@magpie/api/live'
import { missionView, sceneView, upcoming } from '@magpie/api/mission-views'
import { expect, it } from 'vitest'
import {
  fixtureClock,
  fixtureDeployments,
  fixtureHappenings,
  fixtureMission,
  fixtureStages,
  fixtureTelemetry,
  fixtureUpcoming,
} from './fixture-mission.ts'
import { fixtureScene, LAUNCH_S, TOUCHDOWN_S } from './fixture-scene.ts'

it('speaks the contract, so that the console is tested against what a centre says', () => {
  missionView.parse(fixtureMission)
  sceneView.parse(fixtureScene())
  for (const u of fixtureUpcoming(LAUNCH_S)) upcoming.parse(u)
  for (const h of fixtureHappenings(Infinity)) happening.parse(h)
  for (const deployment of fixtureDeployments(12)) deploymentMessage.parse({ type: 'deployment', deployment })
  const telemetry = { type: 'telemetry', values: fixtureTelemetry(TOUCHDOWN_S), skipped: 0 }
  for (const message of [fixtureClock(TOUCHDOWN_S), telemetry, ...fixtureStages(3)]) liveMessage.parse(message)
  expect(fixtureHappenings(Infinity).some((h) => h.refusal !== undefined)).toBe(true)
})
