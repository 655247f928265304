/**
 * Which package may import which. Imports point down, never up or sideways (docs/architecture.md): what is not in this
 * table is forbidden, so that a new package begins with nothing.
 */

/** For each package of `packages/`, the packages it may import. */
export const DIRECTIONS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  ledger: ['core'],
  astro: ['core'],
  flight: ['core', 'astro'],
  mission: ['core', 'ledger'],
  surface: ['core', 'astro', 'mission'],
  programme: ['core', 'ledger', 'mission'],
  plan: ['core', 'mission'],
  operations: ['core', 'ledger', 'mission'],
  simulator: ['core', 'astro', 'flight', 'surface', 'mission', 'operations'],
  rehearsal: [
    'core',
    'ledger',
    'astro',
    'flight',
    'surface',
    'mission',
    'programme',
    'plan',
    'operations',
    'simulator',
  ],
  api: ['core', 'ledger', 'astro', 'flight', 'surface', 'mission', 'programme', 'plan', 'operations', 'rehearsal'],
  centre: [
    'core',
    'ledger',
    'astro',
    'flight',
    'surface',
    'mission',
    'programme',
    'plan',
    'operations',
    'simulator',
    'rehearsal',
    'api',
  ],
}

/** What the console may import: pure packages that the browser runs too. */
export const CONSOLE_MAY = ['core', 'ledger', 'astro', 'mission', 'api']
