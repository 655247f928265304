/** A line opened: how it is verified, what rests on it, its signatures, and what one's side can do next. */
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { holds, type Me } from '../account/people.ts'
import { failureOf } from '../api.ts'
import { ChoiceField, TextField } from '../parts/field.tsx'
import { keyed } from '../parts/keyed.ts'
import { StateMark } from '../parts/state-mark.tsx'
import { Failed } from '../parts/states.tsx'
import { callAgreements, DRAFTING, type InterfaceView, type LineView, sideOf, useAct } from './agreements.ts'
import { ChangeForm } from './change-form.tsx'
import { LineForm } from './line-form.tsx'
import { Outcome } from './requirements.tsx'
import { ReasonButton, SignButton } from './sign-buttons.tsx'
import { StatedCell } from './stated.tsx'
import { signs } from './waiting.ts'
import { clock, dayOf, Hash, PartyName, usePartyName } from './words.tsx'

type DetailProps = { readonly document: InterfaceView; readonly line: LineView; readonly me: Me }

/** The detail. */
export function LineDetail({ document, line, me }: DetailProps): JSX.Element {
  const { t } = useTranslation('agreements')
  const nameOf = usePartyName()
  const { verification, dependsOn, id } = line.line
  const titleOf = (other: string) => document.lines.find((l) => l.line.id === other)?.line.title ?? other
  const resting = document.lines.filter((l) => l.line.dependsOn.includes(id)).map((l) => l.line.title)
  return (
    <div className="detail">
      <div className="detail-columns">
        <dl className="pairs">
          <dt>{t('line.requirement')}</dt>
          <dd>{verification.requirement}</dd>
          <dt>{t('line.verification')}</dt>
          <dd>
            {t(`method.${verification.method}`)}, {verification.stage}
            {verification.due !== undefined && <span className="figure"> {verification.due}</span>},{' '}
            {nameOf(document[verification.by].party)}
          </dd>
          <dt>{t('line.verified')}</dt>
          <dd>
            <Outcome line={line} />
          </dd>
          {dependsOn.length > 0 && (
            <>
              <dt>{t('line.dependsOn')}</dt>
              <dd>{dependsOn.map(titleOf).join(', ')}</dd>
            </>
          )}
        </dl>
        <div>
          {resting.length > 0 && <p className="quiet">{t('line.restedOn', { lines: resting.join(', ') })}</p>}
          <LineSignatures document={document} line={line} me={me} />
        </div>
      </div>
      <Earlier line={line} />
      <Acts document={document} line={line} me={me} />
    </div>
  )
}

function LineSignatures({ document, line, me }: DetailProps): JSX.Element {
  const { t } = useTranslation('agreements')
  const side = sideOf(document, me)
  return (
    <ul className="signatures">
      {(['host', 'guest'] as const)
        .filter((s) => signs(document, s))
        .map((s) => {
          const signed = line.signatures.find((x) => x.side === s)
          return (
            <li key={s}>
              <StateMark mark={signed ? 'check' : 'ring'} tone={signed ? 'nominal' : 'quiet'} />
              <div>
                <PartyName party={document[s].party} mine={s === side} />
                {signed === undefined ? (
                  <p className="quiet">{t('signatures.waits')}</p>
                ) : (
                  <p className="quiet">
                    {signed.name ?? signed.person} · <span className="figure">{clock(signed.at)}</span>
                    {signed.entry !== undefined && (
                      <>
                        {' · '}
                        {t('signatures.entry')} <Hash value={signed.entry} />
                      </>
                    )}
                  </p>
                )}
              </div>
            </li>
          )
        })}
    </ul>
  )
}

/** Verifications of this line before the last one: what was once measured stays readable. */
function Earlier({ line }: { readonly line: LineView }): JSX.Element | null {
  const { t } = useTranslation('agreements')
  if (line.verified.length < 2) return null
  return (
    <ul className="bullets">
      {keyed(line.verified.slice(0, -1), (v) => v.at).map(([key, v]) => (
        <li key={key}>
          {t(`line.outcome.${v.outcome}`)}, {t('interface.revision', { number: v.revision })}{' '}
          <span className="figure">{dayOf(v.at)}</span> {v.evidence}
        </li>
      ))}
    </ul>
  )
}

function Acts({ document, line, me }: DetailProps): JSX.Element | null {
  const { t } = useTranslation('agreements')
  const [open, setOpen] = useState<'write' | 'change' | 'verify'>()
  const side = sideOf(document, me)
  if (side === undefined) return null
  const close = () => setOpen(undefined)
  const drafting = holds(me, ...DRAFTING)
  const { status, line: said } = line
  const pending = document.changes.some((c) => c.line === said.id && c.state === 'open')
  const writes = drafting && status !== 'baselined'
  const verifies = drafting && status !== 'draft' && said.verification.by === side
  return (
    <>
      <div className="form-buttons">
        <LineSigning document={document} line={line} me={me} />
        {writes && (
          <Toggle
            open={open}
            name="write"
            onOpen={setOpen}
            label={t(said[side] === undefined ? 'line.state' : 'line.edit')}
          />
        )}
        {drafting && status === 'baselined' && !pending && (
          <Toggle open={open} name="change" onOpen={setOpen} label={t('line.request')} />
        )}
        {verifies && <Toggle open={open} name="verify" onOpen={setOpen} label={t('line.verify')} />}
        {writes && said.owner === side && (
          <ReasonButton
            label={t('line.drop')}
            heading={`${t('line.drop')}: ${said.title}`}
            help={t('line.dropHelp')}
            confirm={t('line.drop')}
            act={(reason) => callAgreements('dropLine', { interface: document.id, line: said.id, reason })}
          />
        )}
      </div>
      {open === 'write' && writes && <LineForm document={document} me={me} side={side} line={line} onDone={close} />}
      {open === 'change' && status === 'baselined' && !pending && (
        <ChangeForm document={document} me={me} line={line} onDone={close} />
      )}
      {open === 'verify' && verifies && <VerifyForm document={document} line={line} onDone={close} />}
    </>
  )
}

type Form = 'write' | 'change' | 'verify'

function Toggle(props: {
  readonly open: Form | undefined
  readonly name: Form
  readonly label: string
  readonly onOpen: (form: Form | undefined) => void
}): JSX.Element {
  const { open, name, label, onOpen } = props
  return (
    <button
      type="button"
      className="button"
      aria-expanded={open === name}
      onClick={() => onOpen(open === name ? undefined : name)}
    >
      {label}
    </button>
  )
}

/** Signs a line that is whole and fits, or takes the signature back as long as there is no baseline. */
function LineSigning({ document, line, me }: DetailProps): JSX.Element | null {
  const { t } = useTranslation('agreements')
  const nameOf = usePartyName()
  const side = sideOf(document, me)!
  const { line: said, revision, digest, status, awaited, findings, signatures } = line
  if (status === 'baselined' || !signs(document, side)) return null
  if (signatures.some((s) => s.side === side))
    return (
      <ReasonButton
        label={t('line.withdraw')}
        heading={t('sign.withdrawHeading', { party: nameOf(me.party!) })}
        help={t('sign.withdrawHelp')}
        confirm={t('sign.withdraw')}
        act={(reason) => callAgreements('withdrawLineSignature', { interface: document.id, line: said.id, reason })}
      />
    )
  const whole = said.host !== undefined && (document.singleEnd || said.guest !== undefined)
  if (!whole || findings.some((f) => f.severity === 'clash')) return null
  const others = awaited.filter((s) => s !== side).map((s) => nameOf(document[s].party))
  return (
    <SignButton
      me={me}
      label={t('line.sign')}
      what={t('line.signWhat', { revision, title: said.title })}
      digest={digest}
      then={others.length === 0 ? t('sign.lineLast') : t('sign.lineNotLast', { parties: others.join(', ') })}
      act={() => callAgreements('signLine', { interface: document.id, line: said.id, revision, digest })}
    >
      <table className="lines compact">
        <thead>
          <tr>
            <th scope="col">{t('interface.hostStates')}</th>
            <th scope="col">{t('interface.guestStates')}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <StatedCell line={said} side="host" />
            <StatedCell line={said} side="guest" />
          </tr>
        </tbody>
      </table>
    </SignButton>
  )
}

function VerifyForm(props: {
  readonly document: InterfaceView
  readonly line: LineView
  readonly onDone: () => void
}): JSX.Element {
  const { document, line, onDone } = props
  const { t } = useTranslation('agreements')
  const [outcome, setOutcome] = useState<'passed' | 'failed'>('passed')
  const [evidence, setEvidence] = useState('')
  const verify = useAct<void>(
    () =>
      callAgreements('verifyLine', {
        ...{ interface: document.id, line: line.line.id, revision: line.revision, outcome },
        evidence: { text: evidence },
      }),
    onDone,
  )
  return (
    <form
      className="form inline"
      aria-label={t('line.verify')}
      onSubmit={(event) => {
        event.preventDefault()
        verify.mutate()
      }}
    >
      <ChoiceField
        label={t('line.outcomeLabel')}
        value={outcome}
        onChange={(value) => setOutcome(value as 'passed')}
        options={(['passed', 'failed'] as const).map((o) => [o, t(`line.outcome.${o}`)])}
      />
      <TextField label={t('line.evidence')} wide value={evidence} onChange={setEvidence} required />
      {verify.error !== null && <Failed failure={failureOf(verify.error)} />}
      <div className="form-buttons">
        <button type="submit" className="button primary" disabled={verify.isPending || evidence.trim() === ''}>
          {t('line.record')}
        </button>
      </div>
    </form>
  )
}
