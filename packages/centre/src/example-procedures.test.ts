/** The procedures in examples/ fit the reference mission: its parties, elements, commands, arguments and telemetry. */
import { readdirSync, readFileSync } from 'node:fs'
import { unwrap } from '@magpie/core/result'
import { procedureFile } from '@magpie/operations/procedure/procedure-file'
import { validateProcedure } from '@magpie/operations/procedure/validate'
import { readXtce } from '@magpie/operations/xtce-reader'
import { expect, test } from 'vitest'

const project = new URL('../../../', import.meta.url)
const json = (path: string) => JSON.parse(readFileSync(new URL(path, project), 'utf8'))
const folder = new URL('missions/change-8/dictionary/', project)
const files = readdirSync(folder).map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }))
const common = files.filter((f) => f.name === 'common.xml')
const { dictionary } = unwrap(readXtce([...common, ...files.filter((f) => f.name !== 'common.xml')]))
const ids = (list: readonly { readonly id: string }[]) => new Set(list.map((x) => x.id))

const examples = readdirSync(new URL('examples/procedures/', project))

test.each(examples)('%s can be carried out where everybody is permitted', (name) => {
  const procedure = procedureFile.parse(json(`examples/procedures/${name}`))
  expect(name).toBe(`${procedure.id}.json`)
  const findings = validateProcedure(
    procedure,
    {
      ...{ mission: 'change-8', dictionary },
      parties: ids(json('missions/change-8/parties.json').parties),
      elements: ids(json('missions/change-8/operations.json').elements),
      authorise: () => ({ permitted: true, basis: 'owner' }) as never,
      phaseAt: () => 'surface-science',
      personOf: (party) => party,
    },
    0,
  )
  expect(findings).toEqual([])
})
