import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

type Report = {
  summary: { totalCruised: number; error: number; violations: { rule: { name: string }; from: string; to: string }[] }
}

function cruise(...folders: string[]): Report {
  const args = ['--config', '.dependency-cruiser.mjs', '--output-type', 'json', ...folders]
  const bin = fileURLToPath(new URL('../node_modules/dependency-cruiser/bin/dependency-cruiser.mjs', import.meta.url))
  try {
    return JSON.parse(
      execFileSync(process.execPath, [bin, ...args], {
        cwd: root,
        encoding: 'utf8',
        maxBuffer: 1 << 28,
        stdio: 'pipe',
      }),
    )
  } catch (failed) {
    return JSON.parse((failed as { stdout: string }).stdout)
  }
}

describe('the directions of imports', () => {
  it('catch a planted import of astro by core', () => {
    const { summary } = cruise('tools/planted')
    expect(summary.violations.map((v) => v.rule.name)).toContain('core-points-down')
  })

  it('hold over the whole tree, and modules were read', () => {
    const { summary } = cruise('packages', 'adapters', 'apps/server', 'apps/cli', 'apps/console/src')
    expect(summary.violations.map((v) => `${v.rule.name}: ${v.from} -> ${v.to}`)).toEqual([])
    expect(summary.totalCruised).toBeGreaterThan(40)
  })
})
