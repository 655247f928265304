/** Data by element, parameter and time: as plots, as a table, as packets, as a picture of what is missing, and as a file. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { Segments } from '../parts/segments.tsx'
import { Empty, pending } from '../parts/states.tsx'
import { type Catalogue, findParameter, useCatalogue } from './archive.ts'
import type { ArchiveViewProps } from './archive-search.ts'
import { chosenIn, SHOWN_AS, type ShownAs } from './archive-search.ts'
import { Coverage } from './coverage.tsx'
import { ExportCard } from './export-card.tsx'
import { PacketsView } from './packets-view.tsx'
import { ParameterList } from './parameter-list.tsx'
import { Plots } from './plots.tsx'
import { SamplesTable } from './samples-table.tsx'
import { SpanFields } from './span-fields.tsx'

/** The view. */
export function SamplesView({ search, change }: ArchiveViewProps): JSX.Element {
  const { t } = useTranslation('archive')
  const catalogue = useCatalogue()
  const waiting = pending(catalogue)
  if (catalogue.data === undefined) return <div className="archive-body">{waiting}</div>
  const chosen = chosenIn(search).filter((key) => findParameter(catalogue.data, key) !== undefined)
  const { as = 'plot' } = search
  const lasts = catalogue.data.elements.flatMap((e) => e.last ?? [])
  const last = lasts.sort().at(-1)
  return (
    <div className="archive-data">
      <ParameterList
        catalogue={catalogue.data}
        chosen={chosen}
        onChosen={(keys) => change({ of: keys.length === 0 ? undefined : keys.join(',') })}
      />
      <div className="archive-main">
        <SpanFields from={search.from} to={search.to} last={last} onSpan={({ from, to }) => change({ from, to })} />
        <Segments<ShownAs>
          label={t('show.label')}
          value={as}
          options={SHOWN_AS.map((value) => ({ value, text: t(`show.${value}`) }))}
          onChange={(next) => change({ as: next === 'plot' ? undefined : next, item: undefined })}
        />
        <Shown as={as} catalogue={catalogue.data} chosen={chosen} search={search} change={change} />
        {chosen.length > 0 && (
          <ExportCard catalogue={catalogue.data} chosen={chosen} from={search.from} to={search.to} />
        )}
      </div>
    </div>
  )
}

type ShownProps = ArchiveViewProps & {
  readonly as: ShownAs
  readonly catalogue: Catalogue
  readonly chosen: readonly string[]
}

function Shown({ as, catalogue, chosen, search, change }: ShownProps): JSX.Element {
  const { t } = useTranslation('archive')
  if (as === 'packets') return <PacketsView catalogue={catalogue} search={search} change={change} chosen={chosen} />
  if (as === 'coverage') return <Coverage catalogue={catalogue} />
  if (chosen.length === 0) return <Empty>{t('catalogue.none')}</Empty>
  return as === 'plot' ? (
    <Plots catalogue={catalogue} chosen={chosen} search={search} change={change} />
  ) : (
    <SamplesTable catalogue={catalogue} chosen={chosen} search={search} change={change} />
  )
}
