// Runs a program under the Node that the workspace brings: npm run node -- path/to/file.ts
import { main } from '../packages/setup/src/main.mjs';
import { runNode as runAny } from '../packages/setup/src/node/run-node.mjs';
import { setup } from './setup.mjs';
import { root } from './workspace/root.mjs';

/**
 * Runs Node 26 with this terminal and the addon named, passes signals on, and gives back its exit code.
 *
 * @param {string[]} args what stands after `node`
 * @param {import('./workspace/stamp.mjs').Ready} ready
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>}
 * @example process.exitCode = await runNode(['packages/cli/bin/capstan.mjs', 'runs'], await setup({ quiet: true }));
 */
export function runNode(args, ready, env = process.env) {
  return runAny(ready.node, args, { ...env, CAPSTAN_ADDON: ready.addon });
}

/**
 * Goes back to the folder where `npm run <script>` was typed: npm itself moves to the root, and paths would mean
 * something else there.
 *
 * @param {string} script
 */
export function returnToCaller(script) {
  const { INIT_CWD, npm_lifecycle_event } = process.env;
  if (npm_lifecycle_event === script && process.cwd() === root && INIT_CWD) process.chdir(INIT_CWD);
}

if (process.argv[1] === import.meta.filename) {
  returnToCaller('node');
  await main(async () => runNode(process.argv.slice(2), await setup({ quiet: true })));
}
