import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openTable } from '../table/open-table.ts';
import type { Table } from '../table/table.ts';
import { checkTable } from './check-table.ts';
import { type Expectations, parseExpectations } from './expectations.ts';
import { renderCheck } from './render-check.ts';

const dir = mkdtempSync(join(tmpdir(), 'capstan-expect-'));
let table: Table;

before(async () => {
  const path = join(dir, 'visits.csv');
  const rows = Array.from({ length: 200 }, (_, i) => {
    const age = i === 7 ? -5 : i === 8 ? 130 : i % 20 === 0 ? '' : 20 + (i % 50);
    return `${i === 150 ? 149 : i},${age},${i % 4 ? 'Oslo' : 'Rome'},u${i}@example.org,2024-01-${String((i % 28) + 1).padStart(2, '0')}`;
  });
  writeFileSync(path, `id,age,city,mail,day\n${rows.join('\n')}\n`);
  table = await openTable(path);
});

after(async () => {
  await table.close();
  rmSync(dir, { recursive: true, force: true });
});

/** What fails, as `expected: found`. */
async function failures(expectations: Expectations): Promise<string[]> {
  const { passed, checks } = await checkTable(table, expectations);
  const failed = checks.filter((one) => !one.passed);
  assert.equal(passed, failed.length === 0);
  return failed.map(({ expected, found }) => `${expected}: ${found}`);
}

test('each expectation holds or does not, with how many cells break it', async () => {
  const cases: [Expectations, string[]][] = [
    [{ rows: { min: 200, max: 200 } }, []],
    [{ rows: { min: 1000 } }, ['the table must have at least 1000 rows: 200 instead']],
    [{ columns: { age: { type: 'integer', missing: 0.05 } } }, []],
    [
      { columns: { age: { missing: 0.04 } } },
      ['age must be missing in at most 4 % of the rows: missing in 10 of 200 (5 %)'],
    ],
    [
      { columns: { age: { min: 0, max: 120 } } },
      ['age must be at least 0: 1 of 190 cells are not', 'age must be at most 120: 1 of 190 cells are not'],
    ],
    [{ columns: { age: { min: 0, max: 120, tolerance: 0.01 } } }, []],
    [{ columns: { id: { unique: true } } }, ['id must be unique: 1 cells repeat another']],
    [{ columns: { id: { unique: true, tolerance: 0.005 } } }, []],
    [{ columns: { city: { values: ['Oslo', 'Rome'] } } }, []],
    [
      { columns: { city: { values: ['Oslo'], length: { max: 3 } } } },
      [
        'city must be one of Oslo: 50 of 200 cells are not',
        'city must be at most 3 characters long: 200 of 200 cells are not',
      ],
    ],
    [{ columns: { mail: { pattern: '[a-z0-9]+@example\\.org' } } }, []],
    [{ columns: { day: { type: 'date', min: '2024-01-01', max: '2024-01-28' } } }, []],
    [{ columns: { day: { max: '2024-01-27' } } }, ['day must be at most 2024-01-27: 7 of 200 cells are not']],
    [{ columns: { age: { distinct: { min: 45 }, mean: { min: 40, max: 50 } } } }, []],
    [
      { columns: { age: { mean: { max: 40 } } } },
      [/^the mean of age must be at most 40: 4\d\.\d+ instead$/ as unknown as string],
    ],
    [{ columns: { height: { type: 'number' } } }, ['column height must be there: it is not']],
    [{ columns: { city: { type: 'integer' } } }, ['city must be of type integer: it is text']],
    [{ columns: { id: { type: 'number' } } }, []],
    [
      { columns: { id: {}, age: {}, city: {} }, others: false },
      ['there must be no other columns: there are mail, day'],
    ],
    [{ keys: [['id', 'mail']] }, []],
    [{ keys: [['city', 'day']] }, ['no two rows must have the same city, day: 172 rows repeat another']],
    [{ rules: [{ name: 'adults have an id', holds: 'age < 18 or id is not null' }] }, []],
    [
      { rules: [{ name: 'nobody is thirty', holds: 'age <> 30' }] },
      ['nobody is thirty: it does not hold in 2 of 200 rows'],
    ],
    [{ rules: [{ name: 'nobody is thirty', holds: 'age <> 30', tolerance: 0.02 }] }, []],
  ];
  for (const [expectations, want] of cases) {
    const got = await failures(expectations);
    assert.equal(got.length, want.length, `${JSON.stringify(expectations)}\n${got.join('\n')}`);
    for (const [i, one] of want.entries()) {
      const pattern: unknown = one;
      if (pattern instanceof RegExp) assert.match(got[i]!, pattern);
      else assert.equal(got[i], one, JSON.stringify(expectations));
    }
  }
});

test('cells that break a rule are shown, personal data masked', async () => {
  const { checks } = await checkTable(table, { columns: { city: { values: ['Rome'] }, mail: { pattern: 'x.*' } } });
  assert.deepEqual(checks[0]!.examples, ['Oslo']);
  assert.ok(checks[1]!.examples.length === 5 && checks[1]!.examples.every((cell) => /^u•+@•••••••\.•••$/.test(cell)));
  const text = renderCheck('visits.csv', { passed: false, checks });
  assert.match(text, /✖ city must be one of Rome: 150 of 200 cells are not, such as 'Oslo'/);
  assert.match(text, /2 of 2 expectations do not hold\.$/);
  assert.ok(!text.includes('u7@'));
});

test('expectations that cannot be meant are refused: unknown words, other types, what is no pattern or no SQL', async () => {
  for (const wrong of [
    { column: {} },
    { columns: { age: { minimum: 3 } } },
    { rows: 5 },
    { columns: { age: { tolerance: 2 } } },
  ]) {
    assert.throws(() => parseExpectations(wrong), { code: 'expectations-invalid' }, JSON.stringify(wrong));
  }
  for (const wrong of [
    { columns: { city: { min: 3 } } },
    { columns: { age: { pattern: '(' } } },
    { rules: [{ name: 'a', holds: 'nothing > 3' }] },
    { rules: [{ name: 'a', holds: '1; drop table x' }] },
  ]) {
    await assert.rejects(checkTable(table, wrong), { code: 'expectations-invalid' }, JSON.stringify(wrong));
  }
  await assert.rejects(checkTable(table, { keys: [['absent']] }), { code: 'column-unknown' });
});
