import { STAGE_NAMES } from '@magpie/rehearsal/spine'
import { expect, test } from 'vitest'
import { ReadableReports } from './readable-report.ts'

const event = (id: number) => ({ sequence: id, at: '2028-11-24T00:00:00Z', text: `event ${id}` })
const OPERATIONS = {
  series: [
    { element: 'lander', name: 'battery_charge', samples: [1, 2] },
    { element: 'rover', name: 'heat', samples: [3] },
  ],
  ...{ happenings: [event(1), event(2)], deployments: [], decisions: [] },
}

/** A centre whose stages are done, and pages that say how often they were made. */
function centre() {
  const live = {
    state: { seed: 'a' },
    artefacts: 'one',
    stageOutput: (stage: string) => ({
      artefact: `${stage}-${live.artefacts}`,
      output: stage === 'operations' ? OPERATIONS : {},
    }),
  }
  let made = 0
  const reports = new ReadableReports('', async (_, __, ___, ____, { happenings }) => {
    made++
    return `page ${made} of ${happenings.length} events`
  })
  const page = (readable: (o: typeof OPERATIONS) => unknown = (o) => o, code = 'c') =>
    reports.page(live as never, code, readable as never)
  return { live, page }
}

test('asked again nothing is made anew; readers of the same share a page', async () => {
  const { page } = centre()
  expect(await page()).toBe('page 1 of 2 events')
  expect(await page((o) => structuredClone(o))).toBe('page 1 of 2 events')
})

test.each([
  ['an event more', (o: typeof OPERATIONS) => ({ ...o, happenings: [...o.happenings, event(3)] })],
  ['an event whose value may be read now', (o) => ({ ...o, happenings: [event(1), { ...event(2), text: 'at 81 %' }] })],
  ['a series less', (o) => ({ ...o, series: o.series.slice(1) })],
] as [string, (o: typeof OPERATIONS) => unknown][])(
  '%s makes it new, and the old one is there still',
  async (_, by) => {
    const { page } = centre()
    await page()
    expect(await page(by)).toMatch(/^page 2/)
    expect(await page()).toMatch(/^page 1/)
  },
)

test('another run, seed or code makes it new', async () => {
  const { live, page } = centre()
  await page()
  live.artefacts = 'two'
  expect(await page()).toMatch(/^page 2/)
  live.state.seed = 'b'
  expect(await page()).toMatch(/^page 3/)
  expect(await page(undefined, 'd')).toMatch(/^page 4/)
})

test('there is none before every stage has finished, and one that failed is tried again', async () => {
  const { live } = centre()
  const unfinished = {
    ...live,
    stageOutput: (s: string) => (s === STAGE_NAMES.at(-1) ? undefined : live.stageOutput(s)),
  }
  let tries = 0
  const reports = new ReadableReports('', async () => {
    tries++
    if (tries === 1) throw new Error('no kernels')
    return 'a page'
  })
  expect(await reports.page(unfinished as never, 'c', (o) => o)).toBeUndefined()
  await expect(reports.page(live as never, 'c', (o) => o)).rejects.toThrow('no kernels')
  expect(await reports.page(live as never, 'c', (o) => o)).toBe('a page')
})
