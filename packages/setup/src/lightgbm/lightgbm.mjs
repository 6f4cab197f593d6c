import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureWritable } from '../cache/ensure-writable.mjs';
import { withLock } from '../cache/lock.mjs';
import { cacheDir } from '../cache/paths.mjs';
import { waiting } from '../cache/waiting.mjs';
import { findEngine } from '../engine/engine.mjs';
import { findPython } from '../engine/python.mjs';
import * as errors from '../report/errors.mjs';
import { fetchWheels } from '../wheels/fetch-wheels.mjs';
import { contentProblems, readManifest, sizeProblems } from '../wheels/manifest.mjs';
import { pinned, platform } from '../wheels/pins.mjs';

/** @typedef {{ library: string, version: string, runtimes: string[] }} Lightgbm library: its path; runtimes: folders in which OpenMP's lies where the system has none */

const here = dirname(fileURLToPath(import.meta.url));

/** @type {import('../wheels/pins.mjs').Pins & { lightgbm: string }} */
const lightgbmPins = JSON.parse(readFileSync(join(here, 'lightgbm.json'), 'utf8'));

/**
 * The library's folder in the cache, whether it is there or not.
 *
 * @param {NodeJS.ProcessEnv} [env]
 */
export function lightgbmDir(env = process.env) {
  return join(cacheDir(env), 'lightgbm', `lightgbm-${lightgbmPins.lightgbm}-${platform}`);
}

/**
 * LightGBM's library, where it was fetched before. Looks at sizes only; `checkLightgbm` reads everything.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Lightgbm | undefined}
 * @throws {SetupError} lightgbm-damaged — where a file is gone or of another size
 * @example const library = findLightgbm()?.library;
 */
export function findLightgbm(env = process.env) {
  const dir = lightgbmDir(env);
  const manifest = readManifest(dir);
  if (!manifest) return undefined;
  const name = Object.keys(manifest.files).find((each) => /\.(so|dylib|dll)$/.test(each));
  const problems = name ? sizeProblems(dir, manifest) : ['it holds no library'];
  if (problems.length > 0) throw errors.lightgbmDamaged(dir, problems);
  return { library: join(dir, /** @type {string} */ (name)), version: lightgbmPins.lightgbm, runtimes: runtimes(env) };
}

/**
 * Reads every file of the fetched library and compares it with what was written.
 *
 * @param {string} [dir]
 * @returns {Promise<string[]>} what is wrong, in words; empty when all is well
 */
export function checkLightgbm(dir = lightgbmDir()) {
  return contentProblems(dir);
}

/**
 * LightGBM's library, fetched where it is not there yet: its pip wheel, pinned by hash, 1 to 4 MB. One at a time does it.
 *
 * @param {{ env?: NodeJS.ProcessEnv, wanted?: import('../wheels/pins.mjs').Platform }} [options]
 * @returns {Promise<Lightgbm>}
 * @throws {SetupError} prerequisites-missing — that names what is missing and how to get it
 * @example const { library } = await prepareLightgbm();
 */
export async function prepareLightgbm({ env = process.env, wanted } = {}) {
  const dir = lightgbmDir(env);
  const found = findLightgbm(env);
  if (found) return found;
  const order = {
    what: 'LightGBM',
    label: 'trees',
    title: `LightGBM ${lightgbmPins.lightgbm}`,
    dir,
    about: { lightgbm: lightgbmPins.lightgbm },
    instead: '',
  };
  const platformPins = wanted ?? pinned(lightgbmPins);
  const python = await findPython(env);
  ensureWritable(cacheDir(env));
  await withLock(
    `${dir}.lock`,
    async () => {
      if (!findLightgbm(env)) await fetchWheels(order, { python, wanted: platformPins, pins: lightgbmPins, env });
    },
    waiting('LightGBM'),
  );
  const fetched = findLightgbm(env);
  if (!fetched) throw errors.lightgbmDamaged(dir, ['it cannot be read back']);
  return fetched;
}

/** The engine brings an OpenMP runtime of its own. @param {NodeJS.ProcessEnv} env */
function runtimes(env) {
  try {
    const engine = findEngine(env);
    return engine ? [join(engine.torch, 'lib')] : [];
  } catch {
    return []; // an engine that is damaged, or none of PyTorch's: the system's runtime is then the only one
  }
}
