/** The mission model as it stands, with what was signed, read once: budgets are computed here, from the same elements. */
import { agreement } from '@magpie/mission/agreement'
import type { Envelope } from '@magpie/mission/budgets'
import { element } from '@magpie/mission/element'
import * as z from 'zod'

/** JSON has no infinity: a call without a mass limit says null. */
const limit = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.POSITIVE_INFINITY)

const modelOutput = z.object({
  elements: z.array(element),
  agreements: z.array(agreement),
  envelope: z
    .object({
      total_kg: limit,
      module_kg: limit,
      power_W: z.number().optional(),
      dataVolume_Mbit_day: z.number().optional(),
    })
    .optional(),
})

export type ModelData = Pick<z.infer<typeof modelOutput>, 'elements' | 'agreements'> & {
  readonly envelope: Envelope | undefined
}

/** Reads the centre's model. What is not a model throws: only a centre of another version answers so. */
export function readModel(output: unknown): ModelData {
  const { elements, agreements, envelope } = modelOutput.parse(output)
  return { elements, agreements, envelope: envelope === undefined ? undefined : present(envelope) }
}

function present(envelope: NonNullable<z.infer<typeof modelOutput>['envelope']>): Envelope {
  const { total_kg, module_kg, power_W, dataVolume_Mbit_day } = envelope
  return {
    total_kg,
    module_kg,
    ...(power_W === undefined ? {} : { power_W }),
    ...(dataVolume_Mbit_day === undefined ? {} : { dataVolume_Mbit_day }),
  }
}
