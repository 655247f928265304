/**
 * A lunar day (29.53 d) of the reference mission simulated: lander, relay, rovers and modules with their power, heat, data,
 * attitude, packets, frames and links, and the ground that decodes them, commands and deploys; the sky is made up as in the
 * simulator's tests, one rover has a fault. Two runs must tell the same. Run: node bench/simulator.ts [days] [rounds]
 */
import { readdirSync, readFileSync } from 'node:fs'
import { cpuUsage } from 'node:process'
import { unwrap } from '@magpie/core/result'
import { simulateOperations } from '@magpie/simulator/surface-operations'
import { missionInput } from '@magpie/simulator/testing/mission'

const days = Number(process.argv[2] ?? 29.530589)
const rounds = Number(process.argv[3] ?? 3)
const mission = new URL('../missions/change-8/', import.meta.url)
const folder = new URL('dictionary/', mission)
const json = (name: string) => JSON.parse(readFileSync(new URL(name, mission), 'utf8'))
const texts = {
  operations: json('operations.json'),
  agreements: json('agreements.json'),
  dictionary: readdirSync(folder)
    .sort((a, b) => Number(b === 'common.xml') - Number(a === 'common.xml'))
    .map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') })),
}

let first: number | undefined
for (let round = 1; round <= rounds; round++) {
  const input = missionInput(texts, days, 'bench', (file) => {
    const fault = { kind: 'fault', id: 'bench', at_s: 4e5, why: 'bench', element: 'cheri-a' } as const
    file.script.push({ ...fault, fault: 'array-string-lost', times: 2 })
  })
  const before = cpuUsage()
  const from_ms = performance.now()
  const events = unwrap(simulateOperations(input))
  let told = 0
  let octets = 0
  let digest = 0x811c9dc5
  let next = events.next()
  for (; next.done !== true; next = events.next()) {
    told++
    if (next.value.kind !== 'packet-received') continue
    octets += next.value.bytes.length
    for (const octet of next.value.bytes) digest = Math.imul(digest ^ octet, 0x01000193)
  }
  const { user, system } = cpuUsage(before)
  const cpu_s = (user + system) / 1e6
  const wall_s = (performance.now() - from_ms) / 1000
  const { received } = next.value.packets
  first ??= digest
  const same = digest === first ? 'the same octets' : 'OTHER OCTETS'
  console.log(
    `round ${round}: ${days.toFixed(2)} days in ${cpu_s.toFixed(2)} s of CPU (${wall_s.toFixed(2)} s wall), ${Math.round((days * 86400) / cpu_s)} times real time; ${received} packets, ${octets} octets, ${told} events; ${same}`,
  )
  if (digest !== first) process.exitCode = 1
}
