/**
 * The package in a real browser: what every reference file asks for is evaluated by the same code in Node and, bundled,
 * in Chromium. What is arithmetic alone must have the same bits; where sines enter, engines differ in the last ones.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium } from 'playwright-core'
import { build, type Rollup } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type KernelFile, kernelKind } from './ephemerides.ts'
import { referenceKind } from './reference-checks.ts'
import { type Evaluation, evaluateGolden, type GoldenFile } from './testing/golden-evaluations.ts'

const CHROMIUM = '/usr/bin/chromium'
const without = existsSync(CHROMIUM) ? '' : ` (skipped: there is no ${CHROMIUM} on this machine)`
const root = new URL('../../../', import.meta.url)
const bytesOf = (path: string) => Uint8Array.from(readFileSync(new URL(path, root)))
const paths = ['data/kernels/', 'golden/spice/', 'golden/flight/'].flatMap((folder) =>
  readdirSync(new URL(folder, root)).map((name) => folder + name),
)
const kernels: KernelFile[] = paths
  .map((name) => ({ name, bytes: bytesOf(name).buffer }))
  .filter(({ bytes }) => kernelKind(bytes) !== undefined)
const files: GoldenFile[] = paths
  .filter((path) => path.endsWith('.json'))
  .map((path) => ({ path, json: JSON.parse(readFileSync(new URL(path, root), 'utf8')) }))
  .filter(({ json }) => referenceKind(json) !== undefined)

/** The evaluations with all they import of the package, as one module that a browser loads. */
async function bundled(): Promise<string> {
  const entry = fileURLToPath(new URL('testing/golden-evaluations.ts', import.meta.url))
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, target: 'es2022', lib: { entry, formats: ['es'] } },
  })
  return ((built as Rollup.RollupOutput[])[0]!.output[0] as Rollup.OutputChunk).code
}

/** The largest difference, in steps of a double at each value's scale; infinite where one is not a number. */
function worstSteps(here: Evaluation, there: Float64Array): number {
  let worst = 0
  here.values.forEach((value, i) => {
    if (Object.is(value, there[i])) return
    const step = 2 ** (Math.floor(Math.log2(Math.abs(here.scales[i]!))) - 52)
    const steps = Math.abs(value - there[i]!) / step
    worst = Math.max(worst, Number.isNaN(steps) ? Number.POSITIVE_INFINITY : steps)
  })
  return worst
}

const numbersOf = (list: readonly Evaluation[]) => list.reduce((sum, { values }) => sum + values.length, 0)
const EXTREMES = /times of extremes$/

describe.skipIf(without !== '')(`in Chromium as in Node${without}`, () => {
  let browser: Browser
  const here = evaluateGolden(kernels, files)
  const there = new Map<string, Float64Array>()

  beforeAll(async () => {
    const module = await bundled()
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] })
    const page = await browser.newPage()
    await page.route('http://astro.test/**', (route) => {
      const path = new URL(route.request().url()).pathname.slice(1)
      if (path === '') return route.fulfill({ contentType: 'text/html', body: '<!doctype html>' })
      if (path === 'golden.js') return route.fulfill({ contentType: 'text/javascript', body: module })
      return route.fulfill({ body: Buffer.from(bytesOf(path)) })
    })
    await page.goto('http://astro.test/')
    const asked = { kernels: kernels.map(({ name }) => name), files: files.map(({ path }) => path) }
    // As text: the test runner would rewrite the import.
    const found = await page.evaluate<[string, string][]>(`(async ({ kernels, files }) => {
      const { evaluateGolden } = await import('/golden.js')
      const bytes = async (path) => (await fetch('/' + path)).arrayBuffer()
      const evaluations = evaluateGolden(
        await Promise.all(kernels.map(async (name) => ({ name, bytes: await bytes(name) }))),
        await Promise.all(files.map(async (path) => ({ path, json: await (await fetch('/' + path)).json() }))),
      )
      return evaluations.map(({ name, values }) => [name, new Uint8Array(values.buffer).toBase64()])
    })(${JSON.stringify(asked)})`)
    for (const [name, text] of found)
      there.set(name, new Float64Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer))
  })
  afterAll(() => browser?.close())

  it('evaluates the same list', () => {
    expect([...there.keys()]).toEqual(here.map(({ name }) => name))
    for (const one of here) expect(there.get(one.name)!.length, one.name).toBe(one.values.length)
  })

  it('has the same bits where no sine enters', () => {
    const exact = here.filter(({ arithmetic }) => arithmetic)
    const differing = exact.filter((one) => worstSteps(one, there.get(one.name)!) > 0)
    expect(differing.map(({ name }) => name)).toEqual([])
    expect(numbersOf(exact)).toBeGreaterThan(19_000)
    expect(exact.map(({ name }) => name.split(', ')[0])).toContain('golden/flight/states.json: CN+S')
  })

  it('agrees within 4 steps of a double where sines enter', () => {
    const sines = here.filter(({ name, arithmetic }) => !(arithmetic || EXTREMES.test(name)))
    const steps = sines.map((one) => [one.name, worstSteps(one, there.get(one.name)!)] as const)
    expect(steps.filter(([, worst]) => worst > 4)).toEqual([])
    expect(numbersOf(sines)).toBeGreaterThan(60_000)
    // Engines do differ: were the two the same program, this file would show nothing.
    expect(steps.some(([, worst]) => worst > 0)).toBe(true)
  })

  it('finds extremes at the same times, as far as something flat has one', () => {
    const flat = here.filter(({ name }) => EXTREMES.test(name))
    // Measured: 4.7e-5 s with the aberration of light, 7e-7 s without. The values there are held to 4 steps above.
    for (const one of flat)
      expect(Math.max(...one.values.map((at, i) => Math.abs(at - there.get(one.name)![i]!))), one.name).toBeLessThan(
        1e-4,
      )
    expect(numbersOf(flat)).toBeGreaterThan(800)
  })
})

describe('the measure', () => {
  const one = { name: '', arithmetic: true, values: Float64Array.of(1, -0), scales: Float64Array.of(1, 1) }
  it.each([
    [[1, -0], 0],
    [[1 + 2 ** -52, -0], 1],
    [[1, 5 * 2 ** -52], 5],
    [[Number.NaN, -0], Number.POSITIVE_INFINITY],
  ])('%j lies %f steps away', (there, steps) => expect(worstSteps(one, Float64Array.from(there))).toBe(steps))
})
