/** Loading, empty and failed: each a designed state of its own. */
import type { Failure } from '@magpie/api/failure'
import { type JSX, type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { failureOf } from '../api.ts'
import { SaidText } from './said.tsx'

const BARS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth']

/** Quiet bars where text will be; shown only after a moment, so that a quick answer does not flicker. */
export function Loading({ lines = 3, label }: { readonly lines?: number; readonly label?: string }): JSX.Element {
  const { t } = useTranslation()
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 200)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className="loading" role="status">
      <span className="visually-hidden">{label ?? t('state.loading')}</span>
      {late && BARS.slice(0, lines).map((bar) => <i key={bar} aria-hidden="true" />)}
    </div>
  )
}

/** Nothing here, and why. */
export function Empty({ children }: { readonly children: ReactNode }): JSX.Element {
  return <p className="empty">{children}</p>
}

/** What failed, in the centre's own words, and a way on. */
export function Failed({ failure, retry }: { readonly failure: Failure; readonly retry?: () => void }): JSX.Element {
  const { t } = useTranslation()
  return (
    <div className="failed" role="alert">
      <strong>{t(failure.kind === 'internal' ? 'state.noAnswer' : 'state.failed')}</strong>
      <p>
        <SaidText text={failure.message} />
      </p>
      {retry !== undefined && (
        <button type="button" className="button" onClick={retry}>
          {t('state.retry')}
        </button>
      )}
    </div>
  )
}

/** A query's three other states; undefined when it has data to show. */
export function pending(query: {
  readonly isPending: boolean
  readonly error: Error | null
  readonly data: unknown
  refetch(): unknown
}): JSX.Element | undefined {
  if (query.data !== undefined) return undefined
  if (query.error !== null) return <Failed failure={failureOf(query.error)} retry={() => void query.refetch()} />
  return <Loading />
}
