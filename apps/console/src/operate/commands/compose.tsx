/** One command as it is written: its fields from the dictionary, what would become of it, and the ways on. */
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChoiceField, TextField } from '../../parts/field.tsx'
import { OwnWords } from '../../parts/own-words.tsx'
import { useElementNames } from '../values-table.tsx'
import { ArgumentField } from './argument-field.tsx'
import { CheckCard } from './check-card.tsx'
import { type CommandRight, type CommandView, useCheck } from './commands.ts'
import { type Draft, isInstant, newDraft, problemOf } from './draft.ts'
import { Significance } from './marks.tsx'
import { SendDialog } from './send-dialog.tsx'
import { useSend } from './use-send.tsx'

type ComposeProps = {
  readonly right: CommandRight
  readonly draft: Draft
  readonly elements: readonly string[]
  readonly at: string
  readonly onDraft: (draft: Draft) => void
  readonly onStack: (draft: Draft) => void
  readonly onSent: (command: CommandView) => void
}

const PRIORITIES = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const

/** The form. */
export function Compose({ right, draft, elements, at, onDraft, onStack, onSent }: ComposeProps): JSX.Element {
  const { t } = useTranslation('operate-commands')
  const nameOf = useElementNames()
  const [touched, setTouched] = useState(false)
  const [confirming, setConfirming] = useState(false)
  const check = useCheck(draft, right)
  const sending = useSend(at, (command) => {
    setConfirming(false)
    onSent(command)
  })
  const put = (part: Partial<Draft>) => {
    setTouched(true)
    onDraft({ ...draft, ...part })
  }
  const told = new Map(check.data?.problems.map((p) => [p.argument, p.message]))
  const wrong = right.arguments.some((a) => problemOf(a, draft.arguments[a.name] ?? '') !== undefined)
  const ready = !wrong && isInstant(draft.execute) && isInstant(draft.expires)
  const asks = check.data?.hazardous || (check.data?.warnings.length ?? 0) > 0 || right.significance !== 'none'
  const send = () => {
    setTouched(true)
    if (!ready) return
    if (asks || sending.missing !== 'none') setConfirming(true)
    else sending.send({ draft, takes: right.arguments })
  }
  return (
    <>
      <form
        className="card commands-compose"
        aria-label={t('compose.heading', { command: right.command, element: nameOf(right.element).name })}
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        <header>
          <h2>
            <code>{right.command}</code> <span className="quiet">{nameOf(right.element).name}</span>
          </h2>
          {right.description !== '' && (
            <p>
              <OwnWords text={right.description} />
            </p>
          )}
          <Significance level={right.significance} reason={right.reason} />
          {right.makesSafe && <p className="quiet">{t('compose.makesSafe')}</p>}
        </header>
        <div className="form">
          {right.arguments.length === 0 && <p className="quiet wide">{t('compose.noArguments')}</p>}
          {right.arguments.map((a) => (
            <ArgumentField
              key={a.name}
              takes={a}
              text={draft.arguments[a.name] ?? ''}
              told={told.get(a.name)}
              touched={touched}
              elements={elements}
              onChange={(text) => put({ arguments: { ...draft.arguments, [a.name]: text } })}
            />
          ))}
        </div>
        <div className="form compose-rest">
          <TextField label={t('compose.purpose')} value={draft.purpose} onChange={(purpose) => put({ purpose })} />
          <ChoiceField
            label={t('compose.priority')}
            value={draft.priority}
            onChange={(priority) => put({ priority })}
            options={PRIORITIES.map((p) => [p, p === '1' ? t('compose.first') : p === '9' ? t('compose.last') : p])}
          />
          <TextField
            label={t('compose.execute')}
            help={t('compose.executeHelp')}
            value={draft.execute}
            onChange={(execute) => put({ execute })}
            problem={isInstant(draft.execute) ? undefined : t('compose.noInstant')}
          />
          <TextField
            label={t('compose.expires')}
            help={t('compose.expiresHelp')}
            value={draft.expires}
            onChange={(expires) => put({ expires })}
            problem={isInstant(draft.expires) ? undefined : t('compose.noInstant')}
          />
        </div>
        <Told right={right} />
        {check.data !== undefined && (
          <CheckCard
            check={check.data}
            acknowledged={draft.acknowledged}
            onAcknowledged={(acknowledged) => put({ acknowledged })}
          />
        )}
        {sending.failed}
        <div className="form-buttons">
          <button type="submit" className="button primary" disabled={sending.isPending || (touched && !ready)}>
            {asks ? t('compose.sendAsking') : t('compose.send')}
          </button>
          <button type="button" className="button" onClick={() => onStack(draft)}>
            {t('compose.toStack')}
          </button>
          <button
            type="button"
            className="button"
            onClick={() => {
              setTouched(false)
              onDraft(newDraft(right.element, right.command, right.arguments))
            }}
          >
            {t('compose.clear')}
          </button>
        </div>
      </form>
      {confirming && (
        <SendDialog
          right={right}
          draft={draft}
          check={check.data}
          sending={sending}
          onAcknowledged={(acknowledged) => onDraft({ ...draft, acknowledged })}
          onClose={() => setConfirming(false)}
        />
      )}
    </>
  )
}

/** What the dictionary says of it beside its arguments: what must hold first, and how it is told that it was done. */
function Told({ right }: { readonly right: CommandRight }): JSX.Element | null {
  const { t } = useTranslation('operate-commands')
  const { constraints, verifiers } = right
  if (constraints.length === 0 && verifiers.length === 0) return null
  return (
    <details className="compose-told">
      <summary>{t('told.heading', { constraints: constraints.length, verifiers: verifiers.length })}</summary>
      {constraints.length > 0 && (
        <ul className="bullets">
          {constraints.map((c) => (
            <li key={c.criteria}>
              {t('told.constraint', { criteria: c.criteria })}{' '}
              <span className="quiet">
                {t(c.holds === undefined ? 'told.unknown' : c.holds ? 'told.holds' : 'told.broken')}
              </span>
            </li>
          ))}
        </ul>
      )}
      <ul className="bullets">
        {verifiers.map((v) => (
          <li key={v.stage}>
            {t('told.verifier', { stage: t(`stage.${v.stage as 'accepted'}`), window: v.window_s })}
            {v.by !== undefined && <span className="quiet"> {v.by}</span>}
          </li>
        ))}
      </ul>
    </details>
  )
}
