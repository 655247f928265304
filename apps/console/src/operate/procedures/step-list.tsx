/** The steps of a procedure, those within others set in; whoever shows them says what stands at each. */
import { Fragment, type JSX, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { PartyTag, usePalette } from '../../parts/party.tsx'
import { type Mark, StateMark, type Tone } from '../../parts/state-mark.tsx'
import { StepWords } from './step-words.tsx'
import type { Procedure, Run, Step } from './steps.ts'

type ListProps = {
  readonly procedure: Procedure
  readonly windows?: Run['windows']
  readonly markOf: (step: Step) => { readonly mark: Mark; readonly tone: Tone; readonly word: string }
  /** Of the step: beside its name, and below its words. */
  readonly beside?: (step: Step) => ReactNode
  readonly below?: (step: Step) => ReactNode
  readonly current?: string | undefined
}

/** The main steps, then those that make safe. */
export function StepList(props: ListProps): JSX.Element {
  const { t } = useTranslation('operate-procedures')
  const { steps, abort } = props.procedure
  return (
    <>
      <Steps {...props} steps={steps} />
      <h3 className="abort-heading">{t('list.abort')}</h3>
      {abort.length === 0 ? <p className="quiet">{t('list.noAbort')}</p> : <Steps {...props} steps={abort} />}
    </>
  )
}

function Steps(props: ListProps & { readonly steps: readonly Step[] }): JSX.Element {
  return (
    <ol className="steps">
      {props.steps.map((step) => (
        <Fragment key={step.id}>
          <StepRow {...props} step={step} />
        </Fragment>
      ))}
    </ol>
  )
}

function StepRow(props: ListProps & { readonly step: Step }): JSX.Element {
  const { step, windows = [], markOf, beside, below, current } = props
  const { t } = useTranslation('operate-procedures')
  const lookOf = usePalette()
  const { mark, tone, word } = markOf(step)
  const here = step.id === current
  return (
    <li>
      <div
        className="step"
        data-step={step.id}
        aria-current={here ? 'step' : undefined}
        style={{ borderColor: lookOf(step.party).colour }}
      >
        <div className="step-head">
          <StateMark mark={mark} tone={tone} />
          <strong className="step-id">{step.id}</strong>
          <span className="quiet">{t(`kind.${step.kind}`)}</span>
          <PartyTag party={step.party} short />
          <span className={`step-state tone-${tone}`}>{word}</span>
          {beside?.(step)}
        </div>
        <p className="step-words">
          <StepWords step={step} windows={windows} />
        </p>
        {step.note !== '' && <p className="quiet step-note">{step.note}</p>}
        {below?.(step)}
      </div>
      {step.kind === 'if' && (
        <>
          <Steps {...props} steps={step.steps} />
          {step.otherwise.length > 0 && (
            <>
              <p className="quiet step-else">{t('list.otherwise')}</p>
              <Steps {...props} steps={step.otherwise} />
            </>
          )}
        </>
      )}
      {step.kind === 'repeat' && <Steps {...props} steps={step.steps} />}
    </li>
  )
}
