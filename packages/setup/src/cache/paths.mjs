import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * The folder for what is fetched or built once per user: `CAPSTAN_CACHE`, else the platform's cache folder.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @param {NodeJS.Platform} [platform]
 * @returns {string}
 * @example cacheDir() // '/home/ada/.cache/capstan'
 */
export function cacheDir(env = process.env, platform = process.platform) {
  if (env.CAPSTAN_CACHE) return resolve(env.CAPSTAN_CACHE);
  const home = env.HOME || homedir();
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(home, 'AppData/Local'), 'capstan');
  if (platform === 'darwin') return join(home, 'Library/Caches/capstan');
  // The XDG specification: a relative path in the variable is to be ignored.
  return join(env.XDG_CACHE_HOME?.startsWith('/') ? env.XDG_CACHE_HOME : join(home, '.cache'), 'capstan');
}
