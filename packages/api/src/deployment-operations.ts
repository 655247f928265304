/** The operations of deployments after landing: where each module stands, who may do what about it, and doing it. */
import { identifier } from '@magpie/core/identifier'
import { deploymentAction, refusalNote } from '@magpie/operations/deployment-people'
import { deployment } from '@magpie/rehearsal/happening'
import * as z from 'zod'
import { operation } from './operation.ts'

const anyRole = ['operator', 'officer', 'signatory'] as const

/** An act, and whether the asking party may do it now. */
const deploymentRight = z.strictObject({ action: deploymentAction, refusal: refusalNote.optional() })

/** What happened to a module, or was said of it and not done. */
const deploymentHistory = z.strictObject({
  at: z.string(),
  party: z.string(),
  text: z.string(),
  refusal: refusalNote.optional(),
})

/** A module's deployment as a party sees it: gates with the facts of now. */
const deploymentView = deployment.extend({
  host: z.string().describe('the party that owns what carries it'),
  lead: z.string().describe('who leads joint operations'),
  rights: z.array(deploymentRight).describe('what the asking party may do, and why not'),
})
export type DeploymentView = z.infer<typeof deploymentView>

const module = identifier.describe('the module that is deployed')

export const deploymentOperations = {
  deploymentList: operation({
    name: 'deployment.list',
    summary: 'The modules from touchdown to deployed: gates, steps, holds, and what you may do about each',
    place: 'centre',
    access: anyRole,
    input: z.strictObject({}),
    output: z.strictObject({ at: z.string(), deployments: z.array(deploymentView) }),
    http: { method: 'get', path: '/deployments' },
    cli: { words: ['deployment', 'list'], positional: [] },
  }),
  deploymentShow: operation({
    name: 'deployment.show',
    summary: 'One module: gates with fact and source, steps with attempts and commands, who holds it, what happened',
    place: 'centre',
    access: anyRole,
    input: z.strictObject({ module }),
    output: deploymentView.extend({ at: z.string(), history: z.array(deploymentHistory).describe('newest first') }),
    http: { method: 'get', path: '/deployments/{module}' },
    cli: { words: ['deployment', 'show'], positional: ['module'] },
  }),
  deploymentAct: operation({
    name: 'deployment.act',
    summary:
      'Speak as owner (go, no-go, retry, abort), host (object, withdraw, no-objection), or hold for safety; on record',
    place: 'centre',
    access: ['operator', 'officer'],
    input: z.strictObject({
      module,
      action: deploymentAction,
      why: z.string().max(1000).default('').describe('the reason; no-go, hold, abort and object need one'),
    }),
    output: z.strictObject({
      at: z.string(),
      done: z.boolean(),
      refusal: refusalNote.optional().describe('rule, fact, source and remedy, where it was not done'),
      deployment: deploymentView,
    }),
    http: { method: 'post', path: '/deployments/{module}' },
    cli: {
      words: ['deployment', 'act'],
      positional: ['module', 'action'],
      exits: { field: 'done', codes: { true: 0, false: 3 } },
    },
  }),
} as const
