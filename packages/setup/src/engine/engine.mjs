import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheDir } from '../cache/paths.mjs';
import * as errors from '../report/errors.mjs';

/** @typedef {{ name: string, version: string, sha256: string, bytes: number, keep: string[] }} Wheel */
/** @typedef {{ tags: string[], wheels: Wheel[], unpackedBytes: number }} Platform */
/** @typedef {{ torch: string, python: string, implementation: string, abi: string, platforms: Record<string, Platform> }} Pins */
/** @typedef {{ torch: string, version: string, source: 'cache' | 'CAPSTAN_TORCH' }} Engine torch is the folder with lib/ and include/ */
/** @typedef {{ torch: string, platform: string, files: Record<string, { bytes: number, sha256: string }> }} Manifest */

const here = dirname(fileURLToPath(import.meta.url));

/** @type {Pins} what is fetched, pinned by hash, for each platform */
export const pins = JSON.parse(readFileSync(join(here, 'engine.json'), 'utf8'));

/** @type {string} this machine's, as engine.json calls it */
export const platform = `${process.platform}-${process.arch}`;

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
