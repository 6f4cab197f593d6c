import type { nn, Tensor } from '@capstan/torch';

/** What every architecture takes; some take more. */
export interface ModelOptions {
  classes?: number;
  channels?: number;
  /** Different numbers that an input of n-grams or tokens may hold, 0 included. */
  vocabulary?: number;
  weights?: string;
  [option: string]: unknown;
}

/** What a model may be given. */
export type Takes = 'pictures' | 'recordings' | 'rows' | 'texts' | 'ngrams' | 'tokens' | 'users';

/**
 * What the targets of examples are: class numbers as int64 (B); numbers as float32 (B, outputs); the numbers of the tags of words as
 * int64 (B, words), −1 behind the end; of users what each item is to them as float32 (B, items), NaN where it isn't known: liked or
 * not (1, 0), or a rating; or of pictures boxes as float32 (B, most, 8), each with its class, left, top, right and bottom in pixels, whether
 * it is one thing and no crowd, and the picture's width and height, filled up with class −1.
 */
export type Targets = 'classes' | 'numbers' | 'tags' | 'items' | 'ratings' | 'boxes';

/** All examples that a model is fitted on at once. */
export interface WholeSet {
  /** (N, features); pairs of user and item (N, 2). */
  input: Tensor;
  /** Class numbers as int64 (N), numbers (N, outputs), or what the item of a pair is to its user (N, 1). */
  target: Tensor;
  /** What they are. */
  targets: Targets;
  /** Outputs that the model must have: as many as there are classes, or numbers of a target. */
  outputs: number;
}

/** What came of fitting a model whole. */
export interface WholeFit {
  /** Described, so that it can be saved and opened again. */
  model: nn.Module;
  /** Iterations it took; 1 where there are none. */
  steps: number;
  /** What a person should know of it, a sentence each. */
  notes: string[];
}

/** What is known of an architecture before one is built. */
export interface ArchitectureFacts {
  /** One sentence, for help and documentation. */
  about: string;
  /**
   * Pictures (batch, channels, height, width); recordings as bands of frequencies (batch, channels, frames); the rows of a table
   * (batch, channels); texts as the tokens of a tokenizer that belongs to the weights, int64 (batch, length); or texts as the numbers of their n-grams or words in a vocabulary of the
   * training's own (batch, channels), 0 where there is none; or users by their numbers (batch, 1), −1 for someone unknown.
   */
  takes: Takes;
  /** What its outputs are for, where they aren't both for classes, as logits, and for numbers. */
  gives?: Targets;
  /** Shape of its outputs for an input of a shape, where it isn't (batch, classes). */
  outputShape?(input: readonly number[], classes: number): number[];
  /** Whether it takes `level` and `spread`, the mean and deviation of the numbers it is to predict. */
  scales?: true;
  /** The least height and width of pictures of which something is left for its last layers. */
  leastSize?: number;
  /**
   * There where the model isn't trained by steps along a gradient but fitted whole, to the optimum or by other means. It may
   * take its time in other processes; calling it again with the same examples gives the same model.
   */
  fit?(options: ModelOptions, examples: WholeSet, how: { seed: number; signal?: AbortSignal }): Promise<WholeFit>;
}

/** Builds a model from options that may come from a file. One of your own may come without facts. */
export type Architecture = ((options?: ModelOptions) => nn.Module) & Partial<ArchitectureFacts>;

/** One architecture; adding one is a file that calls this, and a line in `index.ts`. */
export function architecture<F extends (...options: never[]) => nn.Module>(
  facts: ArchitectureFacts,
  build: F,
): F & ArchitectureFacts {
  return Object.assign(build, facts);
}
