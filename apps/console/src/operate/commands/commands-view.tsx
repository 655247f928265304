/** The command desk: what one may send and why not, the command being written, the stack, what waits, and each command's life. */
import { type JSX, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import '../../styles/agreements.css'
import '../../styles/operate-commands.css'
import { useMe } from '../../account/people.ts'
import { useMission } from '../../api.ts'
import { useSaid } from '../../parts/said.tsx'
import { Empty, pending } from '../../parts/states.tsx'
import { lacks, Needs } from '../../programme/signed-out.tsx'
import { ActsFor } from '../acts-for.tsx'
import { useFollowCommandDesk } from '../desk.ts'
import type { OperateViewProps } from '../operate-search.ts'
import { Catalogue } from './catalogue.tsx'
import { CommandDetail } from './command-detail.tsx'
import { type CommandRight, type CommandView, useQueue, useRecent, useRights } from './commands.ts'
import { Compose } from './compose.tsx'
import { type Draft, newDraft } from './draft.ts'
import { MissionCommands } from './mission-commands.tsx'
import { Queue, Recent, WaitsForYou } from './queue.tsx'
import { Stack } from './stack.tsx'
import { draftName, useDrafts } from './use-drafts.ts'
import { useStack } from './use-stack.ts'

/** Roles that see the desk. */
const ROLES = ['operator', 'officer', 'signatory'] as const

/** The view. */
export function CommandsView(props: OperateViewProps): JSX.Element {
  const { t } = useTranslation('operate-commands')
  const me = useMe()
  useFollowCommandDesk()
  return (
    <div className="commands-view">
      <h2 className="visually-hidden">{t('heading')}</h2>
      {pending(me)}
      {me.data !== undefined && <ActsFor me={me.data} />}
      {me.data !== undefined && <Needs me={me.data} roles={ROLES} />}
      {me.data !== undefined && !lacks(me.data, ROLES) && (
        <Desk key={me.data.party} {...props} party={me.data.party!} />
      )}
    </div>
  )
}

function Desk({ search, change, party }: OperateViewProps & { readonly party: string }): JSX.Element | null {
  const { t } = useTranslation('operate-commands')
  const rights = useRights(true)
  const queue = useQueue(true)
  const recent = useRecent(true)
  const mission = useMission().data
  const said = useSaid()
  const { stack, change: changeStack } = useStack(party)
  const { drafts, put } = useDrafts(party)
  const [sent, setSent] = useState<string>()
  const all = rights.data?.rights ?? []
  const element = chosenElement(search.element, all, mission?.elements, party)
  const { writing, open } = itemOf(search.item)
  const right = all.find((r) => r.element === element && r.command === writing)
  const rightName = right && draftName(right)
  // A form opened by its address begins with a draft that is kept once something is typed.
  const fresh = useMemo(() => {
    const of = rights.data?.rights.find((r) => draftName(r) === rightName)
    return of && newDraft(of.element, of.command, of.arguments)
  }, [rightName, rights.data])
  const draft = rightName === undefined ? undefined : (drafts.get(rightName) ?? fresh)
  const write = (to: CommandRight, given?: Draft) => {
    const next = given ?? drafts.get(draftName(to)) ?? newDraft(to.element, to.command, to.arguments)
    if (given !== undefined) put(next)
    setSent(undefined)
    change({ element: to.element, item: `new:${to.command}` })
  }
  const again = (c: CommandView) => {
    const to = all.find((r) => r.element === c.element && r.command === c.command)
    if (to === undefined) return
    const given = Object.fromEntries(Object.entries(c.arguments).map(([name, value]) => [name, String(value)]))
    write(to, { ...newDraft(c.element, c.command, to.arguments), arguments: given, purpose: c.purpose })
  }
  const show = (id: string) => change({ item: id })
  if (rights.data === undefined) return pending(rights) ?? null
  const elements = [...new Set(all.map((r) => r.element))]
  return (
    <div className="commands-grid">
      <Catalogue
        rights={all}
        phase={said(mission?.phases.find((p) => p.id === rights.data.phase)?.name ?? rights.data.phase)}
        element={element}
        owner={mission?.elements.find((e) => e.id === element)?.owner}
        chosen={writing}
        onElement={(id) => change({ element: id, item: undefined })}
        onCommand={(to) => write(to)}
      />
      <div className="commands-middle">
        {open !== undefined && (
          <CommandDetail id={open} rights={all} onClose={() => change({ item: undefined })} onAgain={again} />
        )}
        {right !== undefined && draft !== undefined && (
          <Compose
            key={draftName(right)}
            right={right}
            draft={draft}
            elements={elements}
            at={rights.data.at}
            onDraft={put}
            onStack={(d) => {
              changeStack((before) => [...before.filter((s) => s.draft.key !== d.key), { draft: d }])
              put(newDraft(right.element, right.command, right.arguments))
            }}
            onSent={(c) => {
              put(newDraft(right.element, right.command, right.arguments))
              setSent(c.id)
              show(c.id)
            }}
          />
        )}
        {open === undefined && right === undefined && (
          <section className="card" aria-label={t('compose.none')}>
            <Empty>{t('compose.choose')}</Empty>
          </section>
        )}
        <p className="visually-hidden" role="status">
          {sent === undefined ? '' : t('send.done', { id: sent })}
        </p>
        <Stack
          stack={stack}
          rights={all}
          at={rights.data.at}
          onStack={changeStack}
          onEdit={(d) => {
            const to = all.find((r) => r.element === d.element && r.command === d.command)
            if (to !== undefined) write(to, d)
          }}
          onOpen={show}
        />
      </div>
      <div className="commands-right">
        {pending(queue)}
        {queue.data !== undefined && (
          <>
            <WaitsForYou queue={queue.data.queue} rights={all} open={open} onOpen={show} />
            <Queue queue={queue.data.queue} lead={queue.data.lead.holder} rights={all} open={open} onOpen={show} />
          </>
        )}
        {recent.data !== undefined && <Recent commands={recent.data.commands} rights={all} open={open} onOpen={show} />}
        <MissionCommands element={element} />
      </div>
    </div>
  )
}

/** What is open: a command of the dictionary that is being written (`new:drive`), or one of the desk (`c12`). */
function itemOf(item: string | undefined): { readonly writing?: string; readonly open?: string } {
  if (item === undefined) return {}
  return item.startsWith('new:') ? { writing: item.slice(4) } : { open: item }
}

/** The element of the address, else one's own, else the first that takes a command of one's. */
function chosenElement(
  asked: string | undefined,
  rights: readonly CommandRight[],
  elements: readonly { readonly id: string; readonly owner: string }[] | undefined,
  party: string,
): string {
  if (rights.some((r) => r.element === asked)) return asked!
  const own = rights.find((r) => elements?.find((e) => e.id === r.element)?.owner === party)
  return (own ?? rights.find((r) => r.verdict !== 'may-not') ?? rights[0])?.element ?? ''
}
