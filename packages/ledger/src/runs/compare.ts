import type { Json } from './params.ts';
import type { RunRecord } from './run-record.ts';

/** One parameter of two runs; undefined where a run does not have it. */
export interface ParamDifference {
  name: string;
  a: Json | undefined;
  b: Json | undefined;
}

/** One metric of two runs at its last step. */
export interface MetricDifference {
  name: string;
  a: number | undefined;
  b: number | undefined;
  /** b − a. */
  change: number | undefined;
}

/** Two runs side by side. */
export interface RunComparison {
  a: RunRecord;
  b: RunRecord;
  /** Parameters that differ, with what else a run stands on: data, commit, device, seed. */
  params: ParamDifference[];
  /** How many parameters are equal. */
  equalParams: number;
  metrics: MetricDifference[];
}

/**
 * Says in what two runs differ.
 *
 * @example
 * compareRuns(ledger.run('k3f'), ledger.run('p9w')).params   // [{ name: 'optimizer.lr', a: 0.1, b: 0.01 }]
 */
export function compareRuns(a: RunRecord, b: RunRecord): RunComparison {
  const [left, right] = [basis(a), basis(b)];
  const params: ParamDifference[] = [];
  let equalParams = 0;
  for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
    if (JSON.stringify(left[name]) === JSON.stringify(right[name])) equalParams++;
    else params.push({ name, a: left[name], b: right[name] });
  }
  const names = new Set([...Object.keys(a.metrics), ...Object.keys(b.metrics)]);
  const metrics = [...names].sort().map((name) => {
    const [x, y] = [a.metrics[name], b.metrics[name]];
    return { name, a: x, b: y, change: x === undefined || y === undefined ? undefined : y - x };
  });
  return { a, b, params, equalParams, metrics };
}

function basis(run: RunRecord): Record<string, Json | undefined> {
  const commit = run.git && `${run.git.commit.slice(0, 12)}${run.git.dirty ? ' (changed)' : ''}`;
  return {
    ...run.params,
    'run.data': run.dataHash,
    'run.commit': commit,
    'run.device': run.device,
    'run.seed': run.seed,
  };
}
