// npm run capstan -- train --data photos --model resnet18
import { join } from 'node:path';
import { returnToCaller, runNode } from './node.mjs';
import { root } from './setup/paths.mjs';
import { main, setup } from './setup.mjs';

/** The command line's entry. */
export const cli = join(root, 'packages/cli/bin/capstan.ts');

if (process.argv[1] === import.meta.filename) {
  returnToCaller('capstan');
  await main(async () => runNode([cli, ...process.argv.slice(2)], await setup({ quiet: true })));
}
