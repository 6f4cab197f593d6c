// capstan doctor: what is found, what is missing and how to get it. Needs nothing but Node 20.19, so it works before
// anything else does. With --json it prints the findings as data.
import { accessSync, constants, existsSync, mkdirSync, readFileSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { findCompiler } from './setup/compiler.mjs';
import { checkEngine, engineDir, findEngine } from './setup/engine.mjs';
import { SetupError } from './setup/errors.mjs';
import { hint } from './setup/hints.mjs';
import { buildDir, cacheDir, root } from './setup/paths.mjs';
import { findPython } from './setup/python.mjs';
import { run } from './setup/run.mjs';
import { node26, packagesInstalled } from './setup/workspace.mjs';

/**
 * One thing that was looked at. `missing` stops Capstan, `absent` does not.
 *
 * @typedef {{ name: string, status: 'found' | 'missing' | 'absent', detail: string, todo?: string }} Finding
 */

const byHand = 'npm run setup';

/**
 * Looks at everything that Capstan needs.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<Finding[]>}
 * @example const missing = (await examine()).filter(({ status }) => status === 'missing');
 */
export async function examine(env = process.env) {
  const engine = await engineFinding(env);
  const addon = await addonFinding(env);
  return [
    systemNode(),
    packages(),
    await workspaceNode(),
    await needed('Python', engine.status === 'found', async () => {
      const { version, pip, command } = await findPython(env);
      return `${version} with pip ${pip} (${command})`;
    }),
    await needed('C++17 compiler', addon.status === 'found', async () => {
      const { version, path } = await findCompiler(env);
      return `${version} (${path})`;
    }),
    engine,
    addon,
    cache(env),
    await gpu(env),
  ];
}

/** @returns {Finding} */
function systemNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const enough = major > 20 || (major === 20 && minor >= 19);
  const detail = `${process.versions.node} (${process.execPath})`;
  return enough ? found('Node', detail) : missing('Node', `${detail} is older than 20.19`, hint('node'));
}

/** @returns {Finding} */
function packages() {
  const name = 'npm packages';
  if (packagesInstalled()) return found(name, 'as package-lock.json says');
  const detail = existsSync(join(root, 'node_modules')) ? 'not as package-lock.json says' : 'not installed';
  return missing(name, detail, byHand);
}

/** @returns {Promise<Finding>} */
async function workspaceNode() {
  const name = 'Node 26';
  if (!existsSync(node26)) return missing(name, 'not installed', byHand);
  const { code, stdout, stderr } = await run(node26, ['--version']);
  return code === 0
    ? found(name, stdout.trim().slice(1))
    : missing(name, `does not run: ${stderr.trim()}`, 'npm rebuild node');
}

/**
 * A prerequisite of set-up, which nobody misses once set-up has been through.
 *
 * @param {string} name
 * @param {boolean} done
 * @param {() => Promise<string>} look
 * @returns {Promise<Finding>}
 */
async function needed(name, done, look) {
  try {
    return found(name, await look());
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    const detail = error.message.split('\n', 1)[0];
    return done
      ? { name, status: 'absent', detail: `${detail} Not needed as things stand.` }
      : missing(name, detail, error.todo);
  }
}

/** @param {NodeJS.ProcessEnv} env @returns {Promise<Finding>} */
async function engineFinding(env) {
  const name = 'engine';
  try {
    const engine = findEngine(env);
    if (!engine) return missing(name, `libtorch is not in ${engineDir(env)}`, byHand);
    const detail = `libtorch ${engine.version} (${engine.torch}${engine.source === 'cache' ? '' : ', from CAPSTAN_TORCH'})`;
    const problems = engine.source === 'cache' ? await checkEngine(engineDir(env)) : [];
    if (problems.length === 0) return found(name, detail);
    const shown = problems.slice(0, 3).join('; ') + (problems.length > 3 ? `; and ${problems.length - 3} more` : '');
    return missing(name, `${detail} is damaged: ${shown}`, `Remove ${engineDir(env)}, then: ${byHand}`);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    return missing(name, error.message.split('\n', 1)[0], error.todo);
  }
}

/** @param {NodeJS.ProcessEnv} env @returns {Promise<Finding>} */
async function addonFinding(env) {
  const name = 'addon';
  let path = env.CAPSTAN_ADDON;
  try {
    path ||= JSON.parse(readFileSync(join(buildDir, 'addon.json'), 'utf8')).addon;
  } catch {
    return missing(name, 'not built', byHand);
  }
  if (!path || !existsSync(path)) return missing(name, `${path} is gone`, byHand);
  const { code, stderr } = await run(existsSync(node26) ? node26 : process.execPath, [
    '-e',
    `require(${JSON.stringify(path)})`,
  ]);
  const why = stderr.split('\n').find((line) => line.includes('Error')) ?? stderr.trim().slice(0, 300);
  return code === 0 ? found(name, path) : missing(name, `${path} does not load: ${why}`, byHand);
}

/** @param {NodeJS.ProcessEnv} env @returns {Finding} */
function cache(env) {
  const dir = cacheDir(env);
  try {
    mkdirSync(dir, { recursive: true });
    accessSync(dir, constants.W_OK);
    const { bavail, bsize } = statfsSync(dir);
    return found('cache', `${dir} (${((bavail * bsize) / 1e9).toFixed(0)} GB free)`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return missing('cache', `${dir} cannot be written: ${why}`, 'Set CAPSTAN_CACHE to a folder of yours.');
  }
}

/** @param {NodeJS.ProcessEnv} env @returns {Promise<Finding>} */
async function gpu(env) {
  const { code, stdout } = await run('nvidia-smi', ['--query-gpu=name,memory.total', '--format=csv,noheader'], { env });
  if (code !== 0) return { name: 'GPU', status: 'absent', detail: 'none found; Capstan runs on the CPU' };
  const detail = stdout.trim().replaceAll('\n', '; ');
  if (env.CAPSTAN_TORCH) return found('GPU', detail);
  return {
    name: 'GPU',
    status: 'absent',
    detail: `${detail}, unused: the engine that is fetched is for CPUs`,
    todo: 'Install PyTorch 2.11 with CUDA and set CAPSTAN_TORCH to its site-packages/torch.',
  };
}

/** @param {string} name @param {string} detail @returns {Finding} */
function found(name, detail) {
  return { name, status: 'found', detail };
}

/** @param {string} name @param {string} detail @param {string} todo @returns {Finding} */
function missing(name, detail, todo) {
  return { name, status: 'missing', detail, todo };
}

/**
 * The findings as lines for a terminal.
 *
 * @param {Finding[]} findings
 */
export function renderFindings(findings) {
  const signs = { found: '✔', missing: '✘', absent: '–' };
  const width = Math.max(...findings.map(({ name }) => name.length));
  const lines = findings.flatMap(({ name, status, detail, todo }) => [
    `${signs[status]} ${name.padEnd(width)}  ${detail}`,
    ...(todo ? todo.split('\n').map((line) => `${' '.repeat(width + 4)}${line}`) : []),
  ]);
  const count = findings.filter(({ status }) => status === 'missing').length;
  return [...lines, '', count === 0 ? 'Everything that Capstan needs is there.' : `${count} missing.`].join('\n');
}

if (process.argv[1] === import.meta.filename) {
  const findings = await examine();
  console.log(process.argv.includes('--json') ? JSON.stringify(findings, null, 2) : renderFindings(findings));
  process.exitCode = findings.some(({ status }) => status === 'missing') ? 1 : 0;
}
