import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What is alike in all projects. Limits are for what hangs: a machine that others use may take ten times as long. */
const patient = {
  testTimeout: 300_000,
  hookTimeout: 300_000,
  expect: { poll: { timeout: 60_000 } },
  setupFiles: [fileURLToPath(new URL('tools/property-seed.ts', import.meta.url))],
}

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
      { test: { name: 'packages', include: ['packages/*/src/**/*.test.ts'], ...patient } },
      { test: { name: 'adapters', include: ['adapters/src/**/*.test.ts'], ...patient } },
      {
        test: {
          name: 'apps',
          include: ['apps/*/src/**/*.test.ts', 'tools/**/*.test.ts', 'missions/**/*.test.ts'],
          ...patient,
        },
      },
    ],
  },
})
