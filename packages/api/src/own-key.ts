/** A key that a party keeps itself, for who holds it where the party is, a browser too: made, sealed, opened, and what it signs. */
export {
  type ActContent,
  actBytes,
  actContent,
  type CommandContent,
  commandApprovalBytes,
  commandBytes,
  type DetachedSignature,
  deskAgreement,
  detached,
  ownKeyBytes,
} from '@magpie/operations/command/content'
export { type KeyFile, keyFile, openKey, sealKey } from '@magpie/operations/command/key-file'
