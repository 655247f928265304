/** What the panel makes of a proposal: read by the panel and the owner, recorded by the chair or who stands in for the chair. */
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { failureOf } from '../api.ts'
import { ActForm } from '../parts/act-form.tsx'
import { AreaField, TextField } from '../parts/field.tsx'
import { problemsByField } from '../parts/form-problems.ts'
import { useKeptText } from '../programme/kept-text.ts'
import { callReview, type MyReviewView, type PaperView, useReviewAct } from './review.ts'
import { numberIn } from './typed-review.ts'

type PanelProps = { readonly call: string; readonly view: PaperView; readonly mine: MyReviewView | undefined }

/** The section; nothing for who is neither of the panel nor of the owner. */
export function PanelScores({ call, view, mine }: PanelProps): JSX.Element | null {
  const { t } = useTranslation('review')
  if (mine !== undefined && mine.panel === undefined) return null
  const scores = mine?.panel === 'chair' || mine?.panel === 'alternate'
  return (
    <section className="card" aria-labelledby="panel-scores">
      <h2 id="panel-scores">{t('panel.scores')}</h2>
      {view.panel.length === 0 && <p className="quiet">{t('panel.none')}</p>}
      {view.panel.map((s) => (
        <div key={s.stage}>
          <p>
            <b className="figure">{t('panel.of', { stage: s.stage, score: s.score })}</b>{' '}
            <small className="quiet figure">{s.at.slice(0, 16).replace('T', ' ')} UTC</small>
          </p>
          <p className="written">{s.text}</p>
        </div>
      ))}
      {scores && mine.stage !== undefined && <ScoreForm call={call} paper={view.paper} />}
    </section>
  )
}

function ScoreForm({ call, paper }: { readonly call: string; readonly paper: string }): JSX.Element {
  const { t } = useTranslation('review')
  const [score, setScore] = useState('')
  const [text, setText, forget] = useKeptText(`panel.${call}.${paper}`)
  const act = useReviewAct(
    () => callReview('scoreByPanel', { call, paper, score: numberIn(score) ?? -1, text }),
    forget,
  )
  const failure = act.error === null ? undefined : failureOf(act.error)
  const at = problemsByField(failure, '')
  return (
    <ActForm act={act} confirm={t('panel.record')} ready={text.trim() !== ''} primary>
      <p className="quiet">{t('panel.alternateHelp')}</p>
      <TextField
        label={t('panel.score')}
        unit="/ 100"
        numeric
        value={score}
        onChange={setScore}
        problem={at('/score')}
        required
      />
      <AreaField label={t('panel.text')} value={text} onChange={setText} problem={at('/text')} rows={3} />
    </ActForm>
  )
}
