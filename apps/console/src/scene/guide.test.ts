import { expect, it } from 'vitest'
import { fixtureScene, INSERTION_S, LAUNCH_S, TOUCHDOWN_S } from '../testing/fixture-scene.ts'
import { guidedPreset } from './guide.ts'

const scene = fixtureScene()
/** The fixture's lander is tracked on the ground; the rehearsal's is not, and its tracks end with the touchdown. */
const untilTouchdown = { ...scene, tracks: scene.tracks.filter((k) => k.times_s[0] !== TOUCHDOWN_S) }

it.each([
  ['before launch', LAUNCH_S - 600, 'earth-moon'],
  ['leaving the Earth', LAUNCH_S + 600, 'spacecraft'],
  ['on the way', LAUNCH_S + 2 * 86_400, 'earth-moon'],
  ['in lunar orbit', INSERTION_S + 86_400, 'moon'],
  ['on the way down', TOUCHDOWN_S - 300, 'spacecraft'],
  ['after touchdown', TOUCHDOWN_S + 3600, 'site'],
  ['weeks later', TOUCHDOWN_S + 20 * 86_400, 'moon'],
] as const)('%s', (_, t, preset) => {
  expect(guidedPreset(untilTouchdown, t)).toBe(preset)
})

it('shows the Earth and the Moon where nothing flies', () => {
  expect(guidedPreset({ ...scene, tracks: [] }, LAUNCH_S)).toBe('earth-moon')
})
