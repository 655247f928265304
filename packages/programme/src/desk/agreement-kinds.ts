/** The kinds of act on agreements and interface documents, for the desk's table. */
import * as agreements from './agreement-acts.ts'
import * as changes from './change-acts.ts'
import * as interfaces from './interface-acts.ts'

export const AGREEMENT_ACTS = {
  'agreement-drafted': agreements.agreementDrafted,
  'agreement-signed': agreements.agreementSigned,
  'agreement-signature-withdrawn': agreements.agreementSignatureWithdrawn,
  'regulatory-updated': agreements.regulatoryUpdated,
  'interface-drafted': interfaces.interfaceDrafted,
  'line-proposed': interfaces.lineProposed,
  'line-dropped': interfaces.lineDropped,
  'line-signed': interfaces.lineSigned,
  'line-signature-withdrawn': interfaces.lineSignatureWithdrawn,
  'interface-baselined': interfaces.interfaceBaselined,
  'line-verified': interfaces.lineVerified,
  'change-requested': changes.changeRequested,
  'change-signed': changes.changeSigned,
  'change-declined': changes.changeDeclined,
} as const
