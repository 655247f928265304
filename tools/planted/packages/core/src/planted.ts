/** A forbidden import on purpose: core may import nothing. The dependency check must catch it. */
import { reached } from '../../astro/src/reached.ts'

export const planted = reached
