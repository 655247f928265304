/** A step in one line: what is sent, waited for, checked or asked; conditions with what is seen now. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { telemetryValue, unitSymbol } from '../../parts/numbers.ts'
import { span } from '../../time/mission-time.ts'
import { ConditionWords } from '../condition-words.tsx'
import { useElementNames } from '../values-table.tsx'
import { useCommands } from './runs.ts'
import type { Run, Step } from './steps.ts'

type WordsProps = { readonly step: Step; readonly windows?: Run['windows'] }

/** The line. */
export function StepWords({ step, windows = [] }: WordsProps): JSX.Element {
  const { t } = useTranslation('operate-procedures')
  switch (step.kind) {
    case 'send':
      return <SendWords step={step} />
    case 'wait':
      return <>{t('words.wait', { span: span(step.for_s) })}</>
    case 'await':
      return (
        <>
          {t('words.await')} <ConditionWords condition={step.until} windows={windows} />
          <span className="quiet">, {t('words.atMost', { span: span(step.timeout_s) })}</span>
        </>
      )
    case 'check':
      return (
        <>
          {t('words.check')} <ConditionWords condition={step.that} windows={windows} />
        </>
      )
    case 'ask':
      return <q>{step.question}</q>
    case 'manual':
      return <>{step.text}</>
    case 'if':
      return (
        <>
          {t('words.if')} <ConditionWords condition={step.that} windows={windows} />
        </>
      )
    case 'repeat':
      return (
        <>
          {t('words.repeat', { count: step.atMost })}
          {step.until !== undefined && (
            <>
              , {t('words.repeatUntil')} <ConditionWords condition={step.until} windows={windows} />
            </>
          )}
        </>
      )
  }
}

function SendWords({ step }: { readonly step: Extract<Step, { kind: 'send' }> }): JSX.Element {
  const { t, i18n } = useTranslation('operate-procedures')
  const nameOf = useElementNames()
  const right = useCommands().data?.rights.find((r) => r.element === step.element && r.command === step.command)
  const unitOf = (name: string) => unitSymbol(right?.arguments.find((a) => a.name === name)?.unit ?? '')
  return (
    <>
      {t('words.send')} <span className="parameter-name">{step.command}</span>{' '}
      {t('words.to', { element: nameOf(step.element).name })}
      {Object.entries(step.arguments).map(([name, value]) => (
        <span key={name} className="step-argument">
          {' '}
          <span className="quiet">{name}</span>{' '}
          <span className="figure">
            {telemetryValue(value, i18n.language)}
            {unitOf(name) !== '' && `\u202f${unitOf(name)}`}
          </span>
        </span>
      ))}
      <span className="quiet">
        {' '}
        · {t(`until.${step.until}`)}
        {step.executeAfter_s !== undefined && `, ${t('words.executeAfter', { span: span(step.executeAfter_s) })}`}
      </span>
    </>
  )
}
