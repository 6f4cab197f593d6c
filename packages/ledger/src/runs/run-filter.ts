import type { SQLInputValue } from 'node:sqlite';
import { LedgerError } from '../errors.ts';
import type { Json } from './params.ts';
import type { RunKind, RunStatus } from './run-record.ts';

/** Which runs, and in which order; all conditions must hold. */
export interface RunFilter {
  /** At most so many; 50 when not given. */
  limit?: number;
  /** The exact name, or a pattern where `*` stands for anything. */
  name?: string;
  kind?: RunKind;
  status?: RunStatus;
  dataHash?: string;
  /** Started at or after, and before. */
  since?: Date;
  until?: Date;
  /** Equal parameters, by dotted name: `{ 'train.batchSize': 64 }`. */
  params?: Readonly<Record<string, Json>>;
  /** Bounds on a metric's last value: `{ accuracy: { min: 0.9 } }`. */
  metrics?: Readonly<Record<string, { min?: number; max?: number }>>;
  /** Show hidden runs too. */
  hidden?: boolean;
  /** Newest first when not given; else by a metric's last value. */
  sort?: { metric: string; order: 'ascending' | 'descending' };
}

/** After so many ms without a sign of life a running run counts as lost; six heartbeats. */
const LOST_AFTER = 60_000;

/** The status as read now: SQL over the table `runs`. */
export const STATUS = `CASE WHEN runs.status = 'running' AND runs.heartbeat < (unixepoch('subsec') * 1000 - ${LOST_AFTER})
                       THEN 'lost' ELSE runs.status END`;

const LAST_VALUE = `(SELECT value FROM metrics JOIN series ON series.id = metrics.series
                     WHERE series.run = runs.id AND series.name = ? ORDER BY step DESC, at DESC LIMIT 1)`;

/** Builds the condition, the order and their arguments; every value is bound, none is pasted. */
export function filterSql(filter: RunFilter): { where: string; order: string; args: SQLInputValue[] } {
  const where = ['1'];
  const args: SQLInputValue[] = [];
  const add = (sql: string, ...values: SQLInputValue[]): void => {
    where.push(sql);
    args.push(...values);
  };
  if (!filter.hidden) add('runs.hidden = 0');
  if (filter.name?.includes('*'))
    add(`runs.name LIKE ? ESCAPE '\\'`, filter.name.replace(/[\\%_]/g, '\\$&').replaceAll('*', '%'));
  else if (filter.name !== undefined) add('runs.name = ?', filter.name);
  if (filter.kind !== undefined) add('runs.kind = ?', filter.kind);
  if (filter.status !== undefined) add(`${STATUS} = ?`, filter.status);
  if (filter.dataHash !== undefined) add('runs.data_hash = ?', filter.dataHash);
  if (filter.since !== undefined) add('runs.started >= ?', time(filter.since, 'since'));
  if (filter.until !== undefined) add('runs.started < ?', time(filter.until, 'until'));
  for (const [name, value] of Object.entries(filter.params ?? {})) {
    add('EXISTS (SELECT 1 FROM params WHERE run = runs.id AND name = ? AND value = ?)', name, JSON.stringify(value));
  }
  for (const [name, { min, max }] of Object.entries(filter.metrics ?? {})) {
    if (min !== undefined) add(`${LAST_VALUE} >= ?`, name, min);
    if (max !== undefined) add(`${LAST_VALUE} <= ?`, name, max);
  }
  let order = 'runs.rowid DESC'; // of writing: a clock may have been set back
  if (filter.sort !== undefined) {
    order = `${LAST_VALUE} ${filter.sort.order === 'ascending' ? 'ASC' : 'DESC'} NULLS LAST, ${order}`;
    args.push(filter.sort.metric);
  }
  const limit = filter.limit ?? 50;
  if (!Number.isSafeInteger(limit) || limit < 0)
    throw new LedgerError('filter-invalid', `limit: expected a whole number from 0, received ${limit}.`, {
      fields: { limit },
    });
  args.push(limit);
  return { where: where.join(' AND '), order, args };
}

function time(date: Date, field: string): number {
  const ms = date.getTime();
  if (Number.isNaN(ms))
    throw new LedgerError(
      'filter-invalid',
      `${field}: expected a date, received an invalid one. Write new Date('2026-11-24').`,
      { fields: { field } },
    );
  return ms;
}
