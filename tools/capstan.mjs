// npm run capstan -- train --data photos --model resnet18
import { join } from 'node:path';
import { main } from '../packages/setup/src/main.mjs';
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
  if (args[0] === 'setup' && !args.includes('--help')) {
    await setup();
    return 0;
  }
  return runNode([cli, ...args], await setup({ quiet: true }));
}

if (process.argv[1] === import.meta.filename) {
  returnToCaller('capstan');
  await main(() => capstan(process.argv.slice(2)));
}
