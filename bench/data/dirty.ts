// Finds and repairs wrong cells of three published dirty tables, without labels and without a word on which table it is:
//   node tools/node.mjs bench/data/dirty.ts [--errors beers]
// Precision, recall and F1 by cell against the clean file. A cell is wrong where dirty and clean differ as text; a repair is
// right where it is the clean text. Real data: CAPSTAN_DATA or ../shared/data (dirty-hospital, dirty-flights, dirty-beers).
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openTable, repairCells } from '@capstan/data';

const { values } = parseArgs({ options: { errors: { type: 'string' } } });
const root = process.env.CAPSTAN_DATA ?? join(import.meta.dirname, '../../../shared/data');
const floors = { hospital: 0.75, flights: 0.65, beers: 0.75 };

async function read(path: string) {
  await using table = await openTable(path, { text: true });
  const names = table.columns.map(({ name }) => name);
  const columns: string[][] = [];
  for (const name of names) columns.push((await table.texts(name)).map((cell) => cell ?? ''));
  return { names, columns };
}

console.log(
  'table      wrong | detected  precision  recall     F1 | repaired  precision  recall     F1 | must reach   seconds',
);
for (const [name, floor] of Object.entries(floors)) {
  const folder = join(root, `dirty-${name}`);
  if (!existsSync(folder)) {
    console.log(`${name.padEnd(9)} skipped: its data is not here`);
    continue;
  }
  const dirty = await read(join(folder, 'dirty.csv'));
  const clean = await read(join(folder, 'clean.csv'));
  const start = performance.now();
  const found = repairCells(dirty);
  const seconds = (performance.now() - start) / 1000;
  const truth = (row: number, column: string) => clean.columns[clean.names.indexOf(column)]![row]!;
  let wrong = 0;
  for (const [c, cells] of dirty.columns.entries())
    for (const [r, cell] of cells.entries()) wrong += Number(cell !== clean.columns[c]![r]);
  const detected = found.filter(({ row, column, was }) => truth(row, column) !== was).length;
  const repairs = found.filter(({ becomes }) => becomes !== undefined);
  const right = repairs.filter(({ row, column, becomes }) => truth(row, column) === becomes).length;
  const part = (hits: number, all: number) => {
    const [p, r] = [hits / Math.max(1, all), hits / wrong];
    return [
      String(all).padStart(8),
      p.toFixed(3).padStart(10),
      r.toFixed(3).padStart(7),
      ((2 * p * r) / (p + r || 1)).toFixed(3).padStart(6),
    ].join(' ');
  };
  console.log(
    `${name.padEnd(9)} ${String(wrong).padStart(6)} | ${part(detected, found.length)} | ${part(right, repairs.length)} | ${floor.toFixed(2).padStart(10)} ${seconds.toFixed(2).padStart(9)}`,
  );
  if (values.errors !== name) continue;
  const keys = new Set(found.map(({ row, column }) => `${row},${column}`));
  for (const one of found) {
    const should = truth(one.row, one.column);
    if (should !== one.becomes)
      console.log(`  ${one.column}[${one.row}] '${one.was}' → '${one.becomes}', should be '${should}': ${one.why}`);
  }
  for (const [c, cells] of dirty.columns.entries()) {
    for (const [r, cell] of cells.entries()) {
      const should = clean.columns[c]![r];
      if (cell !== should && !keys.has(`${r},${dirty.names[c]}`))
        console.log(`  missed ${dirty.names[c]}[${r}] '${cell}', should be '${should}'`);
    }
  }
}
