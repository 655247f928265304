/** An agreement on a rover that the lead's lander carries, with its interface document, for tests of the console. */

export const ROVER = {
  ...{ id: 'alpha-rover', name: 'Alpha rover', kind: 'rover', owner: 'alpha-institute', host: 'ce8-lander' },
  parameters: [
    { name: 'mass', value: 30, unit: 'kg', maturity: 'modified', asOf: '2026-01' },
    { name: 'power-average', value: 20, unit: 'W', maturity: 'modified', asOf: '2026-01' },
    { name: 'power-peak', value: 55, unit: 'W', maturity: 'modified', asOf: '2026-01' },
  ],
}

const DRIVE = {
  ...{ id: 'alpha-rover-drive', grantor: 'alpha-institute', grantee: 'cnsa', element: 'alpha-rover' },
  ...{ actions: ['drive', 'stop'], arguments: { distance_m: { min: 0, max: 10 } }, phases: ['surface'] },
  ...{ from: '2029-01-01T00:00:00Z', until: '2030-01-01T00:00:00Z', approvals: 1, revocable: true, onward: false },
}

const TEXT = `1. The institute builds the rover and delivers it to the lander by the acceptance review.
2. The lander carries it, powers it until it is deployed, and relays its data.
3. Each side bears its own cost.`

/** What the agreement says, with these changes. */
export function roverAgreement(changes: Readonly<Record<string, unknown>> = {}) {
  return {
    ...{ kind: 'integration-agreement', title: 'Integration of the Alpha rover', parties: ['cnsa', 'alpha-institute'] },
    ...{ text: TEXT, until: '2031-12-31', call: 'practice-change-8-international', project: 'alpha-rover' },
    ...{ level: 'system', elements: [ROVER], grants: [DRIVE] },
    dataPolicy: { embargo_days: 180, sharing: [{ party: 'cnsa', what: 'science' }], licence: 'CC-BY-4.0' },
    ...changes,
  }
}

type Line = Readonly<Record<string, unknown>> & { readonly id: string; readonly host: object; readonly guest: object }

const verified = (method: string, stage: string, requirement: string, by = 'guest') => ({
  ...{ method, stage, requirement, by, due: '2027-06-30' },
})

/** The lines, whole: the host begins each with its side, the guest states its own. */
export const ROVER_LINES: readonly Line[] = [
  {
    ...{ id: 'mass', kind: 'mass', title: 'Mass', owner: 'host' },
    ...{ host: { allocation_kg: 35 }, guest: { mass_kg: 30 } },
    verification: verified('test', 'acceptance', 'Weighed on a calibrated scale'),
  },
  {
    ...{ id: 'bolts', kind: 'bolt-pattern', title: 'Bolt pattern', owner: 'host', dependsOn: ['mass'] },
    host: { bolts: 8, circle_mm: 420, thread: 'M6', flatness_mm: 0.1 },
    guest: { bolts: 8, circle_mm: 420, thread: 'M6' },
    verification: verified('inspection', 'acceptance', 'Measured against the drill template'),
  },
  {
    ...{ id: 'supply', kind: 'voltage', title: 'Supply voltage', owner: 'host' },
    ...{ host: { min_V: 26, max_V: 32 }, guest: { min_V: 24, max_V: 33 } },
    verification: verified('test', 'integration', 'Run at both ends of the range'),
  },
  {
    ...{ id: 'power', kind: 'power', title: 'Power until deployment', owner: 'host', dependsOn: ['supply'] },
    ...{ host: { average_W: 25, peak_W: 60 }, guest: { average_W: 20, peak_W: 55 } },
    verification: verified('analysis', 'critical design review', 'Power budget of every mode'),
  },
  {
    ...{ id: 'protocol', kind: 'data-protocol', title: 'Data link', owner: 'host' },
    ...{ host: { protocols: ['SpaceWire', 'CAN'] }, guest: { protocol: 'CAN' } },
    verification: verified('test', 'integration', 'A day of telemetry without a lost packet'),
  },
  {
    ...{ id: 'temperature', kind: 'temperature', title: 'Temperature at the feet', owner: 'host' },
    ...{ host: { min_C: -40, max_C: 60 }, guest: { min_C: -45, max_C: 55 } },
    verification: verified('analysis', 'critical design review', 'Thermal model of cruise and surface', 'host'),
  },
]
