/** The console's build: `apps/console/dist`, served at `/` by the server. Nothing in it needs a CDN, eval or inline code. */
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** The font packages list WOFF beside WOFF2; every browser that runs this console reads WOFF2, so the other is not built. */
const woff2Only: Plugin = {
  name: 'woff2-only',
  enforce: 'pre',
  transform: (code, id) =>
    id.includes('fontsource') && id.endsWith('.css')
      ? { code: code.replace(/,\s*url\([^)]*\.woff\)\s*format\('woff'\)/g, ''), map: null }
      : null,
}

/**
 * Schemas only read here: what makes JSON Schemas of them, for the contract's documents, is left out of the page. Zod names it
 * in every schema, so that no bundler can see that nobody asks for it.
 */
const withoutJsonSchema: Plugin = {
  name: 'without-json-schema',
  enforce: 'pre',
  transform(code, id) {
    if (!/zod\/v4\/core\/(?:to-json-schema|json-schema-processors)\.js$/.test(id)) return null
    const names = [...code.matchAll(/^export (?:const|function) (\w+)/gm)].map(([, name]) => name)
    const stubs = names.map((name) => `export const ${name} = () => undefined`)
    const renamed = [...code.matchAll(/^export \{ (\w+) as (\w+) \};?$/gm)].map(([line]) => line)
    return { code: [...stubs, ...renamed].join('\n'), map: null }
  },
}

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [woff2Only, withoutJsonSchema, react()],
  server: { proxy: { '/api': { target: 'http://127.0.0.1:8088', ws: true } } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // A data: URI would need an exception in the content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      output: {
        // React has a chunk of its own: a group takes its dependencies along, and the first page must not wait for three.
        codeSplitting: {
          groups: [
            {
              name: 'react',
              test: /node_modules[\\/](react|react-dom|scheduler|use-sync-external-store)[\\/]/,
              priority: 2,
            },
            { name: 'three', test: /node_modules[\\/](three|@react-three)[\\/]/, priority: 1 },
          ],
        },
      },
    },
  },
})
