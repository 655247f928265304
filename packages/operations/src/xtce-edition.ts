/** The editions of XTCE that are read and written, and the namespaces by which a file says which one it is. */

/** 1.2 is OMG formal/18-10-04, 1.3 of July 2025 (schema dtc/25-02-18). */
export type XtceEdition = '1.2' | '1.3'

/** The target namespaces of the schemas. */
export const XTCE_NAMESPACES: Readonly<Record<XtceEdition, string>> = {
  '1.2': 'http://www.omg.org/spec/XTCE/20180204',
  '1.3': 'http://www.omg.org/spec/XTCE/20250214',
}

/** 1.0 and 1.1 share one, which many files have under a host of their own. */
const EARLIER = /\/space\/xtce$/i

/** Whether a document of that namespace is XTCE of an edition that is known. */
export function isXtce(namespace: string): boolean {
  return Object.values(XTCE_NAMESPACES).includes(namespace) || EARLIER.test(namespace)
}

/**
 * What XTCE 1.3 must say of a table of look-up where the dictionary says nothing: the value where no case holds. No length,
 * count or place is this number, so that it says the same.
 */
export const NO_DEFAULT = '-9223372036854775808'
