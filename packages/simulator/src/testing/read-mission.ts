/** The reference mission's files as tests read them from the disk. */
import { readdirSync, readFileSync } from 'node:fs'
import type { MissionTexts } from './mission.ts'

const mission = new URL('../../../../missions/change-8/', import.meta.url)
const dictionary = new URL('dictionary/', mission)
const json = (name: string) => JSON.parse(readFileSync(new URL(name, mission), 'utf8'))

/** Operations, agreements and the dictionary, its common part last. */
export const MISSION_TEXTS: MissionTexts = {
  operations: json('operations.json'),
  agreements: json('agreements.json'),
  dictionary: readdirSync(dictionary)
    .sort((a, b) => Number(b === 'common.xml') - Number(a === 'common.xml'))
    .map((name) => ({ name, text: readFileSync(new URL(name, dictionary), 'utf8') })),
}
