/** XTCE texts for tests: a header like a Space Packet's, and whatever a test puts beside it. */

export type Pieces = {
  readonly types?: string
  readonly parameters?: string
  readonly containers?: string
  readonly argumentTypes?: string
  readonly commands?: string
  readonly namespace?: string
}

/** One document with the given pieces in their places, each on lines of its own. */
export function xtceText(name: string, pieces: Pieces): string {
  const { types = '', parameters = '', containers = '', argumentTypes = '', commands = '' } = pieces
  return `<?xml version="1.0"?>
<SpaceSystem name="${name}" xmlns="${pieces.namespace ?? 'http://www.omg.org/spec/XTCE/20180204'}">
<TelemetryMetaData>
<ParameterTypeSet>${types}</ParameterTypeSet>
<ParameterSet>${parameters}</ParameterSet>
<ContainerSet>${containers}</ContainerSet>
</TelemetryMetaData>
<CommandMetaData>
<ArgumentTypeSet>${argumentTypes}</ArgumentTypeSet>
<MetaCommandSet>${commands}</MetaCommandSet>
</CommandMetaData>
</SpaceSystem>
`
}

/** An unsigned type. */
export function unsigned(name: string, bits: number): string {
  return `<IntegerParameterType name="${name}"><IntegerDataEncoding sizeInBits="${bits}"/></IntegerParameterType>`
}

/** A parameter of a type. */
export function parameter(name: string, type: string): string {
  return `<Parameter name="${name}" parameterTypeRef="${type}"/>`
}

/** A container with entries by parameter name, and what it extends. */
export function container(name: string, entries: readonly string[], base = '', attributes = ''): string {
  const list = entries.map((entry) => (entry.startsWith('<') ? entry : `<ParameterRefEntry parameterRef="${entry}"/>`))
  return `<SequenceContainer name="${name}" ${attributes}><EntryList>${list.join('')}</EntryList>${base}</SequenceContainer>`
}
