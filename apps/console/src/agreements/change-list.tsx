/** The changes of an interface document: what each asks, what it breaks, who has signed, and the answer. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { holds, type Me } from '../account/people.ts'
import { type Mark, StateMark, type Tone } from '../parts/state-mark.tsx'
import { type ChangeView, callAgreements, type InterfaceView, SIGNING, sideOf } from './agreements.ts'
import { BreakList } from './breaks.tsx'
import { differencesOf } from './differences.ts'
import { unitOf } from './line-fields.ts'
import { ReasonButton, SignButton } from './sign-buttons.tsx'
import { withUnitText } from './stated.tsx'
import { signs } from './waiting.ts'
import { DocumentLink, dayOf, PartyName, usePartyName } from './words.tsx'

/** Those that are open in full, the others folded away. */
export function ChangeList({
  document,
  me,
}: {
  readonly document: InterfaceView
  readonly me: Me
}): JSX.Element | null {
  const { t } = useTranslation('agreements')
  const open = document.changes.filter((c) => c.state === 'open')
  const closed = document.changes.filter((c) => c.state !== 'open').reverse()
  if (document.changes.length === 0) return null
  return (
    <section className="changes" aria-labelledby="changes-heading">
      <h2 id="changes-heading">{t('change.heading')}</h2>
      {open.map((c) => (
        <Change key={c.id} change={c} document={document} me={me} />
      ))}
      {closed.map((c) => (
        <details key={c.id} className="card">
          <summary>
            <StateMark {...MARK[c.state]} /> {t('change.id', { id: c.id })}: {c.to.title}{' '}
            <span className="quiet">
              {t(`change.state.${c.state}`)} · {dayOf(c.at)}
            </span>
          </summary>
          <ChangeBody change={c} document={document} />
        </details>
      ))}
    </section>
  )
}

const MARK = {
  open: { mark: 'turn', tone: 'watch' },
  approved: { mark: 'check', tone: 'nominal' },
  declined: { mark: 'cross', tone: 'quiet' },
} as const satisfies Record<ChangeView['state'], { mark: Mark; tone: Tone }>

type ChangeProps = { readonly change: ChangeView; readonly document: InterfaceView; readonly me: Me }

function Change({ change, document, me }: ChangeProps): JSX.Element {
  const { t } = useTranslation('agreements')
  const nameOf = usePartyName()
  const side = sideOf(document, me)
  const waits = sidesThatSign(document).filter((s) => !change.signatures.some((x) => x.side === s))
  const others = waits.filter((s) => s !== side).map((s) => nameOf(document[s].party))
  const clash = change.breaks.some((b) => b.what === 'line' && b.severity === 'breaks')
  const signing = side !== undefined && waits.includes(side)
  return (
    <section className="card change" aria-label={t('change.id', { id: change.id })}>
      <h3>
        <StateMark {...MARK.open} /> {t('change.id', { id: change.id })}:{' '}
        <DocumentLink document={document.id} line={change.line}>
          {change.to.title}
        </DocumentLink>{' '}
        <span className="quiet">
          {t('change.openFor', { parties: waits.map((s) => nameOf(document[s].party)).join(', ') })}
        </span>
      </h3>
      <ChangeBody change={change} document={document} />
      <div className="form-buttons">
        {signing && (
          <SignButton
            me={me}
            label={t('change.sign')}
            what={`${t('change.id', { id: change.id })}: ${change.to.title}`}
            digest={change.digest}
            then={others.length === 0 ? t('sign.changeLast') : t('sign.notLast', { parties: others.join(', ') })}
            primary={!clash}
            act={() =>
              callAgreements('signChange', { interface: document.id, change: change.id, digest: change.digest })
            }
          >
            <NewValues change={change} document={document} />
          </SignButton>
        )}
        {side !== undefined && holds(me, ...SIGNING) && (
          <ReasonButton
            label={t(change.by === side ? 'change.takeBack' : 'change.decline')}
            heading={`${t(change.by === side ? 'change.takeBack' : 'change.decline')}: ${change.id}`}
            help={t('change.declineHelp')}
            confirm={t(change.by === side ? 'change.takeBack' : 'change.decline')}
            act={(reason) => callAgreements('declineChange', { interface: document.id, change: change.id, reason })}
          />
        )}
      </div>
    </section>
  )
}

function sidesThatSign(document: InterfaceView): ('host' | 'guest')[] {
  return (['host', 'guest'] as const).filter((s) => signs(document, s))
}

function ChangeBody({ change, document }: Omit<ChangeProps, 'me'>): JSX.Element {
  const { t } = useTranslation('agreements')
  const nameOf = usePartyName()
  return (
    <div className="change-body">
      <p>
        {t('change.by', { party: nameOf(document[change.by].party), day: dayOf(change.at), reason: change.reason })}
      </p>
      <NewValues change={change} document={document} />
      <div>
        <h3>{t('change.breaks')}</h3>
        {change.breaks.length === 0 ? (
          <p className="quiet">{t('change.nothing')}</p>
        ) : (
          <BreakList breaks={change.breaks} />
        )}
      </div>
      <ul className="side-marks">
        {sidesThatSign(document).map((s) => {
          const signed = change.signatures.find((x) => x.side === s)
          return (
            <li key={s}>
              <StateMark mark={signed ? 'check' : 'ring'} tone={signed ? 'nominal' : 'quiet'} />
              <PartyName party={document[s].party} />
              <span className="quiet">
                {signed === undefined ? t('signatures.waits') : `${signed.name ?? signed.person}, ${dayOf(signed.at)}`}
              </span>
            </li>
          )
        })}
      </ul>
      {change.answer !== undefined && <p>{t('change.answer', { answer: change.answer })}</p>}
    </div>
  )
}

/** The values that would be others, beside those that stand. Of a change that is closed only what it asked is known. */
function NewValues({ change, document }: Omit<ChangeProps, 'me'>): JSX.Element | null {
  const { t } = useTranslation('agreements')
  const now = document.lines.find((l) => l.line.id === change.line)?.line
  const fields = differencesOf(now, change.to)
  if (change.state !== 'open' || fields.length === 0) return null
  return (
    <table className="grid new-values">
      <thead>
        <tr>
          <th scope="col">{t('versions.field')}</th>
          <th scope="col">{t('change.from')}</th>
          <th scope="col">{t('change.to')}</th>
        </tr>
      </thead>
      <tbody>
        {fields.map(({ path, before, after }) => {
          const key = path.at(-1)!
          const [side] = path
          const stated = (side === 'host' || side === 'guest') && path.length === 2
          return (
            <tr key={path.join('/')}>
              <th scope="row">
                {stated ? `${t(`line.side.${side}`)}: ${t(`field.${key as 'mass_kg'}`)}` : path.join(' › ')}
              </th>
              <td className="figure">
                <del>{withUnitText(before, unitOf(key))}</del>
              </td>
              <td className="figure">
                <ins>{withUnitText(after, unitOf(key))}</ins>
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
