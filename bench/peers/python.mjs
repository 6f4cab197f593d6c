// Where the peers' Python is: CAPSTAN_PEERS (an environment's folder or an interpreter), else the cache's.
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir } from '../../packages/setup/src/cache/paths.mjs';

/**
 * The folder of the peers' environment, whether it is there or not.
 *
 * @param {NodeJS.ProcessEnv} [env]
 */
export function peersDir(env = process.env) {
  return env.CAPSTAN_PEERS || join(cacheDir(env), 'peers');
}

/**
 * The interpreter inside an environment.
 *
 * @param {string} dir
 */
export function interpreter(dir) {
  return process.platform === 'win32' ? join(dir, 'Scripts/python.exe') : join(dir, 'bin/python');
}

/**
 * The interpreter that runs the peers.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string}
 * @throws when there is none, with the command that makes it
 * @example spawnSync(peersPython(), ['bench/torch/mlp.py'])
 */
export function peersPython(env = process.env) {
  const dir = peersDir(env);
  const path = statSync(dir, { throwIfNoEntry: false })?.isFile() ? dir : interpreter(dir);
  if (existsSync(path)) return path;
  const todo = env.CAPSTAN_PEERS
    ? 'CAPSTAN_PEERS names no Python environment.'
    : 'Make it with: node bench/peers/setup.mjs';
  throw new Error(`The peers' Python is not there: expected ${path}. ${todo}`);
}

if (process.argv[1] === import.meta.filename) console.log(peersPython());
