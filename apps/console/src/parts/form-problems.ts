/** What the centre says of a form, by field. */
import type { Failure, Problem } from '@magpie/api/failure'

/** What is wrong at a field, where the centre named it; `under` is where the form begins in the request. */
export function problemsByField(failure: Failure | undefined, under: string): (field: string) => string | undefined {
  const problems = failure?.kind === 'bad-request' ? failure.problems : []
  return fieldProblems(problems, under)
}

/** The same of a list of problems; several at one field are one sentence after another. */
export function fieldProblems(problems: readonly Problem[], under = ''): (field: string) => string | undefined {
  const at = new Map<string, string>()
  for (const { field, message } of problems) {
    const before = at.get(field)
    at.set(field, before === undefined ? message : `${before}; ${message}`)
  }
  return (field) => at.get(`${under}${field}`)
}

/** An identifier made of a name: `Óbuda Institute` becomes `obuda-institute`. */
export function identifierFrom(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64)
    .replace(/-+$/, '')
}
