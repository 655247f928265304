/** What one may do with a command that waits: approve, decline, hold, let go, withdraw, acknowledge, order. Each by a dialog that says who acts. */
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { holds, useMe } from '../../account/people.ts'
import { ActDialog } from '../../agreements/act-dialog.tsx'
import { AreaField } from '../../parts/field.tsx'
import { SaidText } from '../../parts/said.tsx'
import { OpenKey } from '../authority/open-key.tsx'
import { useElementNames } from '../values-table.tsx'
import { type CommandView, callDesk, useDeskAct } from './commands.ts'
import { Arguments, Significance, Why } from './marks.tsx'
import { useSender } from './use-sender.ts'

/** What the person who looks may do with a command. */
type Verb = 'approve' | 'decline' | 'take-back' | 'acknowledge' | 'hold' | 'let-go' | 'withdraw'

const WAITING: ReadonlySet<string> = new Set(['awaiting', 'queued', 'held'])

/** The acts that make sense here; the desk judges each anew. */
function useVerbs(): (c: CommandView) => Verb[] {
  const me = useMe().data
  return (c) => {
    const { party, person } = me ?? {}
    if (party === undefined || person === undefined || !holds(me, 'operator') || !WAITING.has(c.state)) return []
    const approved = c.approvals.some((a) => a.party === party && a.person === person.id)
    const others = c.person !== person.id
    const controls = c.controllers.includes(party)
    const held = c.holds.some((h) => h.kind === 'person' && h.by === party)
    const mine = c.party === party
    const warned = mine && c.holds.some((h) => h.kind === 'warning')
    const verbs: readonly (readonly [Verb, boolean])[] = [
      ['approve', others && !approved && c.state === 'awaiting'],
      ['take-back', approved],
      ['decline', c.concerned.includes(party) && others],
      ['acknowledge', warned],
      ['let-go', held],
      ['hold', controls && !held && c.state !== 'awaiting'],
      ['withdraw', mine],
    ]
    return verbs.flatMap(([verb, may]) => (may ? [verb] : []))
  }
}

/** Whether a command waits for the consent of whoever looks. */
export function useWaitsForMe(): (c: CommandView) => boolean {
  const verbs = useVerbs()
  const party = useMe().data?.party
  return (c) => {
    const mine = verbs(c)
    return (c.state === 'awaiting' && mine.includes('approve') && c.party !== party) || mine.includes('acknowledge')
  }
}

type ActsProps = { readonly command: CommandView; readonly only?: readonly Verb[] }

/** The buttons, each named with the command. */
export function Acts({ command, only }: ActsProps): JSX.Element | null {
  const { t } = useTranslation('operate-commands')
  const [open, setOpen] = useState<Verb>()
  const verbs = useVerbs()(command).filter((v) => only === undefined || only.includes(v))
  if (verbs.length === 0 && open === undefined) return null
  return (
    <div className="form-buttons">
      {verbs.map((verb) => (
        <button
          key={verb}
          type="button"
          className={verb === 'approve' || verb === 'acknowledge' ? 'button primary' : 'button'}
          aria-label={t(`act.${verb}Of`, { id: command.id })}
          onClick={() => setOpen(verb)}
        >
          {t(`act.${verb}`)}
        </button>
      ))}
      {open !== undefined && <Decide command={command} verb={open} onClose={() => setOpen(undefined)} />}
    </div>
  )
}

const NEEDS_WHY: ReadonlySet<Verb> = new Set(['decline', 'hold', 'withdraw'])

function Decide(props: {
  readonly command: CommandView
  readonly verb: Verb
  readonly onClose: () => void
}): JSX.Element {
  const { command, verb, onClose } = props
  const { t } = useTranslation('operate-commands')
  const me = useMe().data
  const nameOf = useElementNames()
  const party = me?.memberships.find((m) => m.party === me.party)?.name ?? me?.party ?? ''
  const { missing, approve } = useSender()
  const [why, setWhy] = useState('')
  const [read, setRead] = useState<readonly string[]>([])
  const warnings = command.holds.filter((h) => h.kind === 'warning')
  const act = useDeskAct((): Promise<CommandView> => {
    const { id } = command
    switch (verb) {
      case 'approve':
        return approve(command)
      case 'take-back':
        return callDesk('takeBackApproval', { id })
      case 'decline':
        return callDesk('declineCommand', { id, why })
      case 'acknowledge':
        return callDesk('acknowledgeCommand', { id, warnings: [...read] })
      case 'hold':
        return callDesk('holdCommand', { id, why })
      case 'let-go':
        return callDesk('letGoCommand', { id })
      case 'withdraw':
        return callDesk('withdrawCommand', { id, why })
    }
  }, onClose)
  const signs = verb === 'approve' && missing !== 'none'
  const ready =
    !signs &&
    (!NEEDS_WHY.has(verb) || why.trim() !== '') &&
    (verb !== 'acknowledge' || warnings.every((w) => read.includes(w.by)))
  return (
    <ActDialog
      heading={t(`act.${verb}Heading`, { id: command.id })}
      confirm={t(`act.${verb}`)}
      ready={ready}
      act={act}
      onConfirm={() => act.mutate(undefined)}
      onClose={onClose}
    >
      <p>{t('act.who', { person: me?.person?.name ?? '', party })}</p>
      <p className="signed-what">
        <code>{command.command}</code> {nameOf(command.element).name}
        <br />
        <Arguments values={command.arguments} takes={undefined} />
      </p>
      <Significance level={command.significance} reason={command.reason} />
      <p>{t(`act.${verb}Means`)}</p>
      {verb === 'approve' && command.refusal !== undefined && <Why refusal={command.refusal} person={command.person} />}
      {verb === 'acknowledge' &&
        warnings.map((w) => (
          <label key={w.by} className="check">
            <input
              type="checkbox"
              checked={read.includes(w.by)}
              onChange={(event) =>
                setRead(event.target.checked ? [...read, w.by] : read.filter((name) => name !== w.by))
              }
            />
            <span>
              {t('check.acknowledge', { name: w.by })}
              <small className="quiet">
                <SaidText text={w.why} />
              </small>
            </span>
          </label>
        ))}
      {NEEDS_WHY.has(verb) && <AreaField label={t('act.why')} value={why} onChange={setWhy} rows={2} />}
      {signs && <OpenKey missing={missing} />}
    </ActDialog>
  )
}
