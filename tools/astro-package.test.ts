/** `@magpie/astro` as others would have it: built, installed beside `@magpie/core` in an empty folder, its README run there. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundled } from './bundle.ts'
import { packPackages } from './pack-packages.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(join(root, 'packages/astro/README.md'), 'utf8')
/** A heading, the program under it, and what it prints. */
const examples = [...readme.matchAll(/^## (.+)\n(?:(?!^## )[\s\S])*?```ts\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/gm)]
let work: string
const installed = (name: string) => join(work, 'node_modules/@magpie', name)

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'magpie-astro-'))
  mkdirSync(join(work, 'node_modules'))
  packPackages(join(work, 'node_modules'), ['core', 'astro'])
  // What core depends on; everything else of the checkout is out of reach.
  symlinkSync(join(root, 'node_modules/zod'), join(work, 'node_modules/zod'))
  for (const [i, [, , program]] of examples.entries()) writeFileSync(join(work, `example-${i + 1}.ts`), program!)
})
afterAll(() => rmSync(work, { recursive: true, force: true }))

describe('the package', () => {
  it('depends on core alone', () => {
    const { dependencies, sideEffects, license } = JSON.parse(
      readFileSync(join(installed('astro'), 'package.json'), 'utf8'),
    )
    expect(Object.keys(dependencies)).toEqual(['@magpie/core'])
    expect({ sideEffects, license }).toEqual({ sideEffects: false, license: 'Apache-2.0' })
  })

  it.each(['core', 'astro'])('%s: publint has nothing to say', async (name) => {
    const pkgDir = installed(name)
    const { messages, pkg } = await publint({ pkgDir, strict: true, pack: false })
    expect(messages.map((message) => formatMessage(message, pkg!, { color: false }))).toEqual([])
  })

  it('holds JavaScript with declarations, README and licence, and no test', () => {
    const files = readdirSync(installed('astro'), { recursive: true, encoding: 'utf8' })
    expect(files).toEqual(expect.arrayContaining(['README.md', 'LICENSE', 'dist/states.js', 'dist/states.d.ts']))
    expect(files.filter((path) => /test|testing/.test(path) || /(?<!\.d)\.ts$/.test(path))).toEqual([])
  })
})

describe('in a browser', () => {
  const kernels = `export { loadEphemerides } from '@magpie/astro/ephemerides'\n`
  // Measured: 14.5, 20.7 and 23 kB.
  it.each([
    ['kernels and states', `${kernels}export { stateOf } from '@magpie/astro/states'`, 17_000],
    [
      'rise and set',
      `${kernels}export { elevation } from '@magpie/astro/events/sights'
      export { whereAbove } from '@magpie/astro/events/search'
      export { siteFromEllipsoid } from '@magpie/astro/sites'`,
      23_000,
    ],
    ['links', `${kernels}export { linkWindows } from '@magpie/astro/links/link-windows'`, 26_000],
    // With assumptions, whose provenance core reads by zod: 25 kB that a page which only reads kernels need not load.
    ['the terminals of links', `export { assumptionsOf, gainOf } from '@magpie/astro/links/terminal'`, 6_000],
  ])('%s bring little else along', async (_, code, most) => {
    const weight = gzipSync(await bundled(code)).length
    expect(weight).toBeGreaterThan(300)
    expect(weight).toBeLessThan(most)
  })
})

describe('its README', () => {
  it('has examples', () => expect(examples.length).toBeGreaterThanOrEqual(3))

  it.each(examples.map(([, heading, , output], i) => [heading!, i + 1, output!] as const))('%s', (_, i, output) => {
    const run = spawnSync(process.execPath, [join(work, `example-${i}.ts`)], { cwd: root, encoding: 'utf8' })
    expect(run.stderr).toBe('')
    expect(run.stdout).toBe(output)
  })

  it('shows programs that the compiler accepts', () => {
    const compilerOptions = {
      module: 'nodenext',
      target: 'es2024',
      strict: true,
      noEmit: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      types: ['node'],
      typeRoots: [join(root, 'node_modules/@types')],
    }
    writeFileSync(join(work, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(work, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }))
    const tsc = join(root, 'node_modules/typescript-7/bin/tsc')
    const run = spawnSync(process.execPath, [tsc, '-p', work], { cwd: work, encoding: 'utf8' })
    expect(run.stdout).toBe('')
  })

  it('names what there is', async () => {
    const rows = [...readme.matchAll(/^\| `([\w/-]+)` \| ((?:`\w+`(?:, )?)+) \|/gm)]
    expect(rows.length).toBeGreaterThan(10)
    for (const [, path, list] of rows) {
      const module: object = await import(join(installed('astro'), 'dist', `${path}.js`))
      for (const [, name] of list!.matchAll(/`(\w+)`/g)) expect(module, `${path}: ${name}`).toHaveProperty(name!)
    }
  })
})
