/** A line as one's side writes it: begun, or stated where the other side began it. Kept as it is typed, judged while it is. */
import { findingsOf } from '@magpie/api/interface-lines'
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Me } from '../account/people.ts'
import { failureOf } from '../api.ts'
import { ChoiceField, TextField } from '../parts/field.tsx'
import { fieldProblems, identifierFrom, problemsByField } from '../parts/form-problems.ts'
import { SaidText } from '../parts/said.tsx'
import { StateMark } from '../parts/state-mark.tsx'
import { Failed } from '../parts/states.tsx'
import { differences } from '../programme/compare.ts'
import { DraftBar } from '../programme/draft-bar.tsx'
import { useDraft } from '../programme/use-draft.ts'
import { callAgreements, type InterfaceView, type LineView, useAct } from './agreements.ts'
import { WhatBreaks } from './breaks.tsx'
import { LINE_KINDS } from './line-fields.ts'
import { SideFields, VerificationFields } from './side-fields.tsx'
import { noLine, readLine, readTypedLine, type TypedLine, typedLineOf } from './typed-line.ts'

type LineFormProps = {
  readonly document: InterfaceView
  readonly me: Me
  readonly side: 'host' | 'guest'
  /** The line that is written anew; without it one is begun. */
  readonly line?: LineView
  readonly onDone: (line?: string) => void
}

/** The name under which a draft is kept at the centre. */
export function draftIdOf(...parts: readonly string[]): string {
  const name = parts.join('-')
  if (name.length <= 64) return name
  let hash = 0
  for (const c of name) hash = (Math.imul(hash, 31) + c.charCodeAt(0)) >>> 0
  return `${name.slice(0, 54).replace(/-+$/, '')}-${hash.toString(36)}`
}

/** The form. */
export function LineForm({ document, me, side, line, onDone }: LineFormProps): JSX.Element {
  const { t } = useTranslation('agreements')
  const initial = line === undefined ? noLine(side) : typedLineOf(line.line, String(line.revision))
  const [draft, keeper] = useDraft<TypedLine>({
    ...{ id: draftIdOf('line', document.id, line?.line.id ?? `new-${side}`), kind: 'line', person: me.person?.id },
    ...{ initial, read: (content) => readTypedLine(content, initial), title: (c) => c.title },
  })
  const [asked, setAsked] = useState(false)
  const typed = draft.content
  const read = readLine(typed)
  const propose = useAct<void>(
    () => callAgreements('proposeLine', { interface: document.id, line: read.ok ? read.line : (undefined as never) }),
    () => {
      keeper.type(line === undefined ? noLine(side) : { ...typed, base: String(line.revision + 1) })
      onDone(typed.id)
    },
  )
  const failure = propose.error === null ? undefined : failureOf(propose.error)
  const [here, there] = [fieldProblems(read.ok ? [] : read.problems), problemsByField(failure, '/line')]
  const at = (field: string) => there(field) ?? (asked || isTyped(typed, field) ? here(field) : undefined)
  const change = (next: TypedLine) => {
    propose.reset()
    keeper.type(next)
  }
  const owns = typed.owner === side
  const send = () => {
    setAsked(true)
    if (read.ok) propose.mutate()
  }
  return (
    <form className="line-form" onSubmit={(event) => event.preventDefault()} aria-label={t('line.ourSide')}>
      <DraftBar
        draft={draft}
        onMine={() => keeper.keepMine()}
        onTheirs={() => keeper.takeTheirs()}
        differences={draft.theirs === undefined ? [] : differences(typed, readTypedLine(draft.theirs.content, initial))}
      />
      {line === undefined && <Begin typed={typed} at={at} onChange={change} />}
      {line !== undefined && owns && (
        <TextField
          label={t('line.title')}
          value={typed.title}
          onChange={(title) => change({ ...typed, title })}
          problem={at('/title')}
        />
      )}
      <SideFields typed={typed} side={side} heading={t('line.ourSide')} at={at} onChange={change} />
      {owns && <VerificationFields typed={typed} document={document} at={at} onChange={change} />}
      <Fits read={read} />
      <WhatBreaks
        document={document.id}
        line={read.ok ? read.line : undefined}
        unchanged={isUnchanged(typed, initial)}
      />
      <footer className="form-end">
        {failure !== undefined && failure.kind !== 'bad-request' && <Failed failure={failure} />}
        {failure?.kind === 'bad-request' && (
          <p className="field-problem" role="alert">
            <SaidText text={failure.message} />
          </p>
        )}
        <div className="form-buttons">
          <button type="button" className="button primary" disabled={propose.isPending} onClick={send}>
            {t(line === undefined || line.line[side] === undefined ? 'line.save' : 'line.saveAgain')}
          </button>
          <button type="button" className="button" onClick={() => onDone()}>
            {t('sign.cancel')}
          </button>
          <span className="quiet">{t(line === undefined ? 'line.beginHelp' : 'line.fallHelp')}</span>
        </div>
      </footer>
    </form>
  )
}

/** Whether two typed lines say the same. */
export function isUnchanged(typed: TypedLine, initial: TypedLine): boolean {
  const { reason: _, ...a } = typed
  const { reason: _b, ...b } = initial
  return JSON.stringify(a) === JSON.stringify(b)
}

/** Whether anything is typed at a field of the request: what is still empty is not called wrong yet. */
export function isTyped(typed: TypedLine, field: string): boolean {
  const [, first, second] = field.split('/')
  if (first === 'host' || first === 'guest')
    return second === undefined ? Object.keys(typed[first]).length > 0 : (typed[first][second] ?? '').trim() !== ''
  const name = first === 'verification' ? second : first
  const value = name === undefined ? undefined : (typed as unknown as Readonly<Record<string, unknown>>)[name]
  return typeof value === 'string' && value.trim() !== ''
}

type BeginProps = {
  readonly typed: TypedLine
  readonly at: (field: string) => string | undefined
  readonly onChange: (typed: TypedLine) => void
}

function Begin({ typed, at, onChange }: BeginProps): JSX.Element {
  const { t } = useTranslation('agreements')
  const follows = typed.id === '' || typed.id === identifierFrom(typed.title)
  return (
    <div className="form">
      <ChoiceField
        label={t('line.kind')}
        value={typed.kind}
        onChange={(kind) => onChange({ ...typed, kind: kind as TypedLine['kind'] })}
        options={LINE_KINDS.map((k) => [k, t(`lineKind.${k}`)])}
      />
      <TextField
        label={t('line.title')}
        value={typed.title}
        onChange={(title) => onChange({ ...typed, title, id: follows ? identifierFrom(title) : typed.id })}
        problem={at('/title')}
      />
      <TextField
        label={t('line.id')}
        help={t('line.idHelp')}
        value={typed.id}
        onChange={(id) => onChange({ ...typed, id })}
        problem={at('/id')}
      />
    </div>
  )
}

/** Whether both sides fit as typed, without asking anybody. */
function Fits({ read }: { readonly read: ReturnType<typeof readLine> }): JSX.Element | null {
  const { t } = useTranslation('agreements')
  if (!read.ok || read.line.host === undefined || read.line.guest === undefined) return null
  const findings = findingsOf(read.line)
  return (
    <p role="status" className={findings.some((f) => f.severity === 'clash') ? 'tone-critical' : undefined}>
      {findings.length === 0 ? (
        <>
          <StateMark mark="check" tone="nominal" /> {t('interface.fits')}
        </>
      ) : (
        findings.map((f) => f.text).join('; ')
      )}
    </p>
  )
}
