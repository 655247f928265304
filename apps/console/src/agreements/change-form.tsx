/** A change of a baselined line: the new values, and what they break downstream as they are typed. */
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Me } from '../account/people.ts'
import { failureOf } from '../api.ts'
import { TextField } from '../parts/field.tsx'
import { fieldProblems, problemsByField } from '../parts/form-problems.ts'
import { SaidText } from '../parts/said.tsx'
import { Failed } from '../parts/states.tsx'
import { differences } from '../programme/compare.ts'
import { DraftBar } from '../programme/draft-bar.tsx'
import { useDraft } from '../programme/use-draft.ts'
import { callAgreements, type InterfaceView, type LineView, useAct } from './agreements.ts'
import { WhatBreaks } from './breaks.tsx'
import { draftIdOf, isTyped, isUnchanged } from './line-form.tsx'
import { SideFields, VerificationFields } from './side-fields.tsx'
import { readLine, readTypedLine, type TypedLine, typedLineOf } from './typed-line.ts'
import { usePartyName } from './words.tsx'

type ChangeFormProps = {
  readonly document: InterfaceView
  readonly me: Me
  readonly line: LineView
  readonly onDone: () => void
}

/** The form. It stays a draft until it is sent; the line stands as it is until both sides have signed. */
export function ChangeForm({ document, me, line, onDone }: ChangeFormProps): JSX.Element {
  const { t } = useTranslation('agreements')
  const nameOf = usePartyName()
  const initial = typedLineOf(line.line, `${line.revision}.${document.changes.length}`)
  const [draft, keeper] = useDraft<TypedLine>({
    ...{ id: draftIdOf('change', document.id, line.line.id), kind: 'line', person: me.person?.id },
    ...{ initial, read: (content) => readTypedLine(content, initial), title: (c) => c.title },
  })
  const [asked, setAsked] = useState(false)
  const typed = draft.content
  const read = readLine(typed)
  const request = useAct<void>(
    () =>
      callAgreements('requestChange', {
        ...{ interface: document.id, reason: typed.reason },
        line: read.ok ? read.line : (undefined as never),
      }),
    () => onDone(),
  )
  const failure = request.error === null ? undefined : failureOf(request.error)
  const [here, there] = [fieldProblems(read.ok ? [] : read.problems), problemsByField(failure, '/line')]
  const at = (field: string) => there(field) ?? (asked || isTyped(typed, field) ? here(field) : undefined)
  const change = (next: TypedLine) => {
    request.reset()
    keeper.type(next)
  }
  const unchanged = isUnchanged(typed, initial)
  const noReason = typed.reason.trim() === ''
  const send = () => {
    setAsked(true)
    if (read.ok && !unchanged && !noReason) request.mutate()
  }
  return (
    <form
      className="line-form change-form"
      onSubmit={(event) => event.preventDefault()}
      aria-label={t('change.ask', { title: line.line.title })}
    >
      <h3>{t('change.ask', { title: line.line.title })}</h3>
      <p className="quiet">{t('change.askHelp')}</p>
      <DraftBar
        draft={draft}
        onMine={() => keeper.keepMine()}
        onTheirs={() => keeper.takeTheirs()}
        differences={draft.theirs === undefined ? [] : differences(typed, readTypedLine(draft.theirs.content, initial))}
      />
      <div className="both-sides">
        {(['host', 'guest'] as const).map((s) => (
          <SideFields
            key={s}
            typed={typed}
            side={s}
            heading={`${t(`line.${s}Side`)}: ${nameOf(document[s].party)}`}
            at={at}
            onChange={change}
          />
        ))}
      </div>
      <WhatBreaks document={document.id} line={read.ok ? read.line : undefined} unchanged={unchanged} />
      <details>
        <summary>{t('line.verification')}</summary>
        <VerificationFields typed={typed} document={document} at={at} onChange={change} />
      </details>
      <TextField
        label={t('change.reason')}
        wide
        value={typed.reason}
        onChange={(reason) => change({ ...typed, reason })}
        problem={asked && noReason ? t('change.reason') : undefined}
        required
      />
      <footer className="form-end">
        {failure !== undefined && failure.kind !== 'bad-request' && <Failed failure={failure} />}
        {failure?.kind === 'bad-request' && (
          <p className="field-problem" role="alert">
            <SaidText text={failure.message} />
          </p>
        )}
        <div className="form-buttons">
          <button
            type="button"
            className="button primary"
            disabled={request.isPending || unchanged || noReason}
            onClick={send}
          >
            {t('change.send')}
          </button>
          <button type="button" className="button" onClick={onDone}>
            {t('sign.cancel')}
          </button>
          <span className="quiet">{t('change.both')}</span>
        </div>
      </footer>
    </form>
  )
}
