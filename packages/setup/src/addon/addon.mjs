import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ensureWritable } from '../cache/ensure-writable.mjs';
import { cacheDir } from '../cache/paths.mjs';
import * as errors from '../report/errors.mjs';
import { duration, say } from '../report/output.mjs';
import { command } from './command.mjs';
import { commands } from './commands.mjs';
import { compileAll } from './compile-all.mjs';
import { digest } from './digest.mjs';
import { engineIdentity } from './engine-identity.mjs';
import { nodeHeaders } from './node-headers.mjs';
import { placeAddon } from './place-addon.mjs';
import { sourceFiles } from './sources.mjs';
import { tryLoading } from './try-loading.mjs';

/** @typedef {{ addon: string, torch: string, version: string, key: string }} Addon torch: the engine's folder */

const keepFor = 30 * 24 * 3600e3; // ms that an object or addon stays in the cache unused

/**
 * Builds the addon for an engine, or finds it built: objects and addon lie in the cache under a hash of all that went
 * into them, so only what has changed is compiled.
 *
 * @param {import('../engine/engine.mjs').Engine} engine
 * @param {import('./compiler.mjs').Compiler} compiler
 * @param {{ native: string, node?: string, env?: NodeJS.ProcessEnv }} options native: the folder of the sources; node:
 * that loads it once
 * @returns {Promise<Addon>}
 * @throws {SetupError} compile-failed — with the compiler's first error and its command
 * @throws {SetupError} addon-unloadable, cache-read-only — where it does not load, or the cache cannot be written
 * @example const { addon } = await buildAddon(engine, await findCompiler(), { native: 'packages/torch/native' });
 */
export async function buildAddon(engine, compiler, { native, node = process.execPath, env = process.env }) {
  const files = sourceFiles(native).map((path) => ({ name: basename(path), text: readFileSync(path, 'utf8') }));
  const headers = files.filter(({ name }) => /\.h(pp)?$/.test(name));
  const sources = files.filter(({ name }) => /\.(cc|cpp)$/.test(name));
  if (sources.length === 0) throw errors.noSources(native);

  const lines = commands(engine, compiler, native);
  // What goes into an object, not where it lies: another checkout, or another cache, finds the same objects.
  const headersOfNode = `node-api-headers ${nodeHeaders().version}`;
  const build = [
    compiler.version,
    process.platform,
    process.arch,
    engineIdentity(engine),
    headersOfNode,
    ...lines.flags,
  ];
  const objects = sources.map((file) => ({
    source: join(native, file.name),
    hash: digest([...build, ...[...headers, file].flatMap(({ name, text }) => [name, text])]),
    same: () => [...headers, file].every(({ name, text }) => textOf(join(native, name)) === text),
  }));
  const key = digest([engine.torch, ...objects.map(({ hash }) => hash), ...lines.link([], '')]);

  const cache = join(cacheDir(env), 'addon');
  const addon = join(cache, key, 'capstan_torch.node');
  const result = { addon, torch: engine.torch, version: engine.version, key };
  if (existsSync(addon)) {
    touch(join(cache, key));
    return result;
  }

  const objectDir = join(cache, 'objects');
  ensureWritable(objectDir);
  const paths = objects.map(({ hash }) => join(objectDir, `${hash}.o`));
  const missing = objects.map((object, i) => ({ ...object, path: paths[i] })).filter(({ path }) => !existsSync(path));
  say(`  addon: compiling ${missing.length} of ${sources.length} files with ${compiler.version}`);
  const started = performance.now();
  await compileAll(missing, compiler, lines, env);
  if (!paths.every((path) => existsSync(path))) {
    say('  addon: sources changed while they were compiled, so once more');
    return buildAddon(engine, compiler, { native, node, env });
  }
  paths.forEach(touch);
  await placeAddon(cache, key, engine, async (temp) => {
    const file = join(temp, 'capstan_torch.node');
    await command(compiler, lines.link(paths, file), 'the addon', env);
    const fault = await tryLoading(file, node, env);
    if (fault) throw errors.addonUnloadable(engine.torch, engine.version, fault);
  });
  say(`  addon: built in ${duration((performance.now() - started) / 1000)}`);
  prune(cache, [key]);
  prune(
    objectDir,
    paths.map((path) => basename(path)),
  );
  return result;
}

/** @param {string} path @returns {string | undefined} undefined: it was removed */
function textOf(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** Marks as used. @param {string} path */
function touch(path) {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // a cache that only others may write
  }
}

/**
 * Removes what no checkout has used for long.
 *
 * @param {string} dir
 * @param {string[]} keep
 */
function prune(dir, keep) {
  for (const name of readdirSync(dir)) {
    const path = join(dir, name);
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (!keep.includes(name) && name !== 'objects' && age > keepFor) rmSync(path, { recursive: true, force: true });
  }
}
