import type { Tensor } from '@capstan/torch';

/** A model's parameters and buffers by name. */
export type State = Record<string, Tensor>;
