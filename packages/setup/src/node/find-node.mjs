import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheDir } from '../cache/paths.mjs';

/** The oldest Node that runs Capstan's packages: they use `using`, type stripping, `node:sqlite`. */
export const leastNode = '24.4.0';

/** The Node that set-up fetches where the one at hand is older. */
export const fetchedNode = '26.10.0';

const binary = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';

/**
 * @param {string} version
 * @param {string} [least]
 * @example isNewEnough('22.1.0') // false
 */
export function isNewEnough(version, least = leastNode) {
  const [found, wanted] = [version, least].map((text) => text.replace(/^v/, '').split('.').map(Number));
  for (const [i, number] of wanted.entries()) if (found[i] !== number) return found[i] > number;
  return true;
}

/**
 * A Node that runs Capstan: the one at work where it is new enough, else the npm package `node` of the project or the one
 * that set-up fetched.
 *
 * @param {readonly string[]} [from] URLs or paths of files in whose surroundings the npm package may lie
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined} its path
 * @example const node = findNode([import.meta.url]) ?? (await fetchNode());
 */
export function findNode(from = [], env = process.env) {
  if (isNewEnough(process.versions.node)) return process.execPath;
  const starts = [join(process.cwd(), 'index.js'), ...from].map((file) =>
    dirname(file.startsWith('file:') ? fileURLToPath(file) : file),
  );
  const folders = [...starts.flatMap(upwards), nodeHome(env)].map((dir) => join(dir, 'node_modules/node'));
  const found = folders.find((dir) => existsSync(join(dir, binary)) && isNewEnough(versionOf(dir)));
  return found && join(found, binary);
}

/** Where the Node is that set-up fetches. @param {NodeJS.ProcessEnv} [env] */
export function nodeHome(env = process.env) {
  return join(cacheDir(env), 'node', fetchedNode);
}

/** @param {string} dir @returns {string[]} */
function upwards(dir) {
  const parent = dirname(dir);
  return parent === dir ? [dir] : [dir, ...upwards(parent)];
}

/** @param {string} dir of the npm package */
function versionOf(dir) {
  try {
    return String(JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')).version);
  } catch {
    return '0.0.0';
  }
}
