/** A text that is being typed, kept in this browser until it is sent: closing the page loses nothing. */
import { useState } from 'react'

/** The text, how to change it, and how to forget it once it is sent. */
export function useKeptText(name: string): [string, (text: string) => void, () => void] {
  const key = `magpie.typed.${name}`
  const [text, setText] = useState(() => read(key))
  const keep = (next: string) => {
    setText(next)
    try {
      if (next === '') localStorage.removeItem(key)
      else localStorage.setItem(key, next)
    } catch {
      // Storage may be forbidden or full; the text then lasts as long as the page.
    }
  }
  return [text, keep, () => keep('')]
}

function read(key: string): string {
  try {
    return localStorage.getItem(key) ?? ''
  } catch {
    return ''
  }
}
