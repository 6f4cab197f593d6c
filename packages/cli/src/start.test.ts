// The main job on a part of the digits, twice at once: neither may disturb the other.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { capstan } from './testing/capstan.ts';

const root = mkdtempSync(join(tmpdir(), 'capstan-start-'));
after(() => rmSync(root, { recursive: true, force: true }));

test('two starts at once in one folder both end well, without a terminal with 0', async () => {
  const start = (digits: string, epochs: string) => capstan(root, 'start', '--digits', digits, '--epochs', epochs);
  const both = await Promise.all([start('2000', '2'), start('400', '1')]);
  const reports = both.map(({ code, out, err }, i) => {
    assert.equal(code, 0, err);
    assert.ok(!(out + err).includes('\x1b'), 'no escape codes where there is no terminal');
    assert.match(out, /1\. Data.*2\. Train.*3\. Evaluate.*4\. Serve.*5\. Cost/s);
    const accuracy = Number(/accuracy ([\d.]+) %/.exec(out)![1]);
    // outcome: per cent right over 20 seeds: 91.9 ± 4.2, worst 80.0
    assert.ok(i > 0 || accuracy > 70, `accuracy ${accuracy} %`);
    assert.match(out, /\d+ of 10 right/);
    assert.match(out, /\$0\.0/);
    const [, report] = /the report\s+(\S+)/.exec(out)!;
    assert.ok(existsSync(join(root, report!)));
    return report;
  });
  assert.notEqual(reports[0], reports[1]);
});
