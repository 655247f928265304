import { readFileSync } from 'node:fs'
import { dataOperations } from '@magpie/api/data-operations'
import { unwrap } from '@magpie/core/result'
import type { Element } from '@magpie/mission/element'
import { type OperationsFile, operationsFile } from '@magpie/operations/operations-file'
import { agreementsFile } from '@magpie/programme/agreements-file'
import { describe, expect, it } from 'vitest'
import { dataHandlers } from './data-handlers.ts'
import { agreedData, OPEN_READING } from './data-reading.ts'

const read = (file: string) =>
  JSON.parse(readFileSync(new URL(`../../../missions/change-8/${file}`, import.meta.url), 'utf8'))
const operations: OperationsFile = operationsFile.parse(read('operations.json'))
const { agreements } = agreementsFile.parse(read('agreements.json'))
const provenance = { kind: 'assumed', reason: 'a test' } as const
const made = (id: string, owner: string, host?: string): Element => {
  const at = host === undefined ? {} : { host }
  return { id, name: id, kind: 'module', owner, parameters: [], ports: [], provenance, ...at }
}
const elements = [
  made('ce8-lander', 'cnsa'),
  made('hk-robot', 'hkust', 'ce8-lander'),
  made('ion-ena', 'roscosmos', 'ce8-lander'),
  made('radio-array', 'sarao', 'ce8-lander'),
]
const model = { elements, agreements: agreements.map(({ brings: _, ...a }) => ({ ...a, grants: [] })) }
const { dataReading } = dataHandlers({
  ...agreedData({ model: () => model, operations: () => operations }),
  ...{ now_ms: () => Date.parse('2028-12-01T00:00:00Z'), elements: () => elements, operations: () => operations },
  ...{ reading: OPEN_READING, telemetry: () => undefined },
})
const asked = async (element: string, party?: string) => {
  const answer = unwrap(await dataReading({ element }, { arrivedAt: '', roles: [], ...(party && { party }) }))
  return dataOperations.dataReading.output.parse(answer).elements[0]!.items
}
const of = async (element: string, parameter: string, party?: string) =>
  (await asked(element, party)).find((i) => i.parameter === parameter)!

describe('what one reads in the reference mission', () => {
  it.each([
    ['ion-ena', 'ion_flux', 'roscosmos', 'all', undefined],
    ['ion-ena', 'ion_flux', undefined, 'later', 'embargo'],
    ['ion-ena', 'ion_flux', 'cnsa', 'later', 'embargo'],
    ['ion-ena', '*', 'cnsa', 'all', undefined],
    ['ion-ena', '*', undefined, 'all', undefined],
    ['radio-array', '*', undefined, 'bounded', undefined],
    ['hk-robot', 'east', undefined, 'bounded', undefined],
    ['hk-robot', 'east', 'hkust', 'all', undefined],
    ['hk-robot', 'east', 'suparco', 'all', undefined],
  ])('%s %s for %s: %s', async (element, parameter, party, reads, rule) => {
    const item = await of(element, parameter, party)
    expect(item).toMatchObject({ reads, ...(rule === undefined ? {} : { held: { rule } }) })
  })

  it('tells the bounds in numbers', async () => {
    expect((await of('radio-array', '*')).terms[0]).toMatchObject({ rule: 'shared', delay_s: 600 })
    expect((await of('hk-robot', 'east')).terms[0]).toMatchObject({ rule: 'shared', step: 10 })
    expect((await of('ion-ena', 'ion_flux')).terms).toMatchObject([{ rule: 'after-embargo', licence: 'CC-BY-4.0' }])
  })
})
