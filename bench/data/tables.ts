// A large CSV through profile, deduplication, imputation, scaling, one-hot and Parquet, ours against pandas and Polars, one
// process each:
//   node tools/node.mjs bench/data/tables.ts [--rows 10000000] [--pairs 1] [--memory 500MB] [--csv FILE] [--floor] [--keep]
// The CSV is a real one (scms-delivery of CAPSTAN_DATA or ../shared/data, twelve of its columns) repeated with noise on its
// numbers; one row in a hundred comes twice. Time from a started process to the file on disk; memory is the process's peak.
// Ours and pandas' files must hold the same cells. --csv takes a file that --keep left; --floor adds DuckDB alone, six statements by hand.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cleanTable, openTable, profileTable } from '@capstan/data';
import { DuckDBInstance } from '@duckdb/node-api';
import { peersPython } from '../peers/python.mjs';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000000' },
    pairs: { type: 'string', default: '1' },
    memory: { type: 'string', default: '500MB' },
    csv: { type: 'string' },
    floor: { type: 'boolean' },
    keep: { type: 'boolean' },
    run: { type: 'string' },
    how: { type: 'string', default: 'ours' },
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
    const known = top.filter(({ value }) => value !== 'N/A'); // pandas reads it as missing
    return known.map(
      ({ value }) => [`${c}=${value}`, `${c} is not distinct from '${value.replaceAll("'", "''")}'`] as const,
    );
  });
  const ready = await clean.derive({ ...scaled, ...Object.fromEntries(hot) });
  await ready.without(...categories).write(out);
  lap('write');
}

/** DuckDB by hand: one statement each for reading, profile, histograms and correlations, copies, medians and moments, writing. */
async function floor(path: string, out: string): Promise<void> {
  const lap = stopwatch();
  const instance = await DuckDBInstance.create(`${out}.duckdb`, { memory_limit: values.memory });
  const db = await instance.connect();
  await db.run(`create table t as select * from read_csv('${path}')`);
  lap('read');
  await db.runAndReadAll('summarize t');
  const pairs = numbers.flatMap((a, i) => numbers.slice(i + 1).map((b) => `corr(${a}, ${b})`));
  await db.runAndReadAll(
    `select ${[...numbers.map((c) => `histogram(floor(${c} / 1000))`), ...pairs].join(', ')} from t`,
  );
  lap('profile');
  await db.run('create table u as select distinct * from t');
  const each = (sql: (c: string) => string) => numbers.map(sql).join(', ');
  const learned = await db.runAndReadAll(
    `select ${each((c) => `m_${c}, avg(coalesce(${c}, m_${c})), stddev_pop(coalesce(${c}, m_${c}))`)} from u, (select ${each((c) => `median(${c}) as m_${c}`)} from u) group by ${each((c) => `m_${c}`)}`,
  );
  lap('clean');
  const row = learned.getRows()[0]!.map(Number);
  const scaled = numbers.map(
    (c, i) => `(coalesce(${c}, ${row[3 * i]}) - ${row[3 * i + 1]}) / ${row[3 * i + 2]} as ${c}`,
  );
  const hot: string[] = [];
  for (const c of categories) {
    const found = await db.runAndReadAll(`select distinct ${c} from u where ${c} is not null`);
    for (const [value] of found.getRows())
      hot.push(`${c} = '${String(value).replaceAll("'", "''")}' as "${c}=${value}"`);
  }
  await db.run(
    `copy (select id, country, vendor, ${[...scaled, ...hot].join(', ')} from u) to '${out}' (format parquet, compression zstd, compression_level 1)`,
  );
  lap('write');
  db.closeSync();
  instance.closeSync();
  rmSync(`${out}.duckdb`);
}

/** Whether two results hold the same cells: numbers to 1e-9 of their size, categories to the letter. */
async function check(ours: string, theirs: string): Promise<void> {
  await using mine = await openTable(ours);
  await using pandas = await openTable(theirs);
  const hot = pandas.columns.map(({ name }) => name).filter((name) => categories.some((c) => name.startsWith(`${c}_`)));
  const same = ['country', 'vendor', ...hot.map((name) => name.replace(/^([a-z]+)_/, '$1='))].map(
    (name, i) => `count_if(m."${name}"::varchar is distinct from p."${i < 2 ? name : hot[i - 2]}"::varchar)`,
  );
  const far = numbers.map((c) => `coalesce(max(abs(m.${c} - p.${c}) / (1 + abs(p.${c}))), 1)`);
  const joined = await mine.sql(
    `select count(*) as rows, count_if(m.id is null or p.id is null) as alone, ${same.join(' + ')} as unlike, greatest(${far.join(', ')}) as far
    from this m full join read_parquet('${theirs}') p on m.id = p.id`,
  );
  const { rows, alone, unlike, far: most } = (await joined.head(1))[0]!;
  if (mine.columns.length !== pandas.columns.length || alone !== 0 || unlike !== 0 || Number(most) > 1e-9) {
    throw new Error(
      `the results differ: ${mine.columns.length} and ${pandas.columns.length} columns, ${alone} rows of ${rows} in one only, ${unlike} other cells, numbers by up to ${most}`,
    );
  }
  console.log(
    `the same ${rows} rows and ${mine.columns.length} columns, numbers within ${Number(most).toExponential(1)}`,
  );
}

function stopwatch(): (name: string) => void {
  let [at, used] = [performance.now(), process.cpuUsage()];
  return (name) => {
    const { user, system } = process.cpuUsage(used);
    const wall = ((performance.now() - at) / 1000).toFixed(1);
    console.error(`    ${name} ${wall} s, ${((user + system) / 1e6).toFixed(1)} of processor time`);
    [at, used] = [performance.now(), process.cpuUsage()];
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
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' }, // no folder of bytecode beside the scripts
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stderr}`);
  console.log(stderr.replace(/peak \d+\s*$/, '').trimEnd());
  return { seconds: (performance.now() - start) / 1000, megabytes: Number(stderr.match(/peak (\d+)/)?.[1]) / 1024 };
}

function median(some: number[]): number {
  return some.toSorted((a, b) => a - b)[some.length >> 1]!;
}

function run(how: string, csv: string, out: string): Measured {
  const isPeer = how === 'pandas' || how === 'polars';
  const script = isPeer ? [peersPython(), join(import.meta.dirname, `tables_${how}.py`), csv, out] : undefined;
  const own = ['--run', csv, '--out', out, '--memory', values.memory, '--how', how];
  console.log(`  ${how}`);
  return script ? measure(script[0]!, script.slice(1)) : measure(process.execPath, [import.meta.filename, ...own]);
}

if (values.run) await (values.how === 'floor' ? floor : ours)(values.run, values.out!);
else {
  const folder = mkdtempSync(join(tmpdir(), 'capstan-bench-'));
  try {
    const csv = values.csv ?? join(folder, 'large.csv');
    if (!values.csv) await makeCsv(Number(values.rows), csv);
    console.log(
      `${cpus()[0]!.model}, ${cpus().length} threads; ${values.rows} rows, ${(statSync(csv).size / 1e6).toFixed(0)} MB of CSV; DuckDB may hold ${values.memory}`,
    );
    const sides = ['ours', 'pandas', 'polars', ...(values.floor ? ['floor'] : [])];
    const measured = new Map<string, Measured[]>(sides.map((side) => [side, []]));
    for (let pair = 0; pair < Number(values.pairs); pair++) {
      for (const side of sides) measured.get(side)!.push(run(side, csv, join(folder, `${side}.parquet`)));
      await check(join(folder, 'ours.parquet'), join(folder, 'pandas.parquet'));
    }
    for (const [name, unit, limits] of [
      ['seconds', 's', { pandas: 0.2, polars: 0.5 }],
      ['megabytes', 'MB', { pandas: 0.2, polars: 0.2 }],
    ] as const) {
      const of = (side: string) => measured.get(side)!.map((one) => one[name]);
      const floored = values.floor ? `   DuckDB by hand ${median(of('floor')).toFixed(1)} ${unit}` : '';
      console.log(`${name.padEnd(10)} ${median(of('ours')).toFixed(1).padStart(8)} ${unit} ours${floored}`);
      for (const peer of ['pandas', 'polars'] as const) {
        const ratios = of('ours')
          .map((one, pair) => one / of(peer)[pair]!)
          .sort((x, y) => x - y);
        const spread = `${median(ratios).toFixed(3)} [${ratios[0]!.toFixed(3)}–${ratios.at(-1)!.toFixed(3)}]`;
        console.log(
          `           ${median(of(peer)).toFixed(1).padStart(8)} ${unit} ${peer}   ratio ${spread}   must reach ${limits[peer]}`,
        );
      }
    }
  } finally {
    if (values.keep) console.log(folder);
    else rmSync(folder, { recursive: true, force: true });
  }
}
