/** The header of every place: the mission, the places, the mission clock, connection, language and theme. */
import { Link } from '@tanstack/react-router'
import { type JSX, lazy, Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMission, useMissionClock } from '../api.ts'
import { changeLanguage, LANGUAGES, languageName, loadTexts } from '../i18n/i18n.ts'
import { launchTime } from '../live/clock.ts'
import { useLive, useLiveStore } from '../live/live-context.tsx'
import { lightTime, missionElapsed, rateText, readableUtc } from '../time/mission-time.ts'
import { Icon } from './icons.tsx'
import { LiveText } from './live-text.tsx'
import { usePace } from './pace.tsx'

/** Who one is comes after the first page: nothing of accounts holds it up. */
const AccountMenu = lazy(async () => {
  const [{ AccountMenu }] = await Promise.all([import('../account/account-menu.tsx'), loadTexts('desk')])
  return { default: AccountMenu }
})

/** The header with its banner for a lost connection. */
export function Header(): JSX.Element {
  const { t } = useTranslation()
  const mission = useMission()
  return (
    <>
      <header className="header">
        <div className="header-name">
          <Logo />
          <div>
            <span className="header-product">Magpie</span>
            <strong className="header-mission">{mission.data?.name ?? '\u2026'}</strong>
          </div>
        </div>
        <nav aria-label={t('place.label')} className="places">
          <Link to="/">{t('place.mission')}</Link>
          <Link to="/programme">{t('place.programme')}</Link>
          <Link to="/roadmap">{t('place.roadmap')}</Link>
          <Link to="/model">{t('place.model')}</Link>
          <Link to="/operate">{t('place.operate')}</Link>
          <Link to="/archive">{t('place.archive')}</Link>
        </nav>
        <MissionClock />
        <div className="header-tools">
          <LanguageChoice />
          <ThemeToggle />
          <Suspense fallback={null}>
            <AccountMenu />
          </Suspense>
        </div>
      </header>
      <ConnectionBanner />
    </>
  )
}

function Logo(): JSX.Element {
  return (
    <svg className="logo" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
      <path
        d="M6.5 21.5C9 9.5 19 6.5 25 11.5"
        fill="none"
        stroke="var(--yours)"
        strokeWidth="2"
        strokeLinecap="round"
      />
      <circle cx="7" cy="22.5" r="4.4" fill="var(--earth)" />
      <circle cx="25.4" cy="12" r="2.6" fill="var(--text)" />
    </svg>
  )
}

function MissionClock(): JSX.Element {
  const { t, i18n } = useTranslation()
  const store = useLiveStore()
  const now = useMissionClock()
  const { known, paused, mode, rate } = usePace()
  const delay = useLive((s) => (s.clock === undefined ? '' : lightTime(s.clock.message.lightTime_s)))
  const moving = `${mode === 'tour' ? `${t('clock.tour')} ` : ''}${rateText(rate, i18n.language)}`
  const running = rate === 0 ? t('clock.end') : moving
  const paceText = paused ? t('clock.paused') : running
  const met = (now_ms: number) => {
    const { clock } = store.snapshot()
    const at = now(now_ms)
    return clock === undefined || at === undefined ? '' : missionElapsed(at - launchTime(clock))
  }
  return (
    <section className="mission-clock" aria-label={t('clock.label')}>
      {!known ? (
        <span className="quiet">{t('clock.waiting')}</span>
      ) : (
        <>
          <div className="clock-utc">
            <LiveText
              as="time"
              className="figure clock-large"
              hz={10}
              read={(now_ms) => {
                const at = now(now_ms)
                return at === undefined ? '' : readableUtc(at)
              }}
            />
            <small>{t('clock.utc')}</small>
          </div>
          <dl className="clock-rest">
            <div>
              <dt>
                <abbr title={t('clock.metFull')}>{t('clock.met')}</abbr>
              </dt>
              <dd>
                <LiveText className="figure" hz={10} read={met} />
              </dd>
            </div>
            <div>
              <dt>
                <abbr title={t('clock.lightTimeFull')}>{t('clock.lightTime')}</abbr>
              </dt>
              <dd className="figure">{delay}</dd>
            </div>
            <div>
              <dt className="visually-hidden">{t('pace.label')}</dt>
              <dd className={paused ? 'figure pace-badge paused' : 'figure pace-badge'}>{paceText}</dd>
            </div>
          </dl>
        </>
      )}
    </section>
  )
}

function LanguageChoice(): JSX.Element {
  const { t, i18n } = useTranslation()
  return (
    <label className="language">
      <span className="visually-hidden">{t('language.label')}</span>
      <select value={i18n.language} onChange={(event) => void changeLanguage(event.target.value)}>
        {LANGUAGES.map((code) => (
          <option key={code} value={code} lang={code}>
            {languageName(code)}
          </option>
        ))}
      </select>
    </label>
  )
}

function ThemeToggle(): JSX.Element {
  const { t } = useTranslation()
  const [light, setLight] = useState(isLight)
  useEffect(() => {
    const system = matchMedia('(prefers-color-scheme: light)')
    const follow = () => setLight(isLight())
    system.addEventListener('change', follow)
    return () => system.removeEventListener('change', follow)
  }, [])
  const toggle = () => {
    const theme = light ? 'dark' : 'light'
    document.documentElement.dataset['theme'] = theme
    setLight(!light)
    try {
      localStorage.setItem('magpie.theme', theme)
    } catch {
      // Storage may be forbidden; the choice then lasts as long as the page.
    }
  }
  const label = t(light ? 'theme.toDark' : 'theme.toLight')
  return (
    <button type="button" className="button icon-only" aria-label={label} title={label} onClick={toggle}>
      <Icon name={light ? 'moon' : 'sun'} />
    </button>
  )
}

/** Whether the page is light now, by choice or by the system's preference. */
function isLight(): boolean {
  const chosen = document.documentElement.dataset['theme']
  return chosen === undefined ? matchMedia('(prefers-color-scheme: light)').matches : chosen === 'light'
}

function ConnectionBanner(): JSX.Element | null {
  const { t } = useTranslation()
  const store = useLiveStore()
  const connection = useLive((s) => s.connection)
  if (connection.kind !== 'lost') return null
  const since = new Date(connection.since_ms).toISOString().slice(11, 19)
  return (
    <div className="banner" role="alert">
      <span>{t('connection.lost', { since: `${since} UTC` })}</span>
      <LiveText
        className="figure quiet"
        hz={2}
        read={() =>
          t('connection.retryIn', { seconds: Math.max(0, Math.ceil((connection.retryAt_ms - Date.now()) / 1000)) })
        }
      />
      <button type="button" className="button" onClick={() => store.reconnect()}>
        {t('connection.retry')}
      </button>
    </div>
  )
}
