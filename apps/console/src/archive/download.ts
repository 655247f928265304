/** Files of the centre that are asked for in the name of the party acted for, saved by the browser as they have come. */
import { failure } from '@magpie/api/failure'
import { actingParty } from '../acting.ts'

/** Fetches a path below `/api` and saves it; what failed is told in the centre's words. */
export async function saveFromCentre(
  path: string,
  told: (bytes: number) => void,
): Promise<{ file: string; bytes: number }> {
  const party = actingParty()
  const answer = await fetch(path, party === undefined ? {} : { headers: { 'x-magpie-party': party } })
  if (!answer.ok || answer.body === null) {
    const read = failure.safeParse(await answer.json().catch(() => undefined))
    throw new Error(read.success ? read.data.message : `${answer.status} ${answer.statusText}`)
  }
  const pieces: Uint8Array<ArrayBuffer>[] = []
  let bytes = 0
  const reader = answer.body.getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    pieces.push(next.value)
    bytes += next.value.length
    told(bytes)
  }
  const file = /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1] ?? 'download'
  const url = URL.createObjectURL(new Blob(pieces, { type: answer.headers.get('content-type') ?? '' }))
  const link = document.createElement('a')
  link.href = url
  link.download = file
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
  return { file, bytes }
}
