import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sourceFiles } from '../../packages/setup/src/addon/sources.mjs';
import { cacheDir } from '../../packages/setup/src/cache/paths.mjs';
import { replaceFile } from '../../packages/setup/src/cache/replace-file.mjs';
import { pointerFile } from '../../packages/setup/src/place.mjs';
import { root } from './root.mjs';
import { lockFiles, node26 } from './workspace.mjs';

/** @typedef {{ node: string, addon: string, torch: string, version: string, key: string }} Ready what set-up leaves behind */
/** @typedef {{ env: string, files: Record<string, string>, ready: Ready }} Stamp */

const file = join(root, 'packages/torch/build/stamp.json');
const native = join(root, 'packages/torch/native');

/** The surroundings that decide what is to be built. @param {NodeJS.ProcessEnv} env */
function surroundings(env) {
  return JSON.stringify([
    'stamp 2',
    process.platform,
    process.arch,
    cacheDir(env),
    env.CAPSTAN_TORCH ?? '',
    env.CXX ?? '',
  ]);
}

/** @param {string} path @returns {string} what changes whenever the file does, without reading it */
function mark(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat ? `${stat.size}:${stat.mtimeMs}` : 'absent';
}

/**
 * What the last set-up left, if nothing that it depends on has changed since: some dozens of `stat` calls.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @param {{ path?: string }} [options]
 * @returns {Ready | undefined}
 */
export function readStamp(env = process.env, { path = file } = {}) {
  try {
    /** @type {Stamp} */
    const stamp = JSON.parse(readFileSync(path, 'utf8'));
    if (stamp.env !== surroundings(env)) return undefined;
    if (sourceFiles(native).some((source) => !(source in stamp.files))) return undefined;
    return Object.entries(stamp.files).every(([watched, was]) => mark(watched) === was) ? stamp.ready : undefined;
  } catch {
    return undefined; // none yet, or cut short: the whole set-up finds out
  }
}

/**
 * Marks of the sources of the addon and of further files. Those that are read long before a stamp is written are marked
 * before they are read: whoever changes one of them meanwhile finds the stamp out of date.
 *
 * @param {string[]} [further]
 * @returns {Record<string, string>}
 */
export function sourceMarks(further = []) {
  return marksOf([...sourceFiles(native), ...further]);
}

/** @param {string[]} paths */
function marksOf(paths) {
  return Object.fromEntries(paths.map((path) => [path, mark(path)]));
}

/**
 * Leaves a stamp, unless another set-up (`capstan setup` in the same checkout) has written another addon down meanwhile.
 *
 * @param {Ready} ready
 * @param {{ before: Record<string, string>, inputs: string[] }} dependsOn before: marks from before the sources were read;
 * inputs: further files, as they are now
 * @param {NodeJS.ProcessEnv} [env]
 * @param {{ path?: string, pointer?: string }} [options]
 * @returns {boolean} false: no stamp was left, and the next set-up looks at everything
 */
export function writeStamp(ready, { before, inputs }, env = process.env, options = {}) {
  const { path = file, pointer = pointerFile(join(root, 'packages/torch')) } = options;
  const now = marksOf([...lockFiles, node26, pointer, ready.addon, ...inputs]);
  if (JSON.parse(readFileSync(pointer, 'utf8')).addon !== ready.addon) return false;
  /** @type {Stamp} */
  const stamp = { env: surroundings(env), files: { ...now, ...before }, ready };
  replaceFile(path, JSON.stringify(stamp));
  return true;
}
