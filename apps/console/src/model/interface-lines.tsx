/** The lines of the interface documents that an element is an end of, each with the signatures of both sides. */
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import { useMe } from '../account/people.ts'
import { type InterfaceView, type LineView, useInterfaces } from '../agreements/agreements.ts'
import { signs } from '../agreements/waiting.ts'
import { PartyTag } from '../parts/party.tsx'
import { type Mark, StateMark, type Tone } from '../parts/state-mark.tsx'
import { Empty } from '../parts/states.tsx'
import { useModelText } from './texts.ts'

const MARK = {
  draft: { mark: 'ring', tone: 'quiet' },
  agreed: { mark: 'dot-ring', tone: 'active' },
  baselined: { mark: 'check', tone: 'nominal' },
} as const satisfies Record<LineView['status'], { mark: Mark; tone: Tone }>

/** The lines, document by document; who is not signed in is told who sees them. */
export function InterfaceLines({ id }: { readonly id: string }): JSX.Element {
  const { t } = useModelText()
  const signedIn = useMe().data?.person !== undefined
  const documents = useInterfaces().data?.interfaces ?? []
  const own = documents.filter((d) => d.guest.element === id || d.host.element === id)
  if (!signedIn) return <Empty>{t('lines.signIn')}</Empty>
  if (own.length === 0) return <Empty>{t('lines.none')}</Empty>
  return (
    <ul className="agreements interface-lines">
      {own.map((document) => (
        <li key={document.id}>
          <Link to="/programme" search={{ view: 'agreements', interface: document.id }}>
            {document.title}
          </Link>
          <ul>
            {document.lines.map((line) => (
              <li key={line.line.id}>
                <Line document={document} line={line} />
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  )
}

function Line({ document, line }: { readonly document: InterfaceView; readonly line: LineView }): JSX.Element {
  const { t } = useModelText()
  const change = document.changes.some((c) => c.line === line.line.id && c.state === 'open')
  const clash = line.findings.some((f) => f.severity === 'clash')
  return (
    <>
      <span className="line-name">
        <StateMark {...MARK[line.status]} />
        <Link to="/programme" search={{ view: 'agreements', interface: document.id, line: line.line.id }}>
          {line.line.title}
        </Link>
        <small className="quiet">{t(`lines.status.${line.status}`)}</small>
        {change && <small className="tone-watch">{t('lines.change')}</small>}
        {clash && <small className="tone-critical">{t('lines.clash')}</small>}
      </span>
      <span className="line-sides">
        {(['host', 'guest'] as const).map((side) => (
          <Side key={side} document={document} line={line} side={side} />
        ))}
      </span>
    </>
  )
}

function Side(props: {
  readonly document: InterfaceView
  readonly line: LineView
  readonly side: 'host' | 'guest'
}): JSX.Element {
  const { document, line, side } = props
  const { t } = useModelText()
  const signed = line.signatures.some((s) => s.side === side)
  const silent = !signs(document, side)
  const word = silent ? t('lines.single') : t(signed ? 'lines.signed' : 'lines.open')
  return (
    <span title={word}>
      <StateMark mark={signed ? 'check' : 'ring'} tone={signed ? 'nominal' : 'quiet'} />
      <PartyTag party={document[side].party} short />
      <span className="visually-hidden">{word}</span>
    </span>
  )
}
