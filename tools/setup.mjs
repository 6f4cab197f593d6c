// Makes a checkout ready to run: npm packages, the engine, the addon. Does only what is not done yet.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildAddon } from './setup/addon.mjs';
import { findCompiler } from './setup/compiler.mjs';
import { engineDir, fetchable, fetchEngine, findEngine } from './setup/engine.mjs';
import * as errors from './setup/errors.mjs';
import { withLock } from './setup/lock.mjs';
import { duration, say } from './setup/output.mjs';
import { buildDir, cacheDir, root } from './setup/paths.mjs';
import { findPython } from './setup/python.mjs';
import { readStamp, replaceFile, writeStamp } from './setup/stamp.mjs';
import { installPackages, node26 } from './setup/workspace.mjs';

/**
 * Sets up this checkout, or finds that it is.
 *
 * @param {{ quiet?: boolean, env?: NodeJS.ProcessEnv }} [options] quiet: says nothing when there is nothing to do
 * @returns {Promise<import('./setup/stamp.mjs').Ready>}
 * @throws SetupError that names what is missing and how to get it
 * @example const { node, addon } = await setup({ quiet: true });
 */
export async function setup({ quiet = false, env = process.env } = {}) {
  const started = performance.now();
  checkNode();
  const ready = readStamp(env);
  if (ready) {
    if (!quiet)
      say(`Capstan is ready (checked in ${Math.round(performance.now() - started)} ms): libtorch ${ready.version}`);
    return ready;
  }
  say('Setting up Capstan');
  /** @param {number} pid */
  const onWait = (pid) => say(`  waiting for another set-up (process ${pid})`);
  const done = await withLock(join(cacheDir(env), 'setup.lock'), () => prepare(env), { onWait });
  say(`Capstan is ready after ${duration((performance.now() - started) / 1000)}: libtorch ${done.version}`);
  return done;
}

/** @param {NodeJS.ProcessEnv} env */
async function prepare(env) {
  let engine = await usableEngine(env);
  // All prerequisites before any download: nobody waits minutes to learn of a missing compiler.
  const [compiler, python] = await prerequisites([findCompiler(env), engine ? undefined : findPython(env)]);
  if (!engine) fetchable();
  await installPackages(env);
  engine ??= await fetchEngine(/** @type {import('./setup/python.mjs').Python} */ (python), { env });
  const addon = await buildAddon(engine, /** @type {import('./setup/compiler.mjs').Compiler} */ (compiler), { env });
  replaceFile(join(buildDir, 'addon.json'), `${JSON.stringify(addon, null, 2)}\n`);
  const ready = { node: node26, ...addon };
  writeStamp(ready, inputs(engine, compiler.path), env);
  return ready;
}

/**
 * The files beside sources and packages on which what was set up depends: this program, the engine, the compiler.
 *
 * @param {import('./setup/engine.mjs').Engine} engine
 * @param {string} compiler
 */
function inputs({ torch }, compiler) {
  const tools = readdirSync(join(root, 'tools/setup')).map((name) => join(root, 'tools/setup', name));
  const libraries = readdirSync(join(torch, 'lib'), { withFileTypes: true }).filter((entry) => !entry.isDirectory());
  return [...tools, compiler, join(torch, 'version.py'), ...libraries.map(({ name }) => join(torch, 'lib', name))];
}

/** @param {NodeJS.ProcessEnv} env */
async function usableEngine(env) {
  try {
    return findEngine(env);
  } catch (error) {
    if (!(error instanceof errors.SetupError && error.code === 'ENGINE_DAMAGED')) throw error;
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

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) throw errors.oldNode(process.versions.node);
}

/**
 * Runs a tool's main function: a SetupError is printed as it reads, anything else with its stack; a signal ends it.
 *
 * @param {() => Promise<number | void>} body returns the exit code
 */
export async function main(body) {
  for (const [signal, code] of /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])) {
    process.on(signal, () => process.exit(code)); // the exit handlers end children and remove what is half-done
  }
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    say(
      error instanceof errors.SetupError ? `\n${error.message}` : String(error instanceof Error ? error.stack : error),
    );
    process.exitCode = 1;
  }
}

if (process.argv[1] === import.meta.filename) await main(async () => void (await setup()));
