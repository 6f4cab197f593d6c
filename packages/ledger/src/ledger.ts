import type { DatabaseSync } from 'node:sqlite';
import { deviceKind } from '@capstan/base';
import { addBill, type Charge, readCharges } from './cost/bills.ts';
import { checkPrice, defaultPrice, type Price } from './cost/price.ts';
import type { Since } from './cost/since.ts';
import { openDatabase, transaction } from './database/database.ts';
import { newId } from './database/id.ts';
import { numberOf, textOf } from './database/row.ts';
import { asLedgerError, LedgerError } from './errors.ts';
import { type GitState, gitState } from './machine/git.ts';
import { machine } from './machine/machine.ts';
import { type MetricSeries, metricNames, readSeries } from './metrics/read-series.ts';
import { compareRuns, type RunComparison } from './runs/compare.ts';
import { addEdge, type LineageEdge, type LineageNode, readLineage } from './runs/lineage.ts';
import { flattenParams, type Json } from './runs/params.ts';
import { priceOf, readArtifacts, readRun, readRuns, readUsage } from './runs/read-runs.ts';
import { Run } from './runs/run.ts';
import type { RunFilter } from './runs/run-filter.ts';
import type { Artifact, RunKind, RunRecord } from './runs/run-record.ts';

/** What is known when a run begins. */
export interface RunStart {
  name: string;
  kind: RunKind;
  /** Any JSON; nested objects are flattened to dotted names. */
  params: Readonly<Record<string, Json | undefined>>;
  /** `cpu`, or an accelerator by its name as PyTorch gives it, such as `NVIDIA H100 80GB HBM3`: it finds power and price. */
  device: string;
  /** Cores in use on a CPU. */
  threads?: number;
  /** Accelerators in use; 1 when not given. */
  devices?: number;
  dataHash?: string;
  seed?: number;
  /** Wins over the ledger's own price and the built-in one. */
  price?: Price;
  /** Versions beside Node's, such as torch's. */
  versions?: Readonly<Record<string, string>>;
  /** From when this process's time is booked, such as before the data were read; now when not given. */
  since?: Since;
  /** The commit that runs; read from the current folder when not given. */
  git?: GitState;
}

const open = new Set<Ledger>();

/**
 * The book of runs: one SQLite file that several processes may write at once. Owns the file's connection; hold it with `using`.
 *
 * @example
 * using ledger = openLedger();
 * for (const run of ledger.runs({ kind: 'train' })) console.log(run.id, run.metrics.accuracy, run.cost.money);
 */
export class Ledger {
  readonly path: string;
  readonly #db: DatabaseSync;
  readonly #running = new Set<Run>();

  /** @see openLedger */
  constructor(path: string) {
    this.path = path;
    this.#db = openDatabase(path);
    if (open.size === 0) process.on('exit', closeAll);
    open.add(this);
  }

  /** Begins a run, with the commit, the machine, the versions and the price of this moment. */
  start(start: RunStart): Run {
    const params = flattenParams(start.params);
    const price = start.price ?? this.price(start.device);
    checkPrice(price);
    const git = start.git ?? gitState();
    const versions = { node: process.versions.node, ...start.versions };
    const units = deviceKind(start.device).unit === 'core' ? (start.threads ?? machine().cores) : (start.devices ?? 1);
    const id = newId();
    const usageId = this.#do('start a run', (db) =>
      transaction(db, () => {
        const now = Date.now();
        db.prepare(
          `INSERT INTO runs (id, name, kind, status, started, heartbeat, device, threads, seed, data_hash, git, machine, versions, price)
           VALUES (?, ?, ?, 'running', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        ).run(
          id,
          start.name,
          start.kind,
          now,
          now,
          start.device,
          start.threads ?? null,
          start.seed ?? null,
          start.dataHash ?? null,
          git === undefined ? null : JSON.stringify(git),
          JSON.stringify(machine()),
          JSON.stringify(versions),
          priceId(db, price),
        );
        const addParam = db.prepare('INSERT INTO params (run, name, value) VALUES (?, ?, ?)');
        for (const [name, value] of params) addParam.run(id, name, JSON.stringify(value));
        if (start.dataHash !== undefined) addEdge(db, `data:${start.dataHash}`, `run:${id}`);
        return addUsage(db, id, units);
      }),
    );
    return this.#track({ id, device: start.device, price, units, usageId, earlier: [], since: start.since });
  }

  /**
   * Goes on with a run that was stopped, failed or killed, or joins one that other processes work for; its cost goes on too. A
   * metric logged again for the same step replaces the older value.
   */
  resume(idOrPrefix: string, { since }: { since?: Since } = {}): Run {
    const { id, device, threads, price } = this.run(idOrPrefix);
    const { earlier, usageId, units } = this.#do('resume a run', (db) =>
      transaction(db, () => {
        db.prepare(`UPDATE runs SET status = 'running', ended = NULL, heartbeat = ? WHERE id = ?`).run(Date.now(), id);
        const earlier = readUsage(db, id);
        const units = earlier.at(-1)?.units ?? threads ?? 1;
        return { earlier, units, usageId: addUsage(db, id, units) };
      }),
    );
    return this.#track({ id, device, price, units, usageId, earlier, since });
  }

  /** Runs, newest first, without the hidden ones; see {@link RunFilter}. */
  runs(filter: RunFilter = {}): RunRecord[] {
    this.#flush();
    return this.#do('read runs', (db) => readRuns(db, filter));
  }

  /** One run by its id or the beginning of it. Throws run-not-found, or run-ambiguous with the candidates. */
  run(idOrPrefix: string): RunRecord {
    this.#flush();
    return this.#do('read a run', (db) => readRun(db, this.#find(db, idOrPrefix))!); // found under the same connection
  }

  /** Whether a run of exactly this id is in the book. */
  has(id: string): boolean {
    return this.#do('read a run', (db) => db.prepare('SELECT 1 FROM runs WHERE id = ?').get(id) !== undefined);
  }

  /** A metric of a run as columns, in order of its steps. */
  metrics(idOrPrefix: string, name: string): MetricSeries {
    this.#flush();
    return this.#do('read metrics', (db) => readSeries(db, this.#find(db, idOrPrefix), name));
  }

  metricNames(idOrPrefix: string): string[] {
    this.#flush();
    return this.#do('read metrics', (db) => metricNames(db, this.#find(db, idOrPrefix)));
  }

  artifacts(idOrPrefix: string): Artifact[] {
    return this.#do('read artifacts', (db) => readArtifacts(db, this.#find(db, idOrPrefix)));
  }

  /** Where a data set, run or artifact came from and what came of it, as edges, nearest first. */
  lineage(node: LineageNode): { origins: LineageEdge[]; results: LineageEdge[] } {
    return this.#do('read lineage', (db) => readLineage(db, node));
  }

  /** In what two runs differ: parameters, data, commit, metrics. */
  compare(a: string, b: string): RunComparison {
    return compareRuns(this.run(a), this.run(b));
  }

  /** The price of a device: the last one set with `setPrice` for its kind, else the built-in default. */
  price(device: string): Price {
    const builtIn = defaultPrice(device);
    return this.#do('read a price', (db) => {
      const row = db
        .prepare(`SELECT device AS price_device, per_hour, currency, date AS price_date, source AS price_source
                  FROM prices WHERE chosen IS NOT NULL AND device IN (?, ?) ORDER BY chosen DESC LIMIT 1`)
        .get(device, builtIn.device);
      return row === undefined ? builtIn : priceOf(row);
    });
  }

  /** Keeps your own price for a device or its kind; runs started from now on use it. */
  setPrice(price: Price): void {
    checkPrice(price);
    this.#do('set a price', (db) =>
      transaction(db, () => {
        const next = '(SELECT coalesce(max(chosen), 0) + 1 FROM prices)';
        db.prepare(`UPDATE prices SET chosen = ${next} WHERE id = ?`).run(priceId(db, price));
      }),
    );
  }

  /**
   * Keeps what a provider charged: runs that the bill names cost what it says from then on.
   *
   * @throws {LedgerError} bill-overlaps — where months of the provider are there already, unless they shall be replaced
   * @throws {LedgerError} charge-invalid — where a charge cannot be read
   */
  addBill(name: string, charges: readonly Charge[], { replace = false }: { replace?: boolean } = {}): void {
    this.#do('keep a bill', (db) => transaction(db, () => addBill(db, name, charges, { replace })));
  }

  /** All that was billed by month, provider, service and run, oldest first. */
  charges(): Charge[] {
    return this.#do('read bills', readCharges);
  }

  /** Takes a run out of the lists, or back in; nothing is lost. */
  hide(idOrPrefix: string, hidden = true): void {
    this.#do('hide a run', (db) => {
      db.prepare('UPDATE runs SET hidden = ? WHERE id = ?').run(hidden ? 1 : 0, this.#find(db, idOrPrefix));
    });
  }

  /** Deletes a run and all that the ledger has of it, its cost too; files stay. Throws run-active while it runs, unless forced. */
  delete(idOrPrefix: string, { force = false } = {}): void {
    const run = this.run(idOrPrefix);
    if (run.status === 'running' && !force)
      throw new LedgerError(
        'run-active',
        `delete: run ${run.id} (${run.name}) is running. Stop it first, or delete it with { force: true }.`,
        { fields: { run: run.id } },
      );
    this.#do('delete a run', (db) =>
      transaction(db, () => {
        const node = `run:${run.id}`;
        db.prepare('DELETE FROM edges WHERE source = ? OR target = ?').run(node, node);
        db.prepare('DELETE FROM runs WHERE id = ?').run(run.id);
      }),
    );
  }

  /** Closes the file; runs still open are marked `status`. Safe to call twice. */
  close(status: 'failed' | 'stopped' = 'stopped'): void {
    if (!open.delete(this)) return;
    if (open.size === 0) process.off('exit', closeAll);
    try {
      for (const run of [...this.#running]) run.finish(status);
    } finally {
      this.#db.close();
    }
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #track(context: {
    id: string;
    device: string;
    price: Price;
    units: number;
    usageId: number;
    earlier: ReturnType<typeof readUsage>;
    since: Since | undefined;
  }): Run {
    const run = new Run({ ...context, db: this.#db, path: this.path, onClose: (run) => this.#running.delete(run) });
    this.#running.add(run);
    return run;
  }

  /** Readers of this process see what its own runs have logged. */
  #flush(): void {
    for (const run of this.#running) run.flush();
  }

  #find(db: DatabaseSync, idOrPrefix: string): string {
    const rows = db
      .prepare('SELECT id, name FROM runs WHERE substr(id, 1, ?) = ? ORDER BY started DESC LIMIT 6')
      .all(idOrPrefix.length, idOrPrefix);
    if (rows.length === 1 && idOrPrefix !== '') return textOf(rows[0], 'id');
    if (rows.length === 0)
      throw new LedgerError(
        'run-not-found',
        `No run in ${this.path} has an id that begins with ${JSON.stringify(idOrPrefix)}. List them with ledger.runs() or \`capstan runs\`.`,
        { fields: { path: this.path, received: idOrPrefix } },
      );
    const candidates = rows.map((row) => `${textOf(row, 'id')} (${textOf(row, 'name')})`);
    throw new LedgerError(
      'run-ambiguous',
      `Several runs have an id that begins with ${JSON.stringify(idOrPrefix)}: ${candidates.join(', ')}. Give more characters.`,
      { fields: { candidates: rows.map((row) => textOf(row, 'id')) } },
    );
  }

  #do<T>(doing: string, body: (db: DatabaseSync) => T): T {
    try {
      return body(this.#db);
    } catch (error) {
      throw asLedgerError(error, this.path, doing);
    }
  }
}

/**
 * Opens the ledger, creating or migrating its file. Throws not-a-ledger, newer, corrupt, cannot-open.
 *
 * @example
 * using ledger = openLedger('.capstan/ledger.db');
 */
export function openLedger(path = '.capstan/ledger.db'): Ledger {
  return new Ledger(path);
}

/** At exit nothing may be left in a buffer; a run nobody finished failed if the process did. */
function closeAll(code: number): void {
  for (const ledger of [...open]) {
    try {
      ledger.close(code === 0 ? 'stopped' : 'failed');
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
}

function addUsage(db: DatabaseSync, run: string, units: number): number {
  const sql = 'INSERT INTO usage (run, started, units, seconds, busy_seconds) VALUES (?, ?, ?, 0, 0) RETURNING id';
  return numberOf(db.prepare(sql).get(run, Date.now(), units), 'id');
}

function priceId(db: DatabaseSync, { device, perHour, currency, date, source }: Price): number {
  const values = [device, perHour, currency, date, source];
  const add =
    'INSERT INTO prices (device, per_hour, currency, date, source) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING';
  const find = 'SELECT id FROM prices WHERE device = ? AND per_hour = ? AND currency = ? AND date = ? AND source = ?';
  db.prepare(add).run(...values);
  return numberOf(db.prepare(find).get(...values), 'id');
}
