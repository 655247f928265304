/** Where a deployment, its gates and its steps can stand. */

/** `safe` is what an abort by its owner leaves. */
export type DeploymentState = 'waiting' | 'ready' | 'deploying' | 'held' | 'deployed' | 'failed' | 'safe'
/** `open` before it was looked at. */
export type GateState = 'open' | 'passed' | 'blocked'
export type StepState = 'waiting' | 'running' | 'done' | 'failed' | 'retried'
