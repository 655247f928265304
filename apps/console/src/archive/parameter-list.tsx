/** All parameters that came, by element: a box each, and where something is held back, why. */
import { type JSX, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { RefusalCard } from '../operate/refusal-card.tsx'
import { unitSymbol } from '../parts/numbers.ts'
import { PartyTag } from '../parts/party.tsx'
import { Empty } from '../parts/states.tsx'
import type { Catalogue, CatalogueElement, CatalogueParameter } from './archive.ts'
import { MOST_TOGETHER } from './archive-search.ts'

type ListProps = {
  readonly catalogue: Catalogue
  readonly chosen: readonly string[]
  readonly onChosen: (chosen: readonly string[]) => void
}

/** The list with its search. */
export function ParameterList({ catalogue, chosen, onChosen }: ListProps): JSX.Element {
  const { t } = useTranslation('archive')
  const [wanted, setWanted] = useState('')
  const groups = useMemo(() => {
    const word = wanted.trim().toLowerCase()
    const fits = (e: CatalogueElement, p: CatalogueParameter) =>
      `${e.name} ${e.element} ${p.name}`.toLowerCase().includes(word)
    return catalogue.elements
      .map((e) => ({ element: e, parameters: e.parameters.filter((p) => fits(e, p)) }))
      .filter(({ parameters }) => parameters.length > 0)
  }, [catalogue, wanted])
  const toggle = (key: string) =>
    onChosen(chosen.includes(key) ? chosen.filter((k) => k !== key) : [...chosen, key].slice(-MOST_TOGETHER))
  return (
    <section className="archive-list" aria-labelledby="archive-parameters">
      <div className="panel-head">
        <h2 id="archive-parameters">{t('catalogue.heading')}</h2>
        {chosen.length > 0 && (
          <button type="button" className="quiet-button" onClick={() => onChosen([])}>
            {t('catalogue.clear')} ({chosen.length})
          </button>
        )}
      </div>
      <input
        type="search"
        className="archive-find"
        aria-label={t('catalogue.find')}
        placeholder={t('catalogue.find')}
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
      />
      {catalogue.elements.length === 0 && <Empty>{t('catalogue.empty')}</Empty>}
      {catalogue.elements.length > 0 && groups.length === 0 && <Empty>{t('catalogue.nothing')}</Empty>}
      {groups.map(({ element, parameters }) => (
        <Group
          key={element.element}
          element={element}
          parameters={parameters}
          open={wanted !== '' || chosen.some((k) => k.startsWith(`${element.element}/`)) || groups.length < 4}
          chosen={chosen}
          onToggle={toggle}
        />
      ))}
    </section>
  )
}

type GroupProps = {
  readonly element: CatalogueElement
  readonly parameters: readonly CatalogueParameter[]
  readonly open: boolean
  readonly chosen: readonly string[]
  readonly onToggle: (key: string) => void
}

function Group({ element, parameters, open, chosen, onToggle }: GroupProps): JSX.Element {
  const [folded, setFolded] = useState<boolean>()
  const shown = folded === undefined ? open : !folded
  return (
    <details className="archive-group" open={shown} onToggle={(event) => setFolded(!event.currentTarget.open)}>
      <summary>
        <strong>{element.name}</strong>
        <PartyTag party={element.owner} short />
      </summary>
      <ul>
        {parameters.map((p) => (
          <Row key={p.name} element={element} parameter={p} chosen={chosen} onToggle={onToggle} />
        ))}
      </ul>
    </details>
  )
}

function Row({
  element,
  parameter,
  chosen,
  onToggle,
}: Omit<GroupProps, 'parameters' | 'open'> & { readonly parameter: CatalogueParameter }) {
  const { t } = useTranslation('archive')
  const key = `${element.element}/${parameter.name}`
  const { reads, held } = parameter
  return (
    <li data-reads={reads}>
      <label>
        <input
          type="checkbox"
          checked={chosen.includes(key)}
          disabled={reads === 'never'}
          onChange={() => onToggle(key)}
        />
        <span className="parameter-name" title={parameter.words}>
          {parameter.name}
        </span>
        <span className="archive-unit">{unitSymbol(parameter.unit)}</span>
      </label>
      {reads !== 'all' &&
        (held === undefined ? (
          <small className="reads">{t(`reads.${reads}`)}</small>
        ) : (
          <details className="reads">
            <summary>{t(`reads.${reads}`)}</summary>
            <RefusalCard refusal={held} />
          </details>
        ))}
    </li>
  )
}
