/** Criteria and told integers as XTCE 1.2 writes them (MatchCriteriaType, IntegerValueType): the mirror image of `xtce-criteria.ts`. */
import type { Comparison, Criterion, FormulaCriterion, IntegerValue } from '../dictionary.ts'
import { NO_DEFAULT } from '../xtce-edition.ts'
import { algorithmParts } from './formula-elements.ts'
import { cannot, instanceAttributes, numberText, type Writing } from './writing.ts'
import { element, textElement, type XmlElement } from './xml-element.ts'

/** All criteria that must hold, as one element where there are any. */
export function criteriaElement(writing: Writing, of: string, criteria: readonly Criterion[]): XmlElement | undefined {
  const only = criteria[0]
  if (only === undefined) return undefined
  if (criteria.length === 1 && 'formula' in only) return formulaElement(writing, of, only)
  const plain = criteria.filter((c): c is Comparison => 'operator' in c && c.other === undefined)
  if (plain.length < criteria.length)
    return element('BooleanExpression', {}, [
      criteria.length === 1 ? condition(writing, of, only) : all(writing, of, criteria),
    ])
  const comparisons = plain.map((comparison) => {
    const { parameter, operator, value, calibrated } = comparison
    const instance = instanceAttributes(writing, parameter, calibrated)
    const comparisonOperator = operator === '==' ? undefined : operator
    return element('Comparison', { ...instance, comparisonOperator, value })
  })
  return comparisons.length === 1 ? comparisons[0] : element('ComparisonList', {}, comparisons)
}

function all(writing: Writing, of: string, criteria: readonly Criterion[]): XmlElement {
  return element(
    'ANDedConditions',
    {},
    criteria.map((c) => condition(writing, of, c)),
  )
}

function condition(writing: Writing, of: string, criterion: Criterion): XmlElement {
  if ('holds' in criterion) {
    if (criterion.holds === 'all') return all(writing, of, criterion.of)
    const inner = criterion.of.map((c) => condition(writing, of, c))
    return element('ORedConditions', {}, inner)
  }
  if ('formula' in criterion) {
    cannot(writing, of, 'a formula among other criteria')
    return element('Condition')
  }
  const { parameter, operator, value, calibrated, other } = criterion
  if (value !== value.trim()) cannot(writing, of, `the value "${value}" has blanks at its ends`)
  return element('Condition', {}, [
    element('ParameterInstanceRef', instanceAttributes(writing, parameter, calibrated)),
    textElement('ComparisonOperator', operator),
    other === undefined
      ? textElement('Value', value)
      : element('ParameterInstanceRef', instanceAttributes(writing, other.parameter, other.calibrated)),
  ])
}

/** A formula stands alone: XTCE has no place for it among other criteria. */
function formulaElement(writing: Writing, of: string, { formula, inputs }: FormulaCriterion): XmlElement {
  return element(
    'CustomAlgorithm',
    { name: 'formula' },
    algorithmParts(
      writing,
      of,
      [{ formula }],
      inputs.map(({ parameter }) => parameter.name),
      (input, inputName) => {
        const { parameter, calibrated } = inputs[input]!
        return element('InputParameterInstanceRef', {
          ...instanceAttributes(writing, parameter, calibrated),
          inputName,
        })
      },
    ),
  )
}

/** The element inside of one that takes an IntegerValueType. `shift` is added to what the value is. */
export function integerValue(writing: Writing, of: string, value: IntegerValue, shift = 0): XmlElement {
  switch (value.kind) {
    case 'fixed':
      return textElement('FixedValue', numberText(writing, of, value.value + shift))
    case 'dynamic':
      return dynamicValue(writing, of, value, shift)
    case 'lookup':
      return element(
        'DiscreteLookupList',
        { defaultValue: defaultOf(writing, of, value, shift) },
        value.cases.map((one) =>
          element('DiscreteLookup', { value: numberText(writing, of, one.value + shift) }, [
            criteriaElement(writing, of, one.criteria),
          ]),
        ),
      )
  }
}

/** XTCE 1.3 must have what holds where no case does, and 1.2 has no word for it. */
function defaultOf(
  writing: Writing,
  of: string,
  { otherwise }: IntegerValue & { kind: 'lookup' },
  shift: number,
): string | undefined {
  if (writing.edition === '1.3')
    return otherwise === undefined ? NO_DEFAULT : numberText(writing, of, otherwise + shift)
  if (otherwise !== undefined)
    cannot(writing, of, 'a value where no case of a look-up holds, which XTCE 1.3 has words for')
  return undefined
}

function dynamicValue(writing: Writing, of: string, value: IntegerValue & { kind: 'dynamic' }, shift: number) {
  const intercept = value.intercept + shift
  return element('DynamicValue', {}, [
    element('ParameterInstanceRef', instanceAttributes(writing, value.parameter, value.calibrated)),
    value.slope === 1 && intercept === 0
      ? undefined
      : element('LinearAdjustment', {
          slope: numberText(writing, of, value.slope),
          intercept: numberText(writing, of, intercept),
        }),
  ])
}
