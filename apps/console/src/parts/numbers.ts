/** Numbers for people, always with their unit, in the language's own grouping. */

/** `3,900 kg`; at most `digits` decimals. A narrow no-break space keeps number and unit together. */
export function withUnit(value: number, unit: string, language: string, digits = 0): string {
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value)
  return unit === '' || unit === '1' ? number : `${number}\u202f${unitSymbol(unit)}`
}

/** A distance in km with as many digits as are worth reading. */
export function distance(km: number, language: string): string {
  if (km < 1) return withUnit(km * 1000, 'm', language)
  return withUnit(km, 'km', language, km < 100 ? 1 : 0)
}

/** A telemetry value: four significant digits of a number, text as it is. */
export function telemetryValue(value: number | string | boolean, language: string): string {
  if (typeof value !== 'number') return String(value)
  if (value !== 0 && (Math.abs(value) >= 1e7 || Math.abs(value) < 1e-3)) return value.toExponential(3)
  const digits = Math.max(0, Math.min(4, 3 - Math.floor(Math.log10(Math.max(1e-3, Math.abs(value))))))
  return new Intl.NumberFormat(language, {
    minimumFractionDigits: Number.isInteger(value) ? 0 : Math.min(digits, 2),
    maximumFractionDigits: digits,
  }).format(value)
}

const SYMBOLS: Readonly<Record<string, string>> = {
  ...{ degC: '°C', deg: '°', 'deg/s': '°/s', K: 'K', '1': '', m2: 'm²', m3: 'm³' },
}

/** The symbol people read for a unit of the dictionary. */
export function unitSymbol(unit: string): string {
  return SYMBOLS[unit] ?? unit
}

/** Latitude or longitude: `85.200° S`. */
export function latitude(deg: number): string {
  return `${Math.abs(deg).toFixed(2)}°\u202f${deg < 0 ? 'S' : 'N'}`
}

/** Longitude east of the prime meridian, -180 to 180. */
export function longitude(deg: number): string {
  const east = ((((deg + 180) % 360) + 360) % 360) - 180
  return `${Math.abs(east).toFixed(2)}°\u202f${east < 0 ? 'W' : 'E'}`
}
