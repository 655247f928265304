/** One element: whose it is, its parameters with their sources and the values tried, its joints, what was agreed on it. */
import type { Element } from '@magpie/mission/element'
import type { JSX, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { PartyTag, usePalette } from '../parts/party.tsx'
import { Empty } from '../parts/states.tsx'
import { Agreements } from './agreements.tsx'
import { InterfaceLines } from './interface-lines.tsx'
import type { ModelData } from './model-data.ts'
import { type Joint, jointsOf } from './model-view.ts'
import { Parameters } from './parameters.tsx'
import { SourceLine } from './source-line.tsx'
import { useModelText } from './texts.ts'
import type { Change } from './what-if.ts'

type SheetProps = {
  readonly model: ModelData
  readonly id: string
  readonly changes: readonly Change[]
  readonly onChanges: (changes: readonly Change[]) => void
  readonly onChoose: (id: string) => void
}

/** The sheet of the element that is chosen. */
export function ElementSheet({ model, id, changes, onChanges, onChoose }: SheetProps): JSX.Element {
  const { t } = useModelText()
  const { t: word } = useTranslation()
  const element = model.elements.find((e) => e.id === id)
  if (element === undefined) {
    return (
      <section className="model-panel sheet">
        <Empty>{t('sheet.missing', { id })}</Empty>
      </section>
    )
  }
  return (
    <section className="model-panel sheet" aria-labelledby="sheet-heading">
      <div className="sheet-head">
        <h2 id="sheet-heading">{element.name}</h2>
        <span className="quiet">{word(`elements.kind.${element.kind}`)}</span>
      </div>
      <Facts element={element} model={model} onChoose={onChoose} />
      <section aria-labelledby="parameters-heading">
        <h3 id="parameters-heading">{t('sheet.parameters')}</h3>
        <Parameters element={element} changes={changes} onChanges={onChanges} />
      </section>
      <section aria-labelledby="joints-heading">
        <h3 id="joints-heading">{t('sheet.joints')}</h3>
        <Joints joints={jointsOf(element)} elements={model.elements} onChoose={onChoose} />
      </section>
      <section aria-labelledby="agreements-heading">
        <h3 id="agreements-heading">{t('sheet.agreements')}</h3>
        <Agreements model={model} id={element.id} />
      </section>
      <section aria-labelledby="lines-heading">
        <h3 id="lines-heading">{t('lines.heading')}</h3>
        <InterfaceLines id={element.id} />
      </section>
    </section>
  )
}

function Facts(props: {
  readonly element: Element
  readonly model: ModelData
  readonly onChoose: (id: string) => void
}): JSX.Element {
  const { element, model, onChoose } = props
  const { t } = useModelText()
  const { t: word } = useTranslation()
  const look = usePalette()(element.owner)
  return (
    <dl className="facts">
      <Fact name={t('sheet.owner')}>
        <PartyTag party={element.owner} />
        {look.yours && <em className="yours"> {word('party.yours')}</em>}
      </Fact>
      <Fact name={t('sheet.host')}>
        {element.host === undefined ? (
          <span className="quiet">{t('sheet.alone')}</span>
        ) : (
          <ElementLink id={element.host} elements={model.elements} onChoose={onChoose} />
        )}
      </Fact>
      <Fact name={t('sheet.project')}>
        {element.project === undefined ? (
          <span className="quiet">{t('sheet.noProject')}</span>
        ) : (
          <span className="figure">{element.project}</span>
        )}
      </Fact>
      {element.apid !== undefined && (
        <Fact name={t('sheet.apid')}>
          <span className="figure">{element.apid}</span>
        </Fact>
      )}
      <Fact name={t('sheet.source')}>
        <SourceLine provenance={element.provenance} />
      </Fact>
    </dl>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Joints(props: {
  readonly joints: readonly Joint[]
  readonly elements: readonly Element[]
  readonly onChoose: (id: string) => void
}): JSX.Element {
  const { joints, elements, onChoose } = props
  const { t } = useModelText()
  if (joints.length === 0) return <Empty>{t('sheet.noJoints')}</Empty>
  return (
    <ul className="joints">
      {joints.map(({ element, ports }) => (
        <li key={element ?? ''}>
          {element === undefined ? (
            <span className="quiet">{t('sheet.free')}</span>
          ) : (
            <ElementLink id={element} elements={elements} onChoose={onChoose} />
          )}
          <span className="ports">
            {ports.map((port) => (
              <code key={port.id}>{port.to === undefined ? port.id : `${port.id} ↔ ${port.to}`}</code>
            ))}
          </span>
        </li>
      ))}
    </ul>
  )
}

function ElementLink(props: {
  readonly id: string
  readonly elements: readonly Element[]
  readonly onChoose: (id: string) => void
}): JSX.Element {
  const { id, elements, onChoose } = props
  const found = elements.find((e) => e.id === id)
  if (found === undefined) return <span className="figure">{id}</span>
  return (
    <button type="button" className="link" onClick={() => onChoose(id)}>
      {found.name}
    </button>
  )
}
