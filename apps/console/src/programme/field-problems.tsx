/** What keeps a form from being sent, field by field. */
import type { Problem } from '@magpie/api/failure'
import type { JSX } from 'react'
import { SaidText } from '../parts/said.tsx'

type FieldProblemsProps = {
  readonly title: string
  readonly problems: readonly Problem[]
  /** Told when it appears; else it is there to be read, as it changes with every key. */
  readonly told?: boolean
}

/** The list. */
export function FieldProblems({ title, problems, told = true }: FieldProblemsProps): JSX.Element {
  return (
    <div className="failed" role={told ? 'alert' : undefined}>
      <strong>{title}</strong>
      <ul className="bullets">
        {problems.map((p) => (
          <li key={`${p.field} ${p.rule} ${p.message}`}>
            <span className="figure">{p.field}</span> <SaidText text={p.message} />
          </li>
        ))}
      </ul>
    </div>
  )
}
