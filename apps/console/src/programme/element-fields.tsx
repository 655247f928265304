/** An element as a team proposes it: whose it is, what carries it, its figures with maturity and margin, its ports. */
import { maturityMargins } from '@magpie/mission/budgets'
import { parameterUnits } from '@magpie/mission/element'
import { type JSX, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useMission } from '../api.ts'
import { ColumnHeads } from '../parts/column-heads.tsx'
import { ChoiceField, TextField } from '../parts/field.tsx'
import { unitSymbol, withUnit } from '../parts/numbers.ts'
import { RowList } from '../parts/row-list.tsx'
import {
  ELEMENT_KINDS,
  FIGURES,
  type Figure,
  MATURITIES,
  NO_FIGURE,
  NO_PORT,
  PORT_KINDS,
  sentFigures,
  type TypedElement,
  type TypedFigure,
} from './typed-proposal.ts'

type ElementFieldsProps = {
  readonly element: TypedElement
  /** The parties of the team, of whom one owns it. */
  readonly owners: readonly string[]
  readonly at: (field: string) => string | undefined
  readonly put: (part: Partial<TypedElement>) => void
}

/** The fields. */
export function ElementFields({ element, owners, at, put }: ElementFieldsProps): JSX.Element {
  const { t } = useTranslation('desk')
  const hosts = useId()
  return (
    <>
      <TextField
        label={t('proposal.elementName')}
        value={element.name}
        onChange={(name) => put({ name })}
        problem={at('/name')}
      />
      <TextField
        label={t('proposal.elementId')}
        value={element.id}
        onChange={(id) => put({ id })}
        problem={at('/id')}
      />
      <ChoiceField
        label={t('proposal.elementKind')}
        value={element.kind}
        onChange={(kind) => put({ kind })}
        options={ELEMENT_KINDS.map((k) => [k, t(`elementKind.${k}`)])}
      />
      <ChoiceField
        label={t('proposal.owner')}
        value={element.owner}
        onChange={(owner) => put({ owner })}
        options={[['', t('proposal.ownerLead')], ...owners.map((o) => [o, o] as const)]}
        problem={at('/owner')}
      />
      <TextField
        label={t('proposal.host')}
        help={t('proposal.hostHelp')}
        value={element.host}
        onChange={(host) => put({ host })}
        list={hosts}
        problem={at('/host')}
      />
      <MissionElements id={hosts} />
      <Figures element={element} at={at} put={put} />
      <div className="field wide">
        <RowList
          heading={t('ports.heading')}
          help={t('ports.help')}
          rows={element.ports}
          empty={NO_PORT}
          add={t('ports.add')}
          onChange={(ports) => put({ ports })}
        >
          {(port, change, i) => (
            <>
              <TextField
                label={t('ports.id')}
                value={port.id}
                onChange={(id) => change({ id })}
                problem={at(`/ports/${i}/id`)}
              />
              <ChoiceField
                label={t('ports.kind')}
                value={port.kind}
                onChange={(kind) => change({ kind })}
                options={PORT_KINDS.map((k) => [k, t(`portKind.${k}`)])}
              />
              <TextField
                label={t('ports.element')}
                value={port.element}
                onChange={(on) => change({ element: on })}
                list={hosts}
                problem={at(`/ports/${i}/joinedTo/element`)}
              />
              <TextField
                label={t('ports.port')}
                value={port.port}
                onChange={(other) => change({ port: other })}
                problem={at(`/ports/${i}/joinedTo/port`)}
              />
            </>
          )}
        </RowList>
      </div>
    </>
  )
}

/** The elements of the mission with whose they are, for fields that name one. */
export function MissionElements({ id }: { readonly id: string }): JSX.Element {
  const elements = useMission().data?.elements ?? []
  return (
    <datalist id={id}>
      {elements.map((e) => (
        <option key={e.id} value={e.id}>
          {e.name} · {e.owner}
        </option>
      ))}
    </datalist>
  )
}

function Figures({ element, at, put }: Omit<ElementFieldsProps, 'owners'>): JSX.Element {
  const { t } = useTranslation('desk')
  const sent = sentFigures(element)
  const change = (figure: Figure, part: Partial<TypedFigure>) =>
    put({ figures: { ...element.figures, [figure]: { ...NO_FIGURE, ...element.figures[figure], ...part } } })
  const problems = (figure: Figure) =>
    ['value', 'unit', 'maturity', 'margin'].flatMap((part) => at(`/parameters/${sent.indexOf(figure)}/${part}`) ?? [])
  return (
    <div className="field wide">
      <h3>{t('figures.heading')}</h3>
      <small className="field-help">{t('figures.help')}</small>
      <div className="scroll">
        <table className="grid figures">
          <ColumnHeads
            texts={[t('figures.figure'), t('figures.estimate'), t('proposal.maturity'), t('figures.margin')]}
            numbers={[t('figures.withMargin')]}
          />
          <tbody>
            {FIGURES.map((figure) => (
              <FigureRow
                key={figure}
                figure={figure}
                typed={element.figures[figure] ?? NO_FIGURE}
                problems={problems(figure)}
                onChange={(part) => change(figure, part)}
              />
            ))}
          </tbody>
        </table>
      </div>
      {at('/parameters') !== undefined && (
        <p className="field-problem" role="status">
          {at('/parameters')}
        </p>
      )}
    </div>
  )
}

function FigureRow(props: {
  readonly figure: Figure
  readonly typed: TypedFigure
  readonly problems: readonly string[]
  readonly onChange: (part: Partial<TypedFigure>) => void
}): JSX.Element {
  const { figure, typed, problems, onChange } = props
  const { t, i18n } = useTranslation('desk')
  const id = useId()
  const name = t(`figure.${figure}`)
  const unit = parameterUnits[figure]
  const usual = 100 * (maturityMargins[typed.maturity as keyof typeof maturityMargins] ?? 0)
  const margin = typed.margin.trim() === '' ? usual : Number(typed.margin)
  const whole = Number(typed.value) * (1 + margin / 100)
  const wrong = { 'aria-invalid': problems.length > 0, 'aria-describedby': problems.length > 0 ? id : undefined }
  return (
    <tr data-problem={problems.length > 0 ? 'yes' : undefined}>
      <th scope="row">{name}</th>
      <td>
        <span className="input with-unit">
          <input
            {...wrong}
            aria-label={name}
            inputMode="decimal"
            autoComplete="off"
            value={typed.value}
            onChange={(event) => onChange({ value: event.target.value })}
          />
          <span className="unit">{unitSymbol(unit)}</span>
        </span>
        {problems.map((problem) => (
          <p key={problem} id={id} className="field-problem" role="status">
            {problem}
          </p>
        ))}
      </td>
      <td>
        <select
          aria-label={`${t('proposal.maturity')}: ${name}`}
          value={typed.maturity}
          onChange={(event) => onChange({ maturity: event.target.value })}
        >
          {MATURITIES.map((m) => (
            <option key={m} value={m}>
              {t(`maturity.${m}`)}
            </option>
          ))}
        </select>
      </td>
      <td>
        <span className="input with-unit short">
          <input
            aria-label={`${t('figures.margin')}: ${name}`}
            inputMode="decimal"
            autoComplete="off"
            placeholder={String(usual)}
            value={typed.margin}
            onChange={(event) => onChange({ margin: event.target.value })}
          />
          <span className="unit">%</span>
        </span>
      </td>
      <td className="number figure">
        {typed.value.trim() === '' || !Number.isFinite(whole) ? '–' : withUnit(whole, unit, i18n.language, 3)}
      </td>
    </tr>
  )
}
