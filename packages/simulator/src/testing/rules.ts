/**
 * The authority rules in plain code, for tests of operations: owner, grants with ranges, consent of who is touched, the
 * host's right to make safe, two parties for what is hazardous. The real ones are policies; this only has their outline.
 */
import type { Agreement, Grant } from '@magpie/mission/agreement'
import type { Authorise, AuthorityRequest, Refusal } from '@magpie/mission/authority-request'
import type { Sign, Verify } from '@magpie/operations/telecommand'

/** Authority over revocations that are looked up at every question. */
export function plainRules(
  owners: ReadonlyMap<string, string>,
  host: string,
  agreements: readonly Agreement[],
): (revocations: () => ReadonlyMap<string, string>) => Authorise {
  const grants = agreements.flatMap((a) => a.grants)
  return (revocations) => (request) => {
    const holds = (kind: 'commands' | 'consent', element: string) =>
      grants.some((g) => !revocations().has(g.id) && covers(g, kind) && g.element === element && fits(g, request))
    const { party, element, touches, makesSafe, approvals } = request
    if (owners.get(element) !== party && !holds('commands', element))
      return refusal('no-grant', `${party} has no grant over ${element}`)
    const agreed = (touched: string): boolean => {
      const owner = owners.get(touched)
      return owner === party || approvals.some((a) => a.party === owner) || holds('consent', touched)
    }
    const against = touches.find((touched) => !agreed(touched) && !(makesSafe && party === host))
    if (against !== undefined) return refusal('both-owners', `the owner of ${against} has not agreed`)
    return onePartyOnly(request)
      ? refusal('two-people-two-parties', `${request.action} is hazardous and only ${party} stands for it`)
      : { permitted: true, rule: 'plain', basis: 'test' }
  }
}

function onePartyOnly({ hazardous, party, approvals }: AuthorityRequest): boolean {
  return hazardous && !approvals.some((a) => a.party !== party)
}

function covers(grant: Grant, kind: 'commands' | 'consent'): boolean {
  const what = grant.covers ?? 'commands'
  return what === 'both' || what === kind
}

function fits(grant: Grant, request: AuthorityRequest): boolean {
  if (grant.grantee !== request.party || !(grant.actions.includes(request.action) || grant.actions.includes('*')))
    return false
  if (request.approvals.filter((a) => a.party === grant.grantor).length < grant.approvals) return false
  return Object.entries(grant.arguments).every(([name, { min, max }]) => {
    const value = request.arguments[name]
    return value !== undefined && value >= min && value <= max
  })
}

function refusal(rule: string, fact: string): Refusal {
  return { permitted: false, rule, fact, source: { title: 'plain rules of the tests' }, remedy: 'none' }
}

/** A signature that only has the shape of one: 64 octets from the party's name and every octet signed (FNV-1a). */
export const toySign: Sign = (party, bytes) => {
  const out = new Uint8Array(64)
  let h = 0x811c9dc5
  for (let i = 0; i < party.length; i++) h = Math.imul(h ^ party.charCodeAt(i), 0x01000193)
  for (const octet of bytes) h = Math.imul(h ^ octet, 0x01000193)
  for (let i = 0; i < 64; i++) {
    h = Math.imul(h ^ i, 0x01000193)
    out[i] = h >>> 16
  }
  return out
}

/** Whether `toySign` of that party gives the signature. */
export const toyVerify: Verify = (party, bytes, signature) => {
  const expected = toySign(party, bytes)
  return signature.length === 64 && expected.every((octet, i) => octet === signature[i])
}
