import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openKept } from '@magpie/adapters/archive/received-archive'
import { receiveLive } from '@magpie/adapters/receive-handler'
import { rehearseFolder } from '@magpie/adapters/rehearse-handler'
import { receive } from '@magpie/api/link-operations'
import { unwrap } from '@magpie/core/result'
import type { FlightDesign } from '@magpie/flight/flight-design'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { weekOfContacts } from '../examples/miyun-sees-the-lander.ts'
import { oneCommandForOneHour } from '../examples/one-command-for-one-hour.ts'
import { sendPackets } from '../examples/send-packets.ts'
import { mastPackets } from '../examples/weather-mast-packets.ts'

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

describe('when can Miyun see the lander next week', () => {
  const read = (path: string) => readFile(join(root, path), 'utf8')

  it('prints what the page shows', async () => {
    const page = await read('docs/tutorials/when-can-miyun-see-the-lander.md')
    const lines = await weekOfContacts('2029-03-01')
    const windows = lines.filter((line) => !line.startsWith('assumed'))
    expect(windows).toHaveLength(3)
    expect(page).toContain(windows.join('\n'))
    expect(lines.length).toBeGreaterThan(10)
  })

  it('shows the lines of the example', async () => {
    const page = await read('docs/tutorials/when-can-miyun-see-the-lander.md')
    const example = (await read('examples/miyun-sees-the-lander.ts')).split('\n').map((line) => line.trim())
    const shown = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].flatMap((m) => m[1]!.trim().split('\n'))
    expect(shown.length).toBeGreaterThan(15)
    expect(shown.filter((line) => !example.includes(line.trim()))).toEqual([])
  })
})

describe('receive telemetry from a UDP port with your XTCE', () => {
  it('receives, decodes and archives what the page says', async () => {
    const page = await readFile(join(root, 'docs/tutorials/receive-telemetry-from-a-udp-port.md'), 'utf8')
    const file = join(work, 'mast.bin')
    await writeFile(file, mastPackets())
    const archive = join(work, 'mast-archive')
    const dictionary = join(root, 'examples/weather-mast.xml')
    const input = receive.input.parse({ link: 'udp:127.0.0.1:0', dictionary, archive, packets: '40', as: 'none' })
    const answer = unwrap(
      await receiveLive(input, { opened: ([link]) => void sendPackets(file, link!.address.port, 200) }),
    )
    const { packets, octets } = answer.links[0]!
    expect(page).toContain(`(udp:127.0.0.1:10015): ${packets} packets in ${octets} octets`)
    expect(page).toContain(
      `${answer.decoded} packets decoded to ${answer.values} values, ${answer.alarms} of them in alarm; ${answer.missing} packets missing`,
    )
    expect(page).toContain(`  40 ${answer.containers[0]!.container}`)
    expect(answer).toMatchObject({ decoded: 40, undecoded: 0, archived: 40 })
    const kept = unwrap(await openKept(archive, { onFault: (cause) => expect.fail(String(cause)) }))
    expect(kept.service.archive.packetCount).toBe(40)
    await kept.close()
  })
})

describe('grant a partner one command for one hour', () => {
  const read = (path: string) => readFile(join(root, path), 'utf8')

  it('prints what the page shows', async () => {
    const page = await read('docs/tutorials/one-command-for-one-hour.md')
    expect(page).toContain(`\`\`\`\n${(await oneCommandForOneHour()).join('\n')}\n\`\`\``)
  })

  it('shows the lines of the example', async () => {
    const page = await read('docs/tutorials/one-command-for-one-hour.md')
    const example = (await read('examples/one-command-for-one-hour.ts')).split('\n').map((line) => line.trim())
    const shown = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].flatMap((m) => m[1]!.trim().split('\n'))
    expect(shown.length).toBeGreaterThan(15)
    expect(shown.filter((line) => !example.includes(line.trim()))).toEqual([])
  })
})
