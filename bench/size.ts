/** `npm run size`: what `@magpie/astro` weighs in a browser, bundled and minified as Vite does it: whole, and for one use. */
import { readdirSync } from 'node:fs'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { bundled } from '../tools/bundle.ts'

const sources = new URL('../packages/astro/src/', import.meta.url)
const modules = readdirSync(sources, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => /\.ts$/.test(path) && !/\.test\.ts$|^testing\/|^reference/.test(path))
  .map((path) => path.slice(0, -3))
  .sort()
const whole = (paths: readonly string[]) =>
  paths.map((path, i) => `export * as m${i} from '@magpie/astro/${path}'\n`).join('')
const named = (names: string, from: string) => `export { ${names} } from '@magpie/astro/${from}'\n`

/** What is bundled, as the module that a page would write. */
const USES: Readonly<Record<string, string>> = {
  'all modules': whole(modules),
  'kernels, states': named('loadEphemerides', 'ephemerides') + named('stateOf', 'states'),
  '... and sites, azimuth and elevation':
    named('loadEphemerides', 'ephemerides') + named('azimuthElevation, siteFromSphere', 'sites'),
  '... and rise and set':
    named('loadEphemerides', 'ephemerides') +
    named('siteFromEllipsoid', 'sites') +
    named('elevation', 'events/sights') +
    named('whereAbove', 'events/search'),
}

const kB = (bytes: number) => `${(bytes / 1000).toFixed(1).padStart(7)} kB`
console.log(`@magpie/astro, ${modules.length} modules`.padEnd(44), 'minified', '     gzip', '     brotli')
for (const [use, code] of Object.entries(USES)) {
  const text = await bundled(code)
  const sizes = [text.length, gzipSync(text, { level: 9 }).length, brotliCompressSync(text).length]
  console.log(use.padEnd(42), ...sizes.map(kB))
}
