import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { run } from '../cache/run.mjs';
import { findPython } from '../engine/python.mjs';
import { checkLightgbm, findLightgbm, lightgbmDir, prepareLightgbm } from './lightgbm.mjs';

const dir = mkdtempSync(join(tmpdir(), 'capstan-lightgbm-'));
after(() => rmSync(dir, { recursive: true, force: true }));

const makeWheel = `
import sys, zipfile
name, folder = sys.argv[1:3]
dist = '%s-1.0.dist-info/' % name
with zipfile.ZipFile('%s/%s-1.0-py3-none-any.whl' % (folder, name), 'w', zipfile.ZIP_DEFLATED) as out:
    out.writestr('lightgbm/lib/lib_lightgbm.so', b'trees' * 1000)
    out.writestr('lightgbm/basic.py', b'not wanted')
    out.writestr(dist + 'METADATA', 'Metadata-Version: 2.1\\nName: %s\\nVersion: 1.0\\n' % name)
    out.writestr(dist + 'WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    out.writestr(dist + 'RECORD', '')
`;

/** A wheel on disk, as pip would find it in a folder, and what is to be fetched of it. */
async function wheel() {
  const folder = mkdtempSync(join(dir, 'wheels-'));
  const python = await findPython();
  const made = await run(python.command, [...python.args, '-c', makeWheel, 'capstan_trial_trees', folder]);
  assert.equal(made.code, 0, made.stderr);
  const path = join(folder, 'capstan_trial_trees-1.0-py3-none-any.whl');
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
  const keep = ['lightgbm/lib/lib_lightgbm.so'];
  const wheels = [{ name: 'capstan-trial-trees', version: '1.0', sha256, bytes: statSync(path).size, keep }];
  const cache = mkdtempSync(join(dir, 'cache-'));
  const env = { ...process.env, PIP_NO_INDEX: '1', PIP_FIND_LINKS: folder, CAPSTAN_CACHE: cache, CAPSTAN_TORCH: '' };
  return { env, wanted: { tags: ['any'], wheels, unpackedBytes: 5000 } };
}

describe("LightGBM's library", () => {
  it('is fetched once, with what is wanted of its wheel and nothing else', async () => {
    const { env, wanted } = await wheel();
    assert.equal(findLightgbm(env), undefined);
    const both = await Promise.all([prepareLightgbm({ env, wanted }), prepareLightgbm({ env, wanted })]);
    const library = join(lightgbmDir(env), 'lightgbm/lib/lib_lightgbm.so');
    for (const each of [...both, findLightgbm(env)]) assert.equal(each?.library, library);
    assert.deepEqual(readdirSync(lightgbmDir(env)).sort(), ['lightgbm', 'manifest.json']);
    assert.deepEqual(readdirSync(dirname(library)), ['lib_lightgbm.so']);
    assert.deepEqual(readdirSync(dirname(lightgbmDir(env))).length, 1);
    assert.deepEqual(await checkLightgbm(lightgbmDir(env)), []);
  });

  it('is refused when its hash is another, and nothing is left', async () => {
    const { env, wanted } = await wheel();
    wanted.wheels[0].sha256 = 'a'.repeat(64);
    const failed = { code: 'download-failed', message: /^LightGBM could not be downloaded[\s\S]*HASHES/ };
    await assert.rejects(prepareLightgbm({ env, wanted }), failed);
    assert.deepEqual(readdirSync(dirname(lightgbmDir(env))), []);
  });

  it('that was damaged is named, by size at once and by content when it is read', async () => {
    const { env, wanted } = await wheel();
    const { library } = await prepareLightgbm({ env, wanted });
    const bytes = readFileSync(library);
    bytes[100] ^= 1;
    writeFileSync(library, bytes);
    assert.deepEqual(await checkLightgbm(lightgbmDir(env)), ['lightgbm/lib/lib_lightgbm.so has changed']);
    writeFileSync(library, bytes.subarray(0, 50));
    assert.throws(() => findLightgbm(env), { code: 'lightgbm-damaged', message: /has 50 bytes, not 5000/ });
  });

  it('is pinned by a sha256, for each platform', () => {
    const pins = JSON.parse(readFileSync(join(import.meta.dirname, 'lightgbm.json'), 'utf8'));
    assert.deepEqual(Object.keys(pins.platforms).sort(), ['darwin-arm64', 'linux-arm64', 'linux-x64', 'win32-x64']);
    for (const { wheels } of Object.values(pins.platforms)) {
      assert.equal(wheels.length, 1);
      assert.equal(wheels[0].version, pins.lightgbm);
      assert.match(wheels[0].sha256, /^[0-9a-f]{64}$/);
    }
  });
});
