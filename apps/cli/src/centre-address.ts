/** The centre that verbs ask, and what to say where none answers. */

/** Where `magpie serve` listens unless told. */
export const DEFAULT_CENTRE = 'http://127.0.0.1:8088'

/** Why a centre was not reached, by what the network said, and what to do. */
export function unreached(centre: string, cause: unknown): string {
  const { code, message } = ((cause as Error).cause ?? cause) as Error & { readonly code?: string }
  switch (code) {
    case 'ECONNREFUSED':
      return `No centre answers at ${centre}. Is it running? Start one with "magpie serve", or name another with --centre or MAGPIE_CENTRE.`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The name in ${centre} is not known here: check --centre or MAGPIE_CENTRE.`
    case 'ERR_INVALID_URL':
      return `"${centre}" is no address of a centre: write it as ${DEFAULT_CENTRE}.`
    default:
      return `The centre at ${centre} did not answer: ${code ?? message}. Is it running?`
  }
}
