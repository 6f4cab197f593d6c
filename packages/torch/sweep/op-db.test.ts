// PyTorch's operator database through our public names: the committed part, up to two samples of float32 and int64 an entry.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { MISSING, reasonFor } from './op-db/reasons.ts';
import { title } from './op-db/report.ts';
import { runAll } from './op-db.ts';

test('op_db: at least 600 names, every sample equal, none ends the process', async () => {
  const { outcomes } = await runAll(new URL('fixtures', import.meta.url).pathname);
  const names = new Set(outcomes.flatMap(({ name, found }) => (found ? [name] : [])));
  assert.ok(names.size >= 600, `${names.size} names`);
  assert.deepEqual(
    outcomes.filter(({ killed }) => killed),
    [],
  );
  const without = outcomes.flatMap((each) =>
    Object.keys({ ...each.refused, ...each.unequal }).flatMap((came) =>
      reasonFor(title(each), came) ? [] : [[title(each), came]],
    ),
  );
  assert.deepEqual(without, []);
  const missing = outcomes.filter(({ found }) => !found).map(({ name }) => name);
  assert.deepEqual([...new Set(missing)].sort(), Object.keys(MISSING).sort());
  assert.ok(outcomes.reduce((sum, { equal }) => sum + equal, 0) > 1800);
});

test('every row of the page has its reason, and names what it is of', () => {
  const page = readFileSync(new URL('op-db.md', import.meta.url), 'utf8');
  const rows = page
    .split('## Not recorded')[0]!
    .split('\n')
    .filter((line) => /^\| (?!entry|name)/.test(line)); // there is one
  assert.ok(rows.length >= Object.keys(MISSING).length);
  for (const row of rows) assert.doesNotMatch(row, /\|\s+\|$/, row);
});
