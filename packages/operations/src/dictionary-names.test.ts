import { readdirSync, readFileSync } from 'node:fs'
import { unwrap } from '@magpie/core/result'
import { describe, expect, it } from 'vitest'
import { describeMissingName, missingNames } from './dictionary-names.ts'
import { type OperationsFile, operationsFile } from './operations-file.ts'
import { readXtce } from './xtce-reader.ts'

const folder = new URL('../../../missions/change-8/', import.meta.url)
const text = (path: string) => readFileSync(new URL(path, folder), 'utf8')
const files = readdirSync(new URL('dictionary/', folder)).map((name) => ({ name, text: text(`dictionary/${name}`) }))
const { dictionary } = unwrap(readXtce(files))
const file = operationsFile.parse(JSON.parse(text('operations.json')))

describe('names of the dictionary', () => {
  it('are all there in the reference mission', () => {
    expect(missingNames(file, dictionary)).toEqual([])
    expect(file.elements.flatMap((e) => e.science).length).toBeGreaterThan(5)
  })

  it('are told where they stand when misspelt', () => {
    const bad = structuredClone(file) as { -readonly [K in keyof OperationsFile]: OperationsFile[K] }
    const ion = bad.elements.findIndex((e) => e.id === 'ion-ena')
    bad.elements[ion]!.science[0] = 'ion_fluks'
    const [deployment] = bad.deployments
    deployment!.steps[0]!.command = 'opne'
    deployment!.steps[0]!.confirm.parameter = 'stat'
    const plain = bad.activityTemplates.findIndex((t) => !t.sequence)
    bad.activityTemplates[plain]!.command = 'go'
    const found = missingNames(bad, dictionary)
    expect(found.map((f) => [f.field, f.what, f.name])).toEqual([
      [`/elements/${ion}/science/0`, 'parameter', 'ion_fluks'],
      ['/deployments/0/steps/0/command', 'command', 'opne'],
      ['/deployments/0/steps/0/confirm/parameter', 'parameter', 'stat'],
      [`/activityTemplates/${plain}/command`, 'command', 'go'],
    ])
    expect(describeMissingName(found[0]!)).toBe('ion-ena has no parameter "ion_fluks" in its dictionary')
  })
})
