import { nearest } from '@capstan/base';
import type { nn } from '@capstan/torch';
import { ModelError } from '../errors.ts';
import type { Architecture, ModelOptions } from './contract.ts';
import * as list from './index.ts';

/**
 * The architectures by name. Add one of your own to have `openModel` build it.
 * @example architectures.myNet = (options) => new MyNet(options.classes);
 */
export const architectures: Record<string, Architecture> = { ...list };

/**
 * Builds the architecture called `name`.
 * @throws {ModelError} unknown-architecture — with the nearest name
 * @throws {ModelError} bad-options — where an option is not known or does not fit
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
