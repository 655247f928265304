/** The mark of an assumed value: a dotted underline, and the reason on hover, focus or touch. */
import { type JSX, useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useSaid } from './said.tsx'

const GAP_PX = 6
const EDGE_PX = 12

/** A value with its mark where it is assumed; plain, with its note, where it is not. */
export function Marked(props: {
  readonly mark: { readonly assumed: boolean; readonly note: string }
  readonly text: string
}): JSX.Element {
  const { mark, text } = props
  const { t } = useTranslation()
  const said = useSaid()
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const reason = useRef<HTMLSpanElement>(null)
  if (!mark.assumed) return <span title={mark.note === '' ? undefined : mark.note}>{text}</span>
  const show = () => {
    if (button.current === null || reason.current === null || reason.current.matches(':popover-open')) return
    reason.current.showPopover()
    placeBeside(reason.current, button.current.getBoundingClientRect())
  }
  const hide = () => {
    if (reason.current?.matches(':popover-open')) reason.current.hidePopover()
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        className="assumed"
        aria-describedby={id}
        onMouseEnter={show}
        onMouseLeave={hide}
        onFocus={show}
        onBlur={hide}
        onClick={show}
        onKeyDown={(event) => {
          if (event.key === 'Escape') hide()
        }}
      >
        {text}
        <span className="visually-hidden">, {t('assumed.mark')}</span>
      </button>
      <span ref={reason} id={id} popover="manual" className="tooltip" role="tooltip">
        {t('assumed.because', { reason: said(mark.note.replace(/^assumed: /, '')) })}
      </span>
    </>
  )
}

/** Above the value where there is room, below it otherwise; never beyond the window's edge. */
function placeBeside(tip: HTMLElement, value: DOMRect): void {
  const { width, height } = tip.getBoundingClientRect()
  const left = Math.max(EDGE_PX, Math.min(value.left, innerWidth - width - EDGE_PX))
  const above = value.top - height - GAP_PX
  tip.style.left = `${left}px`
  tip.style.top = `${above < EDGE_PX ? value.bottom + GAP_PX : above}px`
}
