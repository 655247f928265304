/** Forbidden imports on purpose: what adapters have for the browser knows neither Node nor adapters that do. */
import { existsSync } from 'node:fs'
import { reached } from './reached.ts'

export const planted = reached && existsSync('.')
