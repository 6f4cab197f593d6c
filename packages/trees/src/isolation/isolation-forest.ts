import { CapstanError, isPlain, Random } from '@capstan/base';
import { TreesError } from '../errors.ts';
import { type Data, readTable, type Table } from '../table/matrix.ts';
import { grow, type IsolationTree, lengthIn, typicalLength } from './isolation-tree.ts';

export interface IsolationOptions {
  /** Trees (100). */
  trees?: number;
  /** Rows that a tree is grown on (256): few are enough, and hide less. */
  sample?: number;
  seed?: number;
}

/** A forest as JSON holds it. */
export interface IsolationJSON {
  readonly kind: 'isolation-forest';
  readonly names: readonly string[];
  readonly sample: number;
  readonly trees: readonly { readonly [K in keyof IsolationTree]: readonly number[] }[];
}

/**
 * Finds rows unlike the others, without labels: each tree parts some rows at random places until they are alone, and what stands
 * apart is alone early. Liu, Ting, Zhou, "Isolation Forest", 2008. In plain TypeScript: LightGBM has none.
 *
 * @example
 * const forest = isolationForest({ amount, hour });
 * const scores = forest.scores({ amount: [9_000], hour: [3] }); // near 1: unlike the others; about 0.5 or less: like them
 */
export class IsolationForest {
  readonly names: readonly string[];
  readonly #trees: readonly IsolationTree[];
  readonly #sample: number;

  /** @internal `isolationForest` and `parseIsolationForest` make one. */
  constructor(names: readonly string[], trees: readonly IsolationTree[], sample: number) {
    this.names = names;
    this.#trees = trees;
    this.#sample = sample;
  }

  /**
   * How unlike the others each row is, from 0 to 1: 2 to the minus of its mean path's length over that of rows like any.
   *
   * @throws {TreesError} data-invalid — where the table does not fit
   */
  scores(data: Data): Float64Array {
    const table = readTable('scores', data, this.names);
    const block = table.block(0, table.rows);
    const typical = typicalLength(this.#sample) * this.#trees.length;
    return Float64Array.from({ length: table.rows }, (_, row) => {
      const length = this.#trees.reduce((sum, tree) => sum + lengthIn(tree, block, row * this.names.length), 0);
      return 2 ** -(length / typical);
    });
  }

  toJSON(): IsolationJSON {
    const trees = this.#trees.map(({ feature, threshold, left, right, length }) => ({
      feature: [...feature],
      threshold: [...threshold],
      left: [...left],
      right: [...right],
      length: [...length],
    }));
    return { kind: 'isolation-forest', names: this.names, sample: this.#sample, trees };
  }
}

/**
 * Grows an isolation forest. A missing value (NaN) goes to the side of the greater ones.
 *
 * @throws {TreesError} data-invalid, params-invalid — where the table does not fit, or a parameter makes no sense
 * @example const scores = isolationForest(data, { seed: 1 }).scores(data);
 */
export function isolationForest(
  data: Data,
  { trees = 100, sample = 256, seed = 0 }: IsolationOptions = {},
): IsolationForest {
  const table = readTable('isolationForest', data);
  if (table.rows < 2 || table.names.length === 0) {
    const what = `isolationForest: expected at least 2 rows of a column, received ${table.rows} of ${table.names.length}`;
    throw new TreesError('data-invalid', what);
  }
  for (const [name, value] of Object.entries({ trees, sample })) {
    if (Number.isInteger(value) && value >= (name === 'trees' ? 1 : 2) && value <= 100_000) continue;
    throw new TreesError(
      'params-invalid',
      `isolationForest: ${name}: expected a whole number to 100000, received ${value}`,
    );
  }
  checkFinite(table);
  const size = Math.min(sample, table.rows);
  const random = new Random(seed);
  const order = Int32Array.from({ length: table.rows }, (_, i) => i);
  const grown = Array.from({ length: trees }, () => {
    for (let i = 0; i < size; i++) {
      const other = i + random.below(table.rows - i); // the first `size` of a shuffle
      [order[i], order[other]] = [order[other]!, order[i]!];
    }
    return grow(table.pick(order.slice(0, size)), table.names.length, random);
  });
  return new IsolationForest(table.names, grown, size);
}

/** Between a number and an infinite one there is no place to part rows at. */
function checkFinite(table: Table): void {
  const block = table.block(0, table.rows);
  const at = block.findIndex((value) => value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY);
  if (at < 0) return;
  const [row, column] = [Math.floor(at / table.names.length), table.names[at % table.names.length]!];
  throw new TreesError('data-invalid', `isolationForest: the column '${column}' is infinite in row ${row}`);
}

/**
 * A forest from what `toJSON` gave. All of it is checked: no text makes it walk for ever or out of its lists.
 *
 * @throws {TreesError} model-invalid — where the model is damaged
 * @example const forest = parseIsolationForest(JSON.parse(text));
 */
export function parseIsolationForest(json: unknown): IsolationForest {
  try {
    if (!isPlain(json) || json.kind !== 'isolation-forest') throw fault('is none');
    const names = list(json.names, (name): name is string => typeof name === 'string');
    const { sample } = json;
    if (typeof sample !== 'number' || !Number.isInteger(sample) || sample < 2) throw fault(`has a sample of ${sample}`);
    const trees = list(json.trees, isPlain).map((tree) => readTree(tree, names.length));
    if (trees.length === 0) throw fault('has no trees');
    return new IsolationForest(names, trees, sample);
  } catch (error) {
    if (error instanceof CapstanError) throw error;
    throw fault('cannot be read');
  }
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

function readTree(tree: Record<string, unknown>, columns: number): IsolationTree {
  const feature = Int32Array.from(list(tree.feature, isNumber));
  const nodes = feature.length;
  const [threshold, length] = [list(tree.threshold, isNumber), list(tree.length, isNumber)].map((each) =>
    Float64Array.from(each),
  );
  const [left, right] = [list(tree.left, isNumber), list(tree.right, isNumber)].map((each) => Int32Array.from(each));
  const lists = [threshold!, length!, left!, right!];
  if (nodes === 0 || lists.some((each) => each.length !== nodes)) throw fault('has lists of other lengths');
  for (let node = 0; node < nodes; node++) {
    if (feature[node]! < -1 || feature[node]! >= columns)
      throw fault(`splits by column ${feature[node]} of ${columns}`);
    const children = feature[node] === -1 ? [] : [left![node]!, right![node]!];
    // Children come after their parent, so that every walk ends.
    if (children.some((child) => child <= node || child >= nodes)) throw fault(`leads from node ${node} nowhere`);
  }
  return { feature, threshold: threshold!, left: left!, right: right!, length: length! };
}

function list<T>(value: unknown, accepts: (item: unknown) => item is T): readonly T[] {
  if (Array.isArray(value) && value.every(accepts)) return value;
  throw fault('holds something other than the lists it should');
}

function fault(what: string): TreesError {
  return new TreesError('model-invalid', `the isolation forest ${what}`, { hint: 'Give what toJSON() gave.' });
}
