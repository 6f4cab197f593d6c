import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { engineIdentity } from '../../packages/setup/src/addon/engine-identity.mjs';
import { prebuiltDir } from '../../packages/setup/src/addon/prebuilt.mjs';
import { sourcesDigest } from '../../packages/setup/src/addon/sources.mjs';
import { engineDir } from '../../packages/setup/src/engine/engine.mjs';

const nodeApi = 10; // Node 24's

/**
 * Puts this checkout's addon into the package of @capstan/torch, for machines like this one, and the digest of its sources.
 *
 * @param {string} stage the package's folder
 * @param {import('../workspace/stamp.mjs').Ready} ready
 * @returns {string | undefined} why there is none
 */
export function addPrebuilt(stage, ready) {
  const native = join(stage, 'native');
  const sources = sourcesDigest(native);
  writeFileSync(join(native, 'sources.json'), `${JSON.stringify({ digest: sources })}\n`);
  if (!ready.torch.startsWith(engineDir())) return 'it would be of the PyTorch that CAPSTAN_TORCH names';
  const dir = prebuiltDir(native);
  mkdirSync(dir, { recursive: true });
  copyFileSync(ready.addon, join(dir, 'capstan_torch.node'));
  /** @type {import('../../packages/setup/src/addon/prebuilt.mjs').Prebuilt} */
  const about = {
    sources,
    engine: engineIdentity({ ...ready, source: 'cache' }),
    napi: nodeApi,
    sha256: createHash('sha256').update(readFileSync(ready.addon)).digest('hex'),
  };
  writeFileSync(join(dir, 'prebuilt.json'), `${JSON.stringify(about, null, 2)}\n`);
  return undefined;
}
