// npm run capstan -- train --data photos --model resnet18
import { join } from 'node:path';
import { main } from '../packages/setup/src/main.mjs';
import { setupAsked } from '../packages/setup/src/setup.mjs';
import { returnToCaller, runNode } from './node.mjs';
import { setup } from './setup.mjs';
import { root } from './workspace/root.mjs';

/** The command line's entry. */
export const cli = join(root, 'packages/cli/bin/capstan.mjs');

/**
 * Sets up whatever is missing, then runs a command line.
 *
 * @param {readonly string[]} args
 */
export async function capstan(args) {
  // Anything else beside it the command line refuses with its words for it, or answers with help.
  if (args[0] === 'setup' && args.slice(1).every((word) => word === '--json')) return setupAsked(args, () => setup());
  return runNode([cli, ...args], await setup({ quiet: true }));
}

if (process.argv[1] === import.meta.filename) {
  returnToCaller('capstan');
  await main(() => capstan(process.argv.slice(2)));
}
