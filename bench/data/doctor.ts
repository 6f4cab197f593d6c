// Faults planted one at a time, and clean public tables: what the doctor finds of the first and says of the second.
// npm run node -- bench/data/doctor.ts [--json]
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTable, type ProfileOptions, profileTable, type TableProfile } from '@capstan/data';
import { csvOf, plantedFaults } from '../../packages/data/src/testing/planted-faults.ts';

/** Tables that were published as they are and are used by thousands; what is known to be odd in them is no false alarm. */
const CLEAN: readonly { path: string; target?: string; odd?: readonly string[] }[] = [
  { path: 'german/german.csv' },
  { path: 'wdbc/wdbc.data' },
  { path: 'pima/pima-indians-diabetes.csv', odd: ['stand-in'] }, // zeros for missing glucose, pressure and body mass
  { path: 'uci-student/student-mat.csv' },
  { path: 'uci-student/student-por.csv', odd: ['stand-in'] }, // marks of 0 for those who did not sit the exam
  { path: 'wholesale-customers/Wholesale customers data.csv' },
  { path: 'airline/airline-passengers.csv' },
  { path: 'oil-prices/brent-daily.csv' },
  { path: 'vix-daily/vix-daily.csv' },
  { path: 'sp500-shiller/data.csv', odd: ['stand-in'] },
  { path: 'creditcard-fraud-subset/creditcard_small.csv', odd: ['duplicate-rows'] }, // 1,081 copies in the original
  { path: 'dirty-beers/clean.csv', odd: ['identifier', 'spellings'] }, // two spellings of one brewery
];

/** Says nothing is wrong, only how things are. */
const FACTS = ['missing', 'class-imbalance', 'constant', 'identifier'];

const folder = mkdtempSync(join(tmpdir(), 'capstan-doctor-'));
try {
  const missed: string[] = [];
  const faults = plantedFaults();
  for (const fault of faults) {
    const path = join(folder, 'table.csv');
    writeFileSync(path, csvOf(fault.rows));
    const profile = await profiled(path, fault);
    const found = profile.findings.filter(({ column }) => fault.column === undefined || column === fault.column);
    const read = fault.kinds.includes('reading') && solvedWhileReading(profile, fault.column);
    if (!read && !found.some(({ kind }) => fault.kinds.includes(kind))) {
      missed.push(
        `${fault.name}: ${profile.findings.map(({ kind, column }) => `${kind} ${column ?? ''}`.trim()).join(', ') || 'nothing'}`,
      );
    }
  }
  console.log(`planted faults in tables found: ${faults.length - missed.length} of ${faults.length}`);
  for (const line of missed) console.log(`  missed  ${line}`);

  const data = process.env.CAPSTAN_DATA;
  if (data !== undefined) {
    let tables = 0;
    let most = 0;
    for (const { path, odd = [] } of CLEAN) {
      if (!existsSync(join(data, path))) continue;
      tables++;
      const { findings } = await profiled(join(data, path), {});
      const alarms = findings.filter(
        ({ kind, severity }) => severity !== 'note' && !FACTS.includes(kind) && !odd.includes(kind),
      );
      const kinds = new Set(alarms.map(({ kind }) => kind));
      most = Math.max(most, kinds.size);
      for (const { kind, column, message } of alarms) console.log(`  ${path}: ${kind} ${column ?? ''}: ${message}`);
      console.log(`${path}: ${alarms.length} false alarms of ${kinds.size} kinds`);
    }
    console.log(`clean tables: ${tables}; most kinds of false alarm in one: ${most}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function profiled(path: string, { target, split }: ProfileOptions): Promise<TableProfile> {
  await using table = await openTable(path);
  return await profileTable(table, {
    ...(target === undefined ? {} : { target }),
    ...(split === undefined ? {} : { split }),
  });
}

/** Whether reading has made the column what it means, and said so. */
function solvedWhileReading(profile: TableProfile, column: string | undefined): boolean {
  const type = profile.columns.find(({ name }) => name === column)?.type;
  const said = profile.reading.some(({ message }) => column !== undefined && message.includes(`'${column}'`));
  return said && type !== 'text' ? true : said && profile.reading.some(({ kind }) => kind === 'null-like');
}
