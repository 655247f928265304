/** Every requirement that the interface lines state, with how, when and by whom it is verified, and what came out. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { StateMark } from '../parts/state-mark.tsx'
import { Empty } from '../parts/states.tsx'
import type { InterfaceView, LineView } from './agreements.ts'
import { DocumentLink, dayOf, usePartyName } from './words.tsx'

/** The table. */
export function Requirements({ documents }: { readonly documents: readonly InterfaceView[] }): JSX.Element {
  const { t } = useTranslation('agreements')
  const nameOf = usePartyName()
  const rows = documents.flatMap((document) => document.lines.map((line) => ({ document, line })))
  if (rows.length === 0) return <Empty>{t('page.noRequirements')}</Empty>
  return (
    <div className="scroll">
      <table className="grid">
        <thead>
          <tr>
            <th scope="col">{t('page.requirement')}</th>
            <th scope="col">{t('interface.line')}</th>
            <th scope="col">{t('page.method')}</th>
            <th scope="col">{t('page.by')}</th>
            <th scope="col">{t('page.outcome')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ document, line }) => {
            const { requirement, method, stage, due, by } = line.line.verification
            return (
              <tr key={`${document.id} ${line.line.id}`}>
                <th scope="row">{requirement}</th>
                <td>
                  <DocumentLink document={document.id} line={line.line.id}>
                    {line.line.title}
                  </DocumentLink>
                </td>
                <td>
                  {t(`method.${method}`)}, {stage}
                  {due !== undefined && <span className="figure"> {due}</span>}
                </td>
                <td>{nameOf(document[by].party)}</td>
                <td>
                  <Outcome line={line} />
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

/** The last verification of the line as it stands; of an earlier revision it counts no more. */
export function Outcome({ line }: { readonly line: LineView }): JSX.Element {
  const { t } = useTranslation('agreements')
  const last = line.verified.filter((v) => v.revision === line.revision).at(-1)
  if (last === undefined)
    return (
      <span className="quiet">
        <StateMark mark="ring" tone="quiet" /> {t('line.notVerified')}
      </span>
    )
  const passed = last.outcome === 'passed'
  return (
    <>
      <StateMark mark={passed ? 'check' : 'cross'} tone={passed ? 'nominal' : 'critical'} />{' '}
      {t(`line.outcome.${last.outcome}`)} <span className="figure quiet">{dayOf(last.at)}</span>
      <span className="quiet"> {last.evidence}</span>
    </>
  )
}
