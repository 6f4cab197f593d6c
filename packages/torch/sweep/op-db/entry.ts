import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DType } from '../../src/index.ts';

/** A value as record_op_db.py packs it. */
export type Packed =
  | null
  | boolean
  | number
  | string
  | { t: [dtype: DType, shape: number[], at: number, bytes: number]; stride?: number[] }
  | { l: Packed[] }
  | { i: string }
  | { f: string }
  | { c: [number, number] }
  | { s: string }
  | { slice: [number | null, number | null, number | null] }
  | { e: true };

/** One call with what it gave. */
export interface Sample {
  args: Packed[];
  kwargs: Record<string, Packed>;
  result: Packed;
  loose: boolean;
}

/** An entry of op_db. */
export interface Entry {
  name: string;
  variant: string;
  samples: Sample[];
  skipped: Record<string, number>;
}

/** What became of an entry: counts of samples, by reason where they were not equal. */
export interface Outcome {
  name: string;
  variant: string;
  /** The public name here; undefined where there is none. */
  found: string | undefined;
  equal: number;
  refused: Record<string, number>;
  unequal: Record<string, number>;
  killed: boolean;
}

/** The recorded entries of a folder. */
export function entriesOf(folder: string): Entry[] {
  const lines = readFileSync(join(folder, 'op-db.jsonl'), 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Entry); // as: written by record_op_db.py
}
