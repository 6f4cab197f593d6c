import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePlan } from '../../parse.ts';
import { planReport } from '../../report/report.ts';
import { renderPlanXlsx } from './plan-workbook.ts';
import { column, workbook } from './workbook.ts';
import { crc32, zip } from './zip.ts';

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

test('CRC-32 and letters of columns', () => {
  assert.equal(crc32(new TextEncoder().encode('123456789')), 0xcbf43926); // the check value of ISO 3309
  assert.deepEqual([0, 25, 26, 27, 701, 702].map(column), ['A', 'Z', 'AA', 'AB', 'ZZ', 'AAA']);
});

test('a workbook holds numbers, formulas with their value, and words that are never formulas', () => {
  const made = text(
    workbook([
      {
        name: 'A & B',
        rows: [
          ['x', 2],
          ['=1+1 <b>\u0001', { formula: 'B1*2', value: 4 }],
        ],
      },
    ]),
  );
  assert.match(made, /<sheet name="A &amp; B"/);
  assert.match(made, /<c r="B1" s="3"><v>2<\/v>/);
  assert.match(made, /<c r="B2" s="2"><f>B1\*2<\/f><v>4<\/v>/);
  assert.match(made, /t="inlineStr"><is><t xml:space="preserve">=1\+1 &lt;b&gt; <\/t>/);
  assert.deepEqual(zip({ a: 'b' }), zip({ a: 'b' }));
});

test('a plan’s sums are formulas whose values are the page’s, evaluated here again', async () => {
  const report = await planReport(
    parsePlan({
      version: 1,
      name: 'X',
      currency: 'EUR',
      asOf: '2026-11-24',
      start: '2027-07',
      months: 18,
      cash: '90000 [EUR]',
      cashNoise: '900 [EUR]',
      lines: { all: { is: '3000 [EUR/month]', unit: 'EUR/month', kind: 'cost' } },
      finance: { payableDays: '30 [day]' },
    }),
    { paths: 50 },
  );
  const made = text(renderPlanXlsx(report));
  const sheets = [...made.matchAll(/<sheetData>(.*?)<\/sheetData>/g)].map(([, data]) => {
    const cells = [...data!.matchAll(/<c r="([A-Z]+\d+)"[^>]*>(?:<f>(.*?)<\/f>)?<v>(.*?)<\/v>/g)];
    return new Map(
      cells.map(([, at, formula, value]) => [
        at!,
        { formula: formula?.replaceAll('&#39;', "'"), value: Number(value) },
      ]),
    );
  });
  const names = [...made.matchAll(/<sheet name="(.*?)"/g)].map(([, name]) => name!);
  let formulas = 0;
  for (const cells of sheets)
    for (const [at, { formula, value }] of cells) {
      if (formula === undefined) continue;
      formulas++;
      const parts = [...formula.matchAll(/([-+]?)(?:'([^']+)'!)?([A-Z]+\d+)/g)];
      const sum = parts.reduce((all, [, sign, sheet, cell]) => {
        const from = sheet === undefined ? cells : sheets[names.indexOf(sheet)]!;
        return all + (sign === '-' ? -1 : 1) * from.get(cell!)!.value;
      }, 0);
      assert.ok(Math.abs(sum - value) < 1e-6, `${at}: ${formula} is ${sum}, not ${value}`);
    }
  assert.ok(formulas > 20, String(formulas));
  assert.deepEqual(names, ['Profit and loss', 'Cash flow', 'Balance', 'Months', 'Assumptions']);
});
