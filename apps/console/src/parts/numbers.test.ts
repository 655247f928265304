import { describe, expect, it } from 'vitest'
import { distance, latitude, longitude, telemetryValue, withUnit } from './numbers.ts'

const thin = '\u202f'

describe('numbers', () => {
  it('carry their unit', () => {
    expect(withUnit(3900, 'kg', 'en')).toBe(`3,900${thin}kg`)
    expect(withUnit(35.26, 'kg', 'en', 1)).toBe(`35.3${thin}kg`)
    expect(withUnit(-21, 'degC', 'en')).toBe(`-21${thin}°C`)
    expect(withUnit(3, '1', 'en')).toBe('3')
  })

  it.each([
    [0.4, `400${thin}m`],
    [12.34, `12.3${thin}km`],
    [384_400, `384,400${thin}km`],
  ])('%d km reads well', (km, text) => {
    expect(distance(km, 'en')).toBe(text)
  })

  it.each([
    [28.612345, '28.61'],
    [0, '0'],
    [5, '5'],
    [1234.5, '1,235'],
    [0.01234, '0.0123'],
    [1e-6, '1.000e-6'],
    [true, 'true'],
    ['SAFE', 'SAFE'],
  ])('telemetry %s shows as %s', (value, text) => {
    expect(telemetryValue(value, 'en')).toBe(text)
  })

  it.each([
    [31, `31.00°${thin}E`],
    [359, `1.00°${thin}W`],
    [-70.15, `70.15°${thin}W`],
  ])('longitude %d', (deg, text) => {
    expect(longitude(deg)).toBe(text)
  })

  it('says south', () => {
    expect(latitude(-85.2)).toBe(`85.20°${thin}S`)
  })
})
