/** One of a few, side by side: radio buttons of the platform in the look of segments. Arrow keys choose. */
import { type JSX, type ReactNode, useId } from 'react'

type SegmentsProps<V extends string> = {
  readonly label: string
  /** Of `options`; none is chosen where it is none of them. */
  readonly value: string
  readonly options: readonly { readonly value: V; readonly text: ReactNode; readonly title?: string }[]
  readonly className?: string
  readonly onChange: (value: V) => void
}

/** The segments. */
export function Segments<V extends string>(props: SegmentsProps<V>): JSX.Element {
  const { label, value, options, className = '', onChange } = props
  const name = useId()
  return (
    <div role="radiogroup" aria-label={label} className={`segments ${className}`}>
      {options.map((o) => (
        <label key={o.value} title={o.title}>
          <input type="radio" name={name} checked={o.value === value} onChange={() => onChange(o.value)} />
          <span>{o.text}</span>
        </label>
      ))}
    </div>
  )
}
