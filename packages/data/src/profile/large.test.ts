import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openTable } from '../table/open-table.ts';
import { profileTable } from './table-profile.ts';

const rows = 150_000;

/** More rows than are looked at whole; 30 codes for no value and 30 grams among kilograms are hardly in any sample of them. */
function content(): string {
  const lines = Array.from({ length: rows }, (_, i) => {
    const weight = 60 + ((i * 7919) % 4000) / 100;
    const code = i % 5000 === 17 ? -999 : weight;
    const grams = i % 100 === 3 ? 1000 * weight : weight;
    const zero = i % 5000 === 4 ? 0 : weight;
    const cost = (i * 7919) % 4000;
    return `${i},${code},${grams},${zero},${cost},${i % 3 ? 'a' : 'b'},${(i % 2000) / 8}`;
  });
  return `id,weight,mass,height,cost,class,repeats\n${lines.join('\n')}\n${lines.slice(500, 620).join('\n')}\n`;
}

test('of a large table distinct values, copies and rare codes are counted to the last one, whatever a sample holds', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'capstan-large-'));
  try {
    const path = join(folder, 'large.csv');
    writeFileSync(path, content());
    await using table = await openTable(path);
    const profile = await profileTable(table);
    assert.equal(profile.rows, rows + 120);
    const distinct = Object.fromEntries(profile.columns.map((column) => [column.name, column.distinct]));
    assert.deepEqual(distinct, {
      ...{ id: rows, weight: 4001, mass: 4000, height: 4001, cost: 4000, class: 2, repeats: 2000 },
    });
    const messages = profile.findings.map(({ kind, column, message }) => `${kind} ${column ?? ''}: ${message}`);
    const has = (start: RegExp) =>
      assert.ok(
        messages.some((one) => start.test(one)),
        `${start}\n${messages.join('\n')}`,
      );
    has(/^duplicate-rows : 120 rows are copies/);
    has(/^stand-in weight: 'weight' is -999 in 30 rows, and from 60 to 99\.99/);
    has(/^stand-in height: 'height' is 0 in 30 rows/);
    has(/^mixed-magnitudes mass: 'mass' has 1,502 values that are a thousand times/);
    assert.equal(messages.filter((one) => /^stand-in (cost|repeats|id)/.test(one)).length, 0, messages.join('\n'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
