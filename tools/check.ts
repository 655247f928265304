/** `npm run check`: everything but the tests, each check once, with a line of its own; exits 1 if any failed. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = (path: string) => fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url))
const tsc = bin('typescript-7/bin/tsc')

const checks: readonly { readonly name: string; readonly args: readonly string[] }[] = [
  { name: 'types of the packages, without Node or DOM', args: [tsc, '--noEmit', '-p', 'tsconfig.json'] },
  { name: 'types of adapters, apps, tools and tests', args: [tsc, '--noEmit', '-p', 'tsconfig.test.json'] },
  { name: 'types of the console', args: [tsc, '--noEmit', '-p', 'apps/console'] },
  { name: 'format and lint', args: [bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.'] },
  {
    name: 'directions of imports',
    args: [
      bin('dependency-cruiser/bin/dependency-cruiser.mjs'),
      '--config',
      '.dependency-cruiser.mjs',
      'packages',
      'adapters',
      'apps/server',
      'apps/cli',
      'apps/console/src',
    ],
  },
  { name: 'dead exports and dependencies', args: [bin('knip/bin/knip.js'), '--no-progress'] },
]

let failed = 0
for (const check of checks) {
  const from = Date.now()
  const run = spawnSync(process.execPath, [...check.args], { cwd: root, encoding: 'utf8' })
  const passed = run.status === 0
  if (!passed) failed++
  console.log(`${passed ? 'pass' : 'FAIL'}  ${check.name}  (${((Date.now() - from) / 1000).toFixed(1)} s)`)
  if (!passed) console.log(`${run.stdout}${run.stderr}`)
}
console.log(`checks: ${checks.length - failed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
