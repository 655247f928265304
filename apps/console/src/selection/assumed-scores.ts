/** Scores that somebody assumes for a study, kept in this browser; the reviews' own where nothing is assumed. */

import { useTranslation } from 'react-i18next'
import type { Me } from '../account/people.ts'
import { useKeptText } from '../programme/kept-text.ts'
import type { CallView } from '../programme/programme.ts'
import { useStandings } from '../review/review.ts'
import type { Inputs } from './selection.ts'

type Scored = Readonly<Record<string, number>>

/** What is assumed, what the reviews say, and the inputs of a study that follow. */
export function useAssumedScores(call: CallView, me: Me, proposals: readonly { readonly id: string }[]) {
  const { t } = useTranslation('selection')
  const [kept, keep] = useKeptText(`scores.${call.call.id}`)
  const standings = useStandings(call.call.id, call.call.review !== undefined && me.roles.includes('officer')).data
  const reviewed: Scored = Object.fromEntries(
    (standings?.standings ?? []).flatMap((s) =>
      s.proposal === undefined ? [] : [[s.proposal, clipped(s.panel ?? s.calibrated)] as const],
    ),
  )
  const assumed = readScores(kept, proposals)
  const who = me.person?.name ?? ''
  const list = Object.keys(assumed)
  const all = { ...reviewed, ...assumed }
  const inputs: Pick<Inputs, 'scores' | 'scoresFrom'> =
    list.length === 0
      ? {}
      : {
          scores: all,
          scoresFrom: (list.length === proposals.length
            ? t('scores.fromAll', { who })
            : t('scores.from', { who, list: list.join(', ') })
          ).slice(0, 200),
        }
  return {
    ...{ reviewed, assumed, inputs, who },
    /** Assumes these; none goes back to the reviews. What equals the review is not assumed. */
    assume(scores: Scored) {
      const differ = Object.entries(scores).filter(([id, score]) => reviewed[id] !== score)
      keep(differ.length === 0 ? '' : JSON.stringify(Object.fromEntries(differ)))
    },
  }
}

/** As the centre clips them: 0 to 100 with four decimals. */
function clipped(score: number): number {
  return Math.round(Math.min(100, Math.max(0, score)) * 1e4) / 1e4
}

function readScores(text: string, proposals: readonly { readonly id: string }[]): Scored {
  if (text === '') return {}
  try {
    const read = JSON.parse(text) as Record<string, unknown>
    const known = new Set(proposals.map((p) => p.id))
    return Object.fromEntries(
      Object.entries(read).filter(
        (pair): pair is [string, number] => known.has(pair[0]) && typeof pair[1] === 'number',
      ),
    )
  } catch {
    return {}
  }
}
