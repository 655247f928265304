import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rehearseFolder } from '@magpie/adapters/rehearse-handler'
import { unwrap } from '@magpie/core/result'
import type { FlightDesign } from '@magpie/flight/flight-design'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
let work: string

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'magpie-tutorial-'))
})
afterAll(() => rm(work, { recursive: true }))

async function rehearsed(folder: string) {
  const input = { folder, out: join(work, 'rehearsal'), seed: 'magpie', stage: 'flight', fresh: false }
  const { stages } = unwrap(await rehearseFolder(input, () => undefined))
  const flight = stages.find((s) => s.stage === 'flight')!
  const artefact = await readFile(join(input.out, 'artefacts', flight.artefact), 'utf8')
  const { budget } = (JSON.parse(artefact) as { output: FlightDesign }).output
  return { states: stages.map((s) => s.state), model: stages.find((s) => s.stage === 'model')!.headline, budget }
}

describe('what four kilograms cost', () => {
  it('says what the rehearsal says', async () => {
    const tutorial = await readFile(join(root, 'docs/tutorials/what-four-kilograms-cost.md'), 'utf8')
    const mine = join(work, 'mission')
    await cp(join(root, 'missions/change-8'), mine, { recursive: true })
    const decision = await readFile(join(mine, 'decision.json'), 'utf8')
    const at = decision.indexOf('"value": 35,', decision.indexOf('"project-pk-rover"'))
    const grown = `${decision.slice(0, at)}"value": 39,${decision.slice(at + '"value": 35,'.length)}`

    const before = await rehearsed(mine)
    await writeFile(join(mine, 'decision.json'), grown)
    const after = await rehearsed(mine)
    expect(tutorial).toContain(before.model)
    expect(tutorial).toContain(after.model)
    const propellant_kg = after.budget.propellant_kg - before.budget.propellant_kg
    const margin_m_s = before.budget.lander.margin_m_s - after.budget.lander.margin_m_s
    // "About 3 kg" and "about 4 m/s" in the words of the page.
    expect(propellant_kg).toBeGreaterThan(2)
    expect(propellant_kg).toBeLessThan(4)
    expect(margin_m_s).toBeGreaterThan(3)
    expect(margin_m_s).toBeLessThan(5)

    expect((await rehearsed(mine)).states).toEqual(['reused', 'reused', 'reused'])
  })
})
