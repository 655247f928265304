/**
 * As much of the test runner and of the file system as the golden tests use, so that the very same tests run in a browser's
 * page: their files are handed in before, by path, and every test answers what failed it.
 */

/** Files by path, which the page has read before it loads the tests. */
const files = new Map((globalThis as { magpieFiles?: readonly (readonly [string, Uint8Array])[] }).magpieFiles)
const tests: { readonly name: string; readonly run: () => unknown }[] = []
const within: string[] = []

/** Runs what was registered; gives each test's name, and why it failed. */
export async function runTests(): Promise<{ name: string; failure?: string }[]> {
  const out: { name: string; failure?: string }[] = []
  for (const { name, run } of tests) {
    try {
      await run()
      out.push({ name })
    } catch (cause) {
      out.push({ name, failure: cause instanceof Error ? `${cause.message}\n${cause.stack ?? ''}` : String(cause) })
    }
  }
  return out
}

export function describe(name: string, body: () => void): void {
  within.push(name)
  body()
  within.pop()
}

export function it(name: string, run: () => unknown): void {
  tests.push({ name: [...within, name].join(': '), run })
}
it.each = (cases: readonly unknown[]) => (name: string, run: (...args: never[]) => unknown) => {
  for (const [i, one] of cases.entries()) {
    const args = (Array.isArray(one) ? one : [one]) as never[]
    it(`${name} ${i}`, () => run(...args))
  }
}

/** The assertions that the golden tests make; any other is missing, and says so. */
export function expect(value: unknown, about = '') {
  const held = (holds: boolean, what: string, other: unknown) => {
    if (!holds) throw new Error(`${about} ${shown(value)} ${what} ${shown(other)}`)
  }
  return {
    toBe: (other: unknown) => held(Object.is(value, other), 'is not', other),
    toEqual: (other: unknown) => held(shown(value) === shown(other), 'does not equal', other),
    toHaveLength: (other: number) => held((value as { length: number }).length === other, 'has not length', other),
    toBeLessThan: (other: number) => held((value as number) < other, 'is not less than', other),
    toBeLessThanOrEqual: (other: number) => held((value as number) <= other, 'is more than', other),
    toBeGreaterThan: (other: number) => held((value as number) > other, 'is not greater than', other),
  }
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? String(value)
}

export function readFileSync(url: URL, encoding?: 'utf8'): Uint8Array | string {
  const bytes = files.get(url.pathname)
  if (bytes === undefined) throw new Error(`no file ${url.pathname} was given to the page`)
  return encoding === undefined ? bytes : new TextDecoder().decode(bytes)
}

/** The names of the files of a folder, as far as they were given. */
export function readdirSync(url: URL): string[] {
  const folder = url.pathname
  return [...files.keys()]
    .filter((path) => path.startsWith(folder) && !path.slice(folder.length).includes('/'))
    .map((path) => path.slice(folder.length))
}
