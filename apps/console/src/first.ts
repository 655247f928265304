/**
 * Runs before any schema is built: the content security policy allows no eval, so the schemas are told not to compile
 * themselves with it.
 */
import { config } from 'zod'

config({ jitless: true })
