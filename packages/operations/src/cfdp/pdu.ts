/** The PDUs of CFDP as values (CCSDS 727.0-B-5, 5). File sizes and offsets in octets. */

/** The part that every PDU of a transaction shares (5.1). Identifiers are numbers up to 2^53 - 1. */
export type PduHeader = {
  readonly toward: 'receiver' | 'sender'
  /** Class 2; otherwise class 1. */
  readonly acknowledged: boolean
  readonly crc: boolean
  /** File sizes and offsets take 8 octets, not 4. */
  readonly large: boolean
  readonly source: number
  readonly destination: number
  readonly sequence: number
  /** Octets of each entity's identifier and of the sequence number, 1 to 8. */
  readonly id_octets: number
  readonly sequence_octets: number
}

/** Octets [start, end) of the file. */
export type FileRange = { readonly start: number; readonly end: number }

/** A field that names its type (5.4). */
export type Tlv = { readonly type: number; readonly value: Uint8Array }

export const TLV_TYPES = {
  filestoreRequest: 0,
  filestoreResponse: 1,
  messageToUser: 2,
  faultHandler: 4,
  flowLabel: 5,
  entity: 6,
} as const

/** Condition codes (5.2.1, table 5-5). */
export const CONDITIONS = {
  none: 0,
  ackLimit: 1,
  keepAliveLimit: 2,
  invalidMode: 3,
  filestoreRejection: 4,
  checksumFailure: 5,
  fileSizeError: 6,
  nakLimit: 7,
  inactivity: 8,
  invalidStructure: 9,
  checkLimit: 10,
  unsupportedChecksum: 11,
  suspended: 14,
  cancelled: 15,
} as const

/** Discarded on purpose, refused by the filestore, kept, or not told (table 5-7). */
export const FILE_STATUS = { discarded: 0, refused: 1, kept: 2, unreported: 3 } as const

export type Eof = {
  readonly kind: 'eof'
  readonly condition: number
  readonly checksum: number
  readonly size_octets: number
  /** The entity at which it failed. */
  readonly faultAt?: Uint8Array
}

export type Finished = {
  readonly kind: 'finished'
  readonly condition: number
  readonly complete: boolean
  readonly fileStatus: number
  readonly tlvs: readonly Tlv[]
}

export type Metadata = {
  readonly kind: 'metadata'
  readonly closure: boolean
  readonly checksum: number
  readonly size_octets: number
  readonly sourceName: string
  readonly destinationName: string
  readonly options: readonly Tlv[]
}

export type Nak = {
  readonly kind: 'nak'
  readonly scope: FileRange
  /** A range from 0 to 0 asks for the metadata. */
  readonly requests: readonly FileRange[]
}

export type FileData = {
  readonly kind: 'file-data'
  readonly offset: number
  readonly data: Uint8Array
  readonly segment?: { readonly continuation: number; readonly metadata: Uint8Array }
}

export type Acknowledgement = {
  readonly kind: 'ack'
  readonly of: 'eof' | 'finished'
  readonly condition: number
  /** 0 undefined, 1 active, 2 terminated, 3 unrecognised. */
  readonly status: number
}

export type PduBody =
  | FileData
  | Eof
  | Finished
  | Acknowledgement
  | Metadata
  | Nak
  | { readonly kind: 'prompt'; readonly asks: 'nak' | 'keep-alive' }
  | { readonly kind: 'keep-alive'; readonly progress: number }

export type Pdu = { readonly header: PduHeader; readonly body: PduBody }
