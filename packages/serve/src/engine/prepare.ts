import type { nn, Tensor } from '@capstan/torch';
import type { EngineOptions } from './messages.ts';

/** A model made ready to be served. */
export type Prepared = { forward(input: Tensor): Tensor; note: string };

export function prepare(model: nn.Module, _example: () => Tensor, _options: EngineOptions): Prepared {
  return { forward: (input) => model.forward(input) as Tensor, note: '' };
}
