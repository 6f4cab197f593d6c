import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../workspace/root.mjs';

/**
 * What npm test runs for seconds, at full length: calls with wrong arguments, trainings in which not a byte may be left behind,
 * attacks on the server and the deaths of its engines.
 * Each is a program that ends with another code than 0 where something broke.
 */
export const soaks = [
  ['packages/torch/safety/fuzz.ts', '--calls', '100000', '--seed', '1'],
  ['packages/torch/safety/fuzz.ts', '--calls', '100000', '--seed', '1', '--reaching'],
  ['packages/torch/safety/soak.ts', '--minutes', '20'],
  ['packages/torch/safety/soak.ts', '--minutes', '20', '--no-scopes'],
  ['packages/serve/safety/besiege.ts', '--seconds', '60'],
  ['packages/serve/safety/outages.ts', '--times', '100'],
];

/** Programs that have moved away. */
export function missingSoaks() {
  return soaks.map(([program]) => program).filter((program) => !existsSync(join(root, program)));
}
