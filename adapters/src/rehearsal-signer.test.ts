import { rehearsalSigner, verifyEd25519 } from '@magpie/ledger/keys'
import { expect, test } from 'vitest'
import { fastRehearsalSigner } from './rehearsal-signer.ts'

test('OpenSSL signs what the portable code signs, octet for octet', () => {
  for (const [seed, party] of [
    ['magpie', 'cnsa'],
    ['', 'metu'],
    ['other', 'cnsa'],
  ] as const) {
    const [fast, slow] = [fastRehearsalSigner(seed, party), rehearsalSigner(seed, party)]
    expect([fast.party, fast.key, fast.publicKey]).toEqual([slow.party, slow.key, slow.publicKey])
    for (const length of [0, 32, 1000]) {
      const message = Uint8Array.from({ length }, (_, i) => (7 * i) % 256)
      const signature = fast.sign(message)
      expect(signature).toEqual(slow.sign(message))
      expect(verifyEd25519(signature, message, Buffer.from(fast.publicKey, 'hex'))).toBe(true)
    }
  }
})
