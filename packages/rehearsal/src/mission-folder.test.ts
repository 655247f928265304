import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { checkMission, readMission } from './mission-folder.ts'

const folder = new URL('../../../missions/change-8/', import.meta.url)
const files = Object.fromEntries(
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(json|xml)$/.test(path))
    .map((path) => [path, readFileSync(new URL(path, folder), 'utf8')]),
)

it('reads the reference mission', () => {
  expect(checkMission(files).problems).toEqual([])
  expect(readMission(files).ok).toBe(true)
})

it('tells a name that the dictionary does not have, so that nothing that is held back is public by a misprint', () => {
  const misspelt = { ...files, 'operations.json': files['operations.json']!.replace('"ion_flux"', '"ion_fluks"') }
  const problem = {
    file: 'operations.json',
    field: expect.stringMatching(/^\/elements\/\d+\/science\/0$/),
    rule: 'parameter-in-dictionary',
    message: 'ion-ena has no parameter "ion_fluks" in its dictionary',
  }
  expect(checkMission(misspelt).problems).toEqual([problem])
  expect(readMission(misspelt)).toMatchObject({ ok: false, error: [problem] })
})

it('tells a share with a party that nobody knows, and takes the public', () => {
  const shared = files['agreements.json']!.replace('"party": "public"', '"party": "publik"')
  expect(checkMission({ ...files, 'agreements.json': shared }).problems).toMatchObject([
    { file: 'agreements.json', rule: 'party-exists', message: expect.stringContaining('"publik"') },
  ])
})
