import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { readRatchet } from '../checks/house.mjs';
import { root } from '../workspace/root.mjs';
import { coverage, floorsOf, judgeCoverage } from './coverage.mjs';

const lcov = [
  'SF:packages/data/src/a.ts\nDA:1,1\nLF:4\nLH:3\nend_of_record',
  'SF:/somewhere/packages/data/src/b.ts\nLF:6\nLH:6\nend_of_record',
  'SF:packages/torch/src/c.ts\nLF:10\nLH:1\nend_of_record',
  'SF:tools/d.mjs\nLF:10\nLH:0\nend_of_record',
].join('\n');

describe('coverage', () => {
  const dir = mkdtempSync(join(tmpdir(), 'capstan-coverage-'));
  after(() => rmSync(dir, { recursive: true }));

  it('is counted by package and in all', () => {
    assert.deepEqual(coverage(lcov), { all: 50, data: 90, torch: 10 });
  });

  it('fails below its floor', () => {
    const path = join(dir, 'lcov.info');
    writeFileSync(path, lcov);
    assert.deepEqual(judgeCoverage(path, { all: 50, data: 90 }).problems, []);
    const [problem] = judgeCoverage(path, { torch: 10.1 }).problems;
    assert.equal(problem, 'torch: 10 % of lines are covered, at least 10.1 % were');
  });

  it('has a floor for every package; one without is held to all its lines', () => {
    const floor = readRatchet().coverage ?? {};
    assert.deepEqual(Object.keys(floor).sort(), readdirSync(join(root, 'packages')).sort());
    for (const [name, least] of Object.entries(floor)) assert.ok(least >= 85 && least <= 100, name);
    assert.deepEqual(floorsOf(['data', 'new'], { data: 90, torch: 80 }), { data: 90, new: 100 });
  });
});
