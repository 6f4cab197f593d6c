import type { nn } from '@capstan/torch';
import type { State } from '../files/state.ts';
import { headClasses, readWeights, useWeights } from '../files/weights.ts';
import { described } from './description.ts';
import { checkOptions } from './options.ts';

/** Options that every architecture with published weights takes. */
export interface PublishedOptions {
  /** Outputs of the last layer; what `weights` were trained for, else 1000. */
  classes?: number;
  /** Channels of the pictures; 3. */
  channels?: number;
  /** A file of weights with the published names (safetensors, its index of shards, GGUF, or what `torch.save` wrote); the last layer is left fresh where the number of classes differs. */
  weights?: string;
}

interface Publication {
  /** The key of the last layer. */
  head: string;
  /** Layers that files of the trunk alone lack. */
  mayLack?: readonly string[];
  /** Classes that it has unless weights or the options say others; 1000. */
  classes?: number;
  /** Options of its own beside those of every architecture. */
  also?: readonly string[];
  /** Weights that another library published under its names, under ours. */
  renamed?: (weights: State) => State;
}

/** Checks the options, builds, puts weights in where a file of them is given, and remembers how it was built. */
export function published<O extends PublishedOptions, M extends nn.Module>(
  name: string,
  options: O,
  { head, mayLack = [], classes: usual = 1000, also = [], renamed = (weights) => weights }: Publication,
  make: (options: O & { classes: number; channels: number }) => M,
): M {
  checkOptions(name, options, ['classes', 'channels', 'weights', ...also]);
  const weights = options.weights === undefined ? undefined : renamed(readWeights(options.weights));
  const classes = options.classes ?? (weights && headClasses(weights, head)) ?? usual;
  const model = make({ ...options, classes, channels: options.channels ?? 3 });
  if (weights) useWeights(model, weights, { head, mayLack, source: options.weights! });
  return described(model, name, options);
}
