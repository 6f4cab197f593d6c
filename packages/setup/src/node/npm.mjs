import { dirname } from 'node:path';
import { run } from '../cache/run.mjs';

/**
 * Runs npm: under an npm script the one at work, else the one on the PATH or beside this Node.
 *
 * @param {string[]} args
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} env
 * @example const { code } = await npm(['ci'], root, process.env);
 */
export function npm(args, cwd, env) {
  const show = process.stderr.isTTY; // npm draws its own progress there
  const script = env.npm_execpath;
  if (script?.endsWith('.js')) return run(process.execPath, [script, ...args], { cwd, env, show });
  const path = `${env.PATH ?? ''}${process.platform === 'win32' ? ';' : ':'}${dirname(process.execPath)}`;
  return run('npm', args, { cwd, env: { ...env, PATH: path }, show, shell: process.platform === 'win32' });
}
