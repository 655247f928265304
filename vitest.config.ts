import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'packages', include: ['packages/*/src/**/*.test.ts'], testTimeout: 60_000 } },
      { test: { name: 'adapters', include: ['adapters/src/**/*.test.ts'], testTimeout: 120_000 } },
      {
        test: {
          name: 'apps',
          include: ['apps/*/src/**/*.test.ts', 'tools/**/*.test.ts', 'missions/**/*.test.ts'],
          testTimeout: 120_000,
        },
      },
    ],
  },
})
