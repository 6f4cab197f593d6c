import type { Cost } from '../cost/cost.ts';
import type { Price } from '../cost/price.ts';
import type { GitState } from '../machine/git.ts';
import type { Machine } from '../machine/machine.ts';
import type { Json } from './params.ts';

/** What a run is for. */
export type RunKind = 'train' | 'evaluate' | 'predict' | 'serve' | 'data';

/** How a run ended, or that it goes on; `lost` is one that says `running` but has been silent for a minute: its process is gone. */
export type RunStatus = 'running' | 'done' | 'failed' | 'stopped' | 'lost';

/**
 * A run as the ledger has it; plain data, ready for JSON.
 *
 * @unguarded within: the ledger gives it, and what it holds grows
 */
export interface RunRecord {
  id: string;
  name: string;
  kind: RunKind;
  status: RunStatus;
  /** ISO 8601, UTC. */
  started: string;
  ended?: string;
  device: string;
  threads?: number;
  seed?: number;
  dataHash?: string;
  git?: GitState;
  machine: Machine;
  versions: Record<string, string>;
  /** Flattened to dotted names. */
  params: Record<string, Json>;
  /** Every metric's last value. */
  metrics: Record<string, number>;
  summary?: Json;
  cost: Cost;
  /** What bills say that it cost, prepayments spread over their use. */
  billed?: { money: number; currency: string };
  price: Price;
  hidden: boolean;
}

/** A file that a run wrote. */
export interface Artifact {
  path: string;
  kind: string;
  sha256: string;
  bytes: number;
  /** ISO 8601, UTC. */
  at: string;
}
