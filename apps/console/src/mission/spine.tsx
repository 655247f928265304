/** How the mission came about: the stages of the spine with what each decided, as they are done. */
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLive } from '../live/live-context.tsx'
import type { Stage } from '../live/live-state.ts'
import { Icon } from '../parts/icons.tsx'
import { SaidText } from '../parts/said.tsx'
import { STAGE_MARK, StateMark } from '../parts/state-mark.tsx'

/** The spine; folded to one line once the mission flies, unless the viewer decides otherwise. */
export function Spine(): JSX.Element | null {
  const { t } = useTranslation()
  const stages = useLive((s) => s.stages)
  const flying = useLive((s) => (s.clock?.message.met_s ?? -1) > 0)
  const [chosen, setChosen] = useState<boolean>()
  if (stages.length === 0) return null
  const done = stages.filter((s) => s.state === 'done' || s.state === 'reused').length
  const open = chosen ?? (!flying || done < stages.length)
  return (
    <section className="spine" data-open={open ? 'yes' : 'no'} aria-labelledby="spine-heading">
      <button type="button" className="spine-head" aria-expanded={open} onClick={() => setChosen(!open)}>
        <h2 id="spine-heading">{t('spine.heading')}</h2>
        <span className="figure quiet">{t('spine.done', { done, total: stages.length })}</span>
        <Icon name="chevron" />
      </button>
      {open && (
        <ol>
          {stages.map((stage) => (
            <StageRow key={stage.stage} stage={stage} />
          ))}
        </ol>
      )}
    </section>
  )
}

function StageRow({ stage }: { readonly stage: Stage }): JSX.Element {
  const { t } = useTranslation()
  const name = t(`spine.stage.${stage.stage as 'flight'}`, { defaultValue: stage.stage })
  return (
    <li className="stage-row" data-state={stage.state}>
      <StateMark {...STAGE_MARK[stage.state]} />
      <div>
        <span className="stage-name">
          {name}
          <span className="visually-hidden">, {t(`spine.state.${stage.state}`)}</span>
        </span>
        {stage.state === 'running' && (
          <progress value={stage.fraction} max={1} aria-label={name}>
            {Math.round(100 * stage.fraction)} %
          </progress>
        )}
        {stage.headline !== '' && (
          <p>
            <SaidText text={stage.headline} />
          </p>
        )}
      </div>
    </li>
  )
}
