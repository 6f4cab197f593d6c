import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { after, describe, it } from 'node:test';
import { root } from '../workspace/root.mjs';
import { outcomeFiles, outcomePages } from './outcomes.mjs';
import { missingSoaks } from './soaks.mjs';

describe('npm run test:long', () => {
  it('refuses a part that there is not, and runs nothing', () => {
    const ran = spawnSync(process.execPath, [join(root, 'tools/test-long.mjs'), 'cores'], { encoding: 'utf8' });
    assert.match(ran.stdout + ran.stderr, /^there is no part 'cores': it is long, outcomes, soaks, coverage/m);
    assert.equal(ran.status, 2);
  });

  const dir = mkdtempSync(join(tmpdir(), 'capstan-long-'));
  after(() => rmSync(dir, { recursive: true }));

  it('finds the tests that say what 20 seeds gave, and pages that do', () => {
    const note = '// outcome: right of 100 over 20 seeds: 95.6 ± 1.0, worst 94\n';
    for (const folder of ['packages/a/src', 'docs', 'tools']) mkdirSync(join(dir, folder), { recursive: true });
    writeFileSync(join(dir, 'packages/a/src/a.test.ts'), note);
    writeFileSync(join(dir, 'packages/a/src/b.test.ts'), '// outcome: good\n');
    writeFileSync(join(dir, 'packages/a/src/c.ts'), note);
    assert.deepEqual(
      outcomeFiles(dir).map((path) => relative(dir, path)),
      ['packages/a/src/a.test.ts'],
    );
    writeFileSync(join(dir, 'docs/page.md'), `\`\`\`ts\nok(); ${note}\`\`\`\n`);
    assert.deepEqual(
      outcomePages(dir).map((path) => relative(dir, path)),
      ['docs/page.md'],
    );
    assert.equal(outcomeFiles(dir).at(-1), join(dir, 'tools/docs.test.mjs'));
  });

  it('has outcomes to run here, and every threshold lies on the right side of the worst', () => {
    const files = outcomeFiles();
    assert.ok(files.length >= 6, `${files.length} files`);
    for (const path of files.filter((each) => each.endsWith('.ts'))) {
      const text = readFileSync(path, 'utf8');
      const pattern =
        /\/\/ outcome: .+? over (\d+) seeds: ([\d.]+) ± ([\d.]+), worst ([\d.]+)[^\n]*\n\s*assert\.ok\([^\n]*? (>=|>|<) ([\d.]+),/g;
      const notes = [...text.matchAll(/\/\/ outcome: /g)].length;
      const checked = [...text.matchAll(pattern)];
      assert.equal(checked.length, notes, `${path}: a note stands in the line above its assertion`);
      for (const [, seeds, mean, deviation, worst, sign, threshold] of checked) {
        assert.ok(Number(seeds) >= 20, path);
        const room = sign === '<' ? Number(threshold) - Number(worst) : Number(worst) - Number(threshold);
        assert.ok(room >= Number(deviation) && Number(mean) > 0, `${path}: ${worst} is too near to ${threshold}`);
      }
    }
  });

  it('knows where the soaks are', () => {
    assert.deepEqual(missingSoaks(), []);
  });
});
