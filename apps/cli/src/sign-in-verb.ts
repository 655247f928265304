/** `magpie sign-in`: from address and password to a key for programs, which the other verbs take from `MAGPIE_KEY`. */
import { type Command, Option } from 'commander'
import * as z from 'zod'
import { DEFAULT_CENTRE, unreached } from './centre-address.ts'

/** What a key is called unless told. */
const NAME = 'magpie on the command line'

/** Adds the verb. */
export function addSignIn(program: Command, exit: (code: number) => void): void {
  program
    .command('sign-in')
    .description('Make a key for programs with your address and password: export MAGPIE_KEY=$(magpie sign-in ADDRESS)')
    .argument('<address>', 'the address you signed up with')
    .addOption(new Option('--centre <url>', 'the centre').env('MAGPIE_CENTRE').default(DEFAULT_CENTRE))
    .option('--name <text>', 'what the key is called in your list of keys', NAME)
    .action(async (address: string, { centre, name }: { centre: string; name: string }) => {
      const password = process.env['MAGPIE_PASSWORD'] ?? (await typed(`Password of ${address} at ${centre}: `))
      if (password === undefined) {
        console.error('Nobody can type a password here: put it into the environment, as MAGPIE_PASSWORD.')
        return exit(2)
      }
      const key = await keyFor(centre, address, password, name)
      if (key.made !== undefined) return void console.log(key.made)
      console.error(key.why)
      exit(1)
    })
}

type Made = { readonly made: string } | { readonly made?: undefined; readonly why: string }

/** Signs in, makes a key and signs out: what stays is the key. */
export async function keyFor(centre: string, email: string, password: string, name: string): Promise<Made> {
  const post = (path: string, body: unknown, cookie = '') =>
    fetch(`${centre}/api/auth${path}`, {
      method: 'POST',
      // Without an origin the centre takes a request with the marks of a browser for a forged one.
      headers: { 'content-type': 'application/json', origin: new URL(centre).origin, ...(cookie && { cookie }) },
      body: JSON.stringify(body),
    })
  try {
    const signedIn = await post('/sign-in/email', { email, password })
    if (signedIn.status === 429) return { why: 'Too many attempts from here: wait a minute, then try again.' }
    if (signedIn.status === 401) return { why: `The centre at ${centre} knows no ${email} with this password.` }
    if (!signedIn.ok) return { why: `The centre at ${centre} did not sign you in: status ${signedIn.status}.` }
    const cookie = signedIn.headers.getSetCookie().map((set) => set.split(';', 1)[0])
    const answer = await post('/api-key/create', { name }, cookie.join('; '))
    const made = z.object({ key: z.string() }).safeParse(await answer.json().catch(() => undefined))
    await post('/sign-out', {}, cookie.join('; '))
    return made.success ? { made: made.data.key } : { why: `The centre made no key: status ${answer.status}.` }
  } catch (cause) {
    return { why: unreached(centre, cause) }
  }
}

/** What a person types without its being shown; nothing where there is no terminal. Ctrl-C ends the program with 130. */
async function typed(question: string): Promise<string | undefined> {
  const { stdin, stderr } = process
  if (!stdin.isTTY) return undefined
  stderr.write(question)
  stdin.setRawMode(true).setEncoding('utf8')
  let text = ''
  try {
    for await (const piece of stdin) {
      for (const letter of String(piece)) {
        if (letter === '\r' || letter === '\n') return text
        if (letter === '\u0003') process.exit(130)
        text = letter === '\u007f' ? text.slice(0, -1) : text + letter
      }
    }
    return text
  } finally {
    stdin.setRawMode(false)
    stdin.pause()
    stderr.write('\n')
  }
}
