/** A command of the desk as a button: what would become of it and who sends it stand in the dialog before it goes. */
import { type JSX, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type CommandRight, useCheck } from '../commands/commands.ts'
import { newDraft } from '../commands/draft.ts'
import { SendDialog } from '../commands/send-dialog.tsx'
import { useSend } from '../commands/use-send.tsx'

type ButtonProps = {
  readonly rights: readonly CommandRight[]
  readonly at: string
  readonly element: string
  readonly command: string
  readonly given: Readonly<Record<string, string>>
  readonly purpose?: string
  readonly primary?: boolean
  readonly disabled?: boolean
  readonly children: ReactNode
}

/** The button; nothing where the element has no such command. */
export function CommandButton(props: ButtonProps): JSX.Element | null {
  const { rights, element, command, primary = false, disabled = false, children } = props
  const [open, setOpen] = useState(0)
  const right = rights.find((r) => r.element === element && r.command === command)
  if (right === undefined) return null
  return (
    <>
      <button
        type="button"
        className={primary ? 'button primary' : 'button'}
        disabled={disabled}
        onClick={() => setOpen((n) => n + 1)}
      >
        {children}
      </button>
      {open > 0 && <Confirm key={open} {...props} right={right} onClose={() => setOpen(0)} />}
    </>
  )
}

function Confirm({
  right,
  at,
  given,
  purpose = '',
  onClose,
}: ButtonProps & { readonly right: CommandRight; readonly onClose: () => void }): JSX.Element {
  const { t } = useTranslation('operate-spacecraft')
  const [draft, setDraft] = useState(() => {
    const fresh = newDraft(right.element, right.command, right.arguments)
    return { ...fresh, arguments: { ...fresh.arguments, ...given }, purpose }
  })
  const check = useCheck(draft, right)
  const sending = useSend(at, onClose)
  return (
    <>
      <SendDialog
        right={right}
        draft={draft}
        check={check.data}
        sending={sending}
        onAcknowledged={(acknowledged) => setDraft({ ...draft, acknowledged })}
        onClose={onClose}
      />
      <span className="visually-hidden" role="status">
        {t('confirming', { command: right.command })}
      </span>
    </>
  )
}
