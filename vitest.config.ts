import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const setupFiles = [fileURLToPath(new URL('tools/property-seed.ts', import.meta.url))]

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'packages', include: ['packages/*/src/**/*.test.ts'], testTimeout: 60_000, setupFiles } },
      { test: { name: 'adapters', include: ['adapters/src/**/*.test.ts'], testTimeout: 120_000, setupFiles } },
      {
        test: {
          name: 'apps',
          include: ['apps/*/src/**/*.test.ts', 'tools/**/*.test.ts', 'missions/**/*.test.ts'],
          testTimeout: 120_000,
          setupFiles,
        },
      },
    ],
  },
})
