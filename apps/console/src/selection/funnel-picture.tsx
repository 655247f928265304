/** From letters to projects as a picture: each step a bar in the middle, narrowing to the next. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'

const STEPS = ['letters', 'lettersEligible', 'proposals', 'proposalsSelected', 'projects'] as const
const [WIDTH, HEIGHT, HALF] = [120, 96, 44]

/** The picture with its figures; the figures are text, so nothing is told by shape alone. */
export function FunnelPicture({
  funnel,
}: {
  readonly funnel: Readonly<Record<(typeof STEPS)[number], number>>
}): JSX.Element {
  const { t } = useTranslation('selection')
  const most = Math.max(1, funnel.letters)
  const half = (n: number) => Math.max(1.5, (HALF * n) / most)
  return (
    <figure className="funnel-picture">
      <figcaption>{t('recorded.funnel', { letters: funnel.letters, projects: funnel.projects })}</figcaption>
      <ol>
        {STEPS.map((step, i) => {
          const [here, next] = [half(funnel[step]), half(funnel[STEPS[i + 1] ?? step])]
          const middle = HEIGHT / 2
          return (
            <li key={step}>
              <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
                <path
                  className="flow"
                  d={`M0 ${middle - here}C70 ${middle - here} 70 ${middle - next} ${WIDTH} ${middle - next}V${middle + next}C70 ${middle + next} 70 ${middle + here} 0 ${middle + here}Z`}
                />
                <rect width="3" y={middle - here} height={2 * here} />
              </svg>
              <b className="figure">{funnel[step]}</b>
              <span>{t(`recorded.steps.${step}`)}</span>
            </li>
          )
        })}
      </ol>
    </figure>
  )
}
