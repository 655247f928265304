/** Small line icons, drawn here so that none is fetched. All are decoration beside a label. */
import type { JSX } from 'react'

const PATHS = {
  play: 'M5 3.2v9.6L13 8Z',
  pause: 'M4.5 3.5v9M11.5 3.5v9',
  restart: 'M13 8.4A5 5 0 1 1 11.4 4.3M11.6 1.6v3.1H8.5',
  sun: 'M8 4.8a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4ZM8 .9v1.6M8 13.5v1.6M.9 8h1.6M13.5 8h1.6M3 3l1.1 1.1M11.9 11.9 13 13M13 3l-1.1 1.1M4.1 11.9 3 13',
  moon: 'M13 9.6A5.6 5.6 0 0 1 6.4 3 5.6 5.6 0 1 0 13 9.6Z',
  chevron: 'm4 6 4 4 4-4',
  close: 'm4 4 8 8m0-8-8 8',
  manoeuvre: 'M8 2.2 13.2 13H2.8Z',
  pass: 'M3 13c0-5.5 4.5-10 10-10M3 13h.01M6.6 13A6.4 6.4 0 0 1 13 6.6',
  sunrise: 'M2 12.5h12M4.6 12.5a3.4 3.4 0 0 1 6.8 0M8 6V2.2M5.8 4.2 8 2l2.2 2.2',
  sunset: 'M2 12.5h12M4.6 12.5a3.4 3.4 0 0 1 6.8 0M8 2v4M5.8 4 8 6.2 10.2 4',
  'earth-rise': 'M2 12.5h12M8 10.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4ZM4.8 7h6.4',
  'earth-set': 'M2 12.5h12M8 10.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4ZM4.8 7h6.4',
  activity: 'M3 4.5h10M3 8h7M3 11.5h10',
  deployment: 'M3 12.8h10M8 12.8V6M8 6 3.6 3M8 6l4.4-3M8 6V2',
  phase: 'M4 14V2.4h8L10 5l2 2.6H4',
  home: 'M13 3v4H9M3 13V9h4M13 3 9 7M3 13l4-4',
} as const

export type IconName = keyof typeof PATHS

/** An icon of 16 units, stroked in the text's colour. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }): JSX.Element {
  return (
    <svg className="icon" viewBox="0 0 16 16" width={size} height={size} aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  )
}
