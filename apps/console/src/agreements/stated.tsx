/** What the sides of a line state, field by field with their units. */
import type { InterfaceLine, LineKind } from '@magpie/api/interface-lines'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { type LineField, pairedFields, statedText } from './line-fields.ts'

/** What one side states, a field a row, in the order in which the other side's fields stand beside. */
export function StatedCell({
  line,
  side,
}: {
  readonly line: InterfaceLine
  readonly side: 'host' | 'guest'
}): JSX.Element {
  const { t } = useTranslation('agreements')
  return (
    <td data-side={t(`interface.${side}States`)}>
      {line[side] === undefined ? (
        <span className="quiet">{t('interface.notStated')}</span>
      ) : (
        <StatedFields kind={line.kind} side={side} textOf={(key) => statedText(line[side], key)} />
      )}
    </td>
  )
}

/** The fields with their units; those that are left out keep their place. */
function StatedFields(props: {
  readonly kind: LineKind
  readonly side: 'host' | 'guest'
  readonly textOf: (key: string) => string | undefined
}): JSX.Element {
  const { kind, side, textOf } = props
  const { t } = useTranslation('agreements')
  const fields = pairedFields(kind).map((pair) => pair[side === 'host' ? 0 : 1])
  const shown = fields.filter((f): f is LineField => f !== undefined)
  return (
    <dl className="stated">
      {shown.map((f) => (
        <div key={f.key}>
          <dt>{t(`field.${f.key as 'mass_kg'}`)}</dt>
          <dd className="figure">{withUnitText(textOf(f.key), f.unit)}</dd>
        </div>
      ))}
    </dl>
  )
}

/** A value with its unit, or a dash. */
export function withUnitText(text: string | undefined, unit: string): string {
  if (text === undefined || text === '') return '–'
  return unit === '' ? text : `${text}\u202f${unit}`
}
