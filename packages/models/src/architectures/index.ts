import { nearest } from '@capstan/base';
import type { nn } from '@capstan/torch';
import { ModelError } from '../errors.ts';
import { cifarResnet20, cifarResnet32, cifarResnet44, cifarResnet56, cifarResnet110 } from './cifar-resnet.ts';
import { mlp } from './mlp.ts';
import { resnet18, resnet34, resnet50, resnet101 } from './resnet.ts';

/** What every architecture takes; some take more. */
export interface ModelOptions {
  classes?: number;
  channels?: number;
  weights?: string;
  [option: string]: unknown;
}

/** Builds a model from options that may come from a file. */
export type Architecture = (options?: ModelOptions) => nn.Module;

/**
 * The architectures by name. Add one of your own to have `openModel` build it.
 * @example architectures.myNet = (options) => new MyNet(options.classes);
 */
export const architectures: Record<string, Architecture> = {
  resnet18,
  resnet34,
  resnet50,
  resnet101,
  cifarResnet20,
  cifarResnet32,
  cifarResnet44,
  cifarResnet56,
  cifarResnet110,
  mlp,
};

/**
 * Builds the architecture called `name`.
 * @throws ModelError 'unknown-architecture' with the nearest name, 'bad-options'.
 * @example const model = buildModel('resnet18', { classes: 10, stem: 'small' });
 */
export function buildModel(name: string, options: ModelOptions = {}): nn.Module {
  if (!Object.hasOwn(architectures, name)) {
    const names = Object.keys(architectures);
    const close = nearest(name, names);
    throw new ModelError(
      'unknown-architecture',
      `There is no architecture '${name}'${close ? `; did you mean '${close}'?` : '.'} Known: ${names.join(', ')}.`,
    );
  }
  return architectures[name]!(options);
}
