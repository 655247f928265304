/** What the planted import reaches. */
export const reached = true
