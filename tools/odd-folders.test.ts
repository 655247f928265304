/** The project may lie in a folder with spaces and letters of any language: a URL's path is not a path of files there. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { filesBelow } from '@magpie/adapters/digests'
import { expect, it } from 'vitest'

const project = fileURLToPath(new URL('../', import.meta.url))
/** What gives `%20` for a space. */
const AS_PATH = /import\.meta\.url\s*\)\s*\.pathname/

it.each(['adapters', 'apps', 'bench', 'examples', 'packages', 'tools'])(
  '%s takes no URL for a path',
  async (folder) => {
    const sources = (await filesBelow(join(project, folder))).filter((path) => /\.m?ts$/.test(path))
    expect(sources.length).toBeGreaterThan(0)
    const wrong = sources.filter((path) => AS_PATH.test(readFileSync(join(project, folder, path), 'utf8')))
    expect(wrong).toEqual([])
  },
)
