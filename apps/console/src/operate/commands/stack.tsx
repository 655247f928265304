/** The stack: commands composed in their order, sent one by one or all, kept in this browser and as a file. */
import { useQuery } from '@tanstack/react-query'
import { type ChangeEvent, type JSX, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ActDialog } from '../../agreements/act-dialog.tsx'
import { failureOf, useMission } from '../../api.ts'
import { SaidText } from '../../parts/said.tsx'
import { Empty } from '../../parts/states.tsx'
import { OpenKey } from '../authority/open-key.tsx'
import { COMMAND_DESK } from '../desk.ts'
import { useElementNames } from '../values-table.tsx'
import { type CommandCheck, type CommandRight, callDesk, useDeskAct } from './commands.ts'
import { type Draft, sentOf, valuesOf } from './draft.ts'
import { Arguments, Significance, StateOf } from './marks.tsx'
import { stackOf, stackText } from './stack-file.ts'
import { useSender } from './use-sender.ts'
import type { Stacked } from './use-stack.ts'

type StackProps = {
  readonly stack: readonly Stacked[]
  readonly rights: readonly CommandRight[]
  readonly at: string
  readonly onStack: (change: (stack: readonly Stacked[]) => readonly Stacked[]) => void
  readonly onEdit: (draft: Draft) => void
  readonly onOpen: (id: string) => void
}

/** The stack. */
export function Stack({ stack, rights, at, onStack, onEdit, onOpen }: StackProps): JSX.Element {
  const { t } = useTranslation('operate-commands')
  const mission = useMission().data?.id ?? ''
  const file = useRef<HTMLInputElement>(null)
  const [problem, setProblem] = useState<string>()
  const [asked, setAsked] = useState<readonly Stacked[]>()
  const nameOf = useElementNames()
  const rightOf = ({ element, command }: Draft) => rights.find((r) => r.element === element && r.command === command)
  const waiting = stack.filter((s) => s.sent === undefined)
  const sending = useSendAll(rights, at, onStack)
  const load = async (event: ChangeEvent<HTMLInputElement>) => {
    const text = (await event.target.files?.[0]?.text()) ?? ''
    event.target.value = ''
    const read = stackOf(text, mission)
    if (read.ok) onStack((before) => [...before, ...read.drafts.map((draft) => ({ draft }))])
    setProblem(
      read.ok ? undefined : read.why === 'other' ? t('stack.otherMission') : t('stack.notRead', { why: read.why }),
    )
  }
  const move = (i: number, by: number) =>
    onStack((before) => {
      const next = [...before]
      const [one] = next.splice(i, 1)
      next.splice(i + by, 0, one!)
      return next
    })
  return (
    <section className="card commands-stack" aria-labelledby="stack-heading">
      <div className="panel-head">
        <h2 id="stack-heading">{t('stack.heading')}</h2>
        <span className="quiet figure">{t('stack.count', { count: waiting.length })}</span>
      </div>
      {stack.length === 0 ? (
        <Empty>{t('stack.empty')}</Empty>
      ) : (
        <ol className="stack-list">
          {stack.map(({ draft, sent, failed }, i) => {
            const right = rightOf(draft)
            const named = `${draft.command} ${nameOf(draft.element).name}`
            return (
              <li key={draft.key} data-sent={sent === undefined ? 'no' : 'yes'}>
                <div className="stack-what">
                  <span>
                    <code>{draft.command}</code> <span className="quiet">{nameOf(draft.element).name}</span>
                  </span>
                  <Arguments values={valuesOf(draft, right?.arguments ?? [])} takes={right?.arguments} />
                  <Significance level={right?.significance ?? 'none'} />
                  {right === undefined && <span className="field-problem">{t('stack.unknown')}</span>}
                  {failed !== undefined && (
                    <span className="field-problem" role="status">
                      {failed}
                    </span>
                  )}
                  {sent !== undefined && (
                    <button type="button" className="link" onClick={() => onOpen(sent.id)}>
                      {sent.id} <StateOf state={sent.state} />
                    </button>
                  )}
                </div>
                <div className="stack-acts">
                  {sent === undefined && (
                    <>
                      <button
                        type="button"
                        className="button"
                        aria-label={t('stack.sendOne', { named })}
                        disabled={right === undefined || sending.isPending}
                        onClick={() => setAsked([stack[i]!])}
                      >
                        {t('stack.send')}
                      </button>
                      <button
                        type="button"
                        className="button"
                        aria-label={t('stack.editOne', { named })}
                        disabled={right === undefined}
                        onClick={() => onEdit(draft)}
                      >
                        {t('stack.edit')}
                      </button>
                      <button
                        type="button"
                        className="button"
                        aria-label={t('stack.upOne', { named })}
                        disabled={i === 0}
                        onClick={() => move(i, -1)}
                      >
                        ↑
                      </button>
                      <button
                        type="button"
                        className="button"
                        aria-label={t('stack.downOne', { named })}
                        disabled={i === stack.length - 1}
                        onClick={() => move(i, 1)}
                      >
                        ↓
                      </button>
                    </>
                  )}
                  <button
                    type="button"
                    className="button"
                    aria-label={t('stack.removeOne', { named })}
                    onClick={() => onStack((before) => before.filter((s) => s.draft.key !== draft.key))}
                  >
                    ×
                  </button>
                </div>
              </li>
            )
          })}
        </ol>
      )}
      {problem !== undefined && (
        <p className="field-problem" role="alert">
          {problem}
        </p>
      )}
      <div className="form-buttons">
        <button
          type="button"
          className="button primary"
          disabled={waiting.length === 0 || sending.isPending}
          onClick={() => setAsked(waiting)}
        >
          {t('stack.sendAll', { count: waiting.length })}
        </button>
        <button
          type="button"
          className="button"
          disabled={stack.length === 0}
          onClick={() =>
            download(
              `stack-${mission}.json`,
              stackText(
                mission,
                stack.map((s) => s.draft),
              ),
            )
          }
        >
          {t('stack.save')}
        </button>
        <button type="button" className="button" onClick={() => file.current?.click()}>
          {t('stack.load')}
        </button>
        <input
          ref={file}
          type="file"
          hidden
          accept="application/json,.json"
          aria-label={t('stack.load')}
          onChange={(event) => void load(event)}
        />
      </div>
      {asked !== undefined && (
        <SendAll
          asked={asked}
          rights={rights}
          sending={sending}
          onClose={() => setAsked(undefined)}
          onSend={(acknowledged) => {
            sending.mutate({ asked, acknowledged }, { onSettled: () => setAsked(undefined) })
          }}
        />
      )}
    </section>
  )
}

/** Sends in order; it stops at the first that the desk does not take in, or refuses. */
function useSendAll(rights: readonly CommandRight[], at: string, onStack: StackProps['onStack']) {
  const { missing, send } = useSender()
  const act = useDeskAct(
    async (given: { asked: readonly Stacked[]; acknowledged: ReadonlyMap<string, readonly string[]> }) => {
      for (const { draft } of given.asked) {
        const takes = rights.find((r) => r.element === draft.element && r.command === draft.command)?.arguments ?? []
        const note = (part: Partial<Stacked>) =>
          onStack((before) => before.map((s) => (s.draft.key === draft.key ? { draft, ...part } : s)))
        try {
          const acknowledged = given.acknowledged.get(draft.key) ?? []
          const sent = await send({ ...draft, acknowledged }, takes, at)
          note({ sent: { id: sent.id, state: sent.state } })
          if (sent.state === 'refused') return
        } catch (cause) {
          note({ failed: failureOf(cause as Error).message })
          return
        }
      }
    },
  )
  return { ...act, missing }
}

type SendAllProps = {
  readonly asked: readonly Stacked[]
  readonly rights: readonly CommandRight[]
  readonly sending: ReturnType<typeof useSendAll>
  readonly onSend: (acknowledged: ReadonlyMap<string, readonly string[]>) => void
  readonly onClose: () => void
}

/** The confirm step: every command with what the desk foresees of it, and its warnings to be acknowledged. */
function SendAll({ asked, rights, sending, onSend, onClose }: SendAllProps): JSX.Element {
  const { t } = useTranslation('operate-commands')
  const [read, setRead] = useState<readonly string[]>([])
  const checks = useChecks(asked, rights)
  const warnings = asked.flatMap(({ draft }) =>
    (checks.get(draft.key)?.warnings ?? []).map((w) => ({ ...w, key: draft.key, command: draft.command })),
  )
  const names = warnings.map((w) => `${w.key} ${w.id}`)
  const acknowledged = new Map(
    asked.map(({ draft: { key } }) => [key, warnings.filter((w) => w.key === key).map((w) => w.id)] as const),
  )
  return (
    <ActDialog
      heading={t('stack.sendHeading', { count: asked.length })}
      confirm={t('stack.sendConfirm', { count: asked.length })}
      ready={sending.missing === 'none' && checks.size === asked.length && names.every((n) => read.includes(n))}
      act={sending}
      onConfirm={() => onSend(acknowledged)}
      onClose={onClose}
    >
      <ol className="stack-list">
        {asked.map(({ draft }) => {
          const check = checks.get(draft.key)
          return (
            <li key={draft.key}>
              <div className="stack-what">
                <code>{draft.command}</code>
                <Arguments
                  values={valuesOf(
                    draft,
                    rights.find((r) => r.command === draft.command && r.element === draft.element)?.arguments ?? [],
                  )}
                  takes={rights.find((r) => r.command === draft.command && r.element === draft.element)?.arguments}
                />
                <Significance level={check?.significance ?? 'none'} {...(check && { reason: check.reason })} />
                {check?.problems.map((p) => (
                  <span key={p.message} className="field-problem">
                    <SaidText text={p.message} />
                  </span>
                ))}
                {check?.refusal !== undefined && (
                  <span className="quiet">
                    <SaidText text={check.refusal.fact} />
                  </span>
                )}
              </div>
            </li>
          )
        })}
      </ol>
      {warnings.map((w, i) => (
        <label key={names[i]} className="check">
          <input
            type="checkbox"
            checked={read.includes(names[i]!)}
            onChange={(event) =>
              setRead(event.target.checked ? [...read, names[i]!] : read.filter((n) => n !== names[i]))
            }
          />
          <span>
            {t('check.acknowledge', { name: w.id })}
            <small className="quiet">
              <SaidText text={w.text} />
            </small>
          </span>
        </label>
      ))}
      <p className="quiet">{t('stack.stops')}</p>
      {sending.missing !== 'none' && <OpenKey missing={sending.missing} />}
    </ActDialog>
  )
}

function useChecks(asked: readonly Stacked[], rights: readonly CommandRight[]) {
  const takesOf = ({ element, command }: Draft) =>
    rights.find((r) => r.element === element && r.command === command)?.arguments ?? []
  const { data } = useQuery({
    queryKey: [COMMAND_DESK, 'checks', asked.map((a) => a.draft.key)],
    queryFn: async () => {
      const checks = await Promise.all(
        asked.map(
          async ({ draft }) => [draft.key, await callDesk('checkCommand', sentOf(draft, takesOf(draft)))] as const,
        ),
      )
      return new Map(checks)
    },
  })
  return data ?? new Map<string, CommandCheck>()
}

/** Hands a text to whoever looks, as a file. */
export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
