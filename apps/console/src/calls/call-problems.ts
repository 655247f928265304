/** What the centre said of a call's fields when it refused the call, by the fields of the form. */
import type { Failure, Problem } from '@magpie/api/failure'

/** The problems; none where it refused for another reason. */
export function submittedProblems(failure: Failure | undefined): Problem[] {
  const problems = failure?.kind === 'bad-request' ? failure.problems : []
  return problems.map((p) => ({ ...p, field: p.field.replace(/^\/call(?=\/)/, '') }))
}
