// Every cleaning step of the list, held to what each must keep.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openTable } from '../../table/open-table.ts';
import { cleanTable } from '../clean-table.ts';
import { cleaning, cleaningKinds, cleanStepSchema, kindOf, parseSteps } from './step.ts';

const dir = mkdtempSync(join(tmpdir(), 'capstan-steps-'));
after(() => rmSync(dir, { recursive: true, force: true }));
const docs = readFileSync(join(import.meta.dirname, '../../../../../docs/tables.md'), 'utf8');

const towns = ['Oslo', 'Bergen', 'Trondheim', 'Stavanger'];
const path = join(dir, 'visits.csv');
const rows = Array.from({ length: 400 }, (_, i) => {
  const town = i === 7 ? 'N/A' : i === 9 ? 'Osla' : i === 11 ? 'Oslo ' : towns[i % 4];
  const seen = i % 3 === 0 ? `${1 + (i % 28)} Mar 2024` : `2024-05-${String(1 + (i % 28)).padStart(2, '0')}`;
  const age = i % 10 === 0 ? '' : i === 55 ? 900 : 20 + (i % 40) + 0.5;
  return [i, town, seen, i % 5 === 0 ? `${150 + (i % 30)} lb` : `${60 + (i % 30)} kg`, age, i === 33 ? 'inf' : i / 4];
});
rows.push([...rows[3]!]);
writeFileSync(path, `id,town,seen,weight,age,pay\n${rows.map((row) => row.join(',')).join('\n')}\n`);

test('each is exported under its word, says what it does, and the manual lists it', () => {
  const camel = (word: string) => word.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  assert.deepEqual(Object.keys(cleaning).sort(), [...cleaningKinds.keys()].map(camel).sort());
  for (const { step, about } of cleaningKinds.values()) {
    assert.match(about, /^[A-Z].{10,}\.$/, step);
    assert.match(docs, new RegExp(`\\| .*\`${step}\``), `docs/tables.md has no row for ${step}`);
  }
});

test('adding one is a file and a line: no other file of the mechanism names a step', () => {
  const mechanism = ['contract.ts', 'fields.ts', 'step.ts', '../clean-table.ts', '../propose.ts'];
  for (const file of mechanism) {
    const source = readFileSync(join(import.meta.dirname, file), 'utf8').replace(/^\s*(\/\/|\*|\/\*\*).*$/gm, '');
    const named = [...cleaningKinds.keys()].filter((step) =>
      new RegExp(`step === '${step}'|case '${step}'`).test(source),
    );
    assert.deepEqual(named, [], file);
  }
  const lines = readFileSync(join(import.meta.dirname, 'index.ts'), 'utf8').split('\n');
  assert.equal(lines.filter((line) => line.startsWith('export')).length, cleaningKinds.size);
});

test('a value comes back from JSON as it was; what is misspelt or of another type is refused', () => {
  const invalid = (steps: unknown, words: RegExp) =>
    assert.throws(
      () => parseSteps(steps),
      (error: Error & { code?: string }) => error.code === 'step-invalid' && words.test(error.message),
      JSON.stringify(steps),
    );
  for (const { step, examples } of cleaningKinds.values()) {
    assert.ok(examples.length > 0, step);
    const parsed = parseSteps(JSON.parse(JSON.stringify(examples)));
    assert.deepEqual(parseSteps(parsed), parsed);
    for (const one of examples) {
      invalid([{ ...one, zzz: 1 }], /\[0\]: .*'zzz'/);
      for (const key of Object.keys(one).filter((name) => name !== 'step'))
        invalid([{ ...one, [key]: { no: 'such' } }], new RegExp(`\\[0\\]\\.${key}\\b`));
    }
    invalid([{ step: `${step}x` }], new RegExp(`\\[0\\]\\.step: .*'${step}'`));
  }
  invalid({ step: 'finite' }, /steps: .*(array|list)/i);
  invalid([{}, 3], /\[0\]\.step: .*\n.*\[1\]: /);
});

test('its maker gives the plain value with its defaults', () => {
  assert.deepEqual(cleaning.text({ column: 'town' }), { step: 'text', column: 'town', how: ['trim', 'spaces', 'nfc'] });
  assert.deepEqual(cleaning.impute({ column: 'age', how: 'median' }), { step: 'impute', column: 'age', how: 'median' });
  assert.throws(() => cleaning.text({ column: '' }), { code: 'step-invalid' });
});

test('the JSON schema names every step with its fields', () => {
  const schema = JSON.stringify(cleanStepSchema);
  for (const { step, about, examples } of cleaningKinds.values()) {
    assert.ok(schema.includes(`"const":"${step}"`) && schema.includes(JSON.stringify(about)), step);
    for (const name of examples.flatMap((one) => Object.keys(one))) assert.ok(schema.includes(`"${name}":`), name);
  }
});

for (const { step, examples } of cleaningKinds.values()) {
  test(`${step}: changes what a dry run says, leaves what it is given alone, names unknown columns`, async () => {
    await using table = await openTable(path);
    const before = await table.hash();
    for (const example of examples) {
      const [full] = parseSteps([example]);
      const dry = await cleanTable(table, [example], { dryRun: true, examples: 3 });
      const { table: clean, changes } = await cleanTable(table, [example], { examples: 3 });
      assert.deepEqual(dry.changes, changes);
      const [change] = changes;
      assert.deepEqual(change!.step, full);
      const { cells, rows: dropped, examples: shown } = change!;
      assert.ok(cells > 0 || dropped > 0 || clean.columns.length < table.columns.length, JSON.stringify(example));
      assert.equal(await clean.count(), (await table.count()) - dropped);
      assert.ok(cells === 0 || (shown.length > 0 && shown.every(({ was, becomes }) => was !== becomes)));
      assert.equal(await table.hash(), before);
      const verdict = await kindOf(full!).proposing?.judge(full!, { nulled: 1 }, table);
      if (verdict) assert.ok(verdict.why.length > 10);
      for (const key of ['column', 'columns', 'by'] as const) {
        if (!Object.hasOwn(example, key)) continue;
        const wrong = { ...example, [key]: key === 'column' ? 'agee' : ['agee'] };
        await assert.rejects(cleanTable(table, [wrong]), { code: 'column-unknown' }, JSON.stringify(wrong));
      }
    }
  });
}
