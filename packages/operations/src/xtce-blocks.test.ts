import { unwrap } from '@magpie/core/result'
import { expect, test } from 'vitest'
import { argument, commandText, entry } from './testing/command-text.ts'
import { looks } from './testing/dictionary-looks.ts'
import { blockValues } from './xtce-blocks.ts'
import { describeXtceError } from './xtce-context.ts'
import { readXtce } from './xtce-reader.ts'
import { describeXtceWriteError } from './xtce-writer/writing.ts'
import { writeXtce } from './xtce-writer/xtce-writer.ts'

const step = (values: Readonly<Record<string, string>>, list = 'ArgumentAssigmentList', command = 'go') =>
  `<MetaCommandStep metaCommandRef="${command}"><${list}>${Object.entries(values)
    .map(([name, value]) => `<ArgumentAssignment argumentName="${name}" argumentValue="${value}"/>`)
    .join('')}</${list}></MetaCommandStep>`
const block = (steps: string, name = 'twice') =>
  `<BlockMetaCommand name="${name}" shortDescription="both"><MetaCommandStepList>${steps}</MetaCommandStepList></BlockMetaCommand>`
const interlock = (attributes: string) => `<Interlock ${attributes}/>`
const read = (inside: string, command = '') =>
  readXtce([
    {
      name: 'x.xml',
      text: commandText(argument('n', 'u8') + argument('m', 'mode'), entry('n') + entry('m'))
        .replace('</MetaCommandSet>', `${inside}</MetaCommandSet>`)
        .replace('<BaseContainer containerRef="base"/></CommandContainer>', `$&${command}`),
    },
  ])
const errors = (inside: string, command = '') => {
  const done = read(inside, command)
  return done.ok ? [] : done.error.map(describeXtceError)
}

test('a block is commands with their arguments, in order, also under the name of 1.3', () => {
  const { dictionary } = unwrap(
    read(block(step({ n: '3', m: 'FAST' }) + step({ n: '4', m: 'SLOW' }, 'ArgumentAssignmentList', '/s/go'))),
  )
  const [one] = dictionary.blocks ?? []
  expect(one).toMatchObject({ qualifiedName: '/s/twice', name: 'twice', system: '/s', description: 'both' })
  expect(one!.steps.map(({ command, values }) => [command, [...values]])).toEqual([
    [
      '/s/go',
      [
        ['n', '3'],
        ['m', 'FAST'],
      ],
    ],
    [
      '/s/go',
      [
        ['n', '4'],
        ['m', 'SLOW'],
      ],
    ],
  ])
  const go = dictionary.commands.find(({ name }) => name === 'go')!
  expect(blockValues(go, one!.steps[0]!.values)).toEqual({ n: 3, m: 'FAST' })
  for (const edition of ['1.2', '1.3'] as const) {
    const written = writeXtce(dictionary, edition)
    if (!written.ok) throw new Error(written.error.map(describeXtceWriteError).join())
    expect(written.value[0]!.text).toContain(edition === '1.2' ? '<ArgumentAssigmentList>' : '<ArgumentAssignmentList>')
    expect(looks(unwrap(readXtce(written.value)).dictionary)).toEqual(looks(dictionary))
  }
})

test.each([
  ['a value that it does not take', block(step({ n: '300', m: 'FAST' })), 'n of go is 300'],
  ['an argument that it has not', block(step({ n: '3', m: 'FAST', q: '1' })), 'go has no argument q'],
  ['an argument left out', block(step({ n: '3' })), 'go needs the argument m'],
  ['a command that is not there', block(step({}, undefined, 'stop')), 'no command is called "stop"'],
  ['a pattern', block(step({}, undefined, 'base')), 'base is abstract'],
  ['no steps', '<BlockMetaCommand name="b"/>', 'needs a <MetaCommandStepList>'],
  ['a name that is taken', block(step({ n: '3', m: 'FAST' }), 'go'), 'the command "go" was defined'],
])('a block with %s is refused with its line', (_, inside, sentence) => {
  expect(errors(inside)[0]).toMatch(/^x\.xml:\d+: /)
  expect(errors(inside)[0]).toContain(sentence)
})

// XTCE 1.2, InterlockType: by default until complete, within the system of the command.
test.each([
  ['', { scope: '/s', stage: 'complete', suspendable: false }],
  [
    'scopeToSpaceSystem="/s" verificationToWaitFor="executing" verificationProgressPercentage="50" suspendable="true"',
    { scope: '/s', stage: 'executing', progress: 50, suspendable: true },
  ],
  ['verificationToWaitFor="transferredToRange"', { scope: '/s', stage: 'transferred', suspendable: false }],
])('an interlock: %s', (attributes, expected) => {
  const { dictionary, notRead } = unwrap(read('', interlock(attributes)))
  expect(dictionary.commands.find(({ name }) => name === 'go')!.interlock).toEqual(expected)
  expect(notRead).toEqual([])
})

test('an interlock that waits for what cannot be is refused', () => {
  expect(errors('', interlock('scopeToSpaceSystem="/t"'))[0]).toContain('no system is called "/t"')
  expect(errors('', interlock('verificationToWaitFor="failed"'))[0]).toContain('verificationToWaitFor="failed"')
})

// xs:duration as tools of Java write it, with years and months of zero.
test.each([
  ['P0Y0M0DT0H0M30S', 30],
  ['PT1M0.5S', 60.5],
  ['P1DT1H', 90000],
])('a window of %s', (duration, seconds) => {
  const verifiers = `<VerifierSet><CompleteVerifier><CheckWindow timeToStopChecking="${duration}"/></CompleteVerifier></VerifierSet>`
  const { dictionary } = unwrap(read('', verifiers))
  expect(dictionary.commands.find(({ name }) => name === 'go')!.verifiers).toEqual([
    { stage: 'complete', window_s: seconds },
  ])
})
