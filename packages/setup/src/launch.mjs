import * as module from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { cacheDir } from './cache/paths.mjs';
import { doctor } from './doctor.mjs';
import { main } from './main.mjs';
import { fetchNode } from './node/fetch-node.mjs';
import { findNode } from './node/find-node.mjs';
import { runNode } from './node/run-node.mjs';
import { findPlace } from './place.mjs';
import { setup, setupAsked } from './setup.mjs';

/**
 * Starts the command line under a Node that runs it: this one where it is new enough, else the project's npm package `node`,
 * else one that is fetched. In a checkout the checkout's own tool does it, which sets up whatever is missing first.
 *
 * @param {string} bin the URL of the program that calls this
 * @param {() => Promise<number>} run the command line, in this process
 * @example await launch(import.meta.url, async () => (await import('../src/main.ts')).main(process.argv.slice(2)));
 */
export async function launch(bin, run) {
  const args = process.argv.slice(2);
  const place = findPlace([bin]);
  // What those two don't know, the command line refuses with its words for it.
  const known = args.slice(1).every((word) => word === '--json');
  const asked = known ? args[0] : undefined;
  if (place.kind === 'checkout') {
    const tool = (/** @type {string} */ name) => join(place.root, 'tools', name);
    if (asked === 'doctor') return main(() => runNode(process.execPath, [tool('doctor.mjs'), ...args.slice(1)]));
    if (!process.env.CAPSTAN_ADDON) {
      const { capstan } = await import(pathToFileURL(tool('capstan.mjs')).href);
      return main(() => capstan(args));
    }
  }
  if (asked === 'setup') return main(() => setupAsked(args, () => setup({ from: [bin] })));
  if (asked === 'doctor') return main(() => doctor(args.slice(1), [bin]));
  const node = findNode([bin]);
  if (node === process.execPath) {
    module.enableCompileCache?.(process.env.NODE_COMPILE_CACHE || join(cacheDir(), 'compiled'));
    process.exitCode = await run();
    module.flushCompileCache?.();
    // What a user's file left behind, a timer or a socket, would keep the program alive.
    for (const stream of [process.stdout, process.stderr]) await new Promise((done) => stream.write('', done));
    process.exit();
  }
  await main(async () => runNode(node ?? (await fetchNode()), [fileURLToPath(bin), ...args]));
}
