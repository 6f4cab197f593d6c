// What is found, what is missing and how to get it. Needs nothing but Node 20.19, so it works before anything else does.
import { accessSync, constants, existsSync, mkdirSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { findCompiler } from './addon/compiler.mjs';
import { findAddon } from './addon/find-addon.mjs';
import { prebuiltDir } from './addon/prebuilt.mjs';
import { tryLoading } from './addon/try-loading.mjs';
import { cacheDir } from './cache/paths.mjs';
import { run } from './cache/run.mjs';
import { checkEngine, engineDir, findEngine } from './engine/engine.mjs';
import { findPython } from './engine/python.mjs';
import { checkLightgbm, findLightgbm, lightgbmDir } from './lightgbm/lightgbm.mjs';
import { findNode, leastNode } from './node/find-node.mjs';
import { findPlace } from './place.mjs';
import { SetupError } from './report/errors.mjs';
import { howToGet } from './report/hints.mjs';

/**
 * One thing that was looked at. `missing` stops Capstan, `absent` does not.
 *
 * @typedef {{ name: string, status: 'found' | 'missing' | 'absent', detail: string, hint?: string }} Finding
 */

/**
 * Looks at everything that Capstan needs.
 *
 * @param {{ place?: import('./place.mjs').Place, env?: NodeJS.ProcessEnv, node?: string, beside?: Finding[] }} [options] node: that
 * loads the addon; beside: what else was looked at
 * @returns {Promise<Finding[]>}
 * @example const missing = (await examine()).filter(({ status }) => status === 'missing');
 */
export async function examine({ place = findPlace(), env = process.env, node, beside = [] } = {}) {
  const runs = node ?? findNode([place.torch], env);
  const { addon: path, hint } = findAddon(place.torch, env);
  const engine = await engineFinding(env, hint);
  const addon = await addonFinding(path, hint, runs ?? process.execPath, env);
  const prebuilt = place.kind === 'installed' && existsSync(prebuiltDir(join(place.torch, 'native')));
  return [
    systemNode(),
    ...(place.kind === 'installed' ? [await runningNode(runs)] : []),
    ...beside,
    await needed('Python', engine.status === 'found', async () => {
      const { version, pip, command } = await findPython(env);
      return `${version} with pip ${pip} (${command})`;
    }),
    await needed('C++17 compiler', addon.status === 'found' || prebuilt, async () => {
      const { version, path } = await findCompiler(env);
      return `${version} (${path})`;
    }),
    engine,
    addon,
    await trees(env),
    cache(env),
    await gpu(env),
  ];
}

/** @returns {Finding} */
function systemNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const enough = major > 20 || (major === 20 && minor >= 19);
  const detail = `${process.versions.node} (${process.execPath})`;
  return enough ? found('Node', detail) : missing('Node', `${detail} is older than 20.19`, howToGet('node'));
}

/**
 * The Node that runs Capstan, where the one at work is too old.
 *
 * @param {string | undefined} node
 * @returns {Promise<Finding>}
 */
async function runningNode(node) {
  const name = `Node ${leastNode}`;
  if (!node) return missing(name, 'not found', 'npx capstan setup fetches one, or: npm install --save-dev node@26');
  const { code, stdout, stderr } = await run(node, ['--version']);
  return code === 0
    ? found(name, `${stdout.trim().slice(1)} (${node})`)
    : missing(name, `${node} does not run: ${stderr.trim()}`, 'npm rebuild node');
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
      : missing(name, detail, error.hint);
  }
}

/** @param {NodeJS.ProcessEnv} env @param {string} byHand @returns {Promise<Finding>} */
async function engineFinding(env, byHand) {
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
    return missing(name, error.message.split('\n', 1)[0], error.hint);
  }
}

/**
 * @param {string | undefined} path
 * @param {string} hint
 * @param {string} node
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Finding>}
 */
async function addonFinding(path, hint, node, env) {
  const name = 'addon';
  if (!path) return missing(name, 'not built', hint);
  if (!existsSync(path)) return missing(name, `${path} is gone`, hint);
  const fault = await tryLoading(path, node, env);
  return fault ? missing(name, `${path} does not load: ${fault}`, hint) : found(name, path);
}

/** LightGBM's library, which only trees need. @param {NodeJS.ProcessEnv} env @returns {Promise<Finding>} */
async function trees(env) {
  const name = 'trees';
  const hint = `Remove ${lightgbmDir(env)}: it is fetched again when trees are used.`;
  try {
    const there = findLightgbm(env);
    if (!there) return { name, status: 'absent', detail: 'LightGBM is fetched when trees are first used' };
    const problems = await checkLightgbm(lightgbmDir(env));
    const detail = `LightGBM ${there.version} (${there.library})`;
    return problems.length === 0 ? found(name, detail) : missing(name, `${detail}: ${problems.join('; ')}`, hint);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    return missing(name, error.message.split('\n', 1)[0], hint);
  }
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
    hint: 'Install PyTorch 2.11 with CUDA and set CAPSTAN_TORCH to its site-packages/torch.',
  };
}

/** @param {string} name @param {string} detail @returns {Finding} */
export function found(name, detail) {
  return { name, status: 'found', detail };
}

/** @param {string} name @param {string} detail @param {string} hint @returns {Finding} */
export function missing(name, detail, hint) {
  return { name, status: 'missing', detail, hint };
}

/**
 * The findings as lines for a terminal.
 *
 * @param {Finding[]} findings
 */
export function renderFindings(findings) {
  const signs = { found: '✔', missing: '✘', absent: '–' };
  const width = Math.max(...findings.map(({ name }) => name.length));
  const lines = findings.flatMap(({ name, status, detail, hint }) => [
    `${signs[status]} ${name.padEnd(width)}  ${detail}`,
    ...(hint ? hint.split('\n').map((line) => `${' '.repeat(width + 4)}${line}`) : []),
  ]);
  const count = findings.filter(({ status }) => status === 'missing').length;
  return [...lines, '', count === 0 ? 'Everything that Capstan needs is there.' : `${count} missing.`].join('\n');
}

/**
 * Prints what was found; `--json` prints it as data.
 *
 * @param {readonly string[]} args
 * @param {readonly string[]} [from]
 * @param {Parameters<typeof examine>[0]} [options]
 * @returns {Promise<number>} the exit code: 1 when something is missing
 */
export async function doctor(args, from, options) {
  const findings = await examine({ place: findPlace(from), ...options });
  console.log(args.includes('--json') ? JSON.stringify(findings, null, 2) : renderFindings(findings));
  return findings.some(({ status }) => status === 'missing') ? 1 : 0;
}
