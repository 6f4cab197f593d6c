import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { type Cost, costOf, type Usage } from '../cost/cost.ts';
import type { Price } from '../cost/price.ts';
import { now, type Since } from '../cost/since.ts';
import { transaction } from '../database/database.ts';
import { asLedgerError, deletedError, goneError, LedgerError } from '../errors.ts';
import { MetricWriter, type PendingPoints } from '../metrics/metric-writer.ts';
import { artifactSeal } from './artifact.ts';
import { HEARTBEAT_MS, Heartbeat } from './heartbeat.ts';
import { addEdge, type LineageNode } from './lineage.ts';
import type { Json } from './params.ts';

/** A batch is written after so many steps or so many ms, whichever comes first. */
const BATCH_STEPS = 256;
const BATCH_MS = 1000;
/** Points kept in memory while they cannot be written, as when the disk is full; beyond it `log` throws. */
const PENDING_LIMIT = 1_000_000;

/** Which file lies at a path: a ledger that was deleted or replaced is still written to, but nobody would ever find it. */
type Place = string;

function placeOf(path: string): Place {
  if (path === ':memory:') return path;
  const found = statSync(path, { throwIfNoEntry: false, bigint: true });
  return found === undefined ? 'gone' : `${found.dev}:${found.ino}`;
}

/** What the ledger hands to a run that it opens. */
export interface RunContext {
  db: DatabaseSync;
  path: string;
  id: string;
  device: string;
  price: Price;
  /** Cores or accelerators held. */
  units: number;
  /** This process's row of the table `usage`, and what the run's other processes took before. */
  usageId: number;
  earlier: Usage[];
  /** From when this process's time is booked; now when not given. */
  since?: Since | undefined;
  onClose: (run: Run) => void;
}

/**
 * A run that is being written. `log` only fills a buffer; one transaction a second (or 256 steps) writes it, so that a crash or a
 * power cut loses at most the last second. Owns a timer: finish it, or hold it with `using`, which marks it failed when left early.
 *
 * @example
 * using run = ledger.start({ name: 'digits', kind: 'train', device: 'cpu', threads: 2, params: { epochs: 3 } });
 * run.log(1, { loss: 0.7 });
 * run.finish('done', { summary: { accuracy: 0.99 } });
 */
export class Run {
  readonly id: string;
  readonly #context: RunContext;
  readonly #writer: MetricWriter;
  readonly #since: Since;
  readonly #place: Place;
  readonly #heartbeat: NodeJS.Timeout;
  readonly #pulse: Heartbeat | undefined;
  #pending: PendingPoints = { names: [], steps: [], times: [], values: [] };
  #pendingCalls = 0;
  #batchStarted = 0;
  #timer: NodeJS.Timeout | undefined;
  #warned = false;
  #open = true;

  constructor(context: RunContext) {
    this.id = context.id;
    this.#context = context;
    this.#since = context.since ?? now();
    this.#place = placeOf(context.path);
    this.#writer = new MetricWriter(context.db, context.id);
    this.#heartbeat = setInterval(() => this.tryFlush(), HEARTBEAT_MS).unref();
    this.#pulse = context.path === ':memory:' ? undefined : new Heartbeat(context.path, context.id);
  }

  /** Notes the values of one step; costs a microsecond. NaN and infinities are kept as they are. Throws metric-invalid. */
  log(step: number, metrics: Readonly<Record<string, number>>): void {
    this.#mustBeOpen('log');
    if (!Number.isSafeInteger(step) || step < 0)
      throw new LedgerError(
        'metric-invalid',
        `log: expected a step that is a whole number from 0, received ${step}. Count batches or epochs and pass the count.`,
        { fields: { step } },
      );
    const now = Date.now();
    const pending = this.#pending;
    for (const name in metrics) {
      const value = metrics[name];
      if (typeof value !== 'number')
        throw new LedgerError(
          'metric-invalid',
          `log: metric ${JSON.stringify(name)} at step ${step}: expected a number, received ${typeof value}. For a tensor pass tensor.item().`,
          { fields: { step, name } },
        );
      pending.names.push(name);
      pending.steps.push(step);
      pending.times.push(now);
      pending.values.push(value);
    }
    if (this.#pendingCalls++ === 0) {
      this.#batchStarted = performance.now();
      this.#timer ??= setTimeout(() => this.tryFlush(), BATCH_MS).unref();
    } else if (
      (this.#pendingCalls >= BATCH_STEPS && !this.#warned) ||
      performance.now() - this.#batchStarted >= BATCH_MS
    ) {
      // A loop that never yields keeps timers from firing.
      this.tryFlush();
      if (this.#pending.names.length > PENDING_LIMIT) this.flush();
    }
  }

  /** Writes what is buffered, now. Throws when it cannot be written; it stays buffered then. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#write('write metrics', () => undefined);
    this.#warned = false;
  }

  /** Records a file that this run wrote. The hash and the size are read from the file where they are not given. */
  artifact(path: string, about: { kind: string; sha256?: string; bytes?: number }): void {
    this.#mustBeOpen('artifact');
    const { sha256, bytes } =
      about.sha256 !== undefined && about.bytes !== undefined
        ? { sha256: about.sha256, bytes: about.bytes }
        : artifactSeal(path);
    if (!/^[0-9a-f]{64}$/.test(sha256))
      throw new LedgerError(
        'artifact-invalid',
        `artifact ${path}: expected a SHA-256 of 64 hex digits, received ${JSON.stringify(sha256)}. Leave it out and it is computed.`,
        { fields: { path } },
      );
    this.#write('record an artifact', (db) => {
      // Said twice, as by a run that is killed at its very end and goes on, it is one artifact.
      db.prepare(`INSERT INTO artifacts (run, path, kind, sha256, bytes, at) SELECT ?1, ?2, ?3, ?4, ?5, ?6
                  WHERE NOT EXISTS (SELECT 1 FROM artifacts WHERE run = ?1 AND path = ?2 AND kind = ?3 AND sha256 = ?4)`).run(
        this.id,
        path,
        about.kind,
        sha256,
        bytes,
        Date.now(),
      );
      addEdge(db, `run:${this.id}`, `artifact:${sha256}`);
    });
  }

  /** Records that this run used something, such as the model it evaluates: `run.uses('artifact:' + sha256)`. */
  uses(source: LineageNode): void {
    this.#mustBeOpen('uses');
    this.#write('record lineage', (db) => addEdge(db, source, `run:${this.id}`));
  }

  /** What the run took up to now, with what it took before it was resumed. Touches no disk. */
  cost(): Cost {
    const { device, price, earlier } = this.#context;
    return costOf(device, price, [...earlier, this.#usage()]);
  }

  /** Writes what is left and closes the run. A run is finished once; throws run-finished after that. */
  finish(status: 'done' | 'failed' | 'stopped' = 'done', about: { summary?: Json } = {}): void {
    this.#mustBeOpen('finish');
    this.#write('finish the run', (db) => {
      db.prepare('UPDATE runs SET status = ?, ended = ?, summary = coalesce(?, summary) WHERE id = ?').run(
        status,
        Date.now(),
        about.summary === undefined ? null : JSON.stringify(about.summary),
        this.id,
      );
    });
    this.#close();
  }

  get finished(): boolean {
    return !this.#open;
  }

  /** Left without `finish`, by a throw: the run is marked failed. Never throws itself, so that what was thrown is seen. */
  [Symbol.dispose](): void {
    if (!this.#open) return;
    try {
      this.finish('failed');
    } catch (error) {
      process.emitWarning(error instanceof Error ? error.message : String(error), 'LedgerWarning');
      this.#close();
    }
  }

  #usage(): Usage {
    const { device, units } = this.#context;
    const seconds = (performance.now() - this.#since.time) / 1000;
    const cpu = process.cpuUsage(this.#since.cpu);
    const busySeconds = device.startsWith('cpu') ? (cpu.user + cpu.system) / 1e6 : units * seconds;
    return { units, seconds, busySeconds };
  }

  /** Writes what is buffered, now; where it can't be, says so as a warning once and keeps it. */
  tryFlush(): void {
    try {
      this.flush();
    } catch (error) {
      // Training goes on; the points wait in memory. finish() throws if they still cannot be written then.
      if (!this.#warned) process.emitWarning(error instanceof Error ? error.message : String(error), 'LedgerWarning');
      this.#warned = true;
    }
  }

  /** One transaction: buffered points, device time, sign of life, and `more`. */
  #write(doing: string, more: (db: DatabaseSync) => void): void {
    const { db, path, usageId } = this.#context;
    const { seconds, busySeconds } = this.#usage();
    try {
      if (placeOf(path) !== this.#place) throw goneError(path, this.id);
      transaction(db, () => {
        this.#writer.write(this.#pending);
        db.prepare('UPDATE usage SET seconds = ?, busy_seconds = ? WHERE id = ?').run(seconds, busySeconds, usageId);
        const { changes } = db.prepare('UPDATE runs SET heartbeat = ? WHERE id = ?').run(Date.now(), this.id);
        if (changes === 0) throw deletedError(path, this.id, doing);
        more(db);
      });
    } catch (error) {
      this.#writer.forget();
      this.#batchStarted = performance.now();
      this.#pendingCalls = 1;
      throw asLedgerError(error, path, doing);
    }
    this.#pending = { names: [], steps: [], times: [], values: [] };
    this.#pendingCalls = 0;
  }

  #mustBeOpen(what: string): void {
    if (!this.#open)
      throw new LedgerError(
        'run-finished',
        `${what}: run ${this.id} is finished. Start another with ledger.start(), or go on with this one by ledger.resume('${this.id}').`,
        { fields: { run: this.id } },
      );
  }

  #close(): void {
    this.#open = false;
    clearTimeout(this.#timer);
    clearInterval(this.#heartbeat);
    this.#pulse?.[Symbol.dispose]();
    this.#context.onClose(this);
  }
}
