/** XML read strictly (saxes) into a small tree that knows its lines. Namespaces are resolved; no DTD, no entities of its own. */
import { SaxesParser } from 'saxes'

/** An element: local name, namespace, attributes by local name, children, own text, and the line it begins on. */
export type XmlNode = {
  readonly name: string
  readonly namespace: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlNode[]
  readonly text: string
  readonly line: number
}

/** Why the text is no well-formed XML, and where. */
export type XmlError = { readonly kind: 'xml-malformed'; readonly line: number; readonly why: string }

type Building = { node: XmlNode & { children: XmlNode[]; text: string } }

/** Deeper documents are refused: no dictionary nests so far, and recursion stays bounded. */
const DEEPEST = 100

/** Reads one document, or says what is wrong with it first. */
export function readXml(text: string): XmlNode | XmlError {
  const stack: Building[] = []
  let root: XmlNode | undefined
  let failure: XmlError | undefined
  let beganAt = 1
  const parser = new SaxesParser({ xmlns: true, position: true })
  const fail = (why: string) => {
    failure ??= { kind: 'xml-malformed', line: parser.line, why }
  }
  parser.on('error', (error) => fail(error.message.replace(/^\d+:\d+: /, '')))
  parser.on('doctype', () => fail('document types are not read'))
  parser.on('opentagstart', () => {
    beganAt = parser.line
  })
  parser.on('opentag', (tag) => {
    const attributes = new Map<string, string>()
    for (const attribute of Object.values(tag.attributes))
      if (attribute.prefix !== 'xmlns' && attribute.name !== 'xmlns') attributes.set(attribute.local, attribute.value)
    const node = { name: tag.local, namespace: tag.uri, attributes, children: [], text: '', line: beganAt }
    stack.at(-1)?.node.children.push(node)
    if (stack.length === 0) root = node
    stack.push({ node })
    if (stack.length > DEEPEST) fail(`elements nest deeper than ${DEEPEST}`)
  })
  parser.on('closetag', () => {
    stack.pop()
  })
  const append = (piece: string) => {
    const top = stack.at(-1)
    if (top !== undefined) top.node.text += piece
  }
  parser.on('text', append)
  parser.on('cdata', append)
  try {
    for (let at = 0; at < text.length && failure === undefined; at += 65536) parser.write(text.slice(at, at + 65536))
    if (failure === undefined) parser.close()
  } catch (error) {
    fail(error instanceof Error ? error.message : 'unreadable')
  }
  return failure ?? root ?? { kind: 'xml-malformed', line: 1, why: 'there is no element' }
}
