/** Sizes and spans as people read them. */
import type { TFunction } from 'i18next'

/** Bytes with a unit that fits. */
export function sizeText(t: TFunction<'archive'>, bytes: number, language: string): string {
  const number = (value: number) => new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(value)
  if (bytes < 1000) return t('unit.bytes', { count: bytes })
  return bytes < 1e6
    ? t('unit.kB', { count: number(bytes / 1000) as never })
    : t('unit.MB', { count: number(bytes / 1e6) as never })
}

/** `2029-01-20 06:00:00`, from ISO 8601, seconds at least. */
export function readableTime(iso: string): string {
  return iso.slice(0, 19).replace('T', ' ')
}

/** A stretch of seconds: `40 s`, `12 min`, `5.5 h`, `3 d`. */
export function stretchText(seconds: number): string {
  const trim = (value: number) => String(Number(value.toPrecision(3)))
  if (seconds < 120) return `${trim(seconds)}\u202fs`
  if (seconds < 7200) return `${trim(seconds / 60)}\u202fmin`
  return seconds < 172_800 ? `${trim(seconds / 3600)}\u202fh` : `${trim(seconds / 86_400)}\u202fd`
}
