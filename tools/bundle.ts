/** A module with all it imports as one minified text, as Vite makes it for browsers. */
import { fileURLToPath } from 'node:url'
import { build, type Rollup } from 'vite'

/** The bundle of a module given as its text; everything that it exports is kept. */
export async function bundled(code: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    root: fileURLToPath(new URL('..', import.meta.url)),
    plugins: [
      {
        name: 'use',
        resolveId: (id) => (id === 'virtual:use' ? id : null),
        load: (id) => (id === 'virtual:use' ? code : null),
      },
    ],
    build: {
      write: false,
      target: 'es2022',
      minify: 'oxc',
      rolldownOptions: { input: 'virtual:use', preserveEntrySignatures: 'strict' },
    },
  })
  const { output } = built as Rollup.RollupOutput
  return output.map((part) => (part.type === 'chunk' ? part.code : '')).join('')
}
