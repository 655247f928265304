/** `magpie sign-in` against a centre: the key that it makes is one that the centre takes. */
import { type LightCentre, startLightCentre } from '@magpie/server/testing/light-centre'
import { PASSWORD, Visitor } from '@magpie/server/testing/visitor'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { keyFor } from './sign-in-verb.ts'

let centre: LightCentre

beforeAll(async () => {
  centre = await startLightCentre('no console here')
})
afterAll(() => centre?.close())

it('makes a key with address and password, and says why it makes none', async () => {
  await Visitor.named(centre.url, 'Ada')
  const made = await keyFor(centre.url, 'ada@example.org', PASSWORD, 'a script')
  expect(made).toEqual({ made: expect.stringMatching(/^\S{32,}$/) })
  const script = new Visitor(centre.url)
  script.key = made.made!
  expect(await script.api('me', {})).toMatchObject({ value: { person: { name: 'Ada' } } })
  const wrong = await keyFor(centre.url, 'ada@example.org', 'not her password', 'a script')
  expect(wrong).toMatchObject({ why: expect.stringContaining('knows no ada@example.org with this password') })
  expect(await keyFor(centre.url, 'no address', PASSWORD, 'x')).toMatchObject({ why: expect.stringContaining('400') })
})
