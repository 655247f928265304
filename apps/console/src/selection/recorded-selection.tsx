/** What the mission records: the funnel, the decided set beside the optimum, what each takes, prices, growth, projects. */
import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import * as z from 'zod'
import { failureOf } from '../api.ts'
import { Marked } from '../parts/assumed.tsx'
import { withUnit } from '../parts/numbers.ts'
import { PartyTag } from '../parts/party.tsx'
import { type Mark, StateMark, type Tone } from '../parts/state-mark.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { callProgramme } from '../programme/programme.ts'
import { Bar } from './bars.tsx'
import { FunnelPicture } from './funnel-picture.tsx'
import { GrowthFigures } from './growth.tsx'
import { judgePortfolio } from './portfolio.ts'
import { Price } from './proposal-table.tsx'
import { type RecordedView, type StudyView, useRecorded } from './selection.ts'

const count = z.number()
const staged = z.object({
  call: z.object({ title: z.string() }),
  funnel: z.object({
    ...{ letters: count, lettersEligible: count, proposals: count, proposalsSelected: count, projects: count },
  }),
  projects: z.array(z.object({ id: z.string(), name: z.string(), lead: z.string(), proposals: z.array(z.string()) })),
})
type Staged = z.infer<typeof staged>

/** The section. */
export function RecordedSelection(): JSX.Element {
  const { t } = useTranslation('selection')
  const found = useRecorded()
  const stage = useQuery({
    queryKey: ['stage', 'programme', 'selection'],
    queryFn: async () => staged.parse((await callProgramme('stageOutput', { stage: 'programme' })).output),
  })
  const failure = found.error === null ? undefined : failureOf(found.error)
  return (
    <section className="card recorded" aria-labelledby="recorded">
      <h2 id="recorded">{t('recorded.heading')}</h2>
      {found.isPending && <Loading lines={4} />}
      {failure?.kind === 'not-found' && <p>{t('recorded.notYet')}</p>}
      {failure !== undefined && failure.kind !== 'not-found' && (
        <Failed failure={failure} retry={() => void found.refetch()} />
      )}
      {stage.data !== undefined && (
        <>
          <p className="quiet">{t('recorded.help', { mission: stage.data.call.title })}</p>
          <FunnelPicture funnel={stage.data.funnel} />
        </>
      )}
      {found.data !== undefined && <Compared recorded={found.data} projects={stage.data?.projects ?? []} />}
    </section>
  )
}

function Compared({
  recorded: { study, recorded, assumed },
  projects,
}: {
  readonly recorded: RecordedView
  readonly projects: Staged['projects']
}): JSX.Element {
  const { t, i18n } = useTranslation('selection')
  const optimum = study.optimum
  const mark = { assumed, note: t('recorded.assumed') }
  const sets = [
    ['decided', recorded.proposals, recorded.score],
    ...(optimum === undefined ? [] : [['optimum', optimum.proposals, optimum.score] as const]),
  ] as const
  return (
    <>
      {assumed && <p className="assumed-note">{t('recorded.assumed')}</p>}
      <div className="bench-pair">
        {sets.map(([name, proposals, score]) => {
          const judged = judgePortfolio(study, new Set(proposals))
          return (
            <div key={name} className="set">
              <h3>
                {t(`recorded.${name}`)}{' '}
                <span className="quiet">
                  {t('count', { count: proposals.length })} · {t('recorded.score')}{' '}
                  <span className="figure">
                    <Marked mark={mark} text={withUnit(score, '', i18n.language, 1)} />
                  </span>
                </span>
              </h3>
              <div className="bars">
                {judged.usage.map((u) => (
                  <Bar key={u.id} usage={u} wished={name === 'decided' ? u.used : 0} />
                ))}
              </div>
            </div>
          )
        })}
      </div>
      {recorded.violations.length === 0 ? (
        <p>
          <StateMark mark="check" tone="nominal" /> {t('recorded.keeps')}
        </p>
      ) : (
        <>
          <p>{t('recorded.breaks')}</p>
          <ul className="bullets">
            {recorded.violations.map((v) => (
              <li key={v}>{v}</li>
            ))}
          </ul>
        </>
      )}
      <h3>{t('recorded.proposals')}</h3>
      <RecordedTable recorded={{ study, recorded, assumed }} projects={projects} />
      {study.growth !== undefined && (
        <details>
          <summary>
            <h3>{t('growth.heading')}</h3>
          </summary>
          <GrowthFigures study={study} />
        </details>
      )}
    </>
  )
}

const PLACE_MARK = {
  both: { mark: 'check', tone: 'nominal' },
  onlyDecided: { mark: 'circle', tone: 'watch' },
  onlyOptimum: { mark: 'ring', tone: 'watch' },
  neither: { mark: 'ring', tone: 'quiet' },
} as const satisfies Record<string, { mark: Mark; tone: Tone }>

type TableProps = { readonly recorded: RecordedView; readonly projects: Staged['projects'] }
type Proposal = StudyView['proposals'][number]

function RecordedTable({ recorded, projects }: TableProps): JSX.Element {
  const { t } = useTranslation('selection')
  const decided = new Set(recorded.recorded.proposals)
  const sorted = [...recorded.study.proposals].sort((a, b) => b.score - a.score)
  const told = sorted.filter((p) => p.in || decided.has(p.id))
  const others = sorted.filter((p) => !told.includes(p))
  return (
    <>
      <Rows recorded={recorded} projects={projects} rows={told} />
      {others.length > 0 && (
        <details>
          <summary>
            <h3>{t('recorded.others', { count: others.length })}</h3>
          </summary>
          <Rows recorded={recorded} projects={projects} rows={others} />
        </details>
      )}
    </>
  )
}

function Rows({ recorded, projects, rows }: TableProps & { readonly rows: readonly Proposal[] }): JSX.Element {
  const { t } = useTranslation('selection')
  return (
    <div className="scroll">
      <table className="grid proposals">
        <thead>
          <tr>
            <th scope="col">{t('column.proposal')}</th>
            <th scope="col">{t('recorded.where')}</th>
            <th scope="col" className="number">
              {t('column.score')}
            </th>
            <th scope="col" className="number">
              {t('column.price')}
            </th>
            <th scope="col">{t('recorded.became')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((p) => (
            <Row key={p.id} recorded={recorded} projects={projects} proposal={p} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row({
  recorded: { study, recorded, assumed },
  projects,
  proposal,
}: TableProps & { readonly proposal: Proposal }): JSX.Element {
  const { t, i18n } = useTranslation('selection')
  const place = placeOf(proposal.in, recorded.proposals.includes(proposal.id))
  const into = projects.filter((project) => project.proposals.includes(proposal.id))
  return (
    <tr>
      <th scope="row">
        {proposal.title}{' '}
        <small className="quiet">
          <PartyTag party={proposal.lead} short />
        </small>
      </th>
      <td>
        <StateMark {...PLACE_MARK[place]} /> {t(`recorded.${place}`)}
      </td>
      <td className="number figure">
        <Marked mark={{ assumed, note: t('recorded.assumed') }} text={withUnit(proposal.score, '', i18n.language, 1)} />
      </td>
      <td className="number">
        <Price proposal={proposal} study={study} />
      </td>
      <td>
        {into.map((project) => (
          <span key={project.id} className="into">
            {project.name}
            {project.proposals.length > 1 && <small className="quiet">{t('recorded.merged')}</small>}
          </span>
        ))}
      </td>
    </tr>
  )
}

function placeOf(inOptimum: boolean, decided: boolean): keyof typeof PLACE_MARK {
  if (decided) return inOptimum ? 'both' : 'onlyDecided'
  return inOptimum ? 'onlyOptimum' : 'neither'
}
