import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { smallEngine } from '../testing/small-engine.mjs';
import { buildAddon } from './addon.mjs';
import { prebuiltDir, usePrebuilt } from './prebuilt.mjs';
import { sourcesDigest } from './sources.mjs';

describe('a prebuilt addon', { skip: process.platform === 'win32' }, async () => {
  const small = await smallEngine();
  after(small.remove);
  const { native, env, engine, compiler } = small;
  const dir = prebuiltDir(native);
  const file = join(dir, 'capstan_torch.node');
  const where = { cache: join(small.cache, 'addon'), native, node: process.execPath, env };
  const hash = () => createHash('sha256').update(readFileSync(file)).digest('hex');
  /** @param {object} [changed] */
  const describeIt = (changed) => {
    const about = { sources: sourcesDigest(native), engine: '2.11.0 abc', napi: 9, sha256: hash(), ...changed };
    writeFileSync(join(dir, 'prebuilt.json'), JSON.stringify(about));
  };

  before(async () => {
    const { addon } = await buildAddon(engine, compiler, {
      env: { ...env, CAPSTAN_CACHE: join(small.dir, 'other') },
      native,
    });
    mkdirSync(dir, { recursive: true });
    copyFileSync(addon, file);
  });

  it('that fits is put beside a link to the engine, and found there the next time', async () => {
    describeIt();
    const used = await usePrebuilt(engine, where);
    assert.equal(await small.load(String(used?.addon)), '42');
    assert.deepEqual(await usePrebuilt(engine, where), used);
  });

  it('of another engine, other sources, a newer Node-API, or damaged, is not used', async () => {
    for (const changed of [{ engine: '2.10.0 abc' }, { sources: 'x' }, { napi: 99 }, { sha256: 'x' }]) {
      describeIt(changed);
      assert.equal(await usePrebuilt(engine, where), undefined, JSON.stringify(changed));
    }
    writeFileSync(join(dir, 'prebuilt.json'), '{');
    assert.equal(await usePrebuilt(engine, where), undefined);
  });

  it('that does not load, though it says it fits, is not used', async () => {
    writeFileSync(file, 'no ELF');
    describeIt();
    assert.equal(await usePrebuilt(engine, where), undefined);
  });
});
