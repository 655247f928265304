/** A mission model for the console's own tests: few elements, figures made up, with what the place must show. */
import type { Agreement } from '@magpie/mission/agreement'
import type { Element, Maturity, Parameter } from '@magpie/mission/element'

const SAID: Element['provenance'] = {
  kind: 'sourced',
  source: { title: 'Payload sheet', publisher: 'The fixture', date: '2028-01-01', url: 'https://example.org/sheet' },
  verified: true,
}
const ASSUMED: Element['provenance'] = { kind: 'assumed', reason: 'not published; chosen for the test' }
const UNITS = { mass: 'kg', 'data-rate': 'bit/s', 'data-volume-day': 'Mbit' } as const

type Figures = Readonly<Partial<Record<Parameter['name'], number>>>

function estimates(figures: Figures, maturity: Maturity, asOf: string, provenance = ASSUMED): Parameter[] {
  return (Object.entries(figures) as [Parameter['name'], number][]).map(([name, value]) => {
    return { name, value, unit: UNITS[name as 'mass'] ?? 'W', maturity, asOf, provenance }
  })
}

function port(element: string, kind: 'mechanical' | 'power' | 'data'): Element['ports'][number] {
  return { id: kind, kind, joinedTo: { element: 'ce8-lander', port: `${kind}-${element}` } }
}

const partner = (id: string, name: string, kind: Element['kind'], owner: string): Omit<Element, 'parameters'> => ({
  id,
  name,
  kind,
  owner,
  host: 'ce8-lander',
  project: `project-${id}`,
  ports: [port(id, 'mechanical'), port(id, 'power'), port(id, 'data')],
  provenance: SAID,
})

const elements: readonly Element[] = [
  {
    id: 'ce8-stack',
    name: "Chang'e-8 stack",
    kind: 'stack',
    owner: 'cnsa',
    parameters: [],
    ports: [],
    provenance: ASSUMED,
  },
  {
    id: 'ce8-lander',
    name: "Chang'e-8 lander",
    kind: 'lander',
    owner: 'cnsa',
    host: 'ce8-stack',
    apid: 100,
    parameters: estimates(
      { mass: 1300, 'power-supply': 400, 'power-average': 150, 'power-peak': 380, 'data-volume-day': 4000 },
      'modified',
      '2028-01-01',
    ),
    ports: ['pk-rover', 'hk-robot'].map((id) => ({
      id: `power-${id}`,
      kind: 'power' as const,
      joinedTo: { element: id, port: 'power' },
    })),
    provenance: ASSUMED,
  },
  {
    ...partner('hk-robot', 'Charging robot', 'robot', 'hkust'),
    parameters: [
      ...estimates({ mass: 90 }, 'off-the-shelf', '2027-03-17', SAID),
      ...estimates({ 'power-average': 18, 'power-peak': 70, 'data-volume-day': 120 }, 'new', '2027-03-17'),
    ],
  },
  {
    ...partner('pk-rover', 'Rover', 'rover', 'suparco'),
    parameters: [
      ...estimates({ mass: 30 }, 'new', '2026-12', SAID),
      ...estimates({ mass: 35 }, 'new', '2027-11', SAID),
      ...estimates({ 'power-average': 8, 'power-peak': 32, 'data-volume-day': 90 }, 'new', '2026-12'),
    ],
  },
  {
    ...partner('radio-array', 'Radio array', 'instrument', 'sa-radio'),
    parameters: estimates({ mass: 18, 'power-average': 4, 'power-peak': 22 }, 'modified', '2026-12'),
  },
  {
    id: 'queqiao-2',
    name: 'Queqiao-2',
    kind: 'relay',
    owner: 'cnsa',
    parameters: estimates({ mass: 1200, 'data-rate': 1e8 }, 'measured', '2024-03-20', SAID),
    ports: [],
    provenance: SAID,
  },
]

const agreements: readonly Agreement[] = [
  {
    id: 'charging',
    title: 'Charging of the rover by the robot',
    kind: 'joint-operation',
    parties: ['hkust', 'suparco'],
    elements: ['hk-robot', 'pk-rover'],
    signedOn: '2028-02-01',
    grants: [
      {
        id: 'charge-pk-rover',
        agreement: 'charging',
        grantor: 'suparco',
        grantee: 'hkust',
        element: 'pk-rover',
        actions: ['CHARGE'],
        arguments: { power_W: { min: 0, max: 40 } },
        phases: ['surface-science'],
        approvals: 1,
        revocable: true,
        onward: false,
        covers: 'consent',
      },
    ],
    provenance: ASSUMED,
  },
]

/** The model of the centre: partners take 143 kg of 180, with margins 156.3 kg; one module at most 100 kg. */
export const fixtureModel = {
  elements,
  agreements,
  envelope: { total_kg: 180, module_kg: 100, power_W: 200 },
  ...{ limits: [], signed: [], left: [], note: 'The rehearsal that runs has all of it.' },
}

/** What a rover that is four kilograms heavier does to the flight of the reference mission, as the centre computes it. */
export const fixtureWhatIf = {
  tried: [{ element: 'pk-rover', parameter: 'mass', unit: 'kg', from: 35, to: 39 }],
  limits: [],
  flight: {
    flown: true,
    before: {
      ...{ landed_kg: 1778.4, launchMass_kg: 8178.4, launchMargin_kg: 171.6, propellant_kg: 3956.5 },
      ...{ carrierLeft_kg: 121.8, landerLeft_kg: 71.8, reserve_m_s: 120.3 },
    },
    after: {
      ...{ landed_kg: 1782.4, launchMass_kg: 8182.4, launchMargin_kg: 167.6, propellant_kg: 3959.8 },
      ...{ carrierLeft_kg: 120.7, landerLeft_kg: 69.5, reserve_m_s: 116.3 },
    },
  },
  plan: {
    ...{ made: true, before: 83, after: 82, gained: [] },
    lost: [{ id: 'pk-rover-drive-3', title: 'Rover drives', element: 'pk-rover', party: 'suparco', why: 'no power.' }],
  },
  says: [],
}
