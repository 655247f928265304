/** Files beside letters and proposals: sent to the centre, which keeps them by their hash, and read back from it. */
import { fromBase64, toBase64 } from '@magpie/core/base64'
import { type Attachment, callProgramme } from './programme.ts'

/** The largest file that the centre takes, bytes. */
export const LARGEST_BYTES = 10_000_000

/** Keeps a file at the centre, and gives what a letter or proposal names it by. */
export async function attach(file: File): Promise<Attachment> {
  const base64 = toBase64(new Uint8Array(await file.arrayBuffer()))
  const type = file.type === '' ? 'application/octet-stream' : file.type
  const kept = await callProgramme('addAttachment', { type, base64 })
  return { name: file.name.slice(0, 120), sha256: kept.sha256, bytes: kept.bytes, type }
}

/** Reads a file from the centre, checks its hash where the browser can, and hands it to the reader under its name. */
export async function fetchAttachment({ sha256, name }: Attachment): Promise<void> {
  const file = await callProgramme('attachment', { sha256 })
  const bytes = fromBase64(file.base64)
  if (bytes === undefined || !(await hasHash(bytes, sha256))) throw new Error(`${name}: ${sha256}`)
  // Never shown by this page, whatever it says it is: only saved.
  const url = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }))
  const link = Object.assign(document.createElement('a'), { href: url, download: name })
  link.click()
  URL.revokeObjectURL(url)
}

async function hasHash(bytes: Uint8Array<ArrayBuffer>, sha256: string): Promise<boolean> {
  // Only pages from a trustworthy origin have it.
  if (globalThis.crypto.subtle === undefined) return true
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return [...digest].map((b) => b.toString(16).padStart(2, '0')).join('') === sha256
}
