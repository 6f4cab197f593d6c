import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { isUnreleased, versionProblems } from './versions.mjs';

describe('the version', () => {
  const dir = mkdtempSync(join(tmpdir(), 'capstan-versions-'));
  after(() => rmSync(dir, { recursive: true }));

  it('of this checkout is one', () => assert.deepEqual(versionProblems(), []));

  it('that another place says otherwise is named with the place', () => {
    const write = (/** @type {string} */ path, /** @type {unknown} */ content) => {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), typeof content === 'string' ? content : JSON.stringify(content));
    };
    write('package.json', { version: '0.2.0' });
    write('packages/base/package.json', { version: '0.2.0' });
    write('packages/data/package.json', { version: '0.1.0', dependencies: { '@capstan/base': '0.1.0', zod: '4.6.7' } });
    const lock = { '': { version: '0.2.0' }, 'packages/base': { version: '0.2.0' } };
    write('package-lock.json', { packages: lock });
    write('CHANGELOG.md', '# Changelog\n\n## 0.1.0, unreleased\n');
    assert.deepEqual(versionProblems(dir), [
      'package.json says 0.2.0, packages/data/package.json 0.1.0',
      'package.json says 0.2.0, packages/data/package.json, @capstan/base 0.1.0',
      "package.json says 0.2.0, package-lock.json, 'packages/data' none",
      'package.json says 0.2.0, the first heading of CHANGELOG.md 0.1.0',
    ]);
    assert.equal(isUnreleased(dir), true);
    write('packages/data/package.json', { version: '0.2.0', dependencies: { '@capstan/base': '0.2.0' } });
    write('package-lock.json', { packages: { ...lock, 'packages/data': { version: '0.2.0' } } });
    write('CHANGELOG.md', '# Changelog\n\n## 0.2.0\n');
    assert.deepEqual(versionProblems(dir), []);
    assert.equal(isUnreleased(dir), false);
  });
});
