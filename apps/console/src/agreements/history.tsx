/** What was done to an agreement and its documents, newest first, each with its ledger entry. */
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Empty, pending } from '../parts/states.tsx'
import { type ActOnRecord, useAgreementHistory } from './agreements.ts'
import { clock, Hash, PartyName } from './words.tsx'

type HistoryProps = { readonly agreement: string; readonly only?: string | undefined }

/** The record, read when it is opened: of an agreement with all its documents, or `only` of one of these. */
export function History({ agreement, only }: HistoryProps): JSX.Element {
  const { t } = useTranslation('agreements')
  const [open, setOpen] = useState(false)
  return (
    <details className="card" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <h2>{t('page.history')}</h2>
        <span className="quiet">{t('page.showHistory')}</span>
      </summary>
      {open && <Acts agreement={agreement} only={only} />}
    </details>
  )
}

function Acts({ agreement, only }: HistoryProps): JSX.Element {
  const { t } = useTranslation('agreements')
  const history = useAgreementHistory(agreement)
  if (history.data === undefined) return pending(history)!
  const acts = history.data.acts.filter((a) => only === undefined || a.subject === only)
  if (acts.length === 0) return <Empty>{t('history.empty')}</Empty>
  return <ActList acts={acts.reverse()} agreement={only ?? agreement} />
}

/** A list of acts as they stand. */
export function ActList({ acts, agreement }: { readonly acts: readonly ActOnRecord[]; readonly agreement: string }) {
  const { t } = useTranslation('agreements')
  const wordsOf = useActWords()
  return (
    <ol className="acts">
      {acts.map((a) => (
        <li key={a.entry}>
          <span className="figure quiet">{clock(a.at)}</span>
          <div>
            <PartyName party={a.party} /> {wordsOf(a)}
            {a.subject !== agreement && <span className="quiet figure"> {a.subject}</span>}
            <p className="quiet">
              {a.name ?? a.person} · {t('history.entry', { sequence: a.sequence })} <Hash value={a.entry} />
            </p>
          </div>
        </li>
      ))}
    </ol>
  )
}

type Body = Readonly<Record<string, unknown>>

/** An act in words. */
function useActWords(): (act: ActOnRecord) => string {
  const { t } = useTranslation('agreements')
  return ({ kind, body }) => {
    const given = (typeof body === 'object' && body !== null ? body : {}) as Body
    const text = (name: string) => (given[name] === undefined ? '' : String(given[name]))
    const inner = (name: string) => (given[name] ?? {}) as Body
    switch (kind) {
      case 'agreement-signed':
        return t(given['inForce'] === true ? 'history.agreement-in-force' : 'history.agreement-signed', {
          version: text('version'),
        })
      case 'regulatory-updated': {
        const entry = inner('entry')
        return t('history.regulatory-updated', {
          item: t(`regulatory.item.${entry['item'] as 'liability'}`),
          element: String(entry['element']),
          state: t(`regulatory.state.${entry['state'] as 'open'}`),
        })
      }
      case 'line-proposed':
        return t('history.line-proposed', { line: String(inner('line')['id']), revision: text('revision') })
      case 'change-requested':
        return t('history.change-requested', {
          ...{ line: String(inner('line')['id']), change: text('change'), reason: text('reason') },
        })
      case 'line-verified':
        return t('history.line-verified', {
          line: text('line'),
          outcome: t(`line.outcome.${text('outcome') as 'passed'}`),
        })
      default:
        return t(`history.${kind as 'line-dropped'}`, {
          ...{ line: text('line'), reason: text('reason'), version: text('version'), revision: text('revision') },
          ...{ change: text('change'), issue: text('issue') },
        })
    }
  }
}
