/** The mark of an assumed value: a dotted underline, and the reason on hover, focus or touch. */
import { Tooltip } from 'radix-ui'
import { type JSX, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'

/** A value with its mark where it is assumed; plain where it is not. */
export function Marked(props: {
  readonly mark: { readonly assumed: boolean; readonly note: string }
  readonly text: string
  readonly children?: ReactNode
}): JSX.Element {
  const { mark, text, children } = props
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  if (!mark.assumed) return <span title={mark.note === '' ? undefined : mark.note}>{children ?? text}</span>
  const because = t('assumed.because', { reason: mark.note })
  return (
    <Tooltip.Root open={open} onOpenChange={setOpen} delayDuration={150}>
      <Tooltip.Trigger asChild>
        <button
          type="button"
          className="assumed"
          aria-label={t('assumed.value', { value: text, reason: mark.note })}
          onClick={(event) => {
            event.stopPropagation()
            setOpen(true)
          }}
        >
          {children ?? text}
        </button>
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className="tooltip" sideOffset={6} collisionPadding={12}>
          {because}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}
