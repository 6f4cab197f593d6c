import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openTable } from '../../table/open-table.ts';
import { csvOf, customers, type Fault, plantedFaults } from '../../testing/planted-faults.ts';
import { profileTable } from '../table-profile.ts';
import { tableFindings } from './list.ts';

const dir = mkdtempSync(join(tmpdir(), 'capstan-findings-'));
after(() => rmSync(dir, { recursive: true, force: true }));

async function examine(rows: Fault['rows'], options: { target?: string; split?: string } = {}) {
  const path = join(dir, 'table.csv');
  writeFileSync(path, csvOf(rows));
  await using table = await openTable(path);
  return await profileTable(table, options);
}

test('kinds stand once, each with a sentence on what it is', () => {
  const kinds = tableFindings.map(({ kind }) => kind);
  assert.equal(new Set(kinds).size, kinds.length);
  assert.equal(new Set(tableFindings.map(({ place }) => place)).size, kinds.length);
  for (const { kind, about } of tableFindings) assert.ok(/^[a-z-]+$/.test(kind) && about.endsWith('.'), kind);
});

test('sixty planted faults: nine of ten are named, and every kind finds its own', async () => {
  const faults = plantedFaults(1234);
  const seen = new Set<string>();
  const missed: string[] = [];
  for (const fault of faults) {
    const { target, split } = fault;
    const { findings, reading } = await examine(fault.rows, {
      ...(target ? { target } : {}),
      ...(split ? { split } : {}),
    });
    const own = findings.filter(({ column }) => fault.column === undefined || column === fault.column);
    for (const { kind } of own) if (fault.kinds.includes(kind)) seen.add(kind);
    const read =
      fault.kinds.includes('reading') && reading.some(({ message }) => message.includes(`'${fault.column}'`));
    if (!read && !own.some(({ kind }) => fault.kinds.includes(kind))) missed.push(fault.name);
    for (const { message, hint, kind } of findings) assert.ok(message.length > 10 && hint.length > 5, kind);
  }
  assert.ok(missed.length <= 0.1 * faults.length, `missed: ${missed.join('; ')}`);
  const silent = tableFindings
    .map(({ kind }) => kind)
    .filter((kind) => !seen.has(kind) && kind !== 'mixed-units' && kind !== 'no-rows'); // the latter is tested below
  assert.deepEqual(silent, []);
});

test('a header without a row is told of', async () => {
  const path = join(dir, 'header.csv');
  for (const text of ['a,b\n', 'hello world']) {
    writeFileSync(path, text);
    await using table = await openTable(path);
    const { findings } = await profileTable(table);
    assert.deepEqual(
      findings.map(({ kind, severity }) => [kind, severity]),
      [['no-rows', 'error']],
    );
  }
});

test('a clean table gives no warning', async () => {
  const rows = customers(99).map(({ part: _, ...row }) => row);
  const { findings } = await examine(rows, { target: 'churned' });
  assert.deepEqual(
    findings.filter(({ severity }) => severity !== 'note').map(({ kind, column }) => `${kind} ${column}`),
    [],
  );
});

test('personal data is masked in what is sent on', async () => {
  const rows: Fault['rows'] = customers(5).map((row, i) => ({ ...row, mail: `ada.lovelace${i % 40}@example.org` }));
  const [first] = rows;
  const again = { ...first!, churned: first!.churned === 'yes' ? 'no' : 'yes' };
  const broken = `${csvOf([...rows, again]).trimEnd()}\nada.lovelace@example.org,1\n${'ada.lovelace@example.org,'.repeat(60)}\n`;
  const path = join(dir, 'table.csv');
  writeFileSync(path, broken);
  await using table = await openTable(path);
  assert.ok(JSON.stringify(table.reading.notes).includes('lovelace'));
  const profile = await profileTable(table, { target: 'churned' });
  assert.ok(profile.findings.some(({ kind, column }) => kind === 'personal-data' && column === 'mail'));
  assert.ok(!JSON.stringify(profile).includes('lovelace'), 'no address is in the profile');
});
