/** Receipts of acts: what proves, without this centre, that something was received, when, and what. */
import type { ActReceipt } from '@magpie/api/programme-operations'
import { verifyEd25519 } from '@magpie/ledger/keys'

export type Receipt = ActReceipt

/** Whether the lead's signature is one of the ledger entry's hash: computed here, of nothing but the receipt. */
export function receiptHolds(receipt: Pick<Receipt, 'entry' | 'signedBy' | 'signature'>): boolean {
  const [signature, entry, key] = [receipt.signature, receipt.entry, receipt.signedBy].map(octetsOf)
  return signature!.length === 64 && key!.length === 32 && verifyEd25519(signature!, entry!, key!)
}

function octetsOf(hex: string): Uint8Array {
  if (!/^([0-9a-f]{2})*$/.test(hex)) return new Uint8Array()
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16))
}

/** What a receipt of a letter says of its deadline. */
export function deadlineOf(
  receipt: Receipt,
):
  | { readonly verdict: string; readonly deadline: string; readonly deadlineLocal: string; readonly version: number }
  | undefined {
  const body = receipt.body as {
    version?: number
    receipt?: { verdict: string; deadline: string; deadlineLocal: string }
  }
  return body?.receipt === undefined ? undefined : { ...body.receipt, version: body.version ?? 1 }
}

const KEPT = 'magpie.receipts'

/** Keeps a receipt in this browser, beside those before it. */
export function keepReceipt(receipt: Receipt): void {
  try {
    localStorage.setItem(KEPT, JSON.stringify([...keptReceipts(), receipt].slice(-200)))
  } catch {
    // Storage may be forbidden or full; the receipt can be downloaded, and the record holds what it says.
  }
}

/** The receipts kept in this browser, oldest first. */
export function keptReceipts(): readonly Receipt[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? '[]')
    return Array.isArray(kept) ? (kept as Receipt[]) : []
  } catch {
    return []
  }
}

/** Hands a text to the browser as a file. */
export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
