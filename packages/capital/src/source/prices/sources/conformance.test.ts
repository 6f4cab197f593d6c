import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { test } from 'node:test';
import { importPrices, PRICE_SOURCES, priceSourceOf } from '../import-prices.ts';
import { priceRow } from '../price.ts';

/** A file of each source: two prices of one machine, 8 GPUs at 23.6 on demand and 10 when it may be taken away. */
const FILES: Readonly<Record<string, { text: string; says: object; price: readonly [string, string] }>> = {
  quotes: {
    text: 'chip,provider,region,terms,value,unit,asOf,source\nH100,N,FI,on-demand,2.95,USD/(GPU·h),2026-11-24,offer\nH100,N,FI,spot,1.25,USD/(GPU·h),2026-11-24,offer\n',
    says: {},
    price: ['2.95', '-2.95'],
  },
  skypilot: {
    text: 'InstanceType,AcceleratorName,AcceleratorCount,Region,Price,SpotPrice\nbox,H100,8,FI,23.6,10\ncpu,,,FI,0.1,\n',
    says: { provider: 'N', asOf: '2026-11-24' },
    price: ['23.6', '-23.6'],
  },
  gpuhunt: {
    text: 'instance_name,location,price,cpu,memory,gpu_count,gpu_name,gpu_memory,spot,disk_size\nbox,FI,23.6,128,1600,8,H100,80,False,\nbox,FI,10,128,1600,8,H100,80,True,\ncpu,FI,0.1,4,16,0,,,False,\n',
    says: { provider: 'N', asOf: '2026-11-24' },
    price: ['23.6', '-23.6'],
  },
};

test('every source is a file of its own and in the list', () => {
  const own = ['contract', 'index', 'number-in', 'conformance.test'];
  const files = readdirSync(import.meta.dirname).map((name) => basename(name, '.ts'));
  assert.deepEqual(files.filter((name) => !own.includes(name)).sort(), [...PRICE_SOURCES.keys()].sort());
});

for (const [kind, { about, options, needs }] of PRICE_SOURCES) {
  test(`prices from '${kind}' say what they are and what must be said`, () => {
    assert.match(kind, /^[a-z][a-z-]*$/);
    assert.match(about, /^[A-Z].{10,}\.$/);
    for (const [name, { help }] of Object.entries(options as Record<string, { help: string }>))
      assert.ok(help.length > 5, name);
    for (const name of needs) assert.ok(Object.hasOwn(options, name), name);
  });

  if (kind === 'built-in') continue;
  test(`prices from '${kind}' are read a GPU and hour, recognised, and refused by the row`, () => {
    const file = FILES[kind];
    assert.ok(file, `write a small file of '${kind}' here`);
    const read = (text: string, says: object) => importPrices(text, { from: kind, ...says } as never); // as: any source
    const rows = read(file.text, file.says);
    assert.deepEqual(
      rows.map(({ chip, region, terms, value, unit }) => [chip, region, terms, value, unit]),
      [
        ['H100', 'FI', 'on-demand', 2.95, 'USD/(GPU·h)'],
        ['H100', 'FI', 'spot', 1.25, 'USD/(GPU·h)'],
      ],
    );
    for (const row of rows) assert.deepEqual(priceRow(row), row);
    assert.equal(priceSourceOf(file.text), kind);
    assert.throws(() => read(file.text.replace(...file.price), file.says), {
      code: 'bad-number',
      message: /row 1|H100/,
    });
    assert.throws(() => read(file.text, { ...file.says, zzz: 1 }), { code: 'unknown-option', message: /zzz/ });
    for (const name of needs) {
      const { [name]: _, ...rest } = { ...file.says } as Record<string, unknown>; // as: an object of options
      assert.throws(() => read(file.text, rest), { code: 'wrong-option', message: new RegExp(`${name} is missing`) });
    }
  });
}

test('a source that is not there is refused with the nearest; a text of no source is of none', () => {
  assert.throws(() => importPrices('', { from: 'skypilto' } as never), {
    code: 'bad-input',
    message: /no price source 'skypilto'.*built-in.*\n.*Did you mean 'skypilot'/,
  });
  assert.equal(priceSourceOf('a,b\n1,2'), undefined);
  assert.ok(importPrices('', { from: 'built-in' }).length > 50);
});
