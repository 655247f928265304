/** The mission-like plan of 200 optional activities: what the scheduler reaches in 30,000 rounds, for three seeds. */
import { readFileSync } from 'node:fs'
import { schedule } from '@magpie/plan/schedule'
import { type MissionInstance, problemOf } from '@magpie/plan/testing/mission-instance'

type Golden = { readonly bound: number; readonly instance: MissionInstance }

const file = new URL('../golden/plan/mission_200_s1.json', import.meta.url)
const { bound, instance } = JSON.parse(readFileSync(file, 'utf8')) as Golden
const problem = problemOf(instance)
for (const seed of [1, 2, 3]) {
  const from = process.cpuUsage()
  const { objective, rounds } = schedule(problem, { seed, rounds: 30_000 })
  const { user, system } = process.cpuUsage(from)
  console.log(
    `seed ${seed}: ${objective} of at most ${bound} in ${rounds} rounds, ${((user + system) / 1e6).toFixed(1)} s of CPU`,
  )
}
