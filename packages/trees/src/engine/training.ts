import type { Dataset } from './dataset.ts';
import type { Rounds, TrainOrder } from './frames.ts';
import { addressOf, type Handle, type Library, textOf } from './library.ts';

/** What is said after a round: each metric of the validation rows. */
export type Tell = (round: number, metrics: Record<string, number>) => void;

/** What came of a training: the model's text up to its best round. */
export type Trained = { text: Buffer; bestRound: number; history: Rounds };

/** Higher is better for these metrics, lower for all others. */
const HIGHER = /^(auc|auc_mu|average_precision|r2|ndcg@|map@)/;

/**
 * Trains round by round, and ends where the first metric has not become better for `patience` rounds: the text holds the best
 * round and those before it.
 */
export function trainRounds(library: Library, order: TrainOrder, sets: Map<number, Dataset>, tell: Tell): Trained {
  const valid = order.valid === undefined ? undefined : sets.get(order.valid)!;
  using booster = new Trainer(library, order.params, sets.get(order.train)!.handle, valid?.handle);
  const best = new Best(order.patience);
  for (let round = 1; round <= order.rounds; round++) {
    booster.update();
    const metrics = booster.metrics();
    tell(round, metrics);
    if (best.isOver(round, metrics)) break;
  }
  const bestRound = order.patience > 0 && valid ? best.round : order.rounds;
  return { text: booster.text(bestRound), bestRound, history: best.history };
}

/**
 * Trains a booster for each fold on the other folds, all at the same pace, ends where the mean of their first metric has not
 * become better for `patience` rounds, and trains on all rows for as many rounds as were best.
 */
export function trainByFolds(
  library: Library,
  order: TrainOrder & { folds: number },
  folds: Int32Array,
  sets: Map<number, Dataset>,
  tell: Tell,
): Trained {
  const all = sets.get(order.train)!;
  const best = new Best(order.patience);
  using stack = new DisposableStack();
  const boosters = Array.from({ length: order.folds }, (_, fold) => {
    const side = (inside: boolean) => {
      const rows = Int32Array.from([...folds.keys()].filter((row) => (folds[row] === fold) === inside));
      return stack.adopt(all.subset(rows), (subset) => library.DatasetFree(subset));
    };
    return stack.use(new Trainer(library, order.params, side(false), side(true)));
  });
  for (let round = 1; round <= order.rounds; round++) {
    for (const booster of boosters) booster.update();
    const metrics = mean(boosters.map((booster) => booster.metrics()));
    tell(round, metrics);
    if (best.isOver(round, metrics)) break;
  }
  using last = new Trainer(library, order.params, all.handle, undefined);
  for (let round = 1; round <= best.round; round++) last.update();
  return { text: last.text(best.round), bestRound: best.round, history: best.history };
}

/** A booster at work. Owns its handle. */
class Trainer implements Disposable {
  readonly #library: Library;
  readonly #booster: Handle;
  readonly #names: string[] = [];
  readonly #values = new Float64Array(64);

  constructor(library: Library, params: string, train: Handle, valid: Handle | undefined) {
    this.#library = library;
    const out = [null];
    library.BoosterCreate(train, params, out);
    this.#booster = out[0];
    if (valid === undefined) return;
    library.BoosterAddValidData(this.#booster, valid);
    this.#names = metricNames(library, this.#booster);
  }

  update(): void {
    // What it says of being finished is not heard, as in Python: with other rows or columns drawn the next round may go on.
    this.#library.BoosterUpdateOneIter(this.#booster, [0]);
  }

  /** Of the validation set, by name; none without one. */
  metrics(): Record<string, number> {
    if (this.#names.length === 0) return {};
    this.#library.BoosterGetEval(this.#booster, 1, [0], this.#values);
    return Object.fromEntries(this.#names.map((name, i) => [name, this.#values[i]!]));
  }

  text(rounds: number): Buffer {
    return textOf((room, length, text) =>
      this.#library.BoosterSaveModelToString(this.#booster, 0, rounds, 0, room, length, text),
    );
  }

  [Symbol.dispose](): void {
    this.#library.BoosterFree(this.#booster);
  }
}

function metricNames(library: Library, booster: Handle): string[] {
  const count: [number] = [0];
  library.BoosterGetEvalCounts(booster, count);
  const room = 256;
  const names = Buffer.alloc(room * Math.max(count[0], 1));
  const pointers = BigUint64Array.from({ length: 64 }, (_, i) => addressOf(names) + BigInt(i * room));
  library.BoosterGetEvalNames(booster, count[0], [0], room, [0], pointers);
  return Array.from({ length: count[0] }, (_, i) => names.toString('utf8', i * room, names.indexOf(0, i * room)));
}

/** The best round of the first metric, and all metrics round by round. */
class Best {
  round = 1;
  readonly history: Rounds = {};
  readonly #patience: number;
  #value = Number.NaN;

  constructor(patience: number) {
    this.#patience = patience;
  }

  isOver(round: number, metrics: Record<string, number>): boolean {
    for (const [name, value] of Object.entries(metrics)) {
      this.history[name] ??= [];
      this.history[name].push(value);
    }
    const [first] = Object.entries(metrics);
    if (!first) {
      this.round = round;
      return false;
    }
    const [name, value] = first;
    if (round === 1 || (HIGHER.test(name) ? value > this.#value : value < this.#value)) {
      this.#value = value;
      this.round = round;
    }
    return this.#patience > 0 && round - this.round >= this.#patience;
  }
}

function mean(each: Record<string, number>[]): Record<string, number> {
  const names = Object.keys(each[0] ?? {});
  return Object.fromEntries(
    names.map((name) => [name, each.reduce((sum, metrics) => sum + metrics[name]!, 0) / each.length]),
  );
}
