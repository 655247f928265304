/** What the rehearsal came to: its headline, and the report as a page to keep. */
import { centreOperations } from '@magpie/api/centre-operations'
import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import * as z from 'zod'
import { callerOf } from '../api.ts'
import { SaidText } from '../parts/said.tsx'
import { Empty } from '../parts/states.tsx'
import { useSaving } from './saving.tsx'

const call = callerOf({ stageOutput: centreOperations.stageOutput })
const outcome = z.object({ headline: z.record(z.string(), z.union([z.string(), z.number()])), packets: z.number() })

/** The view. */
export function ReportView(): JSX.Element {
  const { t } = useTranslation('archive')
  const { save, said } = useSaving()
  const found = useQuery({
    queryKey: ['archive-stage'],
    queryFn: async () => outcome.parse((await call('stageOutput', { stage: 'archive' })).output),
    retry: false,
    refetchInterval: (query) => (query.state.data === undefined ? 15_000 : false),
  })
  return (
    <div className="archive-body">
      <section className="card" aria-labelledby="report-heading">
        <h2 id="report-heading">{t('report.heading')}</h2>
        {found.data === undefined ? (
          <Empty>{t('report.waiting')}</Empty>
        ) : (
          <>
            <p className="quiet">{t('report.help')}</p>
            <h3>{t('report.headline')}</h3>
            <dl className="pairs">
              {Object.entries(found.data.headline).map(([label, value]) => (
                <div key={label}>
                  <dt>
                    <SaidText text={label} />
                  </dt>
                  <dd className="figure">
                    <SaidText text={String(value)} />
                  </dd>
                </div>
              ))}
            </dl>
            <div className="form-buttons">
              <button type="button" className="button primary" onClick={() => void save('/api/rehearsal/report')}>
                {t('report.save')}
              </button>
              {said}
            </div>
          </>
        )}
      </section>
    </div>
  )
}
