/** Languages: English comes with the first page, every other file of `locales/` is loaded when it is chosen. */
import type { Said } from '@magpie/core/sentence'
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { locale as agreementsEn } from './agreements/en.ts'
import type { locale as archiveEn } from './archive/en.ts'
import type { locale as callsEn } from './calls/en.ts'
import type { locale as deskEn } from './desk/en.ts'
import { locale as en } from './locales/en.ts'
import type { locale as operateEn } from './operate/en.ts'
import type { locale as operateAuthorityEn } from './operate-authority/en.ts'
import type { locale as operateCommandsEn } from './operate-commands/en.ts'
import type { locale as operateDeploymentEn } from './operate-deployment/en.ts'
import type { locale as operateExchangesEn } from './operate-exchanges/en.ts'
import type { locale as operateLinksEn } from './operate-links/en.ts'
import type { locale as operateLogEn } from './operate-log/en.ts'
import type { locale as operateProceduresEn } from './operate-procedures/en.ts'
import type { locale as operateSpacecraftEn } from './operate-spacecraft/en.ts'
import type { locale as operateWatchEn } from './operate-watch/en.ts'
import type { locale as reviewEn } from './review/en.ts'
import type { locale as saidEn } from './said/en.ts'
import type { locale as selectionEn } from './selection/en.ts'
import type { locale as verdictsEn } from './verdicts/en.ts'

/** Every group of texts by its English file. */
type CustomResources = {
  translation: typeof en
  desk: typeof deskEn
  archive: typeof archiveEn
  calls: typeof callsEn
  agreements: typeof agreementsEn
  operate: typeof operateEn
  'operate-log': typeof operateLogEn
  'operate-deployment': typeof operateDeploymentEn
  'operate-exchanges': typeof operateExchangesEn
  'operate-links': typeof operateLinksEn
  'operate-procedures': typeof operateProceduresEn
  'operate-authority': typeof operateAuthorityEn
  'operate-commands': typeof operateCommandsEn
  'operate-spacecraft': typeof operateSpacecraftEn
  'operate-watch': typeof operateWatchEn
  review: typeof reviewEn
  said: typeof saidEn
  selection: typeof selectionEn
  verdicts: typeof verdictsEn
}

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: CustomResources
    returnNull: false
  }
}

/** Texts that come with the places that need them, a folder each, named in `resources` above. */
export type PlaceTexts = Exclude<keyof CustomResources, 'translation'>

const placeFiles = import.meta.glob<{ locale: object }>(['./*/*.ts', '!./locales/*.ts'])
const wanted = new Set<PlaceTexts>()
const files = import.meta.glob<{ locale: object }>(['./locales/*.ts', '!./locales/en.ts'])
const STORED = 'magpie.language'

let readSentence: ((text: string) => Said | undefined) | undefined

/** What a sentence of the centre says; unknown while the page speaks English, which is what the centre speaks. */
export function saidBy(text: string): Said | undefined {
  return i18next.language === 'en' ? undefined : readSentence?.(text)
}

/** The codes of the languages there are, English first. */
export const LANGUAGES: readonly string[] = ['en', ...Object.keys(files).map((path) => path.slice(10, -3))]

/** A language's own name for itself. */
export function languageName(code: string): string {
  return new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code
}

/** Loads a language, its typeface where it needs one, and changes the page to it. */
export async function changeLanguage(code: string): Promise<void> {
  const load = files[`./locales/${code}.ts`]
  if (load !== undefined && !i18next.hasResourceBundle(code, 'translation'))
    i18next.addResourceBundle(code, 'translation', (await load()).locale)
  if (code !== 'en') {
    wanted.add('said')
    readSentence ??= (await import('@magpie/api/sentences')).readSentence
  }
  await Promise.all([...wanted].map((place) => addTexts(place, code)))
  if (code === 'zh') void import('./chinese-typeface.ts')
  await i18next.changeLanguage(code)
  document.documentElement.lang = code === 'zh' ? 'zh-Hans' : code
  try {
    localStorage.setItem(STORED, code)
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}

/** Loads texts of places, in English and in the language chosen; from then on in each that is chosen. */
export async function loadTexts(...places: readonly PlaceTexts[]): Promise<void> {
  await Promise.all(
    places.flatMap((place) => {
      wanted.add(place)
      return [addTexts(place, 'en'), addTexts(place, i18next.language)]
    }),
  )
}

async function addTexts(place: PlaceTexts, code: string): Promise<void> {
  const load = placeFiles[`./${place}/${code}.ts`]
  if (load === undefined || i18next.hasResourceBundle(code, place)) return
  i18next.addResourceBundle(code, place, (await load()).locale)
}

/** Starts with the language chosen before, or the browser's where there is a file for it. */
export async function startLanguages(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  })
  const chosen = stored() ?? navigator.languages.map((l) => l.slice(0, 2)).find((l) => LANGUAGES.includes(l)) ?? 'en'
  if (chosen !== 'en' && LANGUAGES.includes(chosen)) await changeLanguage(chosen)
}

function stored(): string | undefined {
  try {
    return localStorage.getItem(STORED) ?? undefined
  } catch {
    return undefined
  }
}
