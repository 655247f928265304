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
  it('catch what is planted: astro in core, Node and its adapters in what the browser has', () => {
    const { summary } = cruise('tools/planted')
    const caught = summary.violations.map((v) => v.rule.name)
    for (const rule of ['core-points-down', 'browser-adapters-stay-in-the-browser', 'browser-adapters-without-node'])
      expect(caught).toContain(rule)
  })

  it('hold over the whole tree, and modules were read', () => {
    const { summary } = cruise('packages', 'adapters', 'apps/server', 'apps/cli', 'apps/console/src')
    expect(summary.violations.map((v) => `${v.rule.name}: ${v.from} -> ${v.to}`)).toEqual([])
    expect(summary.totalCruised).toBeGreaterThan(40)
  })
})
