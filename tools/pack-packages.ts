/**
 * Packages as others install them: plain JavaScript with declarations. Node strips types from a checkout's sources, but not
 * from what lies in `node_modules`, so a release is built, and `publishConfig.exports` takes the place of `exports`.
 *
 *     node tools/pack-packages.ts FOLDER core astro
 */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Writes `@magpie/NAME` for each package below `out`, ready for `npm publish`; packages must be named with what they import. */
export function packPackages(out: string, names: readonly string[]): void {
  const built = join(out, '.built')
  compile(built, names)
  for (const name of names) {
    const from = join(root, 'packages', name)
    const to = join(out, '@magpie', name)
    rmSync(to, { recursive: true, force: true })
    mkdirSync(to, { recursive: true })
    cpSync(join(built, name, 'src'), join(to, 'dist'), { recursive: true })
    for (const path of ['README.md', 'LICENSE']) {
      const own = join(from, path)
      const shared = join(root, path)
      if (existsSync(own)) cpSync(own, join(to, path))
      else if (path === 'LICENSE') cpSync(shared, join(to, path))
    }
    writeFileSync(join(to, 'package.json'), `${JSON.stringify(released(from), null, 2)}\n`)
  }
  rmSync(built, { recursive: true })
}

/** A package.json for a release: what only the checkout needs is left out. */
function released(folder: string): Record<string, unknown> {
  const { private: _, publishConfig, ...rest } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const { exports, ...config } = publishConfig
  return { ...rest, exports, publishConfig: config }
}

function compile(outDir: string, names: readonly string[]): void {
  const config = `${outDir}.json`
  const packages = join(root, 'packages')
  const sources = names.map((name) => join(packages, name, 'src'))
  const compilerOptions = {
    rootDir: packages,
    outDir,
    noEmit: false,
    declaration: true,
    allowImportingTsExtensions: false,
  }
  rmSync(outDir, { recursive: true, force: true })
  mkdirSync(outDir, { recursive: true })
  writeFileSync(
    config,
    JSON.stringify({
      extends: join(root, 'tsconfig.json'),
      compilerOptions,
      include: [...sources, join(packages, 'platform.d.ts')],
      exclude: [join(packages, '**/*.test.ts'), join(packages, '**/testing')],
    }),
  )
  const tsc = join(root, 'node_modules/typescript-7/bin/tsc')
  const run = spawnSync(process.execPath, [tsc, '-p', config], { cwd: root, encoding: 'utf8' })
  rmSync(config)
  if (run.status !== 0) throw new Error(`the packages do not compile:\n${run.stdout}`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [out, ...names] = process.argv.slice(2)
  if (out === undefined || names.length === 0) throw new Error('usage: node tools/pack-packages.ts FOLDER PACKAGE...')
  packPackages(out, names)
}
