import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Kernels } from '../../kernels/kernels.ts';
import { TableEngine } from '../engine.ts';
import { store } from '../readers/csv/load.ts';
import { distinctValues } from './distinct-values.ts';
import { storedColumn } from './stored-column.ts';

/** Every kind of column that is stored as eight bytes a value, in three groups of rows, and what doubles say twice. */
const columns = {
  own: 'i',
  twice: 'i // 2',
  negative: '-1 - i % 3',
  few: 'if(i % 5 = 0, null, i % 7)::double',
  gaps: 'if(i % 3 = 0, null, i / 8)::double',
  zeros: "case i % 4 when 0 then 0 when 1 then '-0'::double when 2 then 'nan' else -('nan'::double) end::double",
  none: 'null::double',
  large: '(i * 11400714819323198485::hugeint % 9223372036854775807)::bigint',
  time: "timestamp '2020-01-01' + interval (i % 100000) second",
};

test('different values of stored columns are counted to the last one, in one round or in many', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'capstan-stored-'));
  const engine = await TableEngine.open();
  try {
    const path = join(folder, 'stored [1].parquet');
    const list = Object.entries(columns).map(([name, sql]) => `${sql} as ${name}`);
    await store(engine, `select ${list.join(', ')} from (select range::bigint as i from range(300000))`, path);
    await using file = await open(path);
    const kernels = new Kernels();
    const from = `read_parquet('${path.replace('[', '[[]')}')`;
    for (const name of Object.keys(columns)) {
      const stored = await storedColumn(engine, file, path, name);
      assert.ok(stored, name);
      const { n, repeats } = await engine.one(
        `select count(*) as n, count(*) filter (many > 1) as repeats from (select count(*) as many from ${from} where ${name} is not null group by ${name})`,
      );
      for (const roundBytes of [2 ** 30, 2 ** 17]) {
        const { distinct, repeated } = await distinctValues(kernels, file, stored, { repeated: 200_000, roundBytes });
        assert.equal(distinct, Number(n), name);
        if (name === 'zeros' || stored.isDictionary) assert.equal(repeated, undefined, name);
        else assert.equal(repeated?.length, Number(repeats), name);
      }
    }
    const twice = await distinctValues(kernels, file, (await storedColumn(engine, file, path, 'twice'))!, {
      repeated: 149_999,
    });
    assert.equal(twice.repeated, undefined, 'more than were asked for');
  } finally {
    await engine.close();
    rmSync(folder, { recursive: true });
  }
});

test('a column that is stored otherwise is left to SQL', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'capstan-stored-'));
  const engine = await TableEngine.open();
  try {
    const path = join(folder, 'other.parquet');
    await store(engine, "select 'a' as word, 1::integer as small, [1.5] as list", path);
    const packed = join(folder, 'packed.parquet');
    await engine.run(`copy (select 1.5::double as x) to '${packed}' (format parquet, compression zstd)`);
    await using file = await open(path);
    await using other = await open(packed);
    for (const name of ['word', 'small', 'list', 'absent']) {
      assert.equal(await storedColumn(engine, file, path, name), undefined, name);
    }
    assert.equal(await storedColumn(engine, other, packed, 'x'), undefined);
  } finally {
    await engine.close();
    rmSync(folder, { recursive: true });
  }
});
