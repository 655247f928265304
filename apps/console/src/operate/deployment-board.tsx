/** The deployment board: each module's way from touchdown to deployed, through its gates and then its steps. */
import type { Deployment } from '@magpie/api/live'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { useLive } from '../live/live-context.tsx'
import { keyed } from '../parts/keyed.ts'
import { PartyTag, usePalette } from '../parts/party.tsx'
import { SaidText, useSaid } from '../parts/said.tsx'
import { DEPLOYMENT_MARK, GATE_MARK, STEP_MARK, StateMark } from '../parts/state-mark.tsx'
import { Empty } from '../parts/states.tsx'
import { readableIso } from '../time/mission-time.ts'

/** All modules, in the order in which the centre named them. */
export function DeploymentBoard(): JSX.Element {
  const { t } = useTranslation()
  const deployments = useLive((s) => s.deployments)
  const list = Object.values(deployments)
  const done = list.filter((d) => d.state === 'deployed').length
  return (
    <section className="panel board-panel" aria-labelledby="board-heading">
      <div className="panel-head">
        <h2 id="board-heading">{t('deployment.heading')}</h2>
        {list.length > 0 && <span className="figure quiet">{t('deployment.count', { done, total: list.length })}</span>}
      </div>
      {list.length === 0 ? (
        <Empty>{t('deployment.empty')}</Empty>
      ) : (
        <ul className="board">
          {list.map((d) => (
            <Module key={d.element} deployment={d} />
          ))}
        </ul>
      )}
    </section>
  )
}

function Module({ deployment }: { readonly deployment: Deployment }): JSX.Element {
  const { t } = useTranslation()
  const { gates, steps, state } = deployment
  const look = usePalette()(deployment.party)
  const passed = gates.filter((g) => g.state === 'passed').length
  const stepped = steps.filter((s) => s.state === 'done' || s.state === 'retried').length
  return (
    <li className="module" data-state={state} style={{ borderColor: look.colour }}>
      <details>
        <summary>
          <span className="module-name">
            <strong>{deployment.name}</strong>
            <PartyTag party={deployment.party} short />
          </span>
          <span className="module-state">
            <StateMark {...DEPLOYMENT_MARK[state]} />
            {t(`deployment.state.${state}`)}
          </span>
          <span className="module-way">
            <span className="visually-hidden">
              {t('deployment.gatesPassed', { done: passed, total: gates.length })},{' '}
              {t('deployment.stepsDone', { done: stepped, total: steps.length })}
            </span>
            <span className="way-part" title={t('deployment.gatesPassed', { done: passed, total: gates.length })}>
              {gates.map((g) => (
                <StateMark key={g.id} {...GATE_MARK[g.state]} />
              ))}
            </span>
            <i className="way-line" aria-hidden="true" />
            <span className="way-part" title={t('deployment.stepsDone', { done: stepped, total: steps.length })}>
              {keyed(steps, (s) => s.name).map(([key, s]) => (
                <StateMark key={key} {...STEP_MARK[s.state]} />
              ))}
            </span>
          </span>
          <Reason deployment={deployment} />
        </summary>
        <div className="module-details">
          <div>
            <h3>{t('deployment.gates')}</h3>
            <ol>
              {gates.map((g) => (
                <li key={g.id}>
                  <StateMark {...GATE_MARK[g.state]} />
                  <span>
                    <SaidText text={g.name} />, {t(`deployment.gate.${g.state}`)}
                    <small>
                      <SaidText text={g.detail} />
                      {g.at !== undefined && <time className="figure">{readableIso(g.at)} UTC</time>}
                    </small>
                  </span>
                </li>
              ))}
            </ol>
          </div>
          <div>
            <h3>{t('deployment.steps')}</h3>
            <ol>
              {keyed(steps, (s) => s.name).map(([key, s]) => (
                <li key={key}>
                  <StateMark {...STEP_MARK[s.state]} />
                  <span>
                    {s.name}, {t(`deployment.step.${s.state}`)}
                    <small>{s.at !== undefined && <time className="figure">{readableIso(s.at)} UTC</time>}</small>
                  </span>
                </li>
              ))}
            </ol>
          </div>
        </div>
      </details>
    </li>
  )
}

/** What holds the module, or what it waits for; nothing while it moves. */
function Reason({ deployment }: { readonly deployment: Deployment }): JSX.Element | null {
  const { t } = useTranslation()
  const said = useSaid()
  const { gates, steps, state } = deployment
  const blocked = gates.find((g) => g.state === 'blocked')
  if (blocked !== undefined)
    return (
      <span className="module-reason held">
        {t('deployment.blockedBy', { gate: said(blocked.name), detail: said(blocked.detail) })}
      </span>
    )
  const running = steps.find((s) => s.state === 'running') ?? steps.find((s) => s.state === 'failed')
  if (running !== undefined)
    return (
      <span className="module-reason">
        {running.name}, {t(`deployment.step.${running.state}`)}
      </span>
    )
  const open = gates.find((g) => g.state === 'open')
  if (open === undefined || state === 'deployed') return null
  return <span className="module-reason">{t('deployment.waitingFor', { gate: open.name })}</span>
}
