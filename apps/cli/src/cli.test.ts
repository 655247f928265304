import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HEADINGS } from './groups.ts'

const project = fileURLToPath(new URL('../../..', import.meta.url))
const bin = join(project, 'apps/cli/bin/magpie.mjs')
let work: string

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'magpie-cli-'))
})
afterAll(() => rm(work, { recursive: true, force: true }))

function magpie(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((done) => {
    const told = (error: Error | null, out: string, err: string) =>
      done({ code: error === null ? 0 : Number((error as { code?: unknown }).code), out, err })
    const child = execFile(process.execPath, [bin, ...args], { cwd: project, maxBuffer: 1 << 26 }, told)
    child.stdin?.end()
  })
}

describe('the command magpie', () => {
  it('verifies this installation against SPICE, for people and for programs', async () => {
    const text = await magpie('verify', 'golden/flight')
    expect(text).toMatchObject({ code: 0 })
    expect(text.out).toMatch(/all \d+ quantities within tolerance/)
    expect(text.out).toMatch(/mind: The orientation of the Earth is not measured: from \d{4}/)
    const request = join(work, 'request.json')
    await writeFile(request, JSON.stringify({ folder: 'golden/flight' }))
    const json = await magpie('verify', '--request', request, '--format', 'json')
    const answer = JSON.parse(json.out)
    expect(answer.passed).toBe(true)
    expect(answer.quantities.length).toBeGreaterThan(30)
  })

  it('ends with 1 where a tolerance is exceeded, and names files it does not know', async () => {
    const columns = ['utc', 'tai_s_past_J2000_TAI', 'tt_s_past_J2000_TT', 'et_tdb', 'jd_tdb', 'et2utc_roundtrip']
    const row = [
      '2028-08-01T00:00:00.000000',
      901972837,
      901972869.184,
      901972870,
      2461984.5,
      '2028-08-01T00:00:00.000000',
    ]
    await writeFile(join(work, 'time.json'), JSON.stringify({ source: {}, columns, rows: [row] }))
    await writeFile(join(work, 'other.json'), '{"something": "else"}')
    const { code, out } = await magpie('verify', work)
    expect(code).toBe(1)
    expect(out).toContain('EXCEEDED')
    expect(out).toContain('not checked: other.json')
  })

  it('does not pass a folder that holds only what it does not know', async () => {
    const folder = await mkdtemp(join(work, 'unknown-'))
    await writeFile(join(folder, 'other.json'), '[1, 2, 3]')
    const { code, err } = await magpie('verify', folder)
    expect([code, err]).toEqual([1, expect.stringContaining('none of a kind that this version checks')])
  })

  it('ends quietly where nobody reads on', async () => {
    const jpss = JSON.parse(await readFile(join(project, 'golden/operations/jpss-geolocation.json'), 'utf8'))
    const packets = join(work, 'jpss.bin')
    await writeFile(packets, Buffer.from(jpss.packets.join('').repeat(100), 'hex'))
    const decode = ['decode', '--dictionary', 'golden/operations/jpss-geolocation.xml', '--packets', packets]
    const told = await new Promise<{ code: number | null; err: string }>((done) => {
      const child = execFile(process.execPath, [bin, ...decode], { cwd: project }, () => undefined)
      let err = ''
      child.stderr?.on('data', (text) => {
        err += text
      })
      child.stdout?.destroy()
      child.on('exit', (code) => done({ code, err }))
    })
    expect(told).toEqual({ code: 0, err: '' })
  })

  it('sorts its verbs under headings, each with what it is about', async () => {
    const { out } = await magpie('--help')
    const shown = [...out.matchAll(/^ {2}([a-z]\S*) +(?:\[.*?[\]>])*(.*)$/gm)].map(([, name, about]) => [name, about])
    expect(shown.length).toBeGreaterThan(40)
    for (const [name, about] of shown) expect(about!.trim(), name).not.toBe('')
    const headings = [...out.matchAll(/^[A-Z].*:$/gm)].map(([heading]) => heading)
    expect(headings.slice(0, 3)).toEqual(['Options:', 'Run a centre:', 'A mission from the call to the archive:'])
    for (const words of Object.values(HEADINGS))
      for (const word of Object.keys(words)) expect(out).toContain(`  ${word} `)
  })

  it('tells what a kernel holds', async () => {
    const { code, out } = await magpie('kernel', 'info', 'data/kernels/de440_magpie_2019_2046.bsp', '--format', 'json')
    expect(code).toBe(0)
    const moon = JSON.parse(out).contents.find((c: { id: number }) => c.id === 301)
    expect(moon).toMatchObject({ centre: 3, types: [2] })
    expect(moon.coverage[0]).toMatch(/^2019-.* TDB to 204\d-.* TDB$/)
    expect((await magpie('kernel', 'info', bin)).err).toContain('is no kernel')
  })

  it('tells what a recording of frames holds, and what is none', async () => {
    const { code, out } = await magpie('frames', 'golden/frames/snpp-cadus.dat')
    expect(code).toBe(0)
    for (const text of ['65 AOS frames', 'Reed-Solomon (255,223) depth 4', 'no damage on the link', '50092'])
      expect(out).toContain(text)
    const told = await magpie('frames', 'golden/frames/tm-packets.hex', '--frame-length', '1115', '--format', 'json')
    expect(JSON.parse(told.out).channels[0]).toMatchObject({ scid: 123, vcid: 0, frames: 122, packets: 613 })
    expect((await magpie('frames', bin)).err).toContain('none of TM, TC, AOS, USLP frames or Space Packets')
  })

  it('checks a mission and says what is wrong with a folder', async () => {
    const good = await magpie('mission', 'check', 'missions/change-8')
    expect(good).toMatchObject({ code: 0 })
    const bad = await magpie('mission', 'check', work, '--format', 'json')
    expect(bad.code).toBe(1)
    expect(JSON.parse(bad.out).problems.length).toBeGreaterThan(5)
  })

  it('counts the signatories of the Accords on a day, as known on a day', async () => {
    const count = async (...days: string[]) => {
      const verb = ['eligibility', 'members', '--instrument', 'artemis-accords', '--as-of', ...days, '--json']
      const { code, out } = await magpie(...verb)
      expect(code).toBe(0)
      return JSON.parse(out).count
    }
    expect(await count('2023-09-30')).toBe(29)
    expect(await count('2023-09-13')).toBe(28)
    expect(await count('2023-09-30', '--known-on', '2023-09-13')).toBe(28)
  })

  it('says who may join, by its exit code too, and shows the proof', async () => {
    const ask = (...more: string[]) => magpie('eligibility', 'check', '--as-of', '2023-12-20', ...more)
    const nasa = await ask('--party', 'example-us-university', '--funding', 'NASA', '--kind', 'bilateral')
    expect(nasa.code).toBe(3)
    expect(nasa.out).toMatch(/INELIGIBLE\nbarred by .*Public Law 112-10, sec\. 1340/)
    expect(nasa.out).toMatch(/│ {2}└─ yes: NASA\n.*funded by NASA[^\n]*\n.*\[wolf-amendment-nasa\] \(.*Parabolic Arc/)
    expect(nasa.out).toContain('No legal advice')
    const own = await ask('--party', 'example-us-university', '--funding', 'own', '--kind', 'multilateral', '--json')
    expect([own.code, JSON.parse(own.out).verdict]).toEqual([0, 'eligible'])
    const silent = await ask('--party', 'AE', '--json')
    expect([silent.code, JSON.parse(silent.out).verdict]).toEqual([4, 'needs-evidence'])
    const parts = ['--funding', 'own', '--kind', 'bilateral', '--parts', 'examples/parts-like-rashid-2.json']
    const rover = await ask('--party', 'AE', ...parts)
    expect(rover.code).toBe(3)
    expect(rover.out).toMatch(/BARS {2}itar-126-1 v1/)
    const letter = await magpie('eligibility', 'check', '--letter', 'letter-44', '--json')
    expect([letter.code, JSON.parse(letter.out).asOf]).toEqual([0, '2023-12-20'])
  })

  it('lists what flips, and the roadmap as known on a day', async () => {
    const changes = await magpie('eligibility', 'changes', '--from', '2011-04-14', '--to', '2011-04-15', '--json')
    expect(JSON.parse(changes.out).flips).toMatchObject([{ letter: 'letter-43', from: 'eligible', to: 'ineligible' }])
    const text = await magpie('eligibility', 'changes', '--from', '2024-12-15', '--to', '2024-12-16')
    expect(text.out).toMatch(/0 of 44 verdicts flip\n.*letter-11 .*accords-no-bar silent -> noted/)
    const roadmap = await magpie('roadmap', '--known-on', '2023-09-30')
    expect(roadmap.out).toMatch(/Chang'e-7\n {2}Launch: ~2026 \(planned, \+731 days since first said\)/)
    expect(roadmap.out).toMatch(/Artemis Accords: 29, last changed 2023-09-14 \(Germany\)/)
  })

  it.each([
    ['a day that is none', ['members', '--instrument', 'ilrs', '--as-of', '2023-02-30'], /--as-of: expected a day/],
    [
      'an instrument that is none',
      ['members', '--instrument', 'accords', '--as-of', '2023-09-30'],
      /known are artemis-acc/,
    ],
    ['neither party nor letter', ['check', '--as-of', '2023-09-30'], /--party: give a party/],
    ['a party without a day', ['check', '--party', 'AE'], /--as-of: give the day/],
    ['a party that is not known', ['check', '--party', 'hkusd', '--as-of', '2023-09-30'], /did you mean "hkust"/],
    [
      'a letter with what it says itself',
      ['check', '--letter', 'letter-44', '--funding', 'x'],
      /--funding: letter-44 says/,
    ],
    ['a kind that is none', ['check', '--party', 'AE', '--kind', 'secret'], /bilateral, multilateral/],
    ['a parts list that is none', ['check', '--party', 'AE', '--parts', 'package.json'], /Unrecognized key/],
    ['days in the wrong order', ['changes', '--from', '2024-01-01', '--to', '2023-01-01'], /--to: .*lies before/],
  ])('says what is wrong with %s', async (_, args, message) => {
    const { code, err } = await magpie('eligibility', ...args)
    expect(code).toBeGreaterThan(0)
    expect(err).toMatch(message)
  })

  it.each([
    ['an unknown verb', ['fly'], /unknown command/],
    ['an unknown flag', ['verify', 'x', '--fast'], /unknown option/],
    [
      'a missing field',
      ['verify'],
      /^magpie verify needs FOLDER\. "magpie verify --help" says what it takes\.\n {2}FOLDER {2}the/,
    ],
    ['missing flags', ['decode'], /^magpie decode needs --dictionary and --packets\./],
    [
      'a number with a comma',
      ['frames', bin, '--frame-length', '1,5'],
      /'1,5' is invalid\. Write a point and no comma/,
    ],
    ['a number that is none', ['frames', bin, '--frame-length', ''], /Write a number, such as/],
    ['a number out of range', ['frames', bin, '--frame-length', '-5'], /asked: --frame-length: Too small[^\n]*\n$/],
    ['a port that is none', ['serve', '--port', '99999'], /A port is a whole number up to 65535/],
    ['a folder of state under a file', ['serve', '--data', `${bin}/x`], /a file stands where a folder is needed/],
    ['a folder that proves nothing', ['verify', 'missions/change-8'], /none of a kind that this version checks/],
    [
      'decoded packets in place of what is read',
      ['decode', '--dictionary', 'examples/weather-mast.xml', '--packets', bin, '--out', bin],
      /is what is read: name another file/,
    ],
    [
      'an archive that cannot be made',
      ['receive', 'udp:127.0.0.1:0', '--dictionary', 'examples/weather-mast.xml', '--archive', bin],
      /a file stands where a folder is needed/,
    ],
    ['a folder that is not there', ['verify', '/nowhere/at/all'], /is not a folder/],
    ['a ledger that is not there', ['ledger', 'verify', '/nowhere'], /cannot be read/],
    ['a request file that is no JSON', ['verify', '--request', bin], /is not JSON/],
    ['a centre that does not run', ['status', '--centre', 'http://127.0.0.1:9'], /Is it running/],
    ['a name that is no address', ['status', '--centre', 'foo'], /"foo" is no address of a centre/],
    ['a folder in place of a recording', ['frames', 'docs'], /docs cannot be read: it is a folder/],
    ['a kernel that is not there', ['kernel', 'info', 'no.bsp'], /no\.bsp cannot be read: it does not exist/],
    [
      'a folder in place of packets',
      ['decode', '--dictionary', 'examples/weather-mast.xml', '--packets', 'docs'],
      /docs cannot be read: it is a folder/,
    ],
    ['a problem that is not there', ['select', 'no.json'], /no\.json cannot be read: it does not exist/],
    ['an empty ledger', ['ledger', 'verify', '/dev/null'], /has no entry, so that nothing can be proved/],
    ['a password that nobody can type', ['sign-in', 'ada@example.org'], /MAGPIE_PASSWORD/],
    ['a stage that is none', ['rehearse', 'missions/change-8', '--stage', 'lunch'], /no stage "lunch"/],
  ])('says what to do about %s', async (_, args, message) => {
    const { code, err } = await magpie(...args)
    expect(code).toBeGreaterThan(0)
    expect(err).toMatch(message)
  })
})
