import { NAIF0012 } from '@magpie/core/leap-seconds'
import { unwrap } from '@magpie/core/result'
import { formatEpoch } from '@magpie/core/time'
import { expect, it } from 'vitest'
import { compileDecoder } from '../decoder.ts'
import { readXtce } from '../xtce-reader.ts'
import { dictionaryClock } from './dictionary-clock.ts'
import { epochOfMicros } from './micros.ts'

/** A dictionary whose packets hold seconds of 32 bits since an epoch. */
function clockOf(epoch: string) {
  const text = `<SpaceSystem name="S" xmlns="http://www.omg.org/spec/XTCE/20180204"><TelemetryMetaData>
    <ParameterTypeSet><AbsoluteTimeParameterType name="t"><Encoding><IntegerDataEncoding sizeInBits="32"/></Encoding>
      <ReferenceTime><Epoch>${epoch}</Epoch></ReferenceTime></AbsoluteTimeParameterType></ParameterTypeSet>
    <ParameterSet><Parameter name="time" parameterTypeRef="t"/></ParameterSet>
    <ContainerSet><SequenceContainer name="P"><EntryList><ParameterRefEntry parameterRef="time"/></EntryList>
    </SequenceContainer></ContainerSet></TelemetryMetaData></SpaceSystem>`
  const { dictionary } = unwrap(readXtce([{ name: 's.xml', text }]))
  return dictionaryClock(unwrap(compileDecoder(dictionary)), NAIF0012)
}

// The same instant, 2029-01-10T00:00:00 UTC: TAI and GPS are 37 s and 18 s ahead of UTC then (NAIF0012); TT is TAI + 32.184 s.
const UNIX_S = Date.UTC(2029, 0, 10) / 1000
it.each([
  ['UNIX', UNIX_S, '2029-01-10T00:00:00.000Z'],
  ['POSIX', UNIX_S, '2029-01-10T00:00:00.000Z'],
  ['2000-01-01', UNIX_S - Date.UTC(2000, 0, 1) / 1000, '2029-01-10T00:00:00.000Z'],
  ['2000-01-01T12:00:00Z', UNIX_S - Date.UTC(2000, 0, 1, 12) / 1000, '2029-01-10T00:00:00.000Z'],
  ['TAI', UNIX_S + 37 - Date.UTC(1958, 0, 1) / 1000, '2029-01-10T00:00:00.000Z'],
  ['GPS', UNIX_S + 18 - Date.UTC(1980, 0, 6) / 1000, '2029-01-10T00:00:00.000Z'],
  ['J2000', UNIX_S + 69 - Date.UTC(2000, 0, 1, 12) / 1000, '2029-01-09T23:59:59.816Z'],
])('seconds since %s', (epoch, seconds, utc) => {
  const view = new DataView(new ArrayBuffer(4))
  view.setUint32(0, seconds)
  expect(formatEpoch(epochOfMicros(clockOf(epoch)(view, 0, 4)), NAIF0012)).toBe(utc)
  expect(clockOf(epoch)(view, 0, 2)).toBeNaN()
})
