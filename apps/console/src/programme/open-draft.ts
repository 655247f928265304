/** What somebody is writing in this browser and has not submitted yet: opened again instead of an empty form. */

/** The identifier of the draft of this kind, such as `call`, that is open. */
export function openDraft(kind: string): string | undefined {
  try {
    return localStorage.getItem(`magpie.open-${kind}`) ?? undefined
  } catch {
    return undefined
  }
}

/** Notes which draft is open, or that none is. */
export function setOpenDraft(kind: string, id: string | undefined): void {
  try {
    if (id === undefined) localStorage.removeItem(`magpie.open-${kind}`)
    else localStorage.setItem(`magpie.open-${kind}`, id)
  } catch {
    // Storage may be forbidden; the URL names the draft still.
  }
}

/** A name of its own for what is begun. */
export function freshId(prefix: string): string {
  return `${prefix.slice(0, 40)}-${crypto.getRandomValues(new Uint32Array(1))[0]!.toString(36)}`
}
