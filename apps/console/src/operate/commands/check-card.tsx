/** What would become of the command as it stands, told while one types: authority, what holds it, warnings, the way. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { type Me, useMe } from '../../account/people.ts'
import { SaidText, useSaid } from '../../parts/said.tsx'
import { StateMark } from '../../parts/state-mark.tsx'
import type { CommandCheck } from './commands.ts'
import { instant, Significance, VerdictOf, Why } from './marks.tsx'

type CheckCardProps = {
  readonly check: CommandCheck
  readonly acknowledged: readonly string[]
  readonly onAcknowledged: (warnings: readonly string[]) => void
}

/** Whoever writes a command need not have acted at the desk yet: who looks is known here. */
function named(refusal: NonNullable<CommandCheck['refusal']>, me: Me | undefined) {
  const { id, name } = me?.person ?? { id: '', name: '' }
  return id === '' ? refusal : { ...refusal, fact: refusal.fact.replaceAll(id, name) }
}

/** The card. */
export function CheckCard({ check, acknowledged, onAcknowledged }: CheckCardProps): JSX.Element {
  const { t } = useTranslation('operate-commands')
  const said = useSaid()
  const me = useMe().data
  const { verdict, basis, refusal, holds, warnings, significance, reason, hazardous, way } = check
  return (
    <section className="check-card" aria-label={t('check.heading')} aria-live="polite">
      <p className="check-verdict">
        <VerdictOf verdict={verdict} />
        <Significance level={significance} reason={reason} />
      </p>
      {basis !== undefined && <p className="quiet">{t('check.basis', { basis: said(basis) })}</p>}
      {hazardous && <p>{t('check.hazardous')}</p>}
      {refusal !== undefined && <Why refusal={named(refusal, me)} />}
      {holds.map((h) => (
        <div key={`${h.kind} ${h.by}`} className="check-hold">
          <p>
            <StateMark mark="bars" tone="warning" /> {t(`hold.${h.kind}`, { by: h.by })}
          </p>
          {h.refusal === undefined ? (
            <p className="quiet">
              <SaidText text={h.why} />
            </p>
          ) : (
            <Why refusal={h.refusal} />
          )}
        </div>
      ))}
      {warnings.length > 0 && (
        <fieldset className="check-warnings">
          <legend>{t('check.warnings')}</legend>
          {warnings.map((w) => (
            <label key={w.id} className="check">
              <input
                type="checkbox"
                checked={acknowledged.includes(w.id)}
                onChange={(event) =>
                  onAcknowledged(
                    event.target.checked ? [...acknowledged, w.id] : acknowledged.filter((id) => id !== w.id),
                  )
                }
              />
              <span>
                {t('check.acknowledge', { name: w.id })}
                <small className="quiet">
                  <SaidText text={w.text} /> (<SaidText text={w.source.title} />)
                </small>
              </span>
            </label>
          ))}
        </fieldset>
      )}
      {way !== undefined && way.waits !== 'turn' && (
        <p className="quiet">
          {way.until === undefined ? t(`way.${way.waits}`) : t(`way.${way.waits}Until`, { until: instant(way.until) })}
        </p>
      )}
    </section>
  )
}
