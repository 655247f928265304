/** From whose element to whose a service goes. */
import type { JSX } from 'react'
import { PartyTag } from '../../parts/party.tsx'
import type { Service } from './exchanges.ts'

/** The line. */
export function Way({ service: s }: { readonly service: Service }): JSX.Element {
  return (
    <p className="exchange-way">
      <span>
        <span className="figure">{s.from}</span> <PartyTag party={s.provider} short />
      </span>
      <span aria-hidden="true">→</span>
      <span>
        <span className="figure">{s.to}</span> <PartyTag party={s.client} short />
      </span>
    </p>
  )
}
