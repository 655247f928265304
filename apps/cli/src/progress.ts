/** Progress of a rehearsal in a terminal: a line a stage, the running one with its bar. */
import type { EngineEvent } from '@magpie/rehearsal/engine'
import { Presets, SingleBar } from 'cli-progress'

/** Shows events on standard error; silent where nobody reads. */
export function stageProgress(shown: boolean): (event: EngineEvent) => void {
  if (!shown) return () => undefined
  const live = process.stderr.isTTY === true
  let bar: SingleBar | undefined
  const end = () => {
    bar?.stop()
    bar = undefined
  }
  return (event) => {
    switch (event.kind) {
      case 'started':
        if (!live) break
        bar = new SingleBar(
          { format: `${event.stage.padEnd(11)} {bar} {text}`, clearOnComplete: true, hideCursor: true, barsize: 24 },
          Presets.rect,
        )
        bar.start(1, 0, { text: '' })
        break
      case 'progress':
        bar?.update(event.fraction, { text: event.text.slice(0, 60) })
        break
      case 'finished': {
        end()
        const time = event.state === 'reused' ? 'reused' : `${event.cpu_s.toFixed(1)} s`
        console.error(`${event.stage.padEnd(11)} ${time.padStart(7)}  ${event.headline}`)
        break
      }
    }
  }
}
