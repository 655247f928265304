/** A verdict with its reason, what is missing, where sources disagree, and the proof: every rule with its text, facts and sources. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { keyed } from '../parts/keyed.ts'
import { type Mark, StateMark, type Tone } from '../parts/state-mark.tsx'
import type { Verdict } from './programme.ts'
import { useVerdictWords } from './verdict-words.ts'

type Rule = Verdict['proof'][number]
type Line = Rule['when'][number]

const VERDICT_MARK = {
  eligible: { mark: 'check', tone: 'nominal' },
  ineligible: { mark: 'cross', tone: 'critical' },
  'needs-evidence': { mark: 'triangle', tone: 'warning' },
} as const satisfies Record<Verdict['verdict'], { mark: Mark; tone: Tone }>

const OUTCOME_MARK = {
  bars: { mark: 'cross', tone: 'critical' },
  asks: { mark: 'triangle', tone: 'warning' },
  open: { mark: 'triangle', tone: 'warning' },
  passes: { mark: 'check', tone: 'nominal' },
  excepted: { mark: 'diamond', tone: 'watch' },
  overrides: { mark: 'diamond', tone: 'watch' },
  noted: { mark: 'ring', tone: 'quiet' },
  silent: { mark: 'ring', tone: 'quiet' },
} as const satisfies Record<Rule['outcome'], { mark: Mark; tone: Tone }>

const TRUTH_MARK = {
  true: { mark: 'circle', tone: 'active' },
  false: { mark: 'ring', tone: 'quiet' },
  open: { mark: 'half', tone: 'warning' },
} as const satisfies Record<Line['holds'], { mark: Mark; tone: Tone }>

/** What decided stands open, first what bars; what only did not apply is folded. */
const DECISIVE: readonly Rule['outcome'][] = ['bars', 'asks', 'open', 'excepted', 'overrides']

/** The card. */
export function VerdictCard({ verdict }: { readonly verdict: Verdict }): JSX.Element {
  const { t } = useTranslation('desk')
  const words = useVerdictWords()
  const notice = useTranslation('verdicts').t('say.notice')
  const decisive = verdict.proof
    .filter((r) => DECISIVE.includes(r.outcome))
    .sort((a, b) => DECISIVE.indexOf(a.outcome) - DECISIVE.indexOf(b.outcome))
  const others = verdict.proof.filter((r) => !DECISIVE.includes(r.outcome))
  return (
    <section className="card verdict" data-verdict={verdict.verdict} aria-labelledby="verdict" aria-live="polite">
      <h2 id="verdict">
        <StateMark {...VERDICT_MARK[verdict.verdict]} /> {t(`verdict.${verdict.verdict}`)}
      </h2>
      <p className="verdict-reason">{words.reason(verdict)}</p>
      <p className="quiet">
        {t('verdict.asOf', { subject: verdict.subject, day: verdict.asOf, known: verdict.knownOn })}
      </p>
      {verdict.needs.length > 0 && (
        <>
          <h3>{t('verdict.needs')}</h3>
          <ul className="bullets">
            {keyed(words.needs(verdict), (need) => need).map(([key, need]) => (
              <li key={key}>{need}</li>
            ))}
          </ul>
        </>
      )}
      {verdict.conflicts.length > 0 && (
        <>
          <h3>{t('verdict.conflicts')}</h3>
          <ul className="bullets">
            {verdict.conflicts.map((c) => (
              <li key={c.about}>{c.about}</li>
            ))}
          </ul>
        </>
      )}
      <h3>{t('verdict.proof')}</h3>
      {decisive.length === 0 && <p className="quiet">{t('verdict.noBar')}</p>}
      {decisive.map((r) => (
        <RuleProof key={r.rule} rule={r} open />
      ))}
      {others.length > 0 && (
        <details>
          <summary>{t('verdict.others', { count: others.length })}</summary>
          {others.map((r) => (
            <RuleProof key={r.rule} rule={r} open={false} />
          ))}
        </details>
      )}
      {verdict.notAsked.length > 0 && (
        <p className="quiet">{t('verdict.notAsked', { rules: verdict.notAsked.map(words.title).join('; ') })}</p>
      )}
      <p className="notice">{notice}</p>
    </section>
  )
}

function RuleProof({ rule, open }: { readonly rule: Rule; readonly open: boolean }): JSX.Element {
  const { t, i18n } = useTranslation('desk')
  const original = useTranslation('verdicts').t('say.original')
  const words = useVerdictWords()
  return (
    <details className="rule" open={open}>
      <summary>
        <StateMark {...OUTCOME_MARK[rule.outcome]} /> <span>{words.title(rule)}</span>
        <span className="quiet">{t(`outcome.${rule.outcome}`)}</span>
      </summary>
      {/* What the instrument says stays as it says it. */}
      <blockquote lang="en">
        <p>{rule.text}</p>
        <small className="source">
          {[rule.citation, rule.source].filter((text) => text !== '').join('; ')}
          {rule.assumed && <b> {t('source.assumed')}</b>}
          {i18n.language !== 'en' && <span lang={i18n.language}> ({original})</span>}
        </small>
      </blockquote>
      <p className="quiet figure">
        {t('verdict.rule', { rule: rule.rule, version: rule.version, instrument: words.instrument(rule.instrument) })}
      </p>
      <ul className="proof" aria-label={t('verdict.steps')}>
        {keyed(rule.when, (l) => `${l.depth} ${l.condition}`).map(([key, line]) => (
          <ProofLine key={key} line={line} />
        ))}
      </ul>
      {rule.overriddenBy.map((o) => (
        <p key={o.rule} className="quiet">
          {t('verdict.overriddenBy', { title: words.title(o) })}
        </p>
      ))}
    </details>
  )
}

function ProofLine({ line }: { readonly line: Line }): JSX.Element {
  const { t } = useTranslation('desk')
  const words = useVerdictWords()
  return (
    <li data-depth={Math.min(line.depth, 6)}>
      <div>
        <StateMark {...TRUTH_MARK[line.holds]} /> {words.condition(line)}{' '}
        <span className="quiet">{t(`truth.${line.holds}`)}</span>
      </div>
      {keyed(line.evidence, (e) => `${e.says} ${e.source}`).map(([key, e]) => (
        <small key={key} className="source">
          {words.phrase(e.phrase, e.says)} <span className="quiet">({words.source(e.source)})</span>
          {e.assumed && <b> {t('source.assumed')}</b>}
        </small>
      ))}
      {line.conflict !== undefined && (
        <small className="tone-warning">{t('verdict.conflict', { about: line.conflict })}</small>
      )}
      {line.needs !== undefined && line.needsPhrase !== undefined && (
        <small className="quiet">{t('verdict.need', { what: words.phrase(line.needsPhrase, line.needs) })}</small>
      )}
    </li>
  )
}
