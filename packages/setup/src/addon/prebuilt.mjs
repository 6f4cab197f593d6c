import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { say } from '../report/output.mjs';
import { digest } from './digest.mjs';
import { engineIdentity } from './engine-identity.mjs';
import { placeAddon } from './place-addon.mjs';
import { sourcesDigest } from './sources.mjs';
import { tryLoading } from './try-loading.mjs';

/**
 * What a prebuilt addon was made of and for.
 *
 * @typedef {{ sources: string, engine: string, napi: number, sha256: string }} Prebuilt
 */

/** The folder of the addon that a published package brings for this platform. @param {string} native */
export function prebuiltDir(native) {
  const report = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  const libc = process.platform === 'linux' ? (report.header.glibcVersionRuntime ? '-glibc' : '-musl') : '';
  return join(dirname(native), 'prebuilt', `${process.platform}-${process.arch}${libc}`);
}

/**
 * Puts the prebuilt addon into the cache, where there is one and it fits the sources, the engine and this Node.
 *
 * @param {import('../engine/engine.mjs').Engine} engine
 * @param {{ cache: string, native: string, node: string, env: NodeJS.ProcessEnv }} where
 * @returns {Promise<{ addon: string, key: string } | undefined>} undefined: it has to be compiled
 */
export async function usePrebuilt(engine, { cache, native, node, env }) {
  const dir = prebuiltDir(native);
  const file = join(dir, 'capstan_torch.node');
  if (!existsSync(file)) return undefined;
  const why = misfit(dir, file, engine, native);
  if (why) {
    say(`  addon: the prebuilt one is not used: ${why}`);
    return undefined;
  }
  const key = digest(['prebuilt', engine.torch, hashOf(file)]);
  const there = join(cache, key, 'capstan_torch.node');
  if (existsSync(there)) return { addon: there, key };
  let fault;
  const addon = await placeAddon(cache, key, engine, async (temp) => {
    copyFileSync(file, join(temp, 'capstan_torch.node'));
    fault = await tryLoading(join(temp, 'capstan_torch.node'), node, env);
    if (fault) throw new Misfit(fault);
  }).catch((error) => {
    if (!(error instanceof Misfit)) throw error;
    say(`  addon: the prebuilt one does not load here (${error.message}), so it is compiled`);
  });
  if (addon) say('  addon: the prebuilt one fits');
  return addon ? { addon, key } : undefined;
}

class Misfit extends Error {}

/**
 * @param {string} dir
 * @param {string} file
 * @param {import('../engine/engine.mjs').Engine} engine
 * @param {string} native
 * @returns {string | undefined}
 */
function misfit(dir, file, engine, native) {
  /** @type {Prebuilt} */
  let about;
  try {
    about = JSON.parse(readFileSync(join(dir, 'prebuilt.json'), 'utf8'));
  } catch {
    return 'nothing says what it was built for';
  }
  if (about.engine !== engineIdentity(engine))
    return `it is for PyTorch ${about.engine}, this is ${engineIdentity(engine)}`;
  if (about.napi > Number(process.versions.napi)) return `it needs Node-API ${about.napi}`;
  if (about.sources !== sourcesDigest(native)) return 'it is of other sources';
  if (about.sha256 !== hashOf(file)) return 'it is damaged';
  return undefined;
}

/** @param {string} file */
function hashOf(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
