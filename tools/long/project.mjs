// A project of somebody else's, in an empty folder with an empty HOME: what the test of the installed packages works in.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../../packages/setup/src/cache/run.mjs';

/** @typedef {{ code: number, out: string }} Outcome out: both streams */

/**
 * @param {Record<string, string>} files
 * @example const project = makeProject({ 'train.mjs': '…' }); await project.sh('npm', 'install', 'zod');
 */
export function makeProject(files) {
  const dir = mkdtempSync(join(tmpdir(), 'capstan-project-'));
  const [app, home] = [join(dir, 'app'), join(dir, 'home')];
  for (const each of [app, home]) mkdirSync(each);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(app, name), text);
  // What leads to the network stays; nothing of this checkout, its npm or its test runner does.
  const network = /^(NODE_EXTRA_CA_CERTS|npm_config_(registry|cafile|proxy|https_proxy|noproxy))$/i;
  const ours = /^(CAPSTAN_|npm_|NODE_|XDG_CACHE|INIT_CWD)/i;
  const kept = Object.entries(process.env).filter(([name]) => network.test(name) || !ours.test(name));
  /** @type {NodeJS.ProcessEnv} no compiler is to be needed: one that does not exist is named */
  const env = { ...Object.fromEntries(kept), HOME: home, CXX: join(dir, 'no-compiler'), OMP_NUM_THREADS: '2' };
  return {
    app,
    cache: join(home, '.cache/capstan'),
    remove: () => rmSync(dir, { recursive: true, force: true }),
    /** A copy of the project's packages, for a test that damages them. @param {string} name */
    copy(name) {
      cpSync(app, join(dir, name), { recursive: true, verbatimSymlinks: true });
      return join(dir, name);
    },
    /**
     * Runs a program there under a Node, with its programs first on the PATH.
     *
     * @param {string} node
     * @param {string[]} command
     * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} [options]
     * @returns {Promise<Outcome>}
     */
    async under(node, [program, ...args], { env: more = {}, cwd = app } = {}) {
      const path = `${dirname(node)}:${process.env.PATH}`;
      const { code, stdout, stderr } = await run(program, args, { cwd, env: { ...env, PATH: path, ...more } });
      return { code, out: stdout + stderr };
    },
  };
}
