import { describe, expect, it } from 'vitest'
import { locale as deskEn } from './desk/en.ts'
import { locale as en } from './locales/en.ts'

const files = import.meta.glob<{ locale: object }>(['./locales/*.ts', './desk/*.ts'], { eager: true })

/** All texts of a locale by their path. */
function texts(locale: object, path = ''): Map<string, string> {
  const all = new Map<string, string>()
  for (const [key, value] of Object.entries(locale)) {
    const at = path === '' ? key : `${path}.${key}`
    if (typeof value === 'string') all.set(at, value)
    else for (const [inner, text] of texts(value as object, at)) all.set(inner, text)
  }
  return all
}

const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1]).sort()
const english = (file: string) => texts(file.startsWith('./desk/') ? deskEn : en)

it('has English and Chinese', () => {
  expect(Object.keys(files)).toEqual(
    expect.arrayContaining(['./locales/en.ts', './locales/zh.ts', './desk/en.ts', './desk/zh.ts']),
  )
})

describe.each(Object.entries(files))('%s', (file, { locale }) => {
  const own = texts(locale)
  const all = english(file)

  it('has every text of English and no other', () => {
    expect([...own.keys()].sort()).toEqual([...all.keys()].sort())
  })

  it('leaves none empty and fills in the same values', () => {
    for (const [key, text] of own) {
      expect(text.trim(), key).not.toBe('')
      expect(placeholders(text), key).toEqual(placeholders(all.get(key)!))
    }
  })
})

it('writes Chinese with Chinese punctuation', () => {
  for (const [key, text] of [...texts(files['./locales/zh.ts']!.locale), ...texts(files['./desk/zh.ts']!.locale)])
    expect(text, key).not.toMatch(/[一-鿿][,:;?()]|[,:;?()][一-鿿]/)
})
