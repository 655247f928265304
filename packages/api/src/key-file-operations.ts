/** Keys of parties in files on one's own machine, which never leave it, and commands and grants signed with them. */
import { identifier } from '@magpie/core/identifier'
import { actContent, commandContent, signedAct, signedCommand } from '@magpie/operations/command/content'
import * as z from 'zod'
import { operation } from './operation.ts'

const file = z.string().min(1)

/** What is done with such a file. */
export const keyFileOperations = {
  makeKey: operation({
    name: 'key.make',
    summary: 'Make a key for your party in a file sealed by a passphrase (MAGPIE_PASSPHRASE)',
    place: 'here',
    input: z.strictObject({ party: identifier, key: file.describe('the file to write, which must not be there yet') }),
    output: z.strictObject({ party: z.string(), key: z.string(), publicKey: z.string(), proof: z.string() }),
    cli: { words: ['key', 'make'], positional: ['party', 'key'] },
  }),
  proveKey: operation({
    name: 'key.prove',
    summary: 'What `magpie key keep` asks for: the public key of a file, and a signature that shows that you hold it',
    place: 'here',
    input: z.strictObject({ key: file.describe('the file of the key') }),
    output: z.strictObject({ party: z.string(), publicKey: z.string(), proof: z.string() }),
    cli: { words: ['key', 'prove'], positional: ['key'] },
  }),
  publicKeys: operation({
    name: 'key.public',
    summary:
      'Write the public keys of a mission’s parties as a centre with this seed signs: what the gateway on board needs',
    place: 'here',
    input: z.strictObject({
      folder: z.string().min(1).describe('the mission folder, such as missions/change-8'),
      out: file.describe('the file to write, for magpie simulate --keys'),
      seed: z.string().min(1).default('magpie').describe('the seed that the centre is given'),
      own: z
        .string()
        .regex(/^([a-z0-9-]+=[0-9a-f]{64}(,|$))*$/, 'PARTY=PUBLICKEY, several behind commas')
        .default('')
        .describe(
          'keys that parties keep themselves, PARTY=PUBLICKEY,...: their grants count on board under these alone',
        ),
    }),
    output: z.strictObject({ out: z.string(), parties: z.number().int() }),
    cli: { words: ['key', 'public'], positional: ['folder', 'out'] },
  }),
  signCommand: operation({
    name: 'command.sign',
    summary: 'Sign a command with the key in a file; what it prints is sent by command submit-signed',
    place: 'here',
    input: z.strictObject({
      content: commandContent.describe('the command: a JSON file'),
      key: file.describe('the file of the key'),
    }),
    output: signedCommand,
    cli: { words: ['command', 'sign'], positional: [] },
  }),
  signAct: operation({
    name: 'grant.sign',
    summary: 'Sign a grant or a revocation with the key in a file; what it prints is sent by grant submit-signed',
    place: 'here',
    input: z.strictObject({
      content: actContent.describe('the act: a JSON file, as grant draft and grant draft-revocation write it'),
      key: file.describe('the file of the key'),
    }),
    output: signedAct,
    cli: { words: ['grant', 'sign'], positional: [] },
  }),
} as const
