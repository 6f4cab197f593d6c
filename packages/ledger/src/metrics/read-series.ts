import type { DatabaseSync } from 'node:sqlite';
import { numberOf, textOf } from '../database/row.ts';

/** One metric of one run, as columns: what a chart takes. */
export interface MetricSeries {
  name: string;
  steps: Float64Array;
  values: Float64Array;
  /** Milliseconds since 1970. */
  times: Float64Array;
}

/**
 * Reads a metric in order of its steps. Where a step was logged again, as after a resume from a checkpoint, the latest value
 * stands; the older ones stay in the file.
 */
export function readSeries(db: DatabaseSync, run: string, name: string): MetricSeries {
  const count = numberOf(
    db
      .prepare(`SELECT count(*) AS n FROM metrics JOIN series ON series.id = metrics.series WHERE run = ? AND name = ?`)
      .get(run, name),
    'n',
  );
  const steps = new Float64Array(count);
  const values = new Float64Array(count);
  const times = new Float64Array(count);
  const rows = db.prepare(
    `SELECT step, at, value FROM metrics WHERE series = (SELECT id FROM series WHERE run = ? AND name = ?) ORDER BY step, at`,
  );
  rows.setReturnArrays(true);
  let used = 0;
  for (const row of rows.iterate(run, name)) {
    const [step, at, value] = Object.values(row);
    if (used === count && steps[used - 1] !== step) break; // written since we counted
    if (used > 0 && steps[used - 1] === step) used--;
    steps[used] = Number(step);
    times[used] = Number(at);
    values[used] = value === null ? Number.NaN : Number(value);
    used++;
  }
  return { name, steps: steps.subarray(0, used), values: values.subarray(0, used), times: times.subarray(0, used) };
}

/** The names of a run's metrics, in alphabetical order. */
export function metricNames(db: DatabaseSync, run: string): string[] {
  const rows = db.prepare('SELECT name FROM series WHERE run = ? ORDER BY name').all(run);
  return rows.map((row) => textOf(row, 'name'));
}

/** The value of every metric at its last step. */
export function lastMetrics(db: DatabaseSync, run: string): Record<string, number> {
  const rows = db
    .prepare(`SELECT name, (SELECT value FROM metrics WHERE series = series.id ORDER BY step DESC, at DESC LIMIT 1) AS value
              FROM series WHERE run = ? ORDER BY name`)
    .all(run);
  return Object.fromEntries(
    rows.map((row) => [textOf(row, 'name'), row.value === null ? Number.NaN : numberOf(row, 'value')]),
  );
}
