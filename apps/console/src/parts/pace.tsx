/** The pace of the rehearsal, which everybody who watches shares: pause, tour, fixed rates, and begin again. Over links it is told only. */
import { useMutation } from '@tanstack/react-query'
import { type JSX, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { call, failureOf } from '../api.ts'
import { useLive, useLiveStore } from '../live/live-context.tsx'
import { rateText } from '../time/mission-time.ts'
import { Icon } from './icons.tsx'
import { SaidText } from './said.tsx'
import { Segments } from './segments.tsx'

const RATES = [1, 10, 60, 600, 3600, 21_600]

/** The pace as the clock last told it, part by part: a clock message alone renders nothing. */
export function usePace() {
  const known = useLive((s) => s.clock !== undefined)
  const paused = useLive((s) => s.clock?.message.paused ?? false)
  const mode = useLive((s) => s.clock?.message.mode)
  const rate = useLive((s) => s.clock?.message.rate ?? 1)
  const follows = useLive((s) => s.clock?.message.follows === true)
  return { known, paused, mode, rate, follows }
}

/** Pause, tour or fixed rate, restart. */
export function PaceControl(): JSX.Element {
  const { t, i18n } = useTranslation()
  const { known, paused, mode, rate, follows } = usePace()
  const pace = useMutation({ mutationFn: (asked: Parameters<typeof call<'pace'>>[1]) => call('pace', asked) })
  const fixed = mode === 'fixed' ? nearestRate(rate) : undefined
  if (follows) return <p className="pace quiet">{t('pace.linked', { rate: rateText(rate, i18n.language) })}</p>
  return (
    <fieldset className="pace" disabled={!known}>
      <legend className="visually-hidden">{t('pace.label')}</legend>
      <button
        type="button"
        className="button icon-text"
        aria-label={t(paused ? 'pace.resume' : 'pace.pause')}
        onClick={() => pace.mutate({ paused: !paused })}
      >
        <Icon name={paused ? 'play' : 'pause'} />
        <span>{t(paused ? 'pace.resumeShort' : 'pace.pauseShort')}</span>
      </button>
      <Segments
        label={t('pace.label')}
        value={mode === 'tour' ? 'tour' : String(fixed ?? '')}
        options={[
          { value: 'tour', text: t('pace.tour'), title: t('pace.tourHelp') },
          ...RATES.map((r) => ({
            value: String(r),
            text: <span className="figure">{rateText(r, i18n.language)}</span>,
          })),
        ]}
        onChange={(value) => {
          if (value === 'tour') pace.mutate({ mode: 'tour', paused: false })
          else pace.mutate({ mode: 'fixed', rate: Number(value), paused: false })
        }}
      />
      <Restart />
      {pace.error !== null && (
        <p className="inline-failure" role="alert">
          <SaidText text={failureOf(pace.error).message} />
        </p>
      )}
    </fieldset>
  )
}

function nearestRate(rate: number): number | undefined {
  return RATES.find((r) => Math.abs(r - rate) < 1e-6 * r)
}

function Restart(): JSX.Element {
  const { t } = useTranslation()
  const dialog = useRef<HTMLDialogElement>(null)
  const live = useLiveStore()
  const restart = useMutation({
    mutationFn: () => call('restart', {}),
    onSuccess: () => {
      dialog.current?.close()
      live.reconnect()
    },
  })
  return (
    <>
      <button type="button" className="button icon-text" onClick={() => dialog.current?.showModal()}>
        <Icon name="restart" />
        <span>{t('pace.restart')}</span>
      </button>
      <dialog ref={dialog} className="dialog" aria-labelledby="restart-heading">
        <h2 id="restart-heading">{t('pace.restartHeading')}</h2>
        <p>{t('pace.restartText')}</p>
        {restart.error !== null && (
          <p className="inline-failure" role="alert">
            <SaidText text={failureOf(restart.error).message} />
          </p>
        )}
        <div className="dialog-buttons">
          <button type="button" className="button" onClick={() => dialog.current?.close()}>
            {t('pace.cancel')}
          </button>
          <button
            type="button"
            className="button primary"
            disabled={restart.isPending}
            onClick={() => restart.mutate()}
          >
            {t('pace.restartYes')}
          </button>
        </div>
      </dialog>
    </>
  )
}
