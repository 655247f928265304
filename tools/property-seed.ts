/**
 * The seed of all property tests: one by default, so that a run that passed passes again; another by
 * MAGPIE_PROPERTY_SEED, to look further. A failure names its seed, and stays as a case of its own.
 */
import fc from 'fast-check'

fc.configureGlobal({ seed: Number(process.env['MAGPIE_PROPERTY_SEED'] ?? 8) })
