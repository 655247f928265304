/** What reviewers wrote for the proposers, once the owner of the call lets it out. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { keyed } from '../parts/keyed.ts'
import { pending } from '../parts/states.tsx'
import { useProposals } from '../programme/programme.ts'
import { useFeedback } from './review.ts'

/** The section; nothing for who proposes nothing to this call. */
export function Feedback({ call, party }: { readonly call: string; readonly party: string }): JSX.Element | null {
  const { t } = useTranslation('review')
  const proposals = useProposals(call).data?.proposals ?? []
  const proposes = proposals.some((p) => {
    const { lead, team } = p.versions.at(-1)!.content
    return lead === party || team.some((row) => row.party === party)
  })
  const feedback = useFeedback(call, proposes)
  if (!proposes) return null
  return (
    <section className="card" aria-labelledby="feedback">
      <h2 id="feedback">{t('feedback.heading')}</h2>
      <p className="quiet">{t('feedback.help')}</p>
      {pending(feedback)}
      {feedback.data?.feedback.length === 0 && <p>{t('feedback.none')}</p>}
      {(feedback.data?.feedback ?? []).map((f) => (
        <section key={f.proposal} className="feedback" aria-label={f.title}>
          <h3>
            {f.title} <small className="figure quiet">{f.proposal}</small>
          </h3>
          {f.texts.length === 0 && <p className="quiet">{t('feedback.empty')}</p>}
          {keyed(f.texts, (one) => one.stage).map(([key, { stage, text }]) => (
            <blockquote key={key}>
              <p className="written">{text}</p>
              <footer className="quiet">{t('feedback.stage', { stage })}</footer>
            </blockquote>
          ))}
        </section>
      ))}
    </section>
  )
}
