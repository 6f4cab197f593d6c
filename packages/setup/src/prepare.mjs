import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildAddon } from './addon/addon.mjs';
import { findCompiler } from './addon/compiler.mjs';
import { prebuiltDir, usePrebuilt } from './addon/prebuilt.mjs';
import { ensureWritable } from './cache/ensure-writable.mjs';
import { withLock } from './cache/lock.mjs';
import { cacheDir } from './cache/paths.mjs';
import { replaceFile } from './cache/replace-file.mjs';
import { waiting } from './cache/waiting.mjs';
import { engineDir, fetchable, findEngine } from './engine/engine.mjs';
import { fetchEngine } from './engine/fetch-engine.mjs';
import { findPython } from './engine/python.mjs';
import { prepareLightgbm } from './lightgbm/lightgbm.mjs';
import { pointerFile } from './place.mjs';
import * as errors from './report/errors.mjs';
import { say } from './report/output.mjs';

/** @typedef {import('./addon/addon.mjs').Addon & { compiler?: string }} Prepared compiler: its path, where one was needed */

/**
 * Engine and addon, and the file that says where they are; LightGBM's library beside them. Only what is shared is locked, and
 * only while it is made: the engine, an object.
 *
 * @param {import('./place.mjs').Place} place
 * @param {{ env?: NodeJS.ProcessEnv, node: () => string, packages?: () => Promise<void> }} options node: the path of the
 * one that loads the addon, asked for once the packages are there; packages: installs what must be there before compiling
 * @returns {Promise<Prepared>}
 * @throws {SetupError} prerequisites-missing — where something is missing that it cannot fetch
 */
export async function prepare(place, { env = process.env, node, packages }) {
  const native = join(place.torch, 'native');
  const found = await usableEngine(env);
  const prebuilt = place.kind === 'installed' && existsSync(prebuiltDir(native)) && !env.CAPSTAN_TORCH;
  // All prerequisites before any download: nobody waits minutes to learn of a missing compiler.
  const [compiler, python] = await prerequisites([
    prebuilt ? undefined : findCompiler(env),
    found ? undefined : findPython(env),
  ]);
  if (!found) {
    fetchable();
    ensureWritable(cacheDir(env));
  }
  await packages?.();
  const engine = found ?? (await sharedEngine(/** @type {import('./engine/python.mjs').Python} */ (python), env));
  const ready = prebuilt
    ? await usePrebuilt(engine, { cache: join(cacheDir(env), 'addon'), native, node: node(), env })
    : undefined;
  const used = ready ? undefined : (compiler ?? (await findCompiler(env)));
  const addon = ready
    ? { ...ready, torch: engine.torch, version: engine.version }
    : await buildAddon(engine, /** @type {import('./addon/compiler.mjs').Compiler} */ (used), {
        native,
        node: node(),
        env,
      });
  await trees(env);
  replaceFile(pointerFile(place.torch, env), `${JSON.stringify(addon, null, 2)}\n`);
  return { ...addon, ...(used ? { compiler: used.path } : {}) };
}

/**
 * @param {import('./engine/python.mjs').Python} python
 * @param {NodeJS.ProcessEnv} env
 */
function sharedEngine(python, env) {
  const fetch = async () => findEngine(env) ?? (await fetchEngine(python, { env }));
  return withLock(`${engineDir(env)}.lock`, fetch, waiting('the engine'));
}

/** Only trees need it, so nothing else waits for it: what fails here is tried again when trees are used. @param {NodeJS.ProcessEnv} env */
async function trees(env) {
  try {
    await prepareLightgbm({ env });
  } catch (error) {
    if (!(error instanceof errors.SetupError)) throw error;
    say(`  trees: LightGBM is left for when trees are used. ${error.message.split('\n', 1)[0]}`);
  }
}

/** @param {NodeJS.ProcessEnv} env */
async function usableEngine(env) {
  try {
    return findEngine(env);
  } catch (error) {
    if (!(error instanceof errors.SetupError && error.code === 'engine-damaged')) throw error;
    say(`  engine: damaged, so it is fetched again (${engineDir(env)})`);
    return undefined;
  }
}

/**
 * Waits for all and reports everything that is missing at once.
 *
 * @template {unknown[]} T
 * @param {[...T]} checks
 * @returns {Promise<{ [K in keyof T]: Awaited<T[K]> }>}
 */
async function prerequisites(checks) {
  const results = await Promise.allSettled(checks);
  const missing = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  if (missing.length === 1 || missing.some((error) => !(error instanceof errors.SetupError))) throw missing[0];
  if (missing.length > 1) throw errors.several(missing);
  return /** @type {any} */ (results.map((result) => (result.status === 'fulfilled' ? result.value : undefined)));
}
