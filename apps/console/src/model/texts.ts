/** The texts of the Model place: they come with the place, one file a language, and no other page loads them. */
import i18next from 'i18next'
import { useTranslation } from 'react-i18next'
import type { locale as en } from './texts/en.ts'

type Texts<T> = { readonly [K in keyof T]: T[K] extends string ? string : Texts<T[K]> }

/** The shape of a file of `texts/`; another language is one more file of this type. */
export type ModelLocale = Texts<typeof en>

type Path<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Path<T[K]>}` }[keyof T & string]
type ModelKey = Path<ModelLocale>
export type ModelText = (key: ModelKey, values?: Readonly<Record<string, string | number>>) => string

const NAMESPACE = 'model'
const files = import.meta.glob<{ locale: ModelLocale }>('./texts/*.ts', { eager: true })
for (const [path, { locale }] of Object.entries(files))
  i18next.addResourceBundle(path.slice('./texts/'.length, -'.ts'.length), NAMESPACE, locale)

/** The texts in the page's language, and that language. */
export function useModelText(): { readonly t: ModelText; readonly language: string } {
  const { i18n } = useTranslation()
  // The namespace is this place's own, which the page's type of namespaces does not list: keys are checked here instead.
  const t: ModelText = (key, values) => i18n.t(key as never, { ...values, ns: NAMESPACE } as never) as unknown as string
  return { t, language: i18n.language }
}
