/** What one may send now, by element: every command of the dictionary, with whether one may. */
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChoiceField, TextField } from '../../parts/field.tsx'
import { OwnWords } from '../../parts/own-words.tsx'
import { PartyTag } from '../../parts/party.tsx'
import { Empty } from '../../parts/states.tsx'
import { useElementNames } from '../values-table.tsx'
import type { CommandRight } from './commands.ts'
import { Significance, VerdictOf } from './marks.tsx'

type CatalogueProps = {
  readonly rights: readonly CommandRight[]
  readonly phase: string
  readonly element: string
  readonly owner: string | undefined
  /** The command that is being written. */
  readonly chosen: string | undefined
  readonly onElement: (element: string) => void
  readonly onCommand: (right: CommandRight) => void
}

/** The list. */
export function Catalogue(props: CatalogueProps): JSX.Element {
  const { rights, phase, element, owner, chosen, onElement, onCommand } = props
  const { t } = useTranslation('operate-commands')
  const [words, setWords] = useState('')
  const nameOf = useElementNames()
  const elements = [...new Set(rights.map((r) => r.element))]
  const may = (id: string) => rights.filter((r) => r.element === id && r.verdict !== 'may-not').length
  const wanted = words.trim().toLowerCase()
  const shown = rights.filter(
    (r) =>
      r.element === element &&
      [r.command, r.description, ...r.aliases].some((text) => text.toLowerCase().includes(wanted)),
  )
  return (
    <section className="card commands-catalogue" aria-labelledby="catalogue-heading">
      <h2 id="catalogue-heading">{t('catalogue.heading')}</h2>
      <ChoiceField
        label={t('catalogue.element')}
        value={element}
        onChange={onElement}
        options={elements.map((id) => [id, t('catalogue.elementMay', { name: nameOf(id).name, count: may(id) })])}
      />
      <p className="catalogue-facts">
        {owner !== undefined && <PartyTag party={owner} />}
        <span className="quiet">{t('catalogue.phase', { phase })}</span>
      </p>
      <TextField label={t('catalogue.find')} value={words} onChange={setWords} />
      {shown.length === 0 ? (
        <Empty>{t('catalogue.none')}</Empty>
      ) : (
        <ul className="catalogue-list">
          {shown.map((r) => (
            <li key={r.command}>
              <button
                type="button"
                className="catalogue-command"
                data-verdict={r.verdict}
                aria-pressed={r.command === chosen}
                onClick={() => onCommand(r)}
              >
                <strong>{r.command}</strong>
                <span className="catalogue-marks">
                  <VerdictOf verdict={r.verdict} />
                  <Significance level={r.significance} />
                </span>
                <span className="quiet">
                  <OwnWords text={r.description} />
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
