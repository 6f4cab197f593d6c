import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { root } from './root.mjs';
import { readStamp } from './stamp.mjs';

describe('the stamp of a set-up', () => {
  const dir = mkdtempSync(join(tmpdir(), 'capstan-stamp-'));
  after(() => rmSync(dir, { recursive: true }));
  const path = join(dir, 'stamp.json');
  const real = join(root, 'packages/torch/build/stamp.json');
  const { env } = process;

  it('is believed while nothing changed', { skip: !existsSync(real) }, () => {
    writeFileSync(path, readFileSync(real));
    assert.deepEqual(readStamp(env, { path }), readStamp(env));
  });

  it('that is missing, cut short, of another format, another cache or another checkout is not believed', () => {
    assert.equal(readStamp(env, { path: join(dir, 'none') }), undefined);
    /** @type {string[]} */
    const texts = ['', '{"env":', '{}', '{"node":"x","addon":"y"}', '[]', 'null'];
    if (existsSync(real)) {
      const stamp = JSON.parse(readFileSync(real, 'utf8'));
      const moved = Object.fromEntries(
        Object.entries(stamp.files).map(([file, mark]) => [file.replace(root, '/elsewhere'), mark]),
      );
      texts.push(JSON.stringify({ ...stamp, files: moved }), JSON.stringify({ ...stamp, env: '["linux","x64"]' }));
    }
    for (const text of texts) {
      writeFileSync(path, text);
      assert.equal(readStamp(env, { path }), undefined, text.slice(0, 40));
    }
    assert.equal(readStamp({ ...env, CAPSTAN_CACHE: dir }, { path: real }), undefined);
  });
});
