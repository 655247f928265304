/** The lines of an interface document, a table a discipline: what the host states beside what the guest states. */
import { DISCIPLINES } from '@magpie/api/interface-lines'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import type { Me } from '../account/people.ts'
import { SaidText } from '../parts/said.tsx'
import { type Mark, StateMark, type Tone } from '../parts/state-mark.tsx'
import type { InterfaceView, LineView } from './agreements.ts'
import { LineDetail } from './line-detail.tsx'
import { LINE_DISCIPLINES } from './line-fields.ts'
import { StatedCell } from './stated.tsx'
import { signs } from './waiting.ts'
import { usePartyName } from './words.tsx'

type TablesProps = {
  readonly document: InterfaceView
  readonly me: Me
  readonly chosen: string | undefined
  readonly onChoose: (line: string | undefined) => void
}

/** The tables. */
export function LineTables(props: TablesProps): JSX.Element {
  const { document } = props
  const { t } = useTranslation('agreements')
  return (
    <>
      {LINE_DISCIPLINES.map((discipline) => {
        const lines = document.lines.filter((l) => DISCIPLINES[l.line.kind] === discipline)
        if (lines.length === 0) return null
        return (
          <section key={discipline} className="discipline" aria-labelledby={`${discipline}-heading`}>
            <h2 id={`${discipline}-heading`}>{t(`interface.discipline.${discipline}`)}</h2>
            <table className="lines">
              <thead>
                <tr>
                  <th scope="col">{t('interface.line')}</th>
                  <th scope="col">{t('interface.hostStates')}</th>
                  <th scope="col">{t('interface.guestStates')}</th>
                  <th scope="col">{t('interface.stateColumn')}</th>
                </tr>
              </thead>
              {lines.map((line) => (
                <LineRows key={line.line.id} line={line} {...props} />
              ))}
            </table>
          </section>
        )
      })}
    </>
  )
}

const LINE_MARK = {
  draft: { mark: 'ring', tone: 'quiet' },
  agreed: { mark: 'dot-ring', tone: 'active' },
  baselined: { mark: 'check', tone: 'nominal' },
} as const satisfies Record<LineView['status'], { mark: Mark; tone: Tone }>

function LineRows({ document, me, line, chosen, onChoose }: TablesProps & { readonly line: LineView }): JSX.Element {
  const { t } = useTranslation('agreements')
  const { line: said, status, revision, findings } = line
  const open = chosen === said.id
  const change = document.changes.find((c) => c.line === said.id && c.state === 'open')
  const clash = findings.some((f) => f.severity === 'clash')
  return (
    <tbody id={`line-${said.id}`} data-open={open ? 'yes' : undefined} data-clash={clash ? 'yes' : undefined}>
      <tr>
        <th scope="row">
          <button
            type="button"
            className="line-open"
            aria-expanded={open}
            onClick={() => onChoose(open ? undefined : said.id)}
          >
            {said.title}
          </button>
          <small className="quiet">
            {t(`lineKind.${said.kind}`)} · <span className="figure">{said.id}</span> ·{' '}
            {t('interface.revision', { number: revision })}
          </small>
        </th>
        <StatedCell line={said} side="host" />
        <StatedCell line={said} side="guest" />
        <td className="line-state">
          <p>
            <StateMark {...LINE_MARK[status]} /> {t(`interface.status.${status}`)}
          </p>
          <SideMarks document={document} line={line} />
          {change !== undefined && (
            <p className="tone-watch">
              <StateMark mark="turn" tone="watch" /> {t('change.pending')}
            </p>
          )}
        </td>
      </tr>
      {findings.length > 0 && (
        <tr className="findings">
          <td colSpan={4}>
            {findings.map((f) => (
              <p key={f.text} className={f.severity === 'clash' ? 'tone-critical' : 'tone-warning'}>
                <StateMark
                  mark={f.severity === 'clash' ? 'square' : 'triangle'}
                  tone={f.severity === 'clash' ? 'critical' : 'warning'}
                />{' '}
                <b>{t(`interface.${f.severity}`)}</b> <SaidText text={f.text} />
              </p>
            ))}
          </td>
        </tr>
      )}
      {open && (
        <tr className="line-detail">
          <td colSpan={4}>
            <LineDetail document={document} line={line} me={me} />
          </td>
        </tr>
      )}
    </tbody>
  )
}

/** Who of the two sides has signed this revision. */
function SideMarks({ document, line }: { readonly document: InterfaceView; readonly line: LineView }): JSX.Element {
  const { t } = useTranslation('agreements')
  const nameOf = usePartyName()
  return (
    <ul className="side-marks">
      {(['host', 'guest'] as const)
        .filter((side) => signs(document, side))
        .map((side) => {
          const signed = line.signatures.some((s) => s.side === side)
          return (
            <li key={side} title={nameOf(document[side].party)}>
              <StateMark mark={signed ? 'check' : 'ring'} tone={signed ? 'nominal' : 'quiet'} />
              <span className={signed ? '' : 'quiet'}>{t(`line.side.${side}`)}</span>
              <span className="visually-hidden">{t(signed ? 'list.signed' : 'list.notSigned')}</span>
            </li>
          )
        })}
    </ul>
  )
}
