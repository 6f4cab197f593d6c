// npm start: the main job on ten thousand handwritten digits, from image files to a served model and what it cost.

import { main } from '../packages/setup/src/main.mjs';
import { cli } from './capstan.mjs';
import { runNode } from './node.mjs';
import { setup } from './setup.mjs';

await main(async () => runNode([cli, 'start', ...process.argv.slice(2)], await setup({ quiet: true })));
