import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheDir } from './cache/paths.mjs';
import * as errors from './report/errors.mjs';

/**
 * Where Capstan lies: a checkout of the repository, or packages that npm installed into somebody's project.
 *
 * @typedef {{ kind: 'checkout' | 'installed', root: string, torch: string }} Place torch: the folder of @capstan/torch;
 * root: of the checkout, or the folder that npm installed into
 */

const here = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * @param {readonly string[]} [from] URLs or paths of files that may see @capstan/torch, the nearest first
 * @returns {Place}
 * @throws {SetupError} torch-package-missing — where @capstan/torch is not installed
 * @example findPlace([import.meta.url]) // { kind: 'installed', root: '/home/ada/shop', torch: '/home/ada/shop/node_modules/@capstan/torch' }
 */
export function findPlace(from = []) {
  const root = resolve(here, '../..');
  if (isCheckout(root)) return { kind: 'checkout', root, torch: join(root, 'packages/torch') };
  const tried = [...from, import.meta.url, join(process.cwd(), 'index.js')];
  for (const file of tried) {
    try {
      const torch = dirname(createRequire(file).resolve('@capstan/torch/package.json'));
      return { kind: 'installed', root: resolve(torch, '../../..'), torch };
    } catch {
      // not to be seen from there
    }
  }
  throw errors.noTorchPackage(tried.map((file) => dirname(file.startsWith('file:') ? fileURLToPath(file) : file)));
}

/** @param {string} root */
function isCheckout(root) {
  return existsSync(join(root, 'tools/setup.mjs')) && existsSync(join(root, 'packages/torch/native'));
}

/**
 * The file that says which addon a copy of @capstan/torch uses. In a checkout it lies beside the sources, since they
 * change; packages that npm installed may lie where nobody may write and are the same wherever their version is, so theirs
 * lies in the cache, and one set-up serves every project of a machine.
 *
 * @param {string} torch the folder of @capstan/torch
 * @param {NodeJS.ProcessEnv} [env]
 */
export function pointerFile(torch, env = process.env) {
  const sources = join(torch, 'native/sources.json'); // written by `npm run pack`
  if (!existsSync(sources)) return join(torch, 'build/addon.json');
  const { digest } = JSON.parse(readFileSync(sources, 'utf8'));
  const engine = env.CAPSTAN_TORCH ? resolve(env.CAPSTAN_TORCH) : '';
  const name = createHash('sha256')
    .update(JSON.stringify([digest, process.platform, process.arch, engine]))
    .digest('hex');
  return join(cacheDir(env), 'ready', `${name.slice(0, 32)}.json`);
}
