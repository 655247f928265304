/** The directions of tools/directions.ts as rules; `npm run check` applies them, and a planted import proves that they bite. */
import { CONSOLE_MAY, DIRECTIONS } from './tools/directions.ts'

const below = (names) => names.join('|')

const packages = Object.entries(DIRECTIONS).map(([name, may]) => ({
  name: `${name}-points-down`,
  severity: 'error',
  from: { path: `(^|/)packages/${name}/` },
  to: { path: '(^|/)packages/[^/]+/', pathNot: `(^|/)packages/(${below([name, ...may])})/` },
}))

export default {
  forbidden: [
    ...packages,
    {
      name: 'packages-know-no-adapter-or-app',
      severity: 'error',
      from: { path: '(^|/)packages/' },
      to: { path: '^(adapters|apps|bench|examples)/' },
    },
    {
      name: 'adapters-know-no-app',
      severity: 'error',
      from: { path: '^adapters/' },
      to: { path: '^apps/' },
    },
    {
      name: 'console-stays-in-the-browser',
      severity: 'error',
      from: { path: '^apps/console/src', pathNot: '\\.test\\.tsx?$|/testing/' },
      to: { path: `^(packages/(?!(${below(CONSOLE_MAY)})/)|adapters/(?!src/browser-)|apps/(?!console))` },
    },
    {
      name: 'browser-adapters-stay-in-the-browser',
      comment: 'what adapters have for the browser knows no Node and no adapter that does',
      severity: 'error',
      from: { path: '(^|/)adapters/src/browser-', pathNot: '\\.test\\.ts$' },
      to: { path: `(^|/)(packages/(?!(${below(CONSOLE_MAY)})/)|adapters/(?!src/browser-))` },
    },
    {
      name: 'browser-adapters-without-node',
      severity: 'error',
      from: { path: '(^|/)adapters/src/browser-', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'apps-apart',
      severity: 'error',
      from: { path: '^apps/server/' },
      to: { path: '^apps/(?!server)' },
    },
    {
      name: 'packages-are-pure',
      comment: 'no Node in packages: the browser runs the same code',
      severity: 'error',
      from: { path: '(^|/)packages/', pathNot: '\\.test\\.ts$|/testing/' },
      to: { dependencyTypes: ['core'] },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'declared',
      comment: 'a package.json names everything that is imported',
      severity: 'error',
      from: { path: '^(packages|adapters|apps)/', pathNot: '\\.test\\.tsx?$|/testing/|vite\\.config' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'], dependencyTypesNot: ['npm', 'type-only'] },
    },
    { name: 'resolved', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '\\?url$|\\.css$' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/|\\?url$' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'browser', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.d.ts'],
      mainFields: ['module', 'main', 'types'],
    },
  },
}
