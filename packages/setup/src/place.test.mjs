import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { findAddon } from './addon/find-addon.mjs';
import { findPlace, pointerFile } from './place.mjs';

describe('where Capstan lies', () => {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'capstan-place-')));
  after(() => rmSync(dir, { recursive: true, force: true }));
  const modules = join(dir, 'app/node_modules/@capstan');
  const torch = join(modules, 'torch');
  mkdirSync(join(torch, 'native'), { recursive: true });
  writeFileSync(
    join(torch, 'package.json'),
    JSON.stringify({ name: '@capstan/torch', exports: { './package.json': './package.json' } }),
  );
  cpSync(import.meta.dirname, join(modules, 'setup/src'), { recursive: true });
  const env = { CAPSTAN_CACHE: join(dir, 'cache') };

  it('is a checkout here', () => {
    const { kind, root, torch: home } = findPlace();
    assert.deepEqual([kind, home], ['checkout', join(root, 'packages/torch')]);
  });

  it('is where npm installed it, and an error says where it was looked for', async () => {
    const installed = await import(pathToFileURL(join(modules, 'setup/src/place.mjs')).href);
    assert.deepEqual(installed.findPlace(), { kind: 'installed', root: join(dir, 'app'), torch });
    rmSync(join(torch, 'package.json'));
    const message =
      /@capstan\/torch is not installed where this looks: .*app.*\n {2}In the folder of your project: npm install/s;
    assert.throws(() => installed.findPlace(), { code: 'torch-package-missing', message });
  });

  it('decides which addon is used: beside the sources of a checkout, in the cache for what npm installed', () => {
    assert.equal(pointerFile(torch, env), join(torch, 'build/addon.json'));
    assert.deepEqual(findAddon(torch, env), { hint: 'npm run setup' });
    writeFileSync(join(torch, 'native/sources.json'), JSON.stringify({ digest: 'one' }));
    const pointer = pointerFile(torch, env);
    assert.equal(join(pointer, '..'), join(dir, 'cache/ready'));
    assert.notEqual(pointerFile(torch, { ...env, CAPSTAN_TORCH: '/opt/torch' }), pointer);
    assert.deepEqual(findAddon(torch, env), { hint: 'npx capstan setup' });
    mkdirSync(join(dir, 'cache/ready'), { recursive: true });
    for (const text of ['{"addon": ', '[]', '{"addon": 3}']) {
      writeFileSync(pointer, text);
      assert.equal(findAddon(torch, env).addon, undefined, text);
    }
    writeFileSync(pointer, JSON.stringify({ addon: '/cache/x.node' }));
    assert.equal(findAddon(torch, env).addon, '/cache/x.node');
    assert.equal(findAddon(torch, { ...env, CAPSTAN_ADDON: '/mine.node' }).addon, '/mine.node');
    writeFileSync(join(torch, 'native/sources.json'), JSON.stringify({ digest: 'two' }));
    assert.notEqual(pointerFile(torch, env), pointer);
  });
});
