// A project of somebody else's, in an empty folder with an empty HOME: what the test of the installed packages works in.
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../../packages/setup/src/cache/run.mjs';
import { engineDir } from '../../packages/setup/src/engine/engine.mjs';

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
  // Nor is anything fetched twice: npm's own cache is this machine's, and so is the engine where it lies here.
  const npmCache = process.env.npm_config_cache ?? join(homedir(), '.npm');
  /** @type {NodeJS.ProcessEnv} no compiler is to be needed: one that does not exist is named */
  const env = {
    ...Object.fromEntries(kept),
    HOME: home,
    CXX: join(dir, 'no-compiler'),
    OMP_NUM_THREADS: '2',
    npm_config_cache: npmCache,
    npm_config_prefer_offline: 'true',
  };
  const cache = join(home, '.cache/capstan');
  return {
    app,
    cache,
    /** Puts this machine's engine into the project's cache, as if it had been fetched. Gives whether there is one. */
    async lendEngine() {
      if (!existsSync(engineDir())) return false;
      mkdirSync(dirname(engineDir({ CAPSTAN_CACHE: cache })), { recursive: true });
      return linkTree(engineDir(), engineDir({ CAPSTAN_CACHE: cache }));
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
    /** A copy of the project's packages, for a test that replaces some of them; no file may be written into. @param {string} name */
    async copy(name) {
      const to = join(dir, name);
      if (!(await linkTree(app, to))) cpSync(app, to, { recursive: true, verbatimSymlinks: true });
      return to;
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

/** The same files under other names, without copying them; false where the file system will not. @param {string} from @param {string} to */
async function linkTree(from, to) {
  const { code } = await run('cp', ['-al', from, to]);
  if (code !== 0) rmSync(to, { recursive: true, force: true });
  return code === 0;
}
