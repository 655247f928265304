/** What a locale must hold: every text of English, each once. */
import type { locale as agreementsEn } from './agreements/en.ts'
import type { locale as archiveEn } from './archive/en.ts'
import type { locale as callsEn } from './calls/en.ts'
import type { locale as deskEn } from './desk/en.ts'
import type { locale as en } from './locales/en.ts'
import type { locale as operateEn } from './operate/en.ts'
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

type Texts<T> = { readonly [K in keyof T]: T[K] extends string ? string : Texts<T[K]> }

/** The shape of a locale file; another language is one more file of this type in `locales/`. */
export type Locale = Texts<typeof en>

/** The shape of a file of `desk/`. */
export type DeskLocale = Texts<typeof deskEn>

/** The shape of a file of `archive/`. */
export type ArchiveLocale = Texts<typeof archiveEn>

/** The shape of a file of `calls/`. */
export type CallsLocale = Texts<typeof callsEn>

/** The shape of a file of `agreements/`. */
export type AgreementsLocale = Texts<typeof agreementsEn>

/** The shape of a file of `operate/`. */
export type OperateLocale = Texts<typeof operateEn>

/** The shape of a file of `operate-deployment/`. */
export type OperateDeploymentLocale = Texts<typeof operateDeploymentEn>

/** The shape of a file of `operate-exchanges/`. */
export type OperateExchangesLocale = Texts<typeof operateExchangesEn>

/** The shape of a file of `operate-links/`. */
export type OperateLinksLocale = Texts<typeof operateLinksEn>

/** The shape of a file of `operate-log/`. */
export type OperateLogLocale = Texts<typeof operateLogEn>

/** The shape of a file of `operate-procedures/`. */
export type OperateProceduresLocale = Texts<typeof operateProceduresEn>

/** The shape of a file of `operate-spacecraft/`. */
export type OperateSpacecraftLocale = Texts<typeof operateSpacecraftEn>

/** The shape of a file of `operate-watch/`. */
export type OperateWatchLocale = Texts<typeof operateWatchEn>

/** The shape of a file of `review/`. */
export type ReviewLocale = Texts<typeof reviewEn>

/** The shape of a file of `said/`. */
export type SaidLocale = Texts<typeof saidEn>

/** The shape of a file of `selection/`. */
export type SelectionLocale = Texts<typeof selectionEn>

/** The shape of a file of `verdicts/`. */
export type VerdictsLocale = Texts<typeof verdictsEn>
