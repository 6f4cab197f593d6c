// Runs a program under the Node that the workspace brings: npm run node -- path/to/file.ts
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { cacheDir, root } from './setup/paths.mjs';
import { main, setup } from './setup.mjs';

/**
 * Runs Node 26 with this terminal, passes signals on, and gives back its exit code.
 *
 * @param {string[]} args what stands after `node`
 * @param {import('./setup/stamp.mjs').Ready} ready
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>}
 * @example process.exitCode = await runNode(['packages/cli/bin/capstan.ts', 'runs'], await setup({ quiet: true }));
 */
export function runNode(args, ready, env = process.env) {
  // Node keeps what it made of each TypeScript file, by content: the next start spares half of its time.
  const kept = env.NODE_COMPILE_CACHE || join(cacheDir(env), 'compiled');
  const given = { ...env, CAPSTAN_ADDON: ready.addon, NODE_COMPILE_CACHE: kept };
  const child = spawn(ready.node, args, { stdio: 'inherit', env: given });
  // Ctrl-C reaches the child from the terminal itself; it, not this process, decides what then happens.
  const interrupt = () => process.stdin.isTTY || child.kill('SIGINT');
  const pass = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal);
  process.removeAllListeners('SIGINT').on('SIGINT', interrupt);
  process.removeAllListeners('SIGTERM').on('SIGTERM', pass);
  process.removeAllListeners('SIGHUP').on('SIGHUP', pass);
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code, signal) => done(code ?? signalCode(signal)));
  });
}

/** @param {NodeJS.Signals | null} signal */
function signalCode(signal) {
  return { SIGHUP: 129, SIGINT: 130, SIGABRT: 134, SIGKILL: 137, SIGSEGV: 139, SIGTERM: 143 }[String(signal)] ?? 128;
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
