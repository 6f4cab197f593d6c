import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { generators, staleFiles } from './generated.mjs';

describe('generated files', () => {
  const dir = mkdtempSync(join(tmpdir(), 'capstan-generated-'));
  after(() => rmSync(dir, { recursive: true, force: true }));
  const ready = { node: process.execPath, addon: '', torch: '', version: '2.11.0+cpu', key: '' };

  /** @param {string} name @param {string} body */
  const generator = (name, body) => {
    const tools = join(dir, 'packages', name, 'tools');
    mkdirSync(tools, { recursive: true });
    writeFileSync(
      join(tools, 'generate.mjs'),
      `if (process.argv[2] !== '--check') throw new Error('would write');\n${body}`,
    );
    writeFileSync(join(tools, 'record.mjs'), 'process.exit(1)');
  };

  it('that are stale are named, with how to renew them', async () => {
    generator('fresh', '');
    generator('late', "console.error('methods.ts is stale'); process.exitCode = 1;");
    assert.equal(generators(dir).length, 2);
    const late = join('packages', 'late', 'tools', 'generate.mjs');
    assert.deepEqual(await staleFiles(ready, dir), [
      `methods.ts is stale\n  ${late} --check failed; to renew: npm run node -- ${late}`,
    ]);
  });

  it('are compared only with the engine that they are made for', async () => {
    generator('late', 'process.exitCode = 1;');
    assert.deepEqual(await staleFiles({ ...ready, version: '2.9.1' }, dir), []);
  });
});
