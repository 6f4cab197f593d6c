// A large CSV through profile, deduplication, imputation, scaling, one-hot and Parquet, ours against pandas, one process each:
//   node tools/node.mjs bench/data/tables.ts [--rows 10000000] [--pairs 1] [--memory 1GB] [--keep]
// The CSV is a real one (scms-delivery of CAPSTAN_DATA or ../shared/data, twelve of its columns) repeated with noise on its
// numbers; one row in a hundred comes twice. Time from a started process to the file on disk; memory is the process's peak.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cleanTable, openTable, profileTable } from '@capstan/data';
import { peersPython } from '../peers/python.mjs';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000000' },
    pairs: { type: 'string', default: '1' },
    memory: { type: 'string', default: '1GB' },
    keep: { type: 'boolean' },
    run: { type: 'string' },
    out: { type: 'string' },
  },
});

const numbers = ['quantity', 'value', 'pack_price', 'unit_price', 'weight', 'freight'];
const categories = ['mode', 'product', 'manager'];

/** Ours: what a user would write. */
async function ours(path: string, out: string): Promise<void> {
  const lap = stopwatch();
  await using table = await openTable(path, { memory: values.memory });
  lap('read');
  const profile = await profileTable(table);
  lap('profile');
  const steps = numbers.map((column) => ({ step: 'impute', column, how: 'median' }) as const);
  const { table: clean } = await cleanTable(table, [{ step: 'deduplicate' }, ...steps]);
  lap('clean');
  const scale = await clean.sql(
    `select ${numbers.flatMap((c) => [`avg(${c}) as m_${c}`, `stddev_pop(${c}) as s_${c}`]).join(', ')} from this`,
  );
  const [learned] = await scale.head(1);
  const scaled = Object.fromEntries(numbers.map((c) => [c, `(${c} - ${learned![`m_${c}`]}) / ${learned![`s_${c}`]}`]));
  const hot = categories.flatMap((c) => {
    const top = profile.columns.find((one) => one.name === c)!.top!;
    return top.map(({ value }) => [`${c}=${value}`, `(${c} = '${value.replaceAll("'", "''")}')::utinyint`] as const);
  });
  const ready = await clean.derive({ ...scaled, ...Object.fromEntries(hot) });
  await ready.without(...categories).write(out);
  lap('write');
}

function stopwatch(): (name: string) => void {
  let at = performance.now();
  return (name) => {
    console.error(`    ${name} ${((performance.now() - at) / 1000).toFixed(1)} s`);
    at = performance.now();
  };
}

/** Writes the real rows again and again, with noise. */
async function makeCsv(rows: number, path: string): Promise<void> {
  const source = join(
    process.env.CAPSTAN_DATA ?? join(import.meta.dirname, '../../../shared/data'),
    'scms-delivery/SCMS_Delivery_History_Dataset.csv',
  );
  if (!existsSync(source)) throw new Error(`the real data is not here: ${source}`);
  await using table = await openTable(source);
  const sql = `select "ID" as id, "Country" as country, "Shipment Mode" as mode, "Product Group" as product, "Managed By" as manager, "Vendor" as vendor,
    "Line Item Quantity" as quantity, "Line Item Value" as value, "Pack Price" as pack_price, "Unit Price" as unit_price,
    try_cast("Weight (Kilograms)" as double) as weight, try_cast("Freight Cost (USD)" as double) as freight from this`;
  const real = await Array.fromAsync((await table.sql(sql)).rows());
  const out = createWriteStream(path);
  out.write(`${Object.keys(real[0]!).join(',')}\n`);
  let state = 7;
  const noise = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return 0.9 + (0.2 * state) / 4294967296;
  };
  let last = '';
  let block = '';
  for (let i = 0; i < rows; i++) {
    const row = real[i % real.length]!;
    if (i % 100 !== 99) {
      last = Object.entries(row)
        .map(([name, value]) => {
          if (value === null) return '';
          if (name === 'id') return i;
          if (typeof value === 'number') return Number((value * noise()).toPrecision(6));
          return String(value).includes(',') ? `"${value}"` : String(value);
        })
        .join(',');
    }
    block += `${last}\n`;
    if (block.length > 1e6) {
      if (!out.write(block)) await once(out, 'drain');
      block = '';
    }
  }
  out.end(block);
  await once(out, 'finish');
}

type Measured = { seconds: number; megabytes: number };

function measure(command: string, args: string[]): Measured {
  const start = performance.now();
  const { status, stderr } = spawnSync('/usr/bin/env', ['time', '-f', 'peak %M', command, ...args], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stderr}`);
  console.log(stderr.replace(/peak \d+\s*$/, '').trimEnd());
  return { seconds: (performance.now() - start) / 1000, megabytes: Number(stderr.match(/peak (\d+)/)?.[1]) / 1024 };
}

function median(some: number[]): number {
  return some.toSorted((a, b) => a - b)[some.length >> 1]!;
}

if (values.run) await ours(values.run, values.out!);
else {
  const folder = mkdtempSync(join(tmpdir(), 'capstan-bench-'));
  try {
    const csv = join(folder, 'large.csv');
    await makeCsv(Number(values.rows), csv);
    console.log(
      `${cpus()[0]!.model}, ${cpus().length} threads; ${values.rows} rows, ${(statSync(csv).size / 1e6).toFixed(0)} MB of CSV; DuckDB may hold ${values.memory}`,
    );
    const [mine, theirs]: [Measured[], Measured[]] = [[], []];
    for (let pair = 0; pair < Number(values.pairs); pair++) {
      mine.push(
        measure(process.execPath, [
          import.meta.filename,
          '--run',
          csv,
          '--out',
          join(folder, 'ours.parquet'),
          '--memory',
          values.memory,
        ]),
      );
      theirs.push(
        measure(peersPython(), [join(import.meta.dirname, 'tables_pandas.py'), csv, join(folder, 'pandas.parquet')]),
      );
    }
    for (const [name, unit, floor] of [
      ['seconds', 's', 0.15],
      ['megabytes', 'MB', 0.25],
    ] as const) {
      const [a, b] = [median(mine.map((one) => one[name])), median(theirs.map((one) => one[name]))];
      console.log(
        `${name.padEnd(10)} ${a.toFixed(1).padStart(8)} ${unit} ours ${b.toFixed(1).padStart(9)} ${unit} pandas   ratio ${(a / b).toFixed(3)}   must reach ${floor}`,
      );
    }
  } finally {
    if (values.keep) console.log(folder);
    else rmSync(folder, { recursive: true, force: true });
  }
}
