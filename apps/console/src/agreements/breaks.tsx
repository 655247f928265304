/** What a line breaks downstream, as one types: the line itself, lines that rest on it, the budgets, the descent. */
import type { InterfaceLine } from '@magpie/api/interface-lines'
import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { DESK, failureOf } from '../api.ts'
import { keyed } from '../parts/keyed.ts'
import { SaidText } from '../parts/said.tsx'
import { StateMark } from '../parts/state-mark.tsx'
import { Failed } from '../parts/states.tsx'
import { usePaused } from '../parts/use-paused.ts'
import { type BreakView, callAgreements } from './agreements.ts'

/** A list of what breaks and what must be looked at again. */
export function BreakList({ breaks }: { readonly breaks: readonly BreakView[] }): JSX.Element {
  const { t } = useTranslation('agreements')
  return (
    <ul className="breaks">
      {keyed(breaks, (b) => `${b.what} ${b.subject} ${b.text}`).map(([key, b]) => (
        <li key={key} data-severity={b.severity}>
          <StateMark
            mark={b.severity === 'breaks' ? 'square' : 'triangle'}
            tone={b.severity === 'breaks' ? 'critical' : 'warning'}
          />
          <span className={b.severity === 'breaks' ? 'tone-critical' : 'tone-warning'}>
            {t(`change.severity.${b.severity}`)}
          </span>
          <span className="tag">{t(`change.what.${b.what}`)}</span>
          <span>
            <SaidText text={b.text} />
          </span>
        </li>
      ))}
    </ul>
  )
}

type WhatBreaksProps = {
  readonly document: string
  /** The line as it would be; undefined while what is typed is no line. */
  readonly line: InterfaceLine | undefined
  readonly unchanged: boolean
}

/** Asks the centre while one types. What was found before stays until the new answer is there. */
export function WhatBreaks({ document, line, unchanged }: WhatBreaksProps): JSX.Element {
  const { t } = useTranslation('agreements')
  const text = usePaused(line === undefined ? '' : JSON.stringify(line))
  const impact = useQuery({
    queryKey: [DESK, 'impact', document, text],
    queryFn: () => callAgreements('interfaceImpact', { interface: document, line: JSON.parse(text) as InterfaceLine }),
    enabled: text !== '' && !unchanged,
    placeholderData: (before) => before,
    staleTime: 10_000,
  })
  const stale = line !== undefined && text !== JSON.stringify(line)
  return (
    <section className="what-breaks" aria-live="polite" aria-busy={stale || impact.isFetching}>
      <h3>{t('change.breaks')}</h3>
      {unchanged && <p className="quiet">{t('change.unchanged')}</p>}
      {!unchanged && line === undefined && <p className="quiet">{t('change.incomplete')}</p>}
      {!unchanged && line !== undefined && impact.data === undefined && impact.error === null && (
        <p className="quiet">{t('change.computing')}</p>
      )}
      {!unchanged && line !== undefined && impact.data !== undefined && (
        <Found breaks={impact.data.breaks} line={line} />
      )}
      {impact.error !== null && <Failed failure={failureOf(impact.error)} retry={() => void impact.refetch()} />}
    </section>
  )
}

function Found({ breaks, line }: { readonly breaks: readonly BreakView[]; readonly line: InterfaceLine }): JSX.Element {
  const { t } = useTranslation('agreements')
  const descent = breaks.some((b) => b.what === 'descent')
  return (
    <>
      {breaks.length === 0 ? (
        <p>
          <StateMark mark="check" tone="nominal" /> {t('change.nothing')}
        </p>
      ) : (
        <BreakList breaks={breaks} />
      )}
      {line.kind === 'mass' && !descent && <p className="quiet">{t('change.noDescent')}</p>}
    </>
  )
}
