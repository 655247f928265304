/** Criteria and told numbers of commands as XTCE writes them: the mirror image of `xtce-argument-criteria.ts`. */
import type { ArgumentCriterion, ArgumentInteger, ArgumentOperand, IntegerValue } from '../dictionary.ts'
import { NO_DEFAULT } from '../xtce-edition.ts'
import { integerValue } from './criteria-elements.ts'
import { algorithmParts } from './formula-elements.ts'
import { cannot, instanceAttributes, numberText, type Writing } from './writing.ts'
import { element, textElement, type XmlElement } from './xml-element.ts'

/** A member of an argument stands behind a slash in 1.2, behind a dot in 1.3. */
export function argumentReference({ edition }: Writing, name: string): string {
  return edition === '1.3' ? name : name.replaceAll('.', '/')
}

/** All criteria that must hold, as one element where there are any. */
export function argumentCriteria(
  writing: Writing,
  of: string,
  criteria: readonly ArgumentCriterion[],
): XmlElement | undefined {
  const [only] = criteria
  if (only === undefined) return undefined
  if (criteria.length === 1 && 'formula' in only) return formulaElement(writing, of, only)
  const inner = criteria.length === 1 ? only : ({ holds: 'all', of: criteria } satisfies ArgumentCriterion)
  return element('BooleanExpression', {}, [condition(writing, of, inner)])
}

function formulaElement(
  writing: Writing,
  of: string,
  { formula, inputs }: Extract<ArgumentCriterion, { readonly inputs: unknown }>,
): XmlElement {
  const names = inputs.map((input) => ('parameter' in input ? input.parameter.name : input.argument))
  const parts = algorithmParts(writing, of, [{ formula }], names, (at, inputName) => {
    const input = inputs[at]!
    if ('parameter' in input) {
      const instance = instanceAttributes(writing, input.parameter, input.calibrated)
      return element('InputParameterInstanceRef', { ...instance, inputName })
    }
    if (inputName !== input.argument)
      cannot(writing, of, `a formula with the argument ${input.argument}, which has no other name in it`)
    return element('InputArgumentInstanceRef', argumentAttributes(writing, input))
  })
  // ArgumentInputSetType has no constants.
  if (parts.some((part) => part?.children.some((one) => one.name === 'Constant')))
    cannot(writing, of, 'a formula of arguments with a negative number')
  return element('CustomAlgorithm', { name: 'formula' }, parts)
}

function condition(writing: Writing, of: string, criterion: ArgumentCriterion): XmlElement {
  if ('holds' in criterion) {
    const name = criterion.holds === 'all' ? 'ANDedConditions' : 'ORedConditions'
    return element(
      name,
      {},
      criterion.of.map((inner) => condition(writing, of, inner)),
    )
  }
  if ('formula' in criterion) {
    cannot(writing, of, 'a formula among other criteria')
    return element('Condition')
  }
  const { left, operator, value, right } = criterion
  return element('Condition', {}, [
    operandElement(writing, left),
    textElement('ComparisonOperator', operator),
    right === undefined ? textElement('Value', value) : operandElement(writing, right),
  ])
}

function operandElement(writing: Writing, operand: ArgumentOperand): XmlElement {
  if ('parameter' in operand)
    return element('ParameterInstanceRef', instanceAttributes(writing, operand.parameter, operand.calibrated))
  return element('ArgumentInstanceRef', argumentAttributes(writing, operand))
}

function argumentAttributes(
  writing: Writing,
  { argument, calibrated }: ArgumentOperand & { readonly argument: string },
): XmlElement['attributes'] {
  return {
    argumentRef: argumentReference(writing, argument),
    useCalibratedValue: calibrated ? undefined : 'false',
  }
}

/** The element inside of one that takes an IntegerValueType or ArgumentIntegerValueType; `shift` is added to what it is. */
export function anyInteger(writing: Writing, of: string, value: IntegerValue | ArgumentInteger, shift = 0): XmlElement {
  if (value.kind === 'told') {
    const intercept = value.intercept + shift
    return element('DynamicValue', {}, [
      operandElement(writing, value.by),
      value.slope === 1 && intercept === 0
        ? undefined
        : element('LinearAdjustment', {
            slope: numberText(writing, of, value.slope),
            intercept: numberText(writing, of, intercept),
          }),
    ])
  }
  if (value.kind !== 'cases') return integerValue(writing, of, value, shift)
  const cases = value.cases.map((one) =>
    element('DiscreteLookup', { value: numberText(writing, of, one.value + shift) }, [
      argumentCriteria(writing, of, one.criteria),
    ]),
  )
  return element('DiscreteLookupList', { defaultValue: defaultOf(writing, of, value, shift) }, cases)
}

function defaultOf(
  writing: Writing,
  of: string,
  { otherwise }: ArgumentInteger & { kind: 'cases' },
  shift: number,
): string | undefined {
  if (otherwise !== undefined && writing.edition === '1.2')
    return cannot(writing, of, 'a value where no case of a look-up holds, which XTCE 1.3 has words for')
  if (writing.edition === '1.2') return undefined
  return otherwise === undefined ? NO_DEFAULT : numberText(writing, of, otherwise + shift)
}
