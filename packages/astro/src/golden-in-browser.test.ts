/** The golden tests of geometry and searches once more, the same files, in Chromium: what CSPICE says holds there too. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { build, type Rollup } from 'vite'
import { expect, it } from 'vitest'

const CHROMIUM = '/usr/bin/chromium'
const without = existsSync(CHROMIUM) ? '' : ` (skipped: there is no ${CHROMIUM} on this machine)`
const root = new URL('../../../', import.meta.url)
const TESTS = ['geometry/golden.test.ts', 'events/geometry-finder.test.ts']
const FOLDERS = ['data/kernels/', 'golden/flight/', 'golden/geometry/', 'golden/searches/']
const runner = fileURLToPath(new URL('testing/page-runner.ts', import.meta.url))

/** The tests with all they import, as one module; the runner and the file system are the page's own. */
async function bundled(): Promise<string> {
  const entry = 'virtual:golden-tests'
  const imports = TESTS.map((test) => `import ${JSON.stringify(fileURLToPath(new URL(test, import.meta.url)))}`)
  const built = await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { vitest: runner, 'node:fs': runner } },
    build: { write: false, target: 'es2022', lib: { entry, formats: ['es'] } },
    plugins: [
      {
        name: 'golden-tests',
        enforce: 'pre',
        resolveId: (id) => (id.endsWith(entry) ? entry : undefined),
        load: (id) => (id === entry ? `${imports.join('\n')}\nexport { runTests } from 'vitest'` : undefined),
        transform(code, id) {
          if (!id.endsWith('.test.ts')) return undefined
          const path = id.slice(fileURLToPath(root).length)
          const placed = code.replaceAll('import.meta.url', JSON.stringify(`http://astro.test/${path}`))
          // A test is loaded for what it does, whatever the package says of its modules.
          return { code: placed, moduleSideEffects: true }
        },
      },
    ],
  })
  return ((built as Rollup.RollupOutput[])[0]!.output[0] as Rollup.OutputChunk).code
}

it.skipIf(without !== '')(`geometry and searches hold in Chromium as CSPICE says${without}`, async () => {
  const code = await bundled()
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] })
  try {
    const page = await browser.newPage()
    await page.route('http://astro.test/**', (route) => {
      const path = new URL(route.request().url()).pathname.slice(1)
      if (path === '') return route.fulfill({ contentType: 'text/html', body: '<!doctype html>' })
      if (path === 'tests.js') return route.fulfill({ contentType: 'text/javascript', body: code })
      return route.fulfill({ body: readFileSync(new URL(path, root)) })
    })
    await page.goto('http://astro.test/')
    const files = FOLDERS.flatMap((folder) => readdirSync(new URL(folder, root)).map((name) => folder + name))
    // As text: the test runner would rewrite the import.
    const told = await page.evaluate<{ name: string; failure?: string }[]>(`(async (paths) => {
      const bytes = async (path) => new Uint8Array(await (await fetch('/' + path)).arrayBuffer())
      globalThis.magpieFiles = await Promise.all(paths.map(async (path) => ['/' + path, await bytes(path)]))
      return (await import('/tests.js')).runTests()
    })(${JSON.stringify(files)})`)
    expect(told.filter(({ failure }) => failure !== undefined)).toEqual([])
    // As many as run in Node today: none is lost on the way.
    expect(told.length).toBeGreaterThanOrEqual(24)
  } finally {
    await browser.close()
  }
})
