/**
 * A second evaluator of the policies that `authority-compile.ts` writes: that part of Cedar (Policy Language Reference,
 * version 4) that they use, read strictly and compiled to closures. It tells people in advance what they may send, in the
 * browser too, and runs a million histories in tests. What counts at submission, release and gateway is Cedar's own answer.
 */
import { never } from '@magpie/core/result'
import type { PolicyAnswer, PolicyEngine, PolicyRequest, PolicySlice, PolicyValue } from './policy-engine.ts'

/** Entities as `Type::id` behind a mark, decimals as ten-thousandths, datetimes as their text behind a mark. */
type Value = string | boolean | number | bigint | readonly Value[] | { readonly [name: string]: PolicyValue }

type Scene = {
  readonly principal: string
  readonly action: string
  readonly resource: string
  readonly context: Readonly<Record<string, PolicyValue>>
  readonly attributes: Readonly<Record<string, PolicyValue>>
}
type Expression = (scene: Scene) => Value
type Policy = {
  readonly id: string
  readonly permits: boolean
  readonly scope: (scene: Scene) => boolean
  readonly holds: (scene: Scene) => boolean
}

/** An engine that keeps what it has compiled by slice. Throws where a policy is outside the part of Cedar that it knows. */
export function policyEvaluator(): PolicyEngine {
  const compiled = new WeakMap<PolicySlice, readonly Policy[]>()
  return {
    evaluate(slice, request) {
      let policies = compiled.get(slice)
      if (policies === undefined) {
        policies = Object.entries(slice.policies).map(([id, text]) => compilePolicy(id, text))
        compiled.set(slice, policies)
      }
      return decide(policies, request)
    },
  }
}

function decide(policies: readonly Policy[], request: PolicyRequest): PolicyAnswer {
  const scene = sceneOf(request)
  const permits: string[] = []
  const forbids: string[] = []
  const failed: string[] = []
  for (const policy of policies) {
    if (!policy.scope(scene)) continue
    try {
      if (policy.holds(scene)) (policy.permits ? permits : forbids).push(policy.id)
    } catch (cause) {
      if (!(cause instanceof PolicyFault)) throw cause
      failed.push(policy.id)
    }
  }
  const allowed = permits.length > 0 && forbids.length === 0
  return { allowed, determining: forbids.length > 0 ? forbids : permits, failed }
}

function sceneOf({ principal, action, resource, context, entities }: PolicyRequest): Scene {
  const own = entities.find((e) => e.uid.type === resource.type && e.uid.id === resource.id)
  return {
    principal: entity(principal.type, principal.id),
    action: entity(action.type, action.id),
    resource: entity(resource.type, resource.id),
    context,
    attributes: own?.attrs ?? {},
  }
}

/** A policy that cannot be evaluated for a request: it does not count, and the answer says so. */
class PolicyFault extends Error {}

function entity(type: string, id: string): string {
  return `\u0001${type}::${id}`
}

function runtimeValue(json: PolicyValue): Value {
  if (typeof json !== 'object') return json
  if (Array.isArray(json)) return json.map(runtimeValue)
  if (isEntity(json)) return entity(json.__entity.type, json.__entity.id)
  if (isExtension(json))
    return json.__extn.fn === 'decimal' ? tenThousandths(json.__extn.arg) : `\u0002${json.__extn.arg}`
  return json as { readonly [name: string]: PolicyValue }
}

function isEntity(json: object): json is { __entity: { type: string; id: string } } {
  return '__entity' in json
}

function isExtension(json: object): json is { __extn: { fn: 'datetime' | 'decimal'; arg: string } } {
  return '__extn' in json
}

function tenThousandths(text: string): bigint {
  const [whole, decimals = ''] = text.split('.')
  const size = BigInt(`${whole!.replace('-', '')}${decimals.padEnd(4, '0')}`)
  return text.startsWith('-') ? -size : size
}

/** Reads one policy: `effect(scope) when { ... } unless { ... };`. */
function compilePolicy(id: string, text: string): Policy {
  const reader = new Reader(text)
  const effect = reader.word()
  if (effect !== 'permit' && effect !== 'forbid') throw new Error(`a policy begins with permit or forbid: ${text}`)
  const scope = readScope(reader)
  const clauses: { readonly when: boolean; readonly condition: Expression }[] = []
  while (!reader.takes(';')) {
    const when = reader.word()
    if (when !== 'when' && when !== 'unless') throw reader.unknown()
    reader.need('{')
    clauses.push({ when: when === 'when', condition: reader.expression() })
    reader.need('}')
  }
  reader.end()
  return {
    id,
    permits: effect === 'permit',
    scope,
    holds: (scene) => clauses.every(({ when, condition }) => truth(condition(scene)) === when),
  }
}

function readScope(reader: Reader): Policy['scope'] {
  const wanted: { readonly part: 'principal' | 'action' | 'resource'; readonly is: string }[] = []
  reader.need('(')
  for (const part of ['principal', 'action', 'resource'] as const) {
    if (reader.word() !== part) throw reader.unknown()
    if (reader.takes('==')) wanted.push({ part, is: reader.entityLiteral() })
    if (part !== 'resource') reader.need(',')
  }
  reader.need(')')
  return (scene) => wanted.every(({ part, is }) => scene[part] === is)
}

function truth(value: Value): boolean {
  if (typeof value !== 'boolean') throw new PolicyFault('a condition is true or false')
  return value
}

const TOKEN =
  /\s*(?:("(?:[^"\\]|\\.|\\u\{[0-9a-f]+\})*")|([A-Za-z_][A-Za-z0-9_]*)|(\d+)|(==|<=|>=|&&|\|\||::|[(){}[\].,;!<>]))/uy

/** Tokens and expressions, by precedence: if, ||, &&, relations, !, members. */
class Reader {
  private readonly tokens: string[] = []
  private at = 0
  private readonly text: string

  constructor(text: string) {
    this.text = text
    TOKEN.lastIndex = 0
    for (let from = 0; from < text.trimEnd().length; from = TOKEN.lastIndex) {
      const match = TOKEN.exec(text)
      if (match === null) throw new Error(`not of the known part of Cedar at ${from}: ${text}`)
      this.tokens.push(match[0].trimStart())
    }
  }

  unknown(): Error {
    return new Error(`not of the known part of Cedar: ${this.tokens[this.at - 1] ?? 'its end'} in ${this.text}`)
  }

  takes(token: string): boolean {
    if (this.tokens[this.at] !== token) return false
    this.at++
    return true
  }

  need(token: string): void {
    if (!this.takes(token)) {
      this.at++
      throw this.unknown()
    }
  }

  end(): void {
    if (this.at !== this.tokens.length) throw this.unknown()
  }

  word(): string {
    const token = this.tokens[this.at++] ?? ''
    if (!/^[A-Za-z_]/.test(token)) throw this.unknown()
    return token
  }

  entityLiteral(): string {
    const type = this.word()
    this.need('::')
    return entity(type, this.string())
  }

  private string(): string {
    const token = this.tokens[this.at++] ?? ''
    if (!token.startsWith('"')) throw this.unknown()
    return token
      .slice(1, -1)
      .replaceAll(/\\(?:u\{([0-9a-f]+)\}|(.))/g, (_, code: string | undefined, plain: string) =>
        code === undefined ? plain : String.fromCodePoint(Number.parseInt(code, 16)),
      )
  }

  expression(): Expression {
    if (!this.takes('if')) return this.either()
    const condition = this.expression()
    this.need('then')
    const yes = this.expression()
    this.need('else')
    const no = this.expression()
    return (scene) => (truth(condition(scene)) ? yes(scene) : no(scene))
  }

  private either(): Expression {
    const parts = [this.both()]
    while (this.takes('||')) parts.push(this.both())
    return parts.length === 1 ? parts[0]! : (scene) => parts.some((part) => truth(part(scene)))
  }

  private both(): Expression {
    const parts = [this.relation()]
    while (this.takes('&&')) parts.push(this.relation())
    return parts.length === 1 ? parts[0]! : (scene) => parts.every((part) => truth(part(scene)))
  }

  private relation(): Expression {
    const left = this.unary()
    for (const sign of RELATIONS)
      if (this.takes(sign)) {
        const right = this.unary()
        return (scene) => related(left(scene), sign, right(scene))
      }
    if (!this.takes('has')) return left
    const token = this.tokens[this.at] ?? ''
    const name = token.startsWith('"') ? this.string() : this.word()
    return (scene) => Object.hasOwn(recordOf(left(scene)), name)
  }

  private unary(): Expression {
    if (!this.takes('!')) return this.member()
    const inner = this.unary()
    return (scene) => !truth(inner(scene))
  }

  private member(): Expression {
    let value = this.primary()
    for (;;) {
      const of = value
      if (this.takes('[')) {
        const name = this.string()
        this.need(']')
        value = (scene) => memberOf(of(scene), name)
      } else if (this.takes('.')) {
        const name = this.word()
        if (this.takes('(')) {
          const argument = this.expression()
          this.need(')')
          value = this.call(name, of, argument)
        } else value = (scene) => memberOf(of(scene), name)
      } else return value
    }
  }

  private call(name: string, of: Expression, argument: Expression): Expression {
    if (name === 'contains') return (scene) => listOf(of(scene)).includes(argument(scene))
    if (name === 'lessThanOrEqual') return (scene) => decimalOf(of(scene)) <= decimalOf(argument(scene))
    throw this.unknown()
  }

  private primary(): Expression {
    const token = this.tokens[this.at] ?? ''
    if (this.takes('(')) {
      const inner = this.expression()
      this.need(')')
      return inner
    }
    if (this.takes('[')) return this.list()
    if (token.startsWith('"')) {
      const text = this.string()
      return () => text
    }
    if (/^\d/.test(token)) {
      this.at++
      return () => Number(token)
    }
    return this.named(this.word())
  }

  private list(): Expression {
    const items: Expression[] = []
    while (!this.takes(']')) {
      items.push(this.expression())
      if (this.tokens[this.at] !== ']') this.need(',')
    }
    return (scene) => items.map((item) => item(scene))
  }

  private named(word: string): Expression {
    if (word === 'true') return () => true
    if (word === 'false') return () => false
    if (word === 'principal') return (scene) => scene.principal
    if (word === 'action') return (scene) => scene.action
    if (word === 'resource') return (scene) => scene.attributes
    if (word === 'context') return (scene) => scene.context
    if (this.takes('::')) {
      const literal = entity(word, this.string())
      return () => literal
    }
    if ((word !== 'decimal' && word !== 'datetime') || !this.takes('(')) throw this.unknown()
    const text = this.string()
    this.need(')')
    const literal = word === 'decimal' ? tenThousandths(text) : `\u0002${text}`
    return () => literal
  }
}

const RELATIONS = ['==', '<=', '>=', '<', '>'] as const

/** Numbers and instants by size; all else only for equality. Texts of instants have one form, so their order is that of time. */
function related(a: Value, sign: (typeof RELATIONS)[number], b: Value): boolean {
  if (sign === '==') return a === b
  const instants = typeof a === 'string' && typeof b === 'string' && a[0] === '\u0002' && b[0] === '\u0002'
  if (!instants && !(typeof a === 'number' && typeof b === 'number')) throw new PolicyFault('these have no order')
  switch (sign) {
    case '<=':
      return a <= b
    case '>=':
      return a >= b
    case '<':
      return a < b
    case '>':
      return a > b
    default:
      return never(sign)
  }
}

function recordOf(value: Value): Readonly<Record<string, PolicyValue>> {
  if (typeof value !== 'object' || Array.isArray(value)) throw new PolicyFault('no record')
  return value as Readonly<Record<string, PolicyValue>>
}

function memberOf(value: Value, name: string): Value {
  const found = recordOf(value)[name]
  if (found === undefined) throw new PolicyFault(`no ${name}`)
  return runtimeValue(found)
}

function listOf(value: Value): readonly Value[] {
  if (!Array.isArray(value)) throw new PolicyFault('no set')
  return value
}

function decimalOf(value: Value): bigint {
  if (typeof value !== 'bigint') throw new PolicyFault('no decimal')
  return value
}
