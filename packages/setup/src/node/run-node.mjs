import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { cacheDir } from '../cache/paths.mjs';

/**
 * Runs a Node with this terminal, passes signals on, and gives back its exit code.
 *
 * @param {string} node
 * @param {readonly string[]} args what stands after `node`
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>}
 * @example process.exitCode = await runNode(node, ['train.mjs']);
 */
export function runNode(node, args, env = process.env) {
  // Node keeps what it made of each file, by content: the next start spares half of its time.
  const kept = env.NODE_COMPILE_CACHE || join(cacheDir(env), 'compiled');
  const child = spawn(node, args, { stdio: 'inherit', env: { ...env, NODE_COMPILE_CACHE: kept } });
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
