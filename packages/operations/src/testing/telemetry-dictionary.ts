/** A small dictionary for tests of telemetry, and its packets: two containers, limits, a calibration, a derived parameter. */
import { unwrap } from '@magpie/core/result'
import { compileDecoder, type Decoder } from '../decoder.ts'
import type { Dictionary } from '../dictionary.ts'
import { sealPacket } from '../space-packet.ts'
import { readXtce } from '../xtce-reader.ts'

const XML = `<?xml version="1.0" encoding="UTF-8"?>
<SpaceSystem name="T" xmlns="http://www.omg.org/spec/XTCE/20180204">
  <TelemetryMetaData>
    <ParameterTypeSet>
      <IntegerParameterType name="u3" signed="false"><IntegerDataEncoding sizeInBits="3"/></IntegerParameterType>
      <IntegerParameterType name="u1" signed="false"><IntegerDataEncoding sizeInBits="1"/></IntegerParameterType>
      <IntegerParameterType name="u2" signed="false"><IntegerDataEncoding sizeInBits="2"/></IntegerParameterType>
      <IntegerParameterType name="u11" signed="false"><IntegerDataEncoding sizeInBits="11"/></IntegerParameterType>
      <IntegerParameterType name="u14" signed="false"><IntegerDataEncoding sizeInBits="14"/></IntegerParameterType>
      <IntegerParameterType name="u16" signed="false"><IntegerDataEncoding sizeInBits="16"/></IntegerParameterType>
      <IntegerParameterType name="u64" signed="false" sizeInBits="64"><IntegerDataEncoding sizeInBits="64"/></IntegerParameterType>
      <FloatParameterType name="celsius" sizeInBits="64"><UnitSet><Unit>degC</Unit></UnitSet>
        <IntegerDataEncoding sizeInBits="16"><DefaultCalibrator><PolynomialCalibrator><Term coefficient="-100" exponent="0"/><Term coefficient="0.5" exponent="1"/></PolynomialCalibrator></DefaultCalibrator></IntegerDataEncoding>
        <DefaultAlarm minViolations="2"><StaticAlarmRanges><WarningRange minInclusive="-50" maxInclusive="50"/><CriticalRange minInclusive="-80" maxInclusive="80"/></StaticAlarmRanges></DefaultAlarm></FloatParameterType>
      <EnumeratedParameterType name="mode"><IntegerDataEncoding sizeInBits="8"/>
        <EnumerationList><Enumeration value="0" label="OFF"/><Enumeration value="1" label="ON"/></EnumerationList></EnumeratedParameterType>
      <StringParameterType name="note"><StringDataEncoding encoding="UTF-8"><SizeInBits><Fixed><FixedValue>64</FixedValue></Fixed></SizeInBits></StringDataEncoding></StringParameterType>
      <FloatParameterType name="f64" sizeInBits="64"><FloatDataEncoding sizeInBits="64"/></FloatParameterType>
    </ParameterTypeSet>
    <ParameterSet>
      <Parameter name="version" parameterTypeRef="u3"/><Parameter name="ptype" parameterTypeRef="u1"/>
      <Parameter name="shf" parameterTypeRef="u1"/><Parameter name="apid" parameterTypeRef="u11"/>
      <Parameter name="seqflags" parameterTypeRef="u2"/><Parameter name="count" parameterTypeRef="u14"/>
      <Parameter name="pktlen" parameterTypeRef="u16"/><Parameter name="ms" parameterTypeRef="u64"/>
      <Parameter name="temperature" parameterTypeRef="celsius"/><Parameter name="mode" parameterTypeRef="mode"/>
      <Parameter name="big" parameterTypeRef="u64"/><Parameter name="note" parameterTypeRef="note"/>
      <Parameter name="real" parameterTypeRef="f64"/><Parameter name="extra" parameterTypeRef="u16"/>
      <Parameter name="kelvin" parameterTypeRef="f64"/>
    </ParameterSet>
    <ContainerSet>
      <SequenceContainer name="head" abstract="true"><EntryList>
        <ParameterRefEntry parameterRef="version"/><ParameterRefEntry parameterRef="ptype"/><ParameterRefEntry parameterRef="shf"/><ParameterRefEntry parameterRef="apid"/>
        <ParameterRefEntry parameterRef="seqflags"/><ParameterRefEntry parameterRef="count"/><ParameterRefEntry parameterRef="pktlen"/><ParameterRefEntry parameterRef="ms"/>
      </EntryList></SequenceContainer>
      <SequenceContainer name="house"><EntryList>
        <ParameterRefEntry parameterRef="temperature"/><ParameterRefEntry parameterRef="mode"/><ParameterRefEntry parameterRef="big"/>
        <ParameterRefEntry parameterRef="extra"><IncludeCondition><Comparison parameterRef="mode" value="ON"/></IncludeCondition></ParameterRefEntry>
      </EntryList><BaseContainer containerRef="head"><RestrictionCriteria><Comparison parameterRef="apid" value="1"/></RestrictionCriteria></BaseContainer></SequenceContainer>
      <SequenceContainer name="words"><EntryList>
        <ParameterRefEntry parameterRef="note"/><ParameterRefEntry parameterRef="real"/>
      </EntryList><BaseContainer containerRef="head"><RestrictionCriteria><Comparison parameterRef="apid" value="2"/></RestrictionCriteria></BaseContainer></SequenceContainer>
    </ContainerSet>
    <AlgorithmSet>
      <MathAlgorithm name="toKelvin"><MathOperation outputParameterRef="kelvin">
        <ParameterInstanceRefOperand parameterRef="temperature"/><ValueOperand>273.15</ValueOperand><Operator>+</Operator>
        <TriggerSet><OnParameterUpdateTrigger parameterRef="temperature"/></TriggerSet>
      </MathOperation></MathAlgorithm>
    </AlgorithmSet>
  </TelemetryMetaData>
</SpaceSystem>`

/** The dictionary and its decoder. */
export function testTelemetry(): { readonly dictionary: Dictionary; readonly decoder: Decoder } {
  const { dictionary } = unwrap(readXtce([{ name: 'telemetry.xml', text: XML }]))
  return { dictionary, decoder: unwrap(compileDecoder(dictionary, '/T/head')) }
}

/** When packet 0 was made, Unix ms: 2029-01-10T00:00:00Z. */
export const TEST_START_MS = 1_862_697_600_000

/** Packet `i` of a channel, 1 s apart: housekeeping of APID 1, words of APID 2. `salt` changes what it says. */
export function testPacket(apid: 1 | 2, i: number, salt = 0): Uint8Array<ArrayBuffer> {
  const on = i % 3 === 0
  const octets = apid === 1 ? 14 + 11 + (on ? 2 : 0) + 2 : 14 + 16 + 2
  const out = new Uint8Array(octets)
  const v = new DataView(out.buffer)
  v.setUint16(0, 0x0800 | apid)
  v.setUint16(2, 0xc000 | (i & 0x3fff))
  v.setUint16(4, octets - 7)
  v.setBigUint64(6, BigInt(TEST_START_MS + 1000 * i))
  if (apid === 1) {
    v.setUint16(14, (200 + 7 * i + salt) % 400)
    v.setUint8(16, on ? 1 : 0)
    v.setBigUint64(17, 0x8000_0000_0000_0000n + BigInt(i))
    if (on) v.setUint16(25, i & 0xffff)
  } else {
    out.set(new TextEncoder().encode(`n${i % 1000}`), 14)
    v.setFloat64(22, i % 17 === 0 ? Number.NaN : i / 3 + salt)
  }
  sealPacket(out)
  return out
}
