/** The chosen parameters as a file. What the policy keeps out of it is said before it is made. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { RefusalCard } from '../operate/refusal-card.tsx'
import { type Catalogue, findParameter } from './archive.ts'
import { useSaving } from './saving.tsx'

const FORMS = ['csv', 'jsonl', 'parquet'] as const

type ExportProps = {
  readonly catalogue: Catalogue
  readonly chosen: readonly string[]
  readonly from: string | undefined
  readonly to: string | undefined
}

/** The card. */
export function ExportCard({ catalogue, chosen, from, to }: ExportProps): JSX.Element {
  const { t } = useTranslation('archive')
  const saving = useSaving()
  const found = chosen.flatMap((key) => findParameter(catalogue, key) ?? [])
  const element = found[0]!.element
  const parameters = found.flatMap((f) => (f.element === element ? [f.parameter] : []))
  const bound = parameters.filter((p) => p.reads !== 'all')
  const save = async (as: (typeof FORMS)[number]) => {
    const query = new URLSearchParams({
      ...{ element: element.element, names: parameters.map((p) => p.name).join(','), as },
      ...(from && { from }),
      ...(to && { to }),
    })
    await saving.save(`/api/telemetry/export?${query}`)
  }
  return (
    <section className="card archive-export" aria-labelledby="export-heading">
      <h2 id="export-heading">{t('export.heading')}</h2>
      {parameters.length < found.length && <p className="quiet">{t('export.several', { element: element.name })}</p>}
      {bound.length === 0 ? (
        <p className="quiet">{t('export.whole')}</p>
      ) : (
        <>
          <p>{t('export.held')}</p>
          <ul className="export-held">
            {bound.map((p) => (
              <li key={p.name}>
                <span className="parameter-name">{p.name}</span>: {t(`reads.${p.reads}`)}
                {p.held !== undefined && <RefusalCard refusal={p.held} />}
              </li>
            ))}
          </ul>
        </>
      )}
      <div className="form-buttons">
        {FORMS.map((as) => (
          <button key={as} type="button" className="button" onClick={() => void save(as)}>
            {t(`export.${as}`)}
          </button>
        ))}
        {saving.said}
      </div>
    </section>
  )
}
