import { readFileSync } from 'node:fs'
import { operationsFile } from '@magpie/operations/operations-file'
import { describe, expect, it } from 'vitest'
import { linkFigures } from './report-links.ts'

const file = new URL('../../../missions/change-8/operations.json', import.meta.url)
const { links } = operationsFile.parse(JSON.parse(readFileSync(file, 'utf8')))
const contacts = [
  { kind: 'direct', meanRange_km: 363000 },
  { kind: 'direct', meanRange_km: 405000 },
  { kind: 'site-relay', meanRange_km: 9000 },
  { kind: 'through-relay', meanRange_km: 1 },
] as const

describe('margins in the report', () => {
  it('are those of the contacts’ ranges, by hand', () => {
    const [station, relay] = linkFigures(links, contacts)
    // EIRP 9.0 dBW - 1 + 5 - 3; 223.2 and 222.2 dB of free space; G/T 67.2 dBi - 0.5 - 19.0; + 228.6; - 54.5 for the rate; - 0.6 on
    // the way; - 3.5 for the decoder.
    expect(station).toMatchObject({ label: 'Margin to the stations', value: '4.6 to 5.6 dB', assumed: true })
    expect(relay).toMatchObject({ label: 'Margin to the relay', assumed: true })
  })

  it('are left out where there is no budget or no contact', () => {
    expect(linkFigures(links, [])).toEqual([])
    const [{ budget: _, ...bare }] = links as [(typeof links)[number]]
    expect(linkFigures([bare], contacts)).toEqual([])
  })
})
