import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { numberOf } from '../database/row.ts';

/** Points that wait for their transaction: four columns, no object a point. */
export interface PendingPoints {
  names: string[];
  steps: number[];
  times: number[];
  values: number[];
}

/** Holds the prepared statements and the series ids of one run; must be called inside a transaction. */
export class MetricWriter {
  readonly #run: string;
  readonly #ids = new Map<string, number>();
  readonly #addSeries: StatementSync;
  readonly #findSeries: StatementSync;
  readonly #addPoint: StatementSync;

  constructor(db: DatabaseSync, run: string) {
    this.#run = run;
    this.#addSeries = db.prepare('INSERT INTO series (run, name) VALUES (?, ?) ON CONFLICT DO NOTHING');
    this.#findSeries = db.prepare('SELECT id FROM series WHERE run = ? AND name = ?');
    // The order of writing decides which value of a step stands, whatever the clock says: it may have been set back.
    this.#addPoint = db.prepare(`INSERT INTO metrics (series, step, at, value) VALUES (?1, ?2,
      max(?3, coalesce((SELECT max(at) + 1 FROM metrics WHERE series = ?1 AND step = ?2), 0)), ?4)`);
  }

  write(points: PendingPoints): void {
    for (const [i, name] of points.names.entries()) {
      const value = points.values[i]!;
      this.#addPoint.run(this.#series(name), points.steps[i]!, points.times[i]!, Number.isNaN(value) ? null : value);
    }
  }

  /** After a rollback: series made in that transaction are gone. */
  forget(): void {
    this.#ids.clear();
  }

  #series(name: string): number {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    this.#addSeries.run(this.#run, name);
    const id = numberOf(this.#findSeries.get(this.#run, name), 'id');
    this.#ids.set(name, id);
    return id;
  }
}
