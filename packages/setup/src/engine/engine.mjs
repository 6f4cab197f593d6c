import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheDir } from '../cache/paths.mjs';
import * as errors from '../report/errors.mjs';
import { contentProblems, readManifest, sizeProblems } from '../wheels/manifest.mjs';
import { pinned, platform } from '../wheels/pins.mjs';

/** @typedef {import('../wheels/pins.mjs').Pins & { torch: string }} Pins */
/** @typedef {{ torch: string, version: string, source: 'cache' | 'CAPSTAN_TORCH' }} Engine torch is the folder with lib/ and include/ */
/** @typedef {import('../wheels/manifest.mjs').Files & { torch: string, platform: string }} Manifest */

const here = dirname(fileURLToPath(import.meta.url));

/** @type {Pins} what is fetched, pinned by hash, for each platform */
export const pins = JSON.parse(readFileSync(join(here, 'engine.json'), 'utf8'));

/**
 * The engine's folder in the cache, whether it is there or not.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @example engineDir() // '/home/ada/.cache/capstan/engine/torch-2.11.0-linux-x64'
 */
export function engineDir(env = process.env) {
  return join(cacheDir(env), 'engine', `torch-${pins.torch}-${platform}`);
}

/**
 * The engine that is there: the PyTorch that `CAPSTAN_TORCH` names, else the one fetched before.
 * Looks at sizes only; `checkEngine` reads everything.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Engine | undefined}
 * @throws {SetupError} torch-not-found, torch-version — when `CAPSTAN_TORCH` is no PyTorch 2.9–2.11
 * @throws {SetupError} engine-damaged — where a file is gone or of another size
 * @example const engine = findEngine() ?? (await fetchEngine(await findPython()));
 */
export function findEngine(env = process.env) {
  if (env.CAPSTAN_TORCH) return { ...installed(env.CAPSTAN_TORCH), source: 'CAPSTAN_TORCH' };
  const dir = engineDir(env);
  const manifest = /** @type {Manifest | undefined} */ (readManifest(dir));
  if (!manifest) return undefined;
  const problems = sizeProblems(dir, manifest, (name) => name.startsWith('torch/include/'));
  if (problems.length > 0) throw errors.engineDamaged(dir, problems);
  const torch = join(dir, 'torch');
  return { torch, version: torchVersion(torch) ?? manifest.torch, source: 'cache' };
}

/**
 * Reads every file of the fetched engine and compares it with what was written.
 *
 * @param {string} [dir]
 * @returns {Promise<string[]>} what is wrong, in words; empty when all is well
 */
export function checkEngine(dir = engineDir()) {
  return contentProblems(dir);
}

/** @param {string} path */
function installed(path) {
  const given = resolve(path);
  const torch = existsSync(join(given, 'torch/version.py')) ? join(given, 'torch') : given;
  const version = torchVersion(torch);
  if (!version || !existsSync(join(torch, 'lib')) || !existsSync(join(torch, 'include/ATen')))
    throw errors.notATorch(path);
  const [major, minor] = version.split('.').map(Number);
  if (major !== 2 || minor < 9 || minor > 11) throw errors.wrongTorch(path, version);
  return { torch, version };
}

/** @param {string} torch */
function torchVersion(torch) {
  try {
    return /^__version__ *= *'([^']+)'/m.exec(readFileSync(join(torch, 'version.py'), 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

/**
 * Whether this platform has an engine to fetch.
 *
 * @returns {import('../wheels/pins.mjs').Platform}
 * @throws {SetupError} platform-unsupported — where there is no engine for this platform
 */
export function fetchable() {
  return pinned(pins);
}
