import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { root } from './root.mjs';
import { readStamp, sourceMarks, writeStamp } from './stamp.mjs';

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

  it('of a source that was saved during the set-up is not believed: what was built is of the older text', () => {
    const { ready, source, pointer } = made();
    const before = sourceMarks([source]);
    assert(writeStamp(ready, { before, inputs: [] }, env, { path, pointer }));
    assert.deepEqual(readStamp(env, { path }), ready);
    writeFileSync(source, 'int answer() { return 42; }'); // while it is compiled
    assert(writeStamp(ready, { before, inputs: [] }, env, { path, pointer }));
    assert.equal(readStamp(env, { path }), undefined);
  });

  it('is left only where the addon that is written down is the one that was built', () => {
    const { ready, source, pointer } = made();
    rmSync(path, { force: true });
    writeFileSync(pointer, JSON.stringify({ ...ready, addon: join(dir, 'of-another-set-up.node') }));
    assert.equal(writeStamp(ready, { before: sourceMarks([source]), inputs: [] }, env, { path, pointer }), false);
    assert.equal(existsSync(path), false);
  });

  function made() {
    const [addon, source, pointer] = ['addon.node', 'source.cc', 'addon.json'].map((name) => join(dir, name));
    const ready = { node: process.execPath, addon, torch: dir, version: '2.11.0', key: 'x' };
    writeFileSync(addon, '');
    writeFileSync(source, 'int answer();');
    writeFileSync(pointer, JSON.stringify(ready));
    return { ready, source, pointer };
  }
});
