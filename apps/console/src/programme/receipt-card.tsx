/** A receipt as its holder reads it: what, when, in time or not, the hash, and the signature, verified here. */
import type { JSX, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { StateMark } from '../parts/state-mark.tsx'
import { inZone } from './deadline-card.tsx'
import { deadlineOf, download, type Receipt, receiptHolds } from './receipt.ts'

/** The card. */
export function ReceiptCard({
  receipt,
  children,
}: {
  readonly receipt: Receipt
  readonly children?: ReactNode
}): JSX.Element {
  const { t } = useTranslation('desk')
  const due = deadlineOf(receipt)
  const holds = receiptHolds(receipt)
  return (
    <section className="card receipt" aria-labelledby={`receipt-${receipt.sequence}`} aria-live="polite">
      <h2 id={`receipt-${receipt.sequence}`}>
        <StateMark mark="check" tone="nominal" /> {t('receipt.heading', { subject: receipt.subject })}
      </h2>
      <dl className="pairs">
        <dt>{t('receipt.at')}</dt>
        <dd className="figure">{receipt.at.replace('T', ' ').replace('Z', '')} UTC</dd>
        {due !== undefined && (
          <>
            <dt>{t('receipt.verdict')}</dt>
            <dd>
              {t(due.verdict === 'in-grace' ? 'receipt.inGrace' : 'receipt.in')}{' '}
              <span className="quiet">{t('receipt.due', { local: inZone(due.deadlineLocal) })}</span>
            </dd>
            <dt>{t('receipt.version')}</dt>
            <dd className="figure">{due.version}</dd>
          </>
        )}
        <dt>{t('receipt.party')}</dt>
        <dd className="figure">{receipt.party}</dd>
        <dt>{t('receipt.entry', { sequence: receipt.sequence })}</dt>
        <dd className="figure hash">{receipt.entry}</dd>
        <dt>{t('receipt.signature')}</dt>
        <dd>
          <span className="figure hash">{receipt.signature}</span>
          <span className="receipt-check">
            <StateMark mark={holds ? 'check' : 'cross'} tone={holds ? 'nominal' : 'critical'} />{' '}
            {t(holds ? 'receipt.holds' : 'receipt.broken')}
          </span>
        </dd>
      </dl>
      <div className="form-buttons">
        <button
          type="button"
          className="button primary"
          onClick={() =>
            download(
              `receipt-${receipt.subject}-${receipt.sequence}.json`,
              `${JSON.stringify(receipt, undefined, 2)}\n`,
            )
          }
        >
          {t('receipt.download')}
        </button>
        {children}
      </div>
    </section>
  )
}
