import { fileURLToPath } from 'node:url'
import { unwrap } from '@magpie/core/result'
import { beforeAll, expect, test } from 'vitest'
import { loadMission } from './mission-folder.ts'
import { withFaults } from './scripted-faults.ts'

type Loaded = Parameters<typeof withFaults>[0]
let loaded: Loaded
beforeAll(async () => {
  loaded = unwrap(await loadMission(fileURLToPath(new URL('../../missions/change-8', import.meta.url))))
})

test('faults of the command line stand behind those of the script, and make it another file', () => {
  const faulty = unwrap(withFaults(loaded, ['ce8-lander:array-string-lost:10@T+86400', 'queqiao-2:memory-upset@T+1.5']))
  expect(faulty.mission.operations.script.slice(-2)).toMatchObject([
    { kind: 'fault', element: 'ce8-lander', fault: 'array-string-lost', times: 10, at_s: 86_400 },
    { kind: 'fault', element: 'queqiao-2', fault: 'memory-upset', times: 1, at_s: 1.5 },
  ])
  expect(faulty.files['operations.json']).not.toBe(loaded.files['operations.json'])
  expect(loaded.mission.operations.script).toHaveLength(faulty.mission.operations.script.length - 2)
})

test('without faults nothing changes', () => {
  expect(unwrap(withFaults(loaded, []))).toEqual({ files: loaded.files, mission: loaded.mission })
})

test.each([
  ['no time', 'ce8-lander:memory-upset', /write ELEMENT/],
  ['a time of another form', 'ce8-lander:memory-upset@86400', /write ELEMENT/],
  ['no such element', 'ce9-lander:memory-upset@T+1', /no element "ce9-lander"/],
  ['no such fault', 'ce8-lander:bad-luck@T+1', /no fault "bad-luck"/],
  ['a fault of another kind', 'ce8-lander:wheel-lost@T+1', /no fault of a lander, but of relay/],
])('%s is refused with what would be right', (_, text, why) => {
  const refused = withFaults(loaded, [text])
  expect(refused.ok).toBe(false)
  if (!refused.ok) expect(refused.error.message).toMatch(why)
})
