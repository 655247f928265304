/** A form that is being filled in, kept in this browser until it is sent: closing the page loses nothing. */
import { useMemo } from 'react'
import { useKeptText } from '../programme/kept-text.ts'

/** What is typed, how to change some of it, and how to forget it. Flat values only. */
export function useKeptForm<T extends object>(
  name: string,
  initial: T,
): readonly [T, (part: Partial<T>) => void, () => void] {
  const [text, setText, forget] = useKeptText(`operate.${name}`)
  const form = useMemo(() => ({ ...initial, ...readText(text) }) as T, [text, initial])
  return [form, (part) => setText(JSON.stringify({ ...form, ...part })), forget]
}

function readText(text: string): object {
  try {
    const read: unknown = text === '' ? {} : JSON.parse(text)
    return typeof read === 'object' && read !== null ? read : {}
  } catch {
    return {}
  }
}
