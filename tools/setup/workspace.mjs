import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as errors from './errors.mjs';
import { say } from './output.mjs';
import { root } from './paths.mjs';
import { run } from './run.mjs';

/** The Node that runs TypeScript, brought by the npm package `node`. */
export const node26 = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** The files whose change makes another `npm ci` worth a thought. */
export const lockFiles = [join(root, 'package-lock.json'), join(root, 'node_modules/.package-lock.json')];

/**
 * Whether `node_modules` holds what `package-lock.json` says. Times alone would mislead: `npm install` writes both files.
 *
 * @param {string} [dir] the root of a checkout
 */
export function packagesInstalled(dir = root) {
  const [lock, installed] = ['package-lock.json', 'node_modules/.package-lock.json'].map((name) => join(dir, name));
  if (!existsSync(installed)) return false;
  if (statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return true;
  /** @type {Record<string, { version?: string, optional?: boolean, peer?: boolean }>[]} */
  const [wanted, found] = [lock, installed].map((path) => JSON.parse(readFileSync(path, 'utf8')).packages);
  const names = Object.keys(wanted).filter((name) => name.startsWith('node_modules/'));
  return (
    names.every((name) => (found[name] ? found[name].version === wanted[name].version : wanted[name].optional)) &&
    Object.keys(found).every((name) => name in wanted)
  );
}

/**
 * Installs the npm packages where they are absent or out of date.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @throws SetupError NPM_FAILED, NODE26_MISSING
 */
export async function installPackages(env = process.env) {
  if (!packagesInstalled()) {
    say('  npm packages: npm ci');
    const { code, stdout, stderr } = await npm(['ci', '--no-audit', '--no-fund', '--loglevel=error'], env);
    if (code !== 0) throw errors.npmFailed(stderr || stdout);
  }
  if (existsSync(node26)) return;
  // The package's install script did not run (ignore-scripts, or an npm that wants scripts allowed).
  say('  npm packages: npm rebuild node');
  const { stdout, stderr } = await npm(['rebuild', 'node', '--ignore-scripts=false', '--foreground-scripts'], env);
  if (!existsSync(node26)) throw errors.noNode26((stderr || stdout).trim().split('\n').at(-1) || `no ${node26}`);
}

/**
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
function npm(args, env) {
  const show = process.stderr.isTTY; // npm draws its own progress there
  // Under `npm start` the variable names the npm at work; by hand it is the one on the PATH, or else beside this Node.
  const script = env.npm_execpath;
  if (script?.endsWith('.js')) return run(process.execPath, [script, ...args], { cwd: root, env, show });
  const path = `${env.PATH ?? ''}${process.platform === 'win32' ? ';' : ':'}${dirname(process.execPath)}`;
  return run('npm', args, { cwd: root, env: { ...env, PATH: path }, show, shell: process.platform === 'win32' });
}
