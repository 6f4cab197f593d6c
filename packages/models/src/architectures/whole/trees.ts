import { drawsFor, permutation } from '@capstan/base';
import { fromTypedArray, nn, noGrad, ops, type Tensor } from '@capstan/torch';
import { parse, type Scorer, smallData, type TrainOptions, train } from '@capstan/trees';
import { ModelError } from '../../errors.ts';
import { architecture, type ModelOptions, type WholeFit, type WholeSet } from '../contract.ts';
import { described } from '../description.ts';
import { checkOptions } from '../options.ts';

/** Up to so many rows the number of rounds is found by folds of all of them, beyond by a tenth that is held out. */
const SMALL = 20_000;

/** Options of boosted trees. */
export interface TreesOptions {
  /** Numbers of an answer: classes, or a value to be predicted; 2. */
  classes?: number;
  /** Numbers of an input; 1. */
  channels?: number;
  /** Length of the text that holds the trees. */
  bytes?: number;
  /** Whether its answers are classes. */
  votes?: boolean;
}

/** Boosted trees, as LightGBM's own text in a buffer; they are walked in TypeScript, so answering takes no library. */
export class Trees extends nn.Module {
  readonly text: nn.Buffer;
  readonly outputs: number;
  readonly votes: boolean;
  #scorer: Scorer | undefined;

  constructor({ classes = 2, bytes = 0, votes = true }: TreesOptions = {}) {
    super();
    this.text = new nn.Buffer(ops.zeros([bytes], { dtype: 'uint8' }));
    this.outputs = classes;
    this.votes = votes;
  }

  /** @param x (B, channels) → (B, classes): logits, or numbers; 0 before there is a tree */
  forward(x: Tensor): Tensor {
    const [rows = 0] = x.shape;
    if (this.text.numel() === 0) return ops.zeros([rows, this.outputs], { device: x.device });
    this.#scorer ??= parse(new TextDecoder().decode(this.text.to('cpu').data() as Uint8Array)).scorer(); // as: it is uint8
    const data = { values: x.detach().to('cpu').to('float32').data() as Float32Array, rows }; // as: just made so
    const { values } = this.votes ? this.#scorer.raw(data) : this.#scorer.predict(data);
    const scores = fromTypedArray(Float32Array.from(values), [rows, values.length / rows]);
    const isBinary = this.votes && this.outputs === 2;
    return (isBinary ? ops.cat([ops.zerosLike(scores), scores], 1) : scores).to(x.device); // the first class has logit 0
  }
}

const build = (options: TreesOptions = {}): Trees => {
  checkOptions('trees', options, ['classes', 'channels', 'bytes', 'votes']);
  return described(new Trees(options), 'trees', options);
};

/**
 * Gradient-boosted trees by LightGBM for the rows of a table, with few leaves and a slow rate, and as many rounds as are best on
 * rows that were not trained on.
 *
 * @throws {ModelError} bad-options — where an option is not known or does not fit
 * @example const project = defineProject({ name: 'risk', data, model: 'trees' });
 */
export const trees = architecture(
  { about: 'Gradient-boosted trees by LightGBM, for the rows of a table.', takes: 'rows', fit: fitTrees },
  build,
);

/**
 * @throws {ModelError} bad-options — where an option is not known or does not fit
 * @throws {TreesError} library-missing, process-died — where LightGBM is not there, or the process ended
 */
async function fitTrees(
  options: ModelOptions,
  { input, target, targets, outputs }: WholeSet,
  { seed, signal }: { seed: number; signal?: AbortSignal },
): Promise<WholeFit> {
  const [rows = 0, channels = 0] = input.shape;
  const votes = targets === 'classes';
  if (!votes && target.numel() !== rows)
    throw new ModelError('bad-options', `trees predict one number, and targets are of ${target.numel() / rows}.`);
  const values = input.to('cpu').to('float32').data() as Float32Array; // as: just made so
  const label = Float32Array.from(target.to('cpu').data(), Number);
  const objective = !votes ? 'regression' : outputs === 2 ? 'binary' : 'multiclass';
  using booster = await train({
    ...validated({ values: values.slice(), rows, channels }, label, seed),
    params: { ...smallData, objective, seed },
    ...(signal ? { signal } : {}),
  });
  const bytes = new TextEncoder().encode(booster.text);
  const shape = { classes: votes ? outputs : 1, channels, votes, bytes: bytes.length };
  const model = build({ ...options, ...shape });
  noGrad(() => model.text.copy_(fromTypedArray(bytes, [bytes.length], { dtype: 'uint8' })));
  return {
    model,
    steps: booster.rounds,
    notes: [`${booster.rounds} rounds of trees were best on rows that they had not seen`],
  };
}

/** The examples, and on which the number of rounds is found. */
function validated(
  { values, rows, channels }: { values: Float32Array; rows: number; channels: number },
  label: Float32Array,
  seed: number,
): Pick<TrainOptions, 'data' | 'label' | 'valid'> {
  if (rows <= SMALL) return { data: { values, rows }, label, valid: { folds: 5 } };
  const order = permutation(rows, drawsFor('split', seed));
  const part = (from: number, to: number) => {
    const chosen = order.subarray(from, to);
    const numbers = new Float32Array(chosen.length * channels);
    for (const [at, row] of chosen.entries())
      numbers.set(values.subarray(row * channels, (row + 1) * channels), at * channels);
    return { data: { values: numbers, rows: chosen.length }, label: Float32Array.from(chosen, (row) => label[row]!) };
  };
  const held = Math.floor(rows / 10);
  return { ...part(held, rows), valid: part(0, held) };
}
