import { checkCategories } from '../table/categories.ts';
import type { Columns, Matrix } from '../table/matrix.ts';
import { readTable } from '../table/matrix.ts';
import { leafOf, type Model } from './tree.ts';

/**
 * A model at work in this process, in plain TypeScript and without LightGBM's library: for a server's single rows, or a browser.
 * Its raw scores are LightGBM's to the bit; what is made of them by an exponential may differ in the last one.
 *
 * @example
 * const scorer = booster.scorer();
 * const { values } = scorer.predict({ age: [31], income: [42_000] });
 */
export class Scorer {
  readonly #model: Model;

  /** @internal `booster.scorer()` makes one. */
  constructor(model: Model) {
    this.#model = model;
  }

  /** Numbers that a row is given: one, or one a class. */
  get outputs(): number {
    return this.#model.outputs;
  }

  /**
   * What the model says of rows: a number, a probability, or a probability a class.
   *
   * @throws {TreesError} data-invalid, category-invalid — where the table does not fit, or a category does not fit
   */
  predict(data: Matrix | Columns): Matrix & { values: Float64Array } {
    const scores = this.raw(data);
    const { averaged, trees } = this.#model;
    const rounds = trees.length / this.outputs;
    if (averaged) for (let i = 0; i < scores.values.length; i++) scores.values[i] = scores.values[i]! / rounds;
    for (let at = 0; at < scores.values.length; at += this.outputs) {
      this.#convert(scores.values.subarray(at, at + this.outputs));
    }
    return scores;
  }

  /**
   * The sums of the trees' leaves, as they are before they become probabilities.
   *
   * @throws {TreesError} data-invalid, category-invalid — where the table does not fit, or a category does not fit
   */
  raw(data: Matrix | Columns): Matrix & { values: Float64Array } {
    const { outputs, trees, names, categorical } = this.#model;
    const table = readTable('scorer', data, names);
    const block = table.block(0, table.rows);
    checkCategories('scorer', table, block, categorical, 0);
    const values = new Float64Array(table.rows * outputs);
    for (let row = 0; row < table.rows; row++) {
      trees.forEach((tree, i) => {
        const at = row * outputs + (i % outputs);
        values[at] = values[at]! + tree.value[leafOf(tree, block, row * names.length)]!;
      });
    }
    return { values, rows: table.rows };
  }

  /** As LightGBM's objectives make answers of raw scores. */
  #convert(scores: Float64Array): void {
    const { name, numbers, words } = this.#model.objective;
    if (name === 'multiclass') softmax(scores);
    const convert = words.includes('sqrt') ? square : ANSWERS[name];
    if (!convert) return;
    for (let i = 0; i < scores.length; i++) scores[i] = convert(scores[i]!, numbers.sigmoid ?? 1);
  }
}

type Answer = (score: number, sigmoid: number) => number;

const share: Answer = (score, sigmoid) => 1 / (1 + Math.exp(-sigmoid * score));
const exponential: Answer = (score) => Math.exp(score);
const square: Answer = (score) => Math.sign(score) * score * score;

/** Of the other objectives the raw score is the answer. */
const ANSWERS: Readonly<Record<string, Answer>> = {
  binary: share,
  multiclassova: share,
  cross_entropy: share,
  cross_entropy_lambda: (score) => Math.log1p(Math.exp(score)),
  poisson: exponential,
  gamma: exponential,
  tweedie: exponential,
};

function softmax(scores: Float64Array): void {
  const most = scores.reduce((so, score) => Math.max(so, score));
  let sum = 0;
  for (let i = 0; i < scores.length; i++) {
    scores[i] = Math.exp(scores[i]! - most);
    sum += scores[i]!;
  }
  for (let i = 0; i < scores.length; i++) scores[i] = scores[i]! / sum;
}
