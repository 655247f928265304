/** One row a proposal: the wish about it, whether it is in the shown set, its score, demands, price and standing under growth. */
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Marked } from '../parts/assumed.tsx'
import { withUnit } from '../parts/numbers.ts'
import { PartyTag } from '../parts/party.tsx'
import { StateMark } from '../parts/state-mark.tsx'
import type { useAssumedScores } from './assumed-scores.ts'
import type { StudyView } from './selection.ts'
import { type Wish, type Wishes, wishOf, withWish } from './wishes.ts'
import { useLevelName, useResourceName } from './words.ts'

type Proposal = StudyView['proposals'][number]
const ORDERS = ['score', 'price', 'lead'] as const
type Order = (typeof ORDERS)[number]

type TableProps = {
  readonly study: StudyView
  readonly shown: ReadonlySet<string>
  readonly wishes: Wishes
  readonly scores: ReturnType<typeof useAssumedScores>
  readonly fresh: boolean
  readonly growth: StudyView | undefined
  readonly onWish: (wishes: Wishes) => void
  readonly onClear: () => void
}

/** The card. */
export function ProposalTable(props: TableProps): JSX.Element {
  const { study, wishes, onClear } = props
  const { t } = useTranslation('selection')
  const resource = useResourceName()
  const [order, setOrder] = useState<Order>('score')
  const limits = study.instance.limits
  const wished = wishes.in.length + wishes.out.length
  return (
    <section className="card" aria-labelledby="wishes">
      <div className="panel-head">
        <h2 id="wishes">{t('wishes.heading')}</h2>
        <label className="choice">
          {t('wishes.sort')}
          <select value={order} onChange={(event) => setOrder(event.target.value as Order)}>
            {ORDERS.map((one) => (
              <option key={one} value={one}>
                {t(`wishes.sorts.${one}`)}
              </option>
            ))}
          </select>
        </label>
        <button type="button" className="button" disabled={wished === 0} onClick={onClear}>
          {t('wishes.clear')}
        </button>
      </div>
      <p className="quiet">
        {t('wishes.help')} {t('price.help')}
      </p>
      <div className="scroll">
        <table className="grid proposals">
          <thead>
            <tr>
              <th scope="col">{t('column.wish')}</th>
              <th scope="col">{t('column.proposal')}</th>
              <th scope="col" className="number">
                {t('column.score')}
              </th>
              {limits.map((l) => (
                <th key={l.id} scope="col" className="number">
                  {resource(l.id)}
                </th>
              ))}
              <th scope="col" className="number">
                {t('column.price')}
              </th>
              {props.growth !== undefined && <th scope="col">{t('column.growth')}</th>}
            </tr>
          </thead>
          <tbody>
            {inOrder(study.proposals, order).map((p) => (
              <Row key={p.id} proposal={p} {...props} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function inOrder(proposals: readonly Proposal[], order: Order): readonly Proposal[] {
  const worth = (p: Proposal) => (order === 'price' ? (p.price ?? Number.POSITIVE_INFINITY) : p.score)
  const by = (a: Proposal, b: Proposal) =>
    order === 'lead' ? a.lead.localeCompare(b.lead) || b.score - a.score : worth(b) - worth(a)
  return [...proposals].sort((a, b) => by(a, b) || (a.id < b.id ? -1 : 1))
}

function Row({
  proposal,
  study,
  shown,
  wishes,
  scores,
  growth,
  fresh,
  onWish,
}: TableProps & { readonly proposal: Proposal }) {
  const { t, i18n } = useTranslation('selection')
  const level = useLevelName()
  const grown = growth?.proposals.find((p) => p.id === proposal.id)
  const inside = shown.has(proposal.id)
  const assumed = scores.assumed[proposal.id] !== undefined
  const counted = (levels: readonly string[] | undefined) => levels === undefined || levels.includes(proposal.level)
  return (
    <tr data-in={inside ? 'yes' : undefined}>
      <td>
        <WishToggle
          proposal={proposal}
          wish={wishOf(wishes, proposal.id)}
          onWish={(w) => onWish(withWish(wishes, proposal.id, w))}
        />
      </td>
      <th scope="row">
        <StateMark mark={inside ? 'check' : 'ring'} tone={inside ? 'nominal' : 'quiet'} />{' '}
        <span className="visually-hidden">{t(inside ? 'chosen.yes' : 'chosen.no')}: </span>
        {proposal.title}{' '}
        <small className="quiet">
          <PartyTag party={proposal.lead} short /> · {level(proposal.level)} ·{' '}
          <span className="figure">{proposal.id}</span>
        </small>
      </th>
      <td className="number figure">
        <Marked
          mark={{ assumed, note: t('scores.assumed', { who: scores.who }) }}
          text={withUnit(proposal.score, '', i18n.language, 1)}
        />
      </td>
      {study.instance.limits.map((l) => (
        <td key={l.id} className={counted(l.levels) ? 'number figure' : 'number figure quiet'}>
          {counted(l.levels) ? withUnit(proposal.demands[l.resource] ?? 0, l.unit, i18n.language, 1) : '–'}
        </td>
      ))}
      <td className="number" data-stale={fresh ? undefined : 'yes'}>
        <Price proposal={proposal} study={study} />
      </td>
      {growth !== undefined && (
        <td>
          {grown?.standing !== undefined && (
            <>
              <StateMark {...STANDING_MARK[grown.standing]} /> {t(`standing.${grown.standing}`)}{' '}
              <small className="figure quiet">
                {new Intl.NumberFormat(i18n.language, { style: 'percent' }).format(grown.share ?? 0)}
              </small>
            </>
          )}
        </td>
      )}
    </tr>
  )
}

const STANDING_MARK = {
  always: { mark: 'check', tone: 'nominal' },
  sometimes: { mark: 'half', tone: 'watch' },
  never: { mark: 'ring', tone: 'quiet' },
} as const

const WISHES = ['in', 'free', 'out'] as const

function WishToggle(props: {
  readonly proposal: Proposal
  readonly wish: Wish
  readonly onWish: (wish: Wish) => void
}): JSX.Element {
  const { t } = useTranslation('selection')
  const { proposal, wish, onWish } = props
  return (
    <fieldset className="segments wish" data-wish={wish}>
      <legend className="visually-hidden">{t('wishes.of', { title: proposal.title })}</legend>
      {WISHES.map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={wish === one}
          data-state={wish === one ? 'on' : 'off'}
          onClick={() => onWish(one)}
        >
          {t(`wishes.${one}`)}
        </button>
      ))}
    </fieldset>
  )
}

/** How many that come or go are named. */
const FEW = 2

/** The price of forcing a proposal the other way, with who comes and goes. */
export function Price({ proposal, study }: { readonly proposal: Proposal; readonly study: StudyView }): JSX.Element {
  const { t, i18n } = useTranslation('selection')
  const { price, joins = [], leaves = [] } = proposal
  const title = (id: string) => study.proposals.find((p) => p.id === id)?.title ?? id
  const few = (ids: readonly string[]) =>
    ids.length <= FEW
      ? ids.map(title).join(', ')
      : t('price.more', { list: ids.slice(0, FEW).map(title).join(', '), count: ids.length - FEW })
  if (price === undefined) return <span className="quiet">{study.optimum === undefined ? '–' : t('price.wished')}</span>
  const way = t(proposal.in ? 'price.out' : 'price.in')
  if (price === null)
    return (
      <span className="quiet">
        {way}: {t('price.never')}
      </span>
    )
  const moves = [
    ...(joins.length === 0 ? [] : [t('price.joins', { list: few(joins) })]),
    ...(leaves.length === 0 ? [] : [t('price.leaves', { list: few(leaves) })]),
  ]
  return (
    <span className="price">
      <span className="quiet">{way}</span> <b className="figure">{withUnit(-price, '', i18n.language, 2)}</b>
      {moves.length > 0 && <small className="quiet">{moves.join('; ')}</small>}
    </span>
  )
}
