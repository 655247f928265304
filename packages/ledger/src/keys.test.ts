import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { expect, test } from 'vitest'
import { keyId, rehearsalSigner, rememberSignatures, signerFromPrivateKey, verifyEd25519 } from './keys.ts'

// RFC 8032, section 7.1: private key, public key, message, signature.
const vectors = [
  [
    '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    '',
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  ],
  [
    '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    '72',
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  ],
  [
    'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    'af82',
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  ],
  [
    '833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42',
    'ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf',
    'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    'dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704',
  ],
] as const

test.each(vectors)('RFC 8032 7.1, private key %s', (privateKey, publicKey, message, signature) => {
  const signer = signerFromPrivateKey('cnsa', hexToBytes(privateKey))
  expect(signer.publicKey).toBe(publicKey)
  expect(bytesToHex(signer.sign(hexToBytes(message)))).toBe(signature)
  expect(verifyEd25519(hexToBytes(signature), hexToBytes(message), hexToBytes(publicKey))).toBe(true)
  const forged = hexToBytes(signature)
  forged[40]! ^= 1
  expect(verifyEd25519(forged, hexToBytes(message), hexToBytes(publicKey))).toBe(false)
})

test('a signature moved by the group order is refused (RFC 8032 8.4)', () => {
  const [, publicKey, message, signature] = vectors[1]
  const order = 2n ** 252n + 27742317777372353535851937790883648493n
  const octets = hexToBytes(signature)
  let s = order
  for (let i = 0; i < 32; i++) s += BigInt(octets[32 + i]!) << BigInt(8 * i)
  for (let i = 0; i < 32; i++) octets[32 + i] = Number((s >> BigInt(8 * i)) & 255n)
  expect(verifyEd25519(octets, hexToBytes(message), hexToBytes(publicKey))).toBe(false)
})

test('octets that are no key or signature are refused, not thrown', () => {
  expect(verifyEd25519(new Uint8Array(64), new Uint8Array(32), new Uint8Array(32).fill(255))).toBe(false)
  expect(verifyEd25519(new Uint8Array(3), new Uint8Array(32), new Uint8Array(31))).toBe(false)
})

test('rehearsal keys are the same for the same seed, party and generation only', () => {
  const key = rehearsalSigner('magpie', 'cnsa')
  expect(rehearsalSigner('magpie', 'cnsa').publicKey).toBe(key.publicKey)
  const others = [
    rehearsalSigner('magpie', 'metu'),
    rehearsalSigner('other', 'cnsa'),
    rehearsalSigner('magpie', 'cnsa', 1),
  ]
  expect(new Set([key, ...others].map((s) => s.publicKey)).size).toBe(4)
  expect(keyId(key.publicKey)).toBe(key.key)
  // Regression value: keys of old rehearsals must stay what they were.
  expect(key.publicKey).toBe('a7dbe0e120bb76845cf315a09be01f4fc446d5f4745192cb03a616a3627af210')
})

test('a signature that held is not verified again, and one octet changed is', () => {
  let asked = 0
  const verify = rememberSignatures((...signed) => {
    asked++
    return verifyEd25519(...signed)
  })
  const [, publicKey, message, signature] = vectors[1]!.map(hexToBytes)
  expect([1, 2, 3].map(() => verify(signature!, message!, publicKey!))).toEqual([true, true, true])
  expect(asked).toBe(1)
  const altered = message!.map((b) => b ^ 1)
  expect([verify(signature!, altered, publicKey!), verify(signature!, altered, publicKey!)]).toEqual([false, false])
  expect(asked).toBe(3)
})
