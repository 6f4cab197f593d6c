import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { linkPackages, packagesInstalled } from './workspace.mjs';

describe('npm packages', () => {
  const dir = mkdtempSync(join(tmpdir(), 'capstan-workspace-'));
  after(() => rmSync(dir, { recursive: true, force: true }));
  const packages = {
    '': { name: 'capstan' },
    'packages/base': { name: '@capstan/base', version: '0.1.0' },
    'packages/torch': { name: '@capstan/torch', version: '0.1.0' },
    'node_modules/@capstan/base': { resolved: 'packages/base', link: true },
    'node_modules/@capstan/torch': { resolved: 'packages/torch', link: true },
    'node_modules/zod': { version: '4.6.7' },
    'node_modules/only-on-macos': { version: '1.0.0', optional: true },
  };
  const { '': _, 'node_modules/only-on-macos': __, ...here } = packages;

  /** @param {string} name @param {object} content */
  const lock = (name, content) => writeFileSync(join(dir, name), JSON.stringify({ packages: content }));
  for (const name of ['packages/base', 'packages/torch', 'node_modules/zod'])
    mkdirSync(join(dir, name), { recursive: true });
  writeFileSync(join(dir, 'node_modules/zod/package.json'), '{}');
  writeFileSync(join(dir, 'packages/base/package.json'), '{}');
  writeFileSync(join(dir, 'packages/torch/package.json'), '{"bin":{"torch":"./torch.mjs"}}');
  writeFileSync(join(dir, 'packages/torch/torch.mjs'), '');
  lock('package-lock.json', packages);

  it('are there when the list of npm and the folders say so', () => {
    assert.equal(packagesInstalled(dir), false);
    lock('node_modules/.package-lock.json', here);
    assert.equal(packagesInstalled(dir), true);
    lock('node_modules/.package-lock.json', { ...here, 'node_modules/zod': { version: '3.0.0' } });
    assert.equal(packagesInstalled(dir), false);
    lock('node_modules/.package-lock.json', { ...here, 'node_modules/left-over': { version: '1.0.0' } });
    assert.equal(packagesInstalled(dir), false);
  });

  it('are not there when a folder is gone that the list names, or the list is cut short', () => {
    lock('node_modules/.package-lock.json', here);
    rmSync(join(dir, 'node_modules/zod'), { recursive: true });
    assert.equal(packagesInstalled(dir), false);
    writeFileSync(join(dir, 'node_modules/.package-lock.json'), '{"packages": {');
    assert.equal(packagesInstalled(dir), false);
  });

  it("of the workspace are linked where npm's links are missing, lead elsewhere or nowhere", () => {
    mkdirSync(join(dir, 'node_modules/@capstan'), { recursive: true });
    symlinkSync('../../packages/moved-away', join(dir, 'node_modules/@capstan/torch'), 'junction');
    mkdirSync(join(dir, 'node_modules/.bin'));
    symlinkSync('../@capstan/torch/old.ts', join(dir, 'node_modules/.bin/torch'));
    linkPackages(dir);
    for (const name of ['base', 'torch']) {
      const link = join(dir, 'node_modules/@capstan', name);
      assert.equal(realpathSync(link), realpathSync(join(dir, 'packages', name)));
    }
    if (process.platform !== 'win32')
      assert.equal(
        realpathSync(join(dir, 'node_modules/.bin/torch')),
        realpathSync(join(dir, 'packages/torch/torch.mjs')),
      );
    rmSync(join(dir, 'node_modules/@capstan/base'), { recursive: true });
    symlinkSync('../../packages/torch', join(dir, 'node_modules/@capstan/base'), 'junction');
    linkPackages(dir);
    assert.equal(realpathSync(join(dir, 'node_modules/@capstan/base')), realpathSync(join(dir, 'packages/base')));
    assert.ok(!existsSync(join(dir, 'node_modules/only-on-macos')));
  });
});
