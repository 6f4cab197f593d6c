import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from '../../packages/setup/src/cache/run.mjs';

/**
 * The Node of the machine, for tests of what older ones do: npm scripts have the workspace's own first on the PATH.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<{ CAPSTAN_STARTED_BY?: string, CAPSTAN_STARTED_VERSION?: string }>} for the tests' environment
 */
export async function systemNode(env = process.env) {
  const folders = (env.PATH ?? '').split(delimiter).filter((dir) => dir && !dir.includes('node_modules'));
  const path = folders.map((dir) => join(dir, 'node')).find((file) => existsSync(file));
  if (!path) return {};
  const { code, stdout } = await run(path, ['--version']);
  return code === 0 ? { CAPSTAN_STARTED_BY: path, CAPSTAN_STARTED_VERSION: stdout.trim().slice(1) } : {};
}
