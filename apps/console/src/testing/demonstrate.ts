/**
 * Serves the built console with the fixture centre, its clock running, for people who work on the console:
 * `npm run demonstrate -w apps/console [port] [launch|cruise|orbit|surface]`. Nothing it shows is a mission.
 */
import { join } from 'node:path'
import { startFixtureCentre } from './fixture-centre.ts'
import { fixtureClock, fixtureDeployments, fixtureHappenings, fixtureTelemetry } from './fixture-mission.ts'
import { INSERTION_S, LAUNCH_S, TOUCHDOWN_S } from './fixture-scene.ts'

const BEGIN: Record<string, number> = {
  before: LAUNCH_S - 3600,
  launch: LAUNCH_S + 1000,
  cruise: LAUNCH_S + 2.2 * 86400,
  orbit: INSERTION_S + 86400,
  surface: TOUCHDOWN_S + 9.5 * 3600,
}
const [port = '8188', begin = 'surface'] = process.argv.slice(2)
const dist = join(import.meta.dirname, '../../dist')
const stages = begin === 'before' ? 3 : 7
const centre = await startFixtureCentre({ dist, port: Number(port), at_s: BEGIN[begin] ?? TOUCHDOWN_S, stages })
centre.rate = 120
console.log(`fixture centre, not a mission: ${centre.url}`)
let known = fixtureHappenings(centre.at_s).length
setInterval(() => {
  if (!centre.paused) centre.at_s += centre.rate / 2
  centre.send(fixtureClock(centre.at_s, centre.rate, centre.paused))
  centre.send({ type: 'telemetry', values: fixtureTelemetry(centre.at_s), skipped: 0 })
  for (const deployment of fixtureDeployments((centre.at_s - TOUCHDOWN_S) / 3600))
    centre.send({ type: 'deployment', deployment })
  const happenings = fixtureHappenings(centre.at_s)
  for (const happening of happenings.slice(known)) centre.send({ type: 'happening', happening })
  known = happenings.length
}, 500)
