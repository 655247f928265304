/** What a rehearsal needs of the world: data sets, solvers, the policy engine, keys. The app gives them. */
import type { Ephemerides } from '@magpie/astro/ephemerides'
import type { GravityField } from '@magpie/flight/gravity-field'
import type { Signer } from '@magpie/ledger/keys'
import type { PolicyEngine } from '@magpie/mission/policy-engine'
import type { MilpSolver } from '@magpie/programme/milp'
import type { SurfaceFile } from '@magpie/surface/surface-file'
import type { Terrain } from '@magpie/surface/terrain'
import type { EnginePorts } from './engine.ts'

export type RehearsalPorts = EnginePorts & {
  /** Loaded when the first stage needs them. */
  ephemerides(): Promise<Ephemerides>
  moonField(): Promise<GravityField>
  terrain(surface: SurfaceFile): Promise<Terrain>
  milp(): Promise<MilpSolver>
  policies(): PolicyEngine
  /** The key with which a party signs in this rehearsal. */
  signer(party: string): Signer
}
