/** Figures of the links: the margin that the mission's budgets leave at the ranges of the contacts. */
import { budgetOf } from '@magpie/astro/links/budget'
import { dBW, type Given, type Link } from '@magpie/astro/links/terminal'
import { isAssumed } from '@magpie/core/provenance'
import type { LinkBudget, LinkModel } from '@magpie/operations/operations-file'
import type { ContactKind } from '@magpie/surface/contacts'
import type { Figure } from './report/report-data.ts'

type Contact = { readonly kind: ContactKind; readonly meanRange_km: number }

const NAMES = { station: 'Margin to the stations', relay: 'Margin to the relay' } as const

/** One figure for each link that has a budget: its least and greatest margin over the mean ranges of its contacts. */
export function linkFigures(links: readonly LinkModel[], contacts: readonly Contact[]): Figure[] {
  return links.flatMap(({ kind, downlink_bit_s, budget }) => {
    // Of a way through the relay the lander's own link is the leg to it.
    const legs = contacts.filter((c) => c.kind === (kind === 'station' ? 'direct' : 'site-relay'))
    if (budget === undefined || legs.length === 0) return []
    const link = linkOf(budget, downlink_bit_s)
    const margins = legs.map((c) => budgetOf(link, c.meanRange_km).margin_dB)
    const [least, greatest] = [Math.min(...margins), Math.max(...margins)]
    return [
      {
        label: NAMES[kind],
        value: `${least.toFixed(1)} to ${greatest.toFixed(1)} dB`,
        note: `${budget.requiredMargin_dB} dB are to be kept; at ${downlink_bit_s / 1000} kbit/s and the mean range of each contact`,
        assumed: isAssumed(budget.provenance),
      },
    ]
  })
}

/** The ends' places do not count: the range is known. */
function linkOf(b: LinkBudget, rate_bit_s: number): Link {
  const given = (value: number): Given => ({ value, provenance: b.provenance })
  return {
    transmitter: {
      point: 0,
      power_dBW: given(dBW(b.transmitPower_W)),
      antenna: { kind: 'gain', gain_dBi: given(b.transmitGain_dBi) },
      pointing: { kind: 'fixed loss', loss_dB: given(b.transmitPointingLoss_dB) },
      loss_dB: given(b.transmitLoss_dB),
    },
    receiver: {
      point: 0,
      noise: {
        kind: 'temperature',
        system_K: given(b.systemTemperature_K),
        antenna: {
          kind: 'aperture',
          diameter_m: given(b.receiveDiameter_m),
          efficiency: given(b.receiveEfficiency),
        },
        loss_dB: given(b.receiveLoss_dB),
      },
      pointing: { kind: 'fixed loss', loss_dB: given(b.receivePointingLoss_dB) },
    },
    signal: {
      frequency_Hz: given(b.frequency_Hz),
      rate_bit_s: given(rate_bit_s),
      requiredEbN0_dB: given(b.requiredEbN0_dB),
      implementationLoss_dB: given(b.implementationLoss_dB),
      pathLoss_dB: given(b.pathLoss_dB),
      requiredMargin_dB: given(b.requiredMargin_dB),
    },
  }
}
