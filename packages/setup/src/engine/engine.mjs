import { createHash, randomUUID } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheDir } from '../cache/paths.mjs';
import { run } from '../cache/run.mjs';
import * as errors from '../report/errors.mjs';
import { duration, progressBar, say } from '../report/output.mjs';

/** @typedef {{ name: string, version: string, sha256: string, bytes: number, keep: string[] }} Wheel */
/** @typedef {{ tags: string[], wheels: Wheel[], unpackedBytes: number }} Platform */
/** @typedef {{ torch: string, python: string, implementation: string, abi: string, platforms: Record<string, Platform> }} Pins */
/** @typedef {{ torch: string, version: string, source: 'cache' | 'CAPSTAN_TORCH' }} Engine torch is the folder with lib/ and include/ */
/** @typedef {{ torch: string, platform: string, files: Record<string, { bytes: number, sha256: string }> }} Manifest */

const here = dirname(fileURLToPath(import.meta.url));

/** @type {Pins} what is fetched, pinned by hash, for each platform */
export const pins = JSON.parse(readFileSync(join(here, 'engine.json'), 'utf8'));

const platform = `${process.platform}-${process.arch}`;

/**
 * The engine's folder in the cache, whether it is there or not.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @example engineDir() // '/home/ada/.cache/capstan/engine/torch-2.11.0-linux-x64'
 */
export function engineDir(env = process.env) {
  return join(cacheDir(env), 'engine', `torch-${pins.torch}-${platform}`);
}

/**
 * The engine that is there: the PyTorch that `CAPSTAN_TORCH` names, else the one fetched before.
 * Looks at sizes only; `checkEngine` reads everything.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Engine | undefined}
 * @throws SetupError when `CAPSTAN_TORCH` is no PyTorch 2.9–2.11, or ENGINE_DAMAGED
 * @example const engine = findEngine() ?? (await fetchEngine(await findPython()));
 */
export function findEngine(env = process.env) {
  if (env.CAPSTAN_TORCH) return { ...installed(env.CAPSTAN_TORCH), source: 'CAPSTAN_TORCH' };
  const dir = engineDir(env);
  const manifest = readManifest(dir);
  if (!manifest) return undefined;
  const problems = [];
  for (const [name, { bytes }] of Object.entries(manifest.files)) {
    if (name.startsWith('torch/include/')) continue;
    const size = statSync(join(dir, name), { throwIfNoEntry: false })?.size;
    if (size !== bytes)
      problems.push(size === undefined ? `${name} is gone` : `${name} has ${size} bytes, not ${bytes}`);
  }
  if (problems.length > 0) throw errors.engineDamaged(dir, problems);
  const torch = join(dir, 'torch');
  return { torch, version: torchVersion(torch) ?? manifest.torch, source: 'cache' };
}

/**
 * Reads every file of the fetched engine and compares it with what was written.
 *
 * @param {string} [dir]
 * @returns {Promise<string[]>} what is wrong, in words; empty when all is well
 */
export async function checkEngine(dir = engineDir()) {
  const manifest = readManifest(dir);
  if (!manifest) return ['manifest.json is missing or unreadable'];
  const problems = [];
  for (const [name, { sha256 }] of Object.entries(manifest.files)) {
    const found = await hashFile(join(dir, name));
    if (found !== sha256) problems.push(found ? `${name} has changed` : `${name} is gone`);
  }
  return problems;
}

/** @param {string} path */
function installed(path) {
  const given = resolve(path);
  const torch = existsSync(join(given, 'torch/version.py')) ? join(given, 'torch') : given;
  const version = torchVersion(torch);
  if (!version || !existsSync(join(torch, 'lib')) || !existsSync(join(torch, 'include/ATen')))
    throw errors.notATorch(path);
  const [major, minor] = version.split('.').map(Number);
  if (major !== 2 || minor < 9 || minor > 11) throw errors.wrongTorch(path, version);
  return { torch, version };
}

/** @param {string} torch */
function torchVersion(torch) {
  try {
    return /^__version__ *= *'([^']+)'/m.exec(readFileSync(join(torch, 'version.py'), 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

/** @param {string} dir @returns {Manifest | undefined} */
function readManifest(dir) {
  try {
    return JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

/** @param {string} path */
async function hashFile(path) {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk);
  } catch {
    return undefined;
  }
  return hash.digest('hex');
}

/**
 * Whether this platform has an engine to fetch.
 *
 * @returns {Platform}
 * @throws SetupError PLATFORM_UNSUPPORTED
 */
export function fetchable() {
  const found = pins.platforms[platform];
  if (!found) throw errors.unsupportedPlatform(platform, '');
  if (process.platform === 'linux') {
    const report = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
    const glibc = report.header.glibcVersionRuntime;
    const [major, minor] = (glibc ?? '0.0').split('.').map(Number);
    if (major < 2 || (major === 2 && minor < 28)) {
      throw errors.unsupportedPlatform(platform, glibc ? ` with glibc ${glibc}` : ' with musl');
    }
  }
  return found;
}

/**
 * Downloads the wheels with pip, which checks their hashes, and unpacks what is needed. All or nothing: the engine's
 * folder gets its name when it is whole.
 *
 * @param {import('./python.mjs').Python} python
 * @param {{ env?: NodeJS.ProcessEnv, wanted?: Platform }} [options]
 * @returns {Promise<Engine>}
 * @throws SetupError DISK_FULL, DOWNLOAD_FAILED, UNPACK_FAILED
 */
export async function fetchEngine(python, { env = process.env, wanted = fetchable() } = {}) {
  const { tags, wheels, unpackedBytes } = wanted;
  const dir = engineDir(env);
  const downloadBytes = wheels.reduce((sum, { bytes }) => sum + bytes, 0);
  mkdirSync(dirname(dir), { recursive: true });
  removeLeftovers(dirname(dir));
  checkSpace(dirname(dir), 2 * downloadBytes + unpackedBytes); // pip copies out of its own temporary folder
  const temp = join(dirname(dir), `.tmp-${process.pid}-${randomUUID().slice(0, 8)}`);
  const remove = () => rmSync(temp, { recursive: true, force: true, maxRetries: 5 });
  process.once('exit', remove);
  try {
    say(`  engine: libtorch ${pins.torch}, fetched once into ${dir}`);
    const started = performance.now();
    await download({ python, tags, wheels, temp, env, downloadBytes });
    const downloaded = performance.now();
    const files = await unpack({ python, wheels, temp, unpackedBytes });
    /** @type {Manifest} */
    const manifest = { torch: pins.torch, platform, files };
    writeFileSync(join(temp, 'engine/manifest.json'), JSON.stringify(manifest), { flush: true });
    rmSync(dir, { recursive: true, force: true });
    renameSync(join(temp, 'engine'), dir);
    const [first, second] = [downloaded - started, performance.now() - downloaded].map((ms) => duration(ms / 1000));
    say(`  engine: ${mega(downloadBytes)} MB downloaded in ${first}, ${mega(unpackedBytes)} MB unpacked in ${second}`);
  } finally {
    process.off('exit', remove);
    remove();
  }
  const engine = findEngine(env);
  if (!engine) throw errors.engineDamaged(dir, ['it cannot be read back']);
  return engine;
}

/**
 * @param {{ python: import('./python.mjs').Python, tags: string[], wheels: Wheel[], temp: string, env: NodeJS.ProcessEnv, downloadBytes: number }} order
 */
async function download({ python, tags, wheels, temp, env, downloadBytes }) {
  const [scratch, target] = [join(temp, 'pip'), join(temp, 'wheels')];
  mkdirSync(scratch, { recursive: true });
  mkdirSync(target);
  const requirements = join(temp, 'requirements.txt');
  writeFileSync(requirements, wheels.map((w) => `${w.name}==${w.version} --hash=sha256:${w.sha256}\n`).join(''));
  const bar = progressBar('download', downloadBytes);
  // pip shows its own progress to a terminal only, so its files are watched as they grow.
  const watch = setInterval(() => bar.update(Math.max(size(scratch), size(target))), 200);
  const args = ['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--no-cache-dir', '--progress-bar=off'];
  args.push(
    '--python-version',
    pins.python,
    '--implementation',
    pins.implementation,
    '--abi',
    pins.abi,
    '--abi',
    'none',
  );
  for (const tag of tags) args.push('--platform', tag);
  args.push('--require-hashes', '-r', requirements, '-d', target);
  const { code, stderr } = await run(python.command, [...python.args, ...args], {
    env: {
      ...env,
      TMPDIR: scratch,
      TEMP: scratch,
      TMP: scratch,
      PIP_REQUIRE_VIRTUALENV: '0',
      PIP_DISABLE_PIP_VERSION_CHECK: '1',
      PIP_NO_INPUT: '1',
      PIP_RESUME_RETRIES: '8', // pip 25.1 and newer go on where a download broke off
      PYTHONWARNINGS: 'ignore',
    },
  });
  clearInterval(watch);
  bar.end();
  if (code !== 0) throw errors.downloadFailed(stderr);
}

/**
 * @param {{ python: import('./python.mjs').Python, wheels: Wheel[], temp: string, unpackedBytes: number }} order
 * @returns {Promise<Manifest['files']>}
 */
async function unpack({ python, wheels, temp, unpackedBytes }) {
  const names = readdirSync(join(temp, 'wheels'));
  const input = {
    target: join(temp, 'engine'),
    wheels: wheels.map(({ name, keep }) => {
      const file = names.find((each) => each.startsWith(`${name.replaceAll('-', '_')}-`));
      return { path: join(temp, 'wheels', file ?? name), keep };
    }),
  };
  const bar = progressBar('unpack', unpackedBytes);
  /** @type {Manifest['files'] | undefined} */
  let files;
  let rest = '';
  const { code, stderr } = await run(python.command, [...python.args, join(here, 'unpack.py')], {
    input: JSON.stringify(input),
    onStdout(text) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const message = JSON.parse(line);
        if (message.bytes) bar.update(message.bytes);
        files ??= message.files;
      }
    },
  });
  bar.end();
  if (code !== 0 || !files) throw errors.unpackFailed(stderr);
  return files;
}

/** What a set-up that was killed left behind: only one runs at a time. @param {string} dir */
function removeLeftovers(dir) {
  for (const name of readdirSync(dir)) {
    if (name.startsWith('.tmp-')) rmSync(join(dir, name), { recursive: true, force: true });
  }
}

/**
 * @param {string} dir
 * @param {number} needed
 */
function checkSpace(dir, needed) {
  const { bavail, bsize } = statfsSync(dir);
  if (bavail * bsize < needed) throw errors.noSpace(dir, needed, bavail * bsize);
}

/** @param {string} dir @returns {number} bytes of all files under it, those that vanish meanwhile left out */
function size(dir) {
  let sum = 0;
  try {
    for (const entry of readdirSync(dir, { withFileTypes: true })) {
      const path = join(dir, entry.name);
      sum += entry.isDirectory() ? size(path) : (statSync(path, { throwIfNoEntry: false })?.size ?? 0);
    }
  } catch {
    // the folder went while it was read
  }
  return sum;
}

/** @param {number} bytes */
function mega(bytes) {
  return Math.round(bytes / 1e6);
}
