import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { npm } from '../../packages/setup/src/node/npm.mjs';
import * as errors from '../../packages/setup/src/report/errors.mjs';
import { say } from '../../packages/setup/src/report/output.mjs';
import { root } from './root.mjs';

/** The Node that runs TypeScript, brought by the npm package `node`. */
export const node26 = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** The files whose change makes another `npm ci` worth a thought. */
export const lockFiles = [
  join(root, 'package-lock.json'),
  join(root, 'node_modules/.package-lock.json'),
  ...[join(root, 'node_modules'), join(root, 'node_modules/@capstan'), join(root, 'node_modules/.bin')], // folders: what is added or removed in them
];

/** @typedef {{ version?: string, optional?: boolean, peer?: boolean, link?: boolean, resolved?: string }} Locked */

/**
 * Whether `node_modules` holds what `package-lock.json` says: npm's own list of what it installed, and the folders
 * themselves, of which a branch, a copy or a cut-off install may have left some behind. Links to the workspace's own
 * packages are not looked at: see `linkPackages`. Times would mislead: `npm install` writes both files.
 *
 * @param {string} [dir] the root of a checkout
 */
export function packagesInstalled(dir = root) {
  const installed = join(dir, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  const [wanted, found] = [locked(join(dir, 'package-lock.json')), locked(installed)];
  const names = Object.keys(wanted).filter((name) => name.startsWith('node_modules/') && !wanted[name].link);
  return (
    names.every((name) => {
      if (!found[name]) return wanted[name].optional ?? false;
      return found[name].version === wanted[name].version && existsSync(join(dir, name, 'package.json'));
    }) && Object.keys(found).every((name) => name in wanted || found[name].link || !name.startsWith('node_modules/'))
  );
}

/** @param {string} path @returns {Record<string, Locked>} */
function locked(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages ?? {};
  } catch {
    return {}; // cut short
  }
}

/**
 * Links the workspace's own packages and their programs into `node_modules`, as npm does, where a link is missing or leads elsewhere.
 *
 * @param {string} [dir] the root of a checkout
 */
export function linkPackages(dir = root) {
  for (const [name, { link, resolved }] of Object.entries(locked(join(dir, 'package-lock.json')))) {
    if (!link || !resolved || !existsSync(join(dir, resolved))) continue;
    linkTo(join(dir, name), join(dir, resolved));
    if (process.platform === 'win32') continue; // npm writes scripts for programs there
    const { bin = {} } = JSON.parse(readFileSync(join(dir, resolved, 'package.json'), 'utf8'));
    for (const [program, file] of Object.entries(bin))
      linkTo(join(dir, 'node_modules/.bin', program), join(dir, resolved, String(file)));
  }
}

/**
 * @param {string} path of the link
 * @param {string} target
 */
function linkTo(path, target) {
  if (existsSync(path) && realpathSync(path) === realpathSync(target)) return;
  rmSync(path, { recursive: true, force: true });
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(process.platform === 'win32' ? target : relative(dirname(path), target), path, 'junction');
}

/**
 * Installs the npm packages where they are absent or out of date.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @throws SetupError npm-failed, node-26-missing
 */
export async function installPackages(env = process.env) {
  if (!packagesInstalled()) {
    say('  npm packages: npm ci');
    const { code, stdout, stderr } = await npm(
      ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'],
      root,
      env,
    );
    if (code !== 0) throw errors.npmFailed(stderr || stdout);
  }
  linkPackages();
  if (existsSync(node26)) return;
  // The package's install script did not run (ignore-scripts, or an npm that wants scripts allowed).
  say('  npm packages: npm rebuild node');
  const { stdout, stderr } = await npm(
    ['rebuild', 'node', '--ignore-scripts=false', '--foreground-scripts'],
    root,
    env,
  );
  if (!existsSync(node26)) throw errors.noNode26((stderr || stdout).trim().split('\n').at(-1) || `no ${node26}`);
}
