/** Languages: English comes with the first page, every other file of `locales/` is loaded when it is chosen. */
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { locale as deskEn } from './desk/en.ts'
import { locale as en } from './locales/en.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en; desk: typeof deskEn }
    returnNull: false
  }
}

/** The texts of accounts, programme and roadmap: none is loaded before the first of those places. */
const deskFiles = import.meta.glob<{ locale: object }>('./desk/*.ts')
let deskWanted = false
const files = import.meta.glob<{ locale: object }>(['./locales/*.ts', '!./locales/en.ts'])
const STORED = 'magpie.language'

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
  if (deskWanted) await addDesk(code)
  if (code === 'zh') void import('./chinese-typeface.ts')
  await i18next.changeLanguage(code)
  document.documentElement.lang = code === 'zh' ? 'zh-Hans' : code
  try {
    localStorage.setItem(STORED, code)
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}

/** Loads the texts of the desk's places, in English and in the language chosen; from then on in each that is chosen. */
export async function loadDeskTexts(): Promise<void> {
  deskWanted = true
  await Promise.all([addDesk('en'), addDesk(i18next.language)])
}

async function addDesk(code: string): Promise<void> {
  const load = deskFiles[`./desk/${code}.ts`]
  if (load === undefined || i18next.hasResourceBundle(code, 'desk')) return
  i18next.addResourceBundle(code, 'desk', (await load()).locale)
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
  const wanted = stored() ?? navigator.languages.map((l) => l.slice(0, 2)).find((l) => LANGUAGES.includes(l)) ?? 'en'
  if (wanted !== 'en' && LANGUAGES.includes(wanted)) await changeLanguage(wanted)
}

function stored(): string | undefined {
  try {
    return localStorage.getItem(STORED) ?? undefined
  } catch {
    return undefined
  }
}
