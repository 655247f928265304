/** The subsystems of a spacecraft, a card each; what is graver stands first within one. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { ALARM_MARK, StateMark } from '../../parts/state-mark.tsx'
import { Empty } from '../../parts/states.tsx'
import { RefusalCard } from '../refusal-card.tsx'
import type { Craft, SpacecraftValue } from './spacecraft.ts'
import { useValueName, ValueLine } from './value-line.tsx'

const GRAVITY = { nominal: 0, watch: 1, warning: 2, critical: 3 } as const

/** The cards. */
export function Subsystems({ craft }: { readonly craft: Craft }): JSX.Element {
  const { t } = useTranslation(['operate-spacecraft', 'translation'])
  const shown = craft.subsystems.filter((s) => s.id !== 'software')
  if (shown.length === 0) return <Empty>{t('silent')}</Empty>
  return (
    <div className="craft-cards">
      {shown.map(({ id, values }) => {
        const level = values.reduce<keyof typeof GRAVITY>(
          (worst, v) => (GRAVITY[v.level ?? 'nominal'] > GRAVITY[worst] ? v.level! : worst),
          'nominal',
        )
        return (
          <section key={id} className="card craft-card" aria-labelledby={`subsystem-${id}`}>
            <h3 id={`subsystem-${id}`}>
              {t(`subsystem.${id}`)}
              {level !== 'nominal' && (
                <small className="craft-level">
                  <StateMark {...ALARM_MARK[level]} /> {t(`telemetry.alarm.${level}`, { ns: 'translation' })}
                </small>
              )}
            </h3>
            <ul className="craft-values">
              {values
                .filter((v) => v.held === undefined)
                .map((v) => (
                  <ValueLine key={v.parameter} element={craft.element} value={v} />
                ))}
            </ul>
            <HeldBack values={values} />
          </section>
        )
      })}
    </div>
  )
}

/** What is held back, by its reason: said once, with the names of all that it holds. */
function HeldBack({ values }: { readonly values: readonly SpacecraftValue[] }): JSX.Element {
  const { t } = useTranslation('operate-spacecraft')
  const nameOf = useValueName()
  const held = Map.groupBy(
    values.filter((v) => v.held !== undefined),
    (v) => `${v.held!.rule} ${v.held!.source} ${v.held!.remedy}`,
  )
  return (
    <>
      {[...held].map(([reason, of]) => (
        <details key={reason} className="craft-held">
          <summary>
            <StateMark mark="bars" tone="quiet" /> {t('heldBack', { count: of.length })}
            <span className="quiet">{of.map(nameOf).join(', ')}</span>
          </summary>
          <RefusalCard refusal={of[0]!.held!} />
        </details>
      ))}
    </>
  )
}
