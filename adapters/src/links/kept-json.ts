/** Plain data with octets, maps and sets as JSON, for what a node or an entity remembers. */

/** The text. Octets stand as base64, maps and sets as lists. */
export function keptJson(value: unknown): string {
  return JSON.stringify(value, function (this: Record<string, unknown>, key, given) {
    // A Buffer would have made itself something else by now: what stands in its holder is looked at.
    const held = this[key]
    if (held instanceof Uint8Array) return { $octets: Buffer.from(held).toString('base64') }
    if (held instanceof Map) return { $map: [...held] }
    if (held instanceof Set) return { $set: [...held] }
    return given
  })
}

/** What `keptJson` was given; throws where the text is no JSON. */
export function fromKeptJson(text: string): unknown {
  return JSON.parse(text, (_, value) => {
    if (typeof value !== 'object' || value === null) return value
    if ('$octets' in value) return new Uint8Array(Buffer.from(value.$octets, 'base64'))
    if ('$map' in value) return new Map(value.$map)
    if ('$set' in value) return new Set(value.$set)
    return value
  })
}
