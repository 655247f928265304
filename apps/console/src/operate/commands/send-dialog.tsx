/** The confirm step of a command with consequences: who sends what to whom, its level and warnings, and the key where one is needed. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '../../account/people.ts'
import { ActDialog } from '../../agreements/act-dialog.tsx'
import { OpenKey } from '../authority/open-key.tsx'
import { useElementNames } from '../values-table.tsx'
import { CheckCard } from './check-card.tsx'
import type { CommandCheck, CommandRight } from './commands.ts'
import { type Draft, valuesOf } from './draft.ts'
import { Arguments } from './marks.tsx'
import type { Sending } from './use-send.tsx'

type SendDialogProps = {
  readonly right: CommandRight
  readonly draft: Draft
  readonly check: CommandCheck | undefined
  readonly sending: Sending
  readonly onAcknowledged: (warnings: readonly string[]) => void
  readonly onClose: () => void
}

/** The dialog. */
export function SendDialog({ right, draft, check, sending, onAcknowledged, onClose }: SendDialogProps): JSX.Element {
  const { t } = useTranslation('operate-commands')
  const me = useMe().data
  const party = me?.memberships.find((m) => m.party === me.party)?.name ?? me?.party ?? ''
  const nameOf = useElementNames()
  const unread = check?.warnings.filter((w) => !draft.acknowledged.includes(w.id)) ?? []
  return (
    <ActDialog
      heading={t('send.heading')}
      confirm={t('send.confirm', { command: right.command })}
      ready={sending.missing === 'none' && unread.length === 0}
      act={sending}
      onConfirm={() => sending.send({ draft, takes: right.arguments })}
      onClose={onClose}
    >
      <p>{t('send.who', { person: me?.person?.name ?? '', party })}</p>
      <p className="signed-what">
        <code>{right.command}</code> {nameOf(right.element).name}
        <br />
        <Arguments values={valuesOf(draft, right.arguments)} takes={right.arguments} />
      </p>
      {check !== undefined && (
        <CheckCard check={check} acknowledged={draft.acknowledged} onAcknowledged={onAcknowledged} />
      )}
      {sending.missing !== 'none' && <OpenKey missing={sending.missing} />}
    </ActDialog>
  )
}
