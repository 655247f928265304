/** The flight and the plan with what is tried: done by the centre when it is asked, since it takes some seconds. */
import { modelOperations } from '@magpie/api/model-operations'
import type { OutputOf } from '@magpie/api/operation'
import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { callerOf, DESK, failureOf } from '../api.ts'
import { withUnit } from '../parts/numbers.ts'
import { SaidText } from '../parts/said.tsx'
import { changesText } from './changes-text.ts'
import { useModelText } from './texts.ts'
import type { Change } from './what-if.ts'

const call = callerOf(modelOperations)

type Answer = OutputOf<typeof modelOperations.whatIf>
type Flight = NonNullable<Answer['flight']>

/** What people ask of a flight first, and whether more of it is better. */
const FIGURES = [
  ['landed_kg', 'kg'],
  ['propellant_kg', 'kg'],
  ['landerLeft_kg', 'kg'],
  ['reserve_m_s', 'm/s'],
  ['launchMargin_kg', 'kg'],
] as const

/** The button, and what came of it. */
export function FlownAgain({ changes }: { readonly changes: readonly Change[] }): JSX.Element {
  const { t } = useModelText()
  const text = changesText(changes)
  const [asked, setAsked] = useState<string>()
  const flown = useQuery({
    queryKey: [DESK, 'what-if', text],
    queryFn: () =>
      call('whatIf', { changes: changes.map(({ element, name, value }) => ({ element, parameter: name, value })) }),
    enabled: asked === text,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  const ask = () => (asked === text ? void flown.refetch() : setAsked(text))
  return (
    <div className="flown">
      {flown.data === undefined && (
        <>
          <p className="quiet small">{t('fly.hint')}</p>
          <button type="button" className="button" disabled={flown.isFetching} onClick={ask}>
            {t(flown.isFetching ? 'fly.flying' : 'fly.button')}
          </button>
        </>
      )}
      <div role="status">
        {flown.error !== null && (
          <p>
            <SaidText text={failureOf(flown.error).message} />
          </p>
        )}
        {flown.data !== undefined && <Outcome answer={flown.data} />}
      </div>
    </div>
  )
}

function Outcome({ answer }: { readonly answer: Answer }): JSX.Element {
  const { t } = useModelText()
  const { flight, plan } = answer
  return (
    <>
      {flight === undefined && plan === undefined && <p>{t('fly.nothing')}</p>}
      {flight !== undefined && <Figures flight={flight} />}
      {plan !== undefined && !plan.made && <p>{t('fly.noPlan', { why: plan.why ?? '' })}</p>}
      {plan?.made === true && (
        <p>{t('fly.plan', { after: plan.after ?? '\u2013', before: plan.before ?? '\u2013' })}</p>
      )}
      {plan !== undefined && plan.lost.length > 0 && (
        <ul className="flown-lost">
          {plan.lost.map((a) => (
            <li key={a.id}>
              <strong>{a.title}</strong> {a.why}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function Figures({ flight: { flown, before, after, why } }: { readonly flight: Flight }): JSX.Element {
  const { t, language } = useModelText()
  if (!flown || after === undefined) return <p>{t('fly.noFlight', { why: why ?? '' })}</p>
  const signed = new Intl.NumberFormat(language, { signDisplay: 'exceptZero', maximumFractionDigits: 1 })
  return (
    <table className="flown-figures">
      <caption className="visually-hidden">{t('fly.caption')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('fly.figure')}</th>
          <th scope="col">{t('fly.before')}</th>
          <th scope="col">{t('fly.after')}</th>
          <th scope="col">{t('fly.change')}</th>
        </tr>
      </thead>
      <tbody>
        {FIGURES.map(([name, unit]) => (
          <tr key={name} className={after[name] < 0 ? 'broken' : undefined}>
            <th scope="row">{t(`fly.${name}`)}</th>
            <td className="figure">{withUnit(before[name], unit, language, 1)}</td>
            <td className="figure">{withUnit(after[name], unit, language, 1)}</td>
            <td className="figure">{signed.format(after[name] - before[name])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
