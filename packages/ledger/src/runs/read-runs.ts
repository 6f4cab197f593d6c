import type { DatabaseSync } from 'node:sqlite';
import { billedFor } from '../cost/bills.ts';
import { costOf, type Usage } from '../cost/cost.ts';
import type { Price } from '../cost/price.ts';
import { numberOf, optionalNumber, optionalText, type Row, textOf } from '../database/row.ts';
import { lastMetrics } from '../metrics/read-series.ts';
import type { Json } from './params.ts';
import { filterSql, type RunFilter, STATUS } from './run-filter.ts';
import type { Artifact, RunKind, RunRecord, RunStatus } from './run-record.ts';

const COLUMNS = `runs.*, ${STATUS} AS status_now, prices.device AS price_device, prices.per_hour, prices.currency,
                 prices.date AS price_date, prices.source AS price_source`;

/** The runs that a filter lets through. */
export function readRuns(db: DatabaseSync, filter: RunFilter): RunRecord[] {
  const { where, order, args } = filterSql(filter);
  const sql = `SELECT ${COLUMNS} FROM runs JOIN prices ON prices.id = runs.price WHERE ${where} ORDER BY ${order} LIMIT ?`;
  return db
    .prepare(sql)
    .all(...args)
    .map((row) => toRecord(db, row));
}

/** One run by its whole id. */
export function readRun(db: DatabaseSync, id: string): RunRecord | undefined {
  const row = db.prepare(`SELECT ${COLUMNS} FROM runs JOIN prices ON prices.id = runs.price WHERE runs.id = ?`).get(id);
  return row === undefined ? undefined : toRecord(db, row);
}

/** What every process of a run took. */
export function readUsage(db: DatabaseSync, run: string): Usage[] {
  const rows = db.prepare('SELECT units, seconds, busy_seconds FROM usage WHERE run = ?').all(run);
  return rows.map((row) => ({
    units: numberOf(row, 'units'),
    seconds: numberOf(row, 'seconds'),
    busySeconds: numberOf(row, 'busy_seconds'),
  }));
}

/** The price that a run was started at. */
export function priceOf(row: Row): Price {
  return {
    device: textOf(row, 'price_device'),
    perHour: numberOf(row, 'per_hour'),
    currency: textOf(row, 'currency'),
    date: textOf(row, 'price_date'),
    source: textOf(row, 'price_source'),
  };
}

/** What a run wrote, in the order of writing. */
export function readArtifacts(db: DatabaseSync, run: string): Artifact[] {
  const rows = db.prepare('SELECT * FROM artifacts WHERE run = ? ORDER BY id').all(run);
  return rows.map((row) => ({
    path: textOf(row, 'path'),
    kind: textOf(row, 'kind'),
    sha256: textOf(row, 'sha256'),
    bytes: numberOf(row, 'bytes'),
    at: iso(numberOf(row, 'at')),
  }));
}

function toRecord(db: DatabaseSync, row: Row): RunRecord {
  const id = textOf(row, 'id');
  const device = textOf(row, 'device');
  const price = priceOf(row);
  const params = db.prepare('SELECT name, value FROM params WHERE run = ? ORDER BY name').all(id);
  const ended = optionalNumber(row, 'ended');
  const threads = optionalNumber(row, 'threads');
  const seed = optionalNumber(row, 'seed');
  const dataHash = optionalText(row, 'data_hash');
  const git = optionalText(row, 'git');
  const summary = optionalText(row, 'summary');
  const billed = billedFor(db, id);
  return {
    id,
    name: textOf(row, 'name'),
    kind: textOf(row, 'kind') as RunKind, // written by start(), which takes nothing else
    status: textOf(row, 'status_now') as RunStatus, // as the table's CHECK says
    started: iso(numberOf(row, 'started')),
    ...(ended === undefined ? {} : { ended: iso(ended) }),
    device,
    ...(threads === undefined ? {} : { threads }),
    ...(seed === undefined ? {} : { seed }),
    ...(dataHash === undefined ? {} : { dataHash }),
    ...(git === undefined ? {} : { git: JSON.parse(git) }),
    machine: JSON.parse(textOf(row, 'machine')),
    versions: JSON.parse(textOf(row, 'versions')),
    params: Object.fromEntries(
      params.map((param): [string, Json] => [textOf(param, 'name'), JSON.parse(textOf(param, 'value'))]),
    ),
    metrics: lastMetrics(db, id),
    ...(summary === undefined ? {} : { summary: JSON.parse(summary) }),
    cost: costOf(device, price, readUsage(db, id)),
    ...(billed && { billed }),
    price,
    hidden: numberOf(row, 'hidden') === 1,
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
