import type { nn } from '@capstan/torch';

/** What every architecture takes; some take more. */
export interface ModelOptions {
  classes?: number;
  channels?: number;
  weights?: string;
  [option: string]: unknown;
}

/** What is known of an architecture before one is built. */
export interface ArchitectureFacts {
  /** One sentence, for help and documentation. */
  about: string;
  /** Pictures (batch, channels, height, width), the rows of a table (batch, channels), or the tokens of texts (batch, length). */
  takes: 'pictures' | 'rows' | 'texts';
  /** The least height and width of pictures of which something is left for its last layers. */
  leastSize?: number;
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
