import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PROJECT } from '@magpie/adapters/digests'
import { readSentence } from '@magpie/api/sentences'
import { describe, expect, it } from 'vitest'

const files = import.meta.glob<{ locale: object }>('./*/*.ts', { eager: true })

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
const english = (file: string) => texts(files[file.replace(/[^/]+$/, 'en.ts')]!.locale)
const folders = [...new Set(Object.keys(files).map((file) => file.split('/')[1]!))]

it('has English and Chinese', () => {
  expect(folders).toEqual(expect.arrayContaining(['locales', 'desk']))
  for (const folder of folders)
    for (const code of ['en', 'zh']) expect(Object.keys(files)).toContain(`./${folder}/${code}.ts`)
})

describe.each(Object.entries(files))('%s', (file, { locale }) => {
  const own = texts(locale)
  const all = english(file)

  it('has every text of English and no other', () => {
    expect([...own.keys()].sort()).toEqual([...all.keys()].sort())
  })

  it('leaves none empty but what English leaves so, and fills in the same values', () => {
    for (const [key, text] of own) {
      // A fault without a number has no word for it, whatever the language.
      expect(text.trim() === '', key).toBe(all.get(key) === '' && /^fault\..*\.amount$/.test(key))
      expect(placeholders(text), key).toEqual(placeholders(all.get(key)!))
    }
  })
})

it('writes Chinese with Chinese punctuation', () => {
  for (const folder of folders)
    for (const [key, text] of texts(files[`./${folder}/zh.ts`]!.locale))
      expect(text, key).not.toMatch(/[一-鿿][,:;?()]|[,:;?()][一-鿿]/)
})

it('knows the phases of the mission that comes along, by the names that its file gives them', () => {
  const { phases } = JSON.parse(readFileSync(join(PROJECT, 'missions/change-8/mission.json'), 'utf8')) as {
    phases: { name: string }[]
  }
  const known = texts(files['./said/zh.ts']!.locale)
  for (const { name } of phases) {
    const code = readSentence(name)?.code
    const key = code === 'phase-itself' ? `word.phase-name.${name}` : `say.${code}`
    expect(known.get(key), name).toMatch(/\p{Script=Han}/u)
  }
})
