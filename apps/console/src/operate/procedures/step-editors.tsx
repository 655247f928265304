/** The steps of a procedure that is being written: each folded to its line, with what stands in its way, and its fields. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { keyed } from '../../parts/keyed.ts'
import { PartyTag, usePalette } from '../../parts/party.tsx'
import { SaidText } from '../../parts/said.tsx'
import { StateMark } from '../../parts/state-mark.tsx'
import { readableIso } from '../../time/mission-time.ts'
import { type DraftProblem, moved, newStep, STEP_KINDS, type StepKind } from './draft.ts'
import { FINDING_MARK } from './finding-mark.ts'
import { StepFields } from './step-fields.tsx'
import { StepWords } from './step-words.tsx'
import type { Finding, Procedure, Step } from './steps.ts'

type EditorContext = {
  readonly procedure: Procedure
  readonly party: string
  readonly findings: readonly Finding[]
  readonly problems: readonly DraftProblem[]
}

type EditorsProps = {
  readonly context: EditorContext
  readonly steps: readonly Step[]
  readonly kinds?: readonly StepKind[]
  readonly label: string
  readonly onChange: (steps: readonly Step[]) => void
}

/** A list of steps, and a button for one more. */
export function StepEditors({ context, steps, kinds = STEP_KINDS, label, onChange }: EditorsProps): JSX.Element {
  const { t } = useTranslation('operate-procedures')
  return (
    <div className="step-editors">
      <ol className="steps">
        {keyed(steps, () => 'step').map(([key, step], i) => (
          <li key={key}>
            <StepEditor
              context={context}
              step={step}
              place={{ at: i, of: steps.length }}
              onChange={(next) => onChange(steps.with(i, next))}
              onMove={(by) => onChange(moved(steps, i, by))}
              onRemove={() => onChange(steps.toSpliced(i, 1))}
            />
          </li>
        ))}
      </ol>
      <label className="choice add-step">
        <span>{label}</span>
        <select
          value=""
          onChange={(event) => {
            const kind = event.target.value as StepKind | ''
            if (kind !== '') onChange([...steps, newStep(kind, context.procedure, context.party)])
          }}
        >
          <option value="">{t('edit.add')}</option>
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {t(`kind.${kind}`)}
            </option>
          ))}
        </select>
      </label>
    </div>
  )
}

type EditorProps = {
  readonly context: EditorContext
  readonly step: Step
  readonly place: { readonly at: number; readonly of: number }
  readonly onChange: (step: Step) => void
  readonly onMove: (by: number) => void
  readonly onRemove: () => void
}

function StepEditor({ context, step, place, onChange, onMove, onRemove }: EditorProps): JSX.Element {
  const { t } = useTranslation('operate-procedures')
  const lookOf = usePalette()
  const findings = context.findings.filter((f) => f.step === step.id)
  const problems = context.problems.filter((p) => p.step === step.id)
  return (
    <>
      <div className="step step-editor" data-step={step.id} style={{ borderColor: lookOf(step.party).colour }}>
        <details>
          <summary>
            <span className="step-head">
              <strong className="step-id">{step.id}</strong>
              <span className="quiet">{t(`kind.${step.kind}`)}</span>
              <PartyTag party={step.party} short />
            </span>
            <span className="step-words">
              <StepWords step={step} />
            </span>
          </summary>
          <div className="form-buttons step-buttons">
            <button type="button" className="button" disabled={place.at === 0} onClick={() => onMove(-1)}>
              {t('edit.up')}
            </button>
            <button type="button" className="button" disabled={place.at === place.of - 1} onClick={() => onMove(1)}>
              {t('edit.down')}
            </button>
            <button type="button" className="button" onClick={onRemove}>
              {t('edit.remove')}
            </button>
          </div>
          <StepFields
            step={step}
            onChange={onChange}
            problem={(field) => problems.find((p) => p.field === field)?.message}
          />
        </details>
        <Findings findings={findings} problems={problems} />
      </div>
      {step.kind === 'if' && (
        <>
          <StepEditors
            context={context}
            steps={step.steps}
            label={t('edit.addThen', { step: step.id })}
            onChange={(steps) => onChange({ ...step, steps })}
          />
          <p className="quiet step-else">{t('list.otherwise')}</p>
          <StepEditors
            context={context}
            steps={step.otherwise}
            label={t('edit.addElse', { step: step.id })}
            onChange={(otherwise) => onChange({ ...step, otherwise })}
          />
        </>
      )}
      {step.kind === 'repeat' && (
        <StepEditors
          context={context}
          steps={step.steps}
          label={t('edit.addRepeat', { step: step.id })}
          onChange={(steps) => onChange({ ...step, steps })}
        />
      )}
    </>
  )
}

/** What stands in the way of a step: what its file lacks, what the centre foresees, and what would help. */
export function Findings(props: {
  readonly findings: readonly Finding[]
  readonly problems: readonly DraftProblem[]
}): JSX.Element | null {
  const { t } = useTranslation('operate-procedures')
  const { findings, problems } = props
  if (findings.length === 0 && problems.length === 0) return null
  return (
    <ul className="findings">
      {keyed(problems, (p) => `${p.field} ${p.message}`).map(([key, p]) => (
        <li key={key} className="finding" data-severity="error">
          <StateMark {...FINDING_MARK.error} />
          <span>
            <span className="parameter-name">{p.field}</span>: <SaidText text={p.message} />
          </span>
        </li>
      ))}
      {keyed(findings, (f) => `${f.rule} ${f.fact}`).map(([key, f]) => (
        <li key={key} className="finding" data-severity={f.severity}>
          <StateMark {...FINDING_MARK[f.severity]} />
          <span>
            <b>{t(`severity.${f.severity}`)}</b>
            {f.at !== undefined && <time className="figure quiet"> {readableIso(f.at)} UTC</time>}:{' '}
            <SaidText text={f.fact} />{' '}
            <span className="quiet">
              ({f.rule}) <SaidText text={f.remedy} />
            </span>
          </span>
        </li>
      ))}
    </ul>
  )
}
