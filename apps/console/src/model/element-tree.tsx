/** The element tree: what carries what and whose it is, by mouse or by keys as the ARIA practices have them. */
import { isAssumed } from '@magpie/core/provenance'
import { latest } from '@magpie/mission/budgets'
import { type JSX, type KeyboardEvent, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../parts/icons.tsx'
import { withUnit } from '../parts/numbers.ts'
import { PartySwatch, usePalette } from '../parts/party.tsx'
import { type Branch, massWithAll, treeKey, treeOf } from './model-view.ts'
import { useModelText } from './texts.ts'
import type { Change, WhatIf } from './what-if.ts'

type TreeProps = {
  readonly outcome: WhatIf
  readonly changes: readonly Change[]
  readonly chosen: string
  readonly folded: ReadonlySet<string>
  readonly onChoose: (id: string) => void
  readonly onFold: (id: string) => void
}

/** The tree. Choosing follows the focus. */
export function ElementTree(props: TreeProps): JSX.Element {
  const { outcome, chosen, folded, onChoose, onFold } = props
  const { t } = useModelText()
  const list = useRef<HTMLDivElement>(null)
  const tree = treeOf(outcome.elements)
  const listed = outcome.elements.some((e) => e.id === chosen)
  const stop = listed ? chosen : tree[0]?.element.id
  const onKeyDown = (event: KeyboardEvent) => {
    if (stop === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    const { go, fold } = treeKey(tree, folded, stop, event.key)
    if (go === undefined && fold === undefined) return
    event.preventDefault()
    if (fold !== undefined) onFold(fold)
    if (go === undefined) return
    onChoose(go)
    list.current?.querySelector<HTMLElement>(`#element-${go}`)?.focus()
  }
  return (
    <section className="model-panel model-tree-panel" aria-labelledby="tree-heading">
      <div className="panel-head">
        <h2 id="tree-heading">{t('tree.heading')}</h2>
        <span className="quiet small">{t('tree.massHelp')}</span>
      </div>
      <div ref={list} role="tree" className="tree" aria-labelledby="tree-heading" onKeyDown={onKeyDown}>
        {tree.map((branch) => (
          <Item key={branch.element.id} {...props} branch={branch} stop={stop} />
        ))}
      </div>
    </section>
  )
}

function Item(props: TreeProps & { readonly branch: Branch; readonly stop: string | undefined }): JSX.Element {
  const { branch, chosen, folded, stop, onChoose, onFold } = props
  const { element, carries, level } = branch
  const shut = folded.has(element.id)
  const choose = (event: { stopPropagation(): void }) => {
    event.stopPropagation()
    onChoose(element.id)
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around it takes the keys for all its items
    <div
      id={`element-${element.id}`}
      role="treeitem"
      aria-level={level}
      aria-selected={element.id === chosen}
      {...(carries.length === 0 ? {} : { 'aria-expanded': !shut })}
      tabIndex={element.id === stop ? 0 : -1}
      aria-labelledby={`row-${element.id}`}
      onClick={choose}
    >
      <div className="tree-row">
        {/* biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: the arrow keys fold */}
        <span
          className="tree-fold"
          data-shut={shut}
          onClick={(event) => {
            if (carries.length === 0) return
            event.stopPropagation()
            onFold(element.id)
          }}
        >
          {carries.length > 0 && <Icon name="chevron" size={14} />}
        </span>
        <Row {...props} />
      </div>
      {carries.length > 0 && !shut && (
        // biome-ignore lint/a11y/useSemanticElements: the group of a tree, not a set of form controls
        <div role="group">
          {carries.map((b) => (
            <Item key={b.element.id} {...props} branch={b} />
          ))}
        </div>
      )}
    </div>
  )
}

function Row({ branch: { element }, outcome, changes }: TreeProps & { readonly branch: Branch }): JSX.Element {
  const { t, language } = useModelText()
  const { t: word } = useTranslation()
  const look = usePalette()(element.owner)
  const mass = massWithAll(outcome.after, element.id)
  const own = latest(element, 'mass')
  const tried = changes.some((c) => c.element === element.id)
  const assumed = own !== undefined && !tried && isAssumed(own.provenance)
  return (
    <span id={`row-${element.id}`} className="tree-text">
      <span className="tree-name">{element.name}</span>
      <span className="tree-mass figure" data-assumed={assumed ? 'yes' : undefined}>
        {mass === undefined ? '' : withUnit(mass.value, 'kg', language, 1)}
        {assumed && <span className="visually-hidden"> {t('tree.assumed')}</span>}
      </span>
      <span className="tree-kind">
        {word(`elements.kind.${element.kind}`)}
        {tried && <em className="tried-mark"> · {t('tree.tried')}</em>}
      </span>
      <span className="party tree-owner" title={look.name}>
        <PartySwatch look={look} />
        {look.short}
      </span>
    </span>
  )
}
