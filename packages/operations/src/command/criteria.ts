/** Match criteria of XTCE (1.2, 4.3.2.4) asked of the latest values, where the decoder asks them of a packet. */

import type { Criterion, FormulaCriterion, Parameter } from '../dictionary.ts'
import { evaluate, isTrue } from '../expression/formula.ts'
import { type ComparisonSign, compare, type SeenValue } from './condition.ts'

/** The latest engineering value of a parameter of the dictionary. */
export type LatestValue = (parameter: Parameter) => SeenValue | undefined

/** Whether all hold; undefined where a value that matters has not come. */
export function criteriaHold(criteria: readonly Criterion[], latest: LatestValue): boolean | undefined {
  return combined(criteria, true, latest)
}

function combined(of: readonly Criterion[], all: boolean, latest: LatestValue): boolean | undefined {
  const parts = of.map((part) => criterionHolds(part, latest))
  if (parts.includes(!all)) return !all
  return parts.includes(undefined) ? undefined : all
}

function criterionHolds(criterion: Criterion, latest: LatestValue): boolean | undefined {
  if ('holds' in criterion) return combined(criterion.of, criterion.holds === 'all', latest)
  if ('formula' in criterion) return formulaHolds(criterion, latest)
  const left = valueFor(criterion.parameter, criterion.calibrated, latest)
  if (left === undefined) return undefined
  const { other } = criterion
  const right =
    other === undefined
      ? writtenValue(criterion.parameter, criterion.value, left)
      : valueFor(other.parameter, other.calibrated, latest)
  return right === undefined ? undefined : compare(left, criterion.operator satisfies ComparisonSign, right)
}

/** A formula works on numbers: of labels and words on the raw ones. */
function formulaHolds({ formula, inputs }: FormulaCriterion, latest: LatestValue): boolean | undefined {
  const values = inputs.map(({ parameter, calibrated }) => {
    const worded = parameter.type.kind === 'enumerated' || parameter.type.kind === 'boolean'
    return valueFor(parameter, calibrated && !worded, latest)
  })
  if (values.includes(undefined)) return undefined
  const result = evaluate(formula, values.map(Number))
  return Number.isNaN(result) ? undefined : isTrue(result)
}

/** The value as asked for: raw ones are known of enumerations, booleans and what has no calibrator. */
function valueFor(
  parameter: Parameter,
  calibrated: boolean,
  latest: LatestValue,
): number | string | boolean | undefined {
  const value = latest(parameter)?.value
  if (value === undefined || calibrated) return value
  const { type } = parameter
  if (type.kind === 'enumerated') return type.labels?.find((label) => label.label === value)?.from
  if (type.kind === 'boolean') return value === true || value === type.words?.one ? 1 : 0
  const bent =
    (type.encoding.kind === 'integer' || type.encoding.kind === 'float') &&
    (type.encoding.calibrator !== undefined || type.encoding.contextCalibrators !== undefined)
  return bent || type.time !== undefined ? undefined : value
}

/** What the dictionary writes, as the kind of value that it is compared with. */
function writtenValue({ type }: Parameter, written: string, left: number | string | boolean): number | string {
  if (typeof left === 'number') return Number(written)
  if (type.kind === 'enumerated') {
    const raw = Number(written)
    const known = type.labels?.some((label) => label.label === written) === true
    return known || written.trim() === '' || Number.isNaN(raw)
      ? written
      : (type.labels?.find((label) => raw >= label.from && raw <= label.to)?.label ?? written)
  }
  if (type.kind === 'boolean' && typeof left === 'boolean')
    return String(written === type.words?.one || written === '1')
  return written
}
