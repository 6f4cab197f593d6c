import { replaceFile } from '@capstan/base/files';
import { Engine } from './engine/engine.ts';
import type { PredictKind, Rounds } from './engine/frames.ts';
import { TreesError } from './errors.ts';
import { withoutNames } from './model/names.ts';
import { parseHead, parseModel } from './model/parse.ts';
import { Scorer } from './model/scorer.ts';
import type { Head, Model } from './model/tree.ts';
import { checkCategories } from './table/categories.ts';
import { blockRows, type Data, type Matrix, readTable } from './table/matrix.ts';

/** The deepest tree whose contributions are worked out: they take memory by its square. */
const MOST_DEPTH = 1000;

/** Milliseconds after which a process that is asked nothing is ended. */
const REST = 30_000;

export interface PredictOptions {
  /**
   * 'value' (default): a number, a probability, or a probability a class; 'raw': the sum of the leaves before that; 'leaf': the
   * leaf of each tree; 'contributions': what each column adds to the raw score, exact SHAP values, with the mean as last.
   */
  kind?: PredictKind;
  /** The first of the rounds that count (0). */
  start?: number;
  /** How many rounds count; without it all. */
  rounds?: number;
  threads?: number;
  signal?: AbortSignal;
}

/** How a training went: its best round, and the metrics of the rows it was validated on, round by round. */
export interface Training {
  readonly bestRound: number;
  readonly history: Readonly<Rounds>;
}

/**
 * Trained trees. The text is LightGBM's own and all that there is: it can be read, compared and opened by LightGBM anywhere.
 * The library works in a process of its own, started when it is first needed; `using` ends it.
 *
 * @example
 * using booster = await load('credit.txt');
 * const { values } = await booster.predict({ age: [31], income: [42_000] });
 */
export class Booster implements Disposable {
  /** The model in LightGBM's form. */
  readonly text: string;
  /** Where it was trained here: how that went. */
  readonly training: Training | undefined;
  #head: Head | undefined;
  #model: Model | undefined;
  #engine: Promise<Engine> | undefined;
  #asked = 0;
  #rest: NodeJS.Timeout | undefined;

  /** @internal `train`, `load` and `parse` make one: of a text that the library has just written, or whose model was read. */
  constructor(text: string, { training, model }: { training?: Training; model?: Model } = {}) {
    this.text = text;
    this.training = training;
    this.#head = model;
    this.#model = model;
  }

  /** What the columns are called, in their order. */
  get names(): readonly string[] {
    return this.#about().names;
  }

  /** Numbers that a row is given: one, or one a class. */
  get outputs(): number {
    return this.#about().outputs;
  }

  /** Rounds that were trained: trees, or for several classes trees of each. */
  get rounds(): number {
    const { sizes, outputs } = this.#about();
    return sizes.length / outputs;
  }

  /**
   * What the trees say of rows, row by row: a value each, or one a class; for 'leaf' one a tree; for 'contributions' one a
   * column and one more, for each class.
   *
   * @throws {TreesError} data-invalid, category-invalid, process-died, library-missing — where the table does not fit, a category does not fit, the process ended, or LightGBM is not there
   * @example const { values } = await booster.predict(data, { kind: 'contributions' }); // rows × (columns + 1)
   */
  async predict(data: Data, options: PredictOptions = {}): Promise<Matrix & { values: Float64Array }> {
    const { kind = 'value', start = 0, rounds = -1, threads, signal } = options;
    const { names, categorical } = this.#about();
    const table = readTable('predict', data, names);
    const columns = names.length;
    const width = this.#width(kind, start, rounds);
    if (kind === 'contributions' && this.#read().trees.some(({ depth }) => depth > MOST_DEPTH)) {
      const message = `contributions of trees more than ${MOST_DEPTH} splits deep would take gigabytes`;
      throw new TreesError('params-invalid', message, { hint: 'Train with maxDepth.' });
    }
    const values = room(table.rows, width);
    signal?.throwIfAborted();
    if (values.length === 0) return { values, rows: table.rows };
    using _ = this.#busy();
    const engine = await this.#start();
    const params = `verbosity=-1${threads === undefined ? '' : ` num_threads=${threads}`}`;
    const most = blockRows(Math.max(columns, width));
    for (let first = 0; first < table.rows; first += most) {
      signal?.throwIfAborted(); // the block before was answered: the process may be asked by others as well
      const count = Math.min(most, table.rows - first);
      const block = table.block(first, count);
      checkCategories('predict', table, block, categorical, first);
      const order = { op: 'predict', kind, count, columns, type: table.type, start, rounds, params } as const;
      const { payload } = await engine.ask(order, block);
      new Uint8Array(values.buffer).set(payload, first * width * 8);
    }
    return { values, rows: table.rows };
  }

  /** How wide a row of answers is. */
  #width(kind: PredictKind, start: number, rounds: number): number {
    const counted = Math.max(0, Math.min(rounds < 0 ? this.rounds : rounds, this.rounds - start));
    if (kind === 'leaf') return counted * this.outputs;
    return kind === 'contributions' ? (this.names.length + 1) * this.outputs : this.outputs;
  }

  /**
   * How much each column was worth, by its name: the loss that its splits saved in sum, or how many there are.
   * @example booster.featureImportance() // { duration: 812.4, age: 133.9, … }
   */
  featureImportance(kind: 'gain' | 'split' = 'gain'): Record<string, number> {
    const { names, trees } = this.#read();
    const sums = new Float64Array(names.length);
    for (const { feature, gain } of trees) {
      feature.forEach((column, split) => {
        if (gain[split]! > 0) sums[column] = sums[column]! + (kind === 'gain' ? gain[split]! : 1);
      });
    }
    return Object.fromEntries(names.map((name, i) => [name, sums[i]!]));
  }

  /** The model at work in this process, without the library: for single rows, at once. @example booster.scorer().predict(row) */
  scorer(): Scorer {
    return new Scorer(this.#read());
  }

  /**
   * The trees as JSON, in LightGBM's form.
   *
   * @throws {TreesError} process-died, library-missing — where the process ended, or LightGBM is not there
   */
  async dump(): Promise<Record<string, unknown>> {
    using _ = this.#busy();
    const { payload } = await (await this.#start()).ask({ op: 'dump' });
    const tree: Record<string, unknown> = JSON.parse(payload.toString());
    return { ...tree, feature_names: this.names };
  }

  /**
   * Writes the text whole or not at all.
   *
   * @throws {Error} EACCES — where it cannot be written, and the system's other errors
   * @example await booster.save('credit.txt');
   */
  async save(path: string): Promise<void> {
    await replaceFile(path, this.text);
  }

  /** Ends the process, where there is one. Another is started when it is needed again. */
  [Symbol.dispose](): void {
    clearTimeout(this.#rest);
    const engine = this.#engine;
    this.#engine = undefined;
    engine?.then(
      (started) => started[Symbol.dispose](),
      () => {}, // whoever waited for it has heard
    );
  }

  #about(): Head {
    this.#head ??= parseHead(this.text);
    return this.#head;
  }

  #read(): Model {
    this.#model ??= parseModel(this.text);
    return this.#model;
  }

  /** While any is held, the process is kept; some time after the last it is ended. */
  #busy(): Disposable {
    this.#asked++;
    clearTimeout(this.#rest);
    return {
      [Symbol.dispose]: () => {
        this.#asked--;
        if (this.#asked === 0) this.#rest = setTimeout(() => this[Symbol.dispose](), REST).unref();
      },
    };
  }

  async #start(): Promise<Engine> {
    const known = await this.#engine?.catch(() => undefined);
    if (known && !known.isOver) return known;
    this.#engine = Engine.start().then(async (engine) => {
      await engine.ask({ op: 'model' }, Buffer.from(withoutNames(this.text)));
      return engine;
    });
    return this.#engine;
  }
}

/** Room for answers. */
function room(rows: number, width: number): Float64Array<ArrayBuffer> {
  try {
    return new Float64Array(rows * width);
  } catch (cause) {
    const message = `predict: ${rows} rows of ${width} answers do not fit into memory`;
    throw new TreesError('data-invalid', message, { hint: 'Ask for some of the rows at a time.', cause });
  }
}
