// Makes a checkout ready to run: npm packages, the engine, the addon. Does only what is not done yet.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../packages/setup/src/cache/lock.mjs';
import { waiting } from '../packages/setup/src/cache/waiting.mjs';
import { main } from '../packages/setup/src/main.mjs';
import { findPlace } from '../packages/setup/src/place.mjs';
import { prepare } from '../packages/setup/src/prepare.mjs';
import * as errors from '../packages/setup/src/report/errors.mjs';
import { duration, say } from '../packages/setup/src/report/output.mjs';
import { find } from './files.mjs';
import { root } from './workspace/root.mjs';
import { readStamp, sourceMarks, writeStamp } from './workspace/stamp.mjs';
import { installPackages, node26 } from './workspace/workspace.mjs';

/**
 * Sets up this checkout, or finds that it is.
 *
 * @param {{ quiet?: boolean, env?: NodeJS.ProcessEnv }} [options] quiet: says nothing when there is nothing to do
 * @returns {Promise<import('./workspace/stamp.mjs').Ready>}
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
  const lock = join(root, '.capstan/setup.lock'); // of this checkout; what others share has locks of its own
  const done = await withLock(lock, async () => readStamp(env) ?? prepareCheckout(env), waiting('this checkout'));
  say(`Capstan is ready after ${duration((performance.now() - started) / 1000)}: libtorch ${done.version}`);
  return done;
}

/** @param {NodeJS.ProcessEnv} env @returns {Promise<import('./workspace/stamp.mjs').Ready>} */
async function prepareCheckout(env) {
  const packages = () => installPackages(env);
  const before = sourceMarks(program());
  const { compiler, ...addon } = await prepare(findPlace(), { env, node: () => node26, packages });
  const ready = { node: node26, ...addon };
  writeStamp(ready, { before, inputs: inputs(ready, compiler) }, env);
  return ready;
}

/** The files of this program itself. */
function program() {
  return ['packages/setup/src', 'tools/workspace'].flatMap((dir) =>
    find(join(root, dir), /(?<!\.test)\.(mjs|json|py)$/),
  );
}

/**
 * The files beside sources, program and packages on which what was set up depends: the engine, the compiler.
 *
 * @param {import('./workspace/stamp.mjs').Ready} ready
 * @param {string | undefined} compiler
 */
function inputs({ torch }, compiler) {
  const libraries = readdirSync(join(torch, 'lib'), { withFileTypes: true }).filter((entry) => !entry.isDirectory());
  const files = [join(torch, 'version.py'), ...libraries.map(({ name }) => join(torch, 'lib', name))];
  return [...files, ...(compiler ? [compiler] : [])];
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) throw errors.oldNode(process.versions.node);
}

if (process.argv[1] === import.meta.filename) await main(async () => void (await setup()));
