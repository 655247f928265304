import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const setupFiles = [fileURLToPath(new URL('tools/property-seed.ts', import.meta.url))]

/** Files that start a whole centre first, and the many short ones last: then no long one runs alone at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const order = ['apps', 'adapters', 'packages']
    const place = ({ project }: TestSpecification) => order.indexOf(project.name)
    return (await super.sort(files)).sort((a, b) => place(a) - place(b))
  }
}

export default defineConfig({
  test: {
    // Two at least: a file with a browser or a database often waits for it.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'packages',
          include: ['packages/*/src/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          setupFiles,
        },
      },
      {
        test: {
          name: 'adapters',
          include: ['adapters/src/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 240_000,
          setupFiles,
        },
      },
      {
        test: {
          name: 'apps',
          include: ['apps/*/src/**/*.test.ts', 'tools/**/*.test.ts', 'missions/**/*.test.ts'],
          testTimeout: 120_000,
          // A hook that ends a centre stops a database, which writes all it holds: on a slow disk that takes its time.
          hookTimeout: 240_000,
          // What a page shows in the end, on a machine that others use.
          expect: { poll: { timeout: 60_000 } },
          setupFiles,
        },
      },
    ],
  },
})
