import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openTable } from '@capstan/data';
import { openLedger } from '@capstan/ledger';
import { capstan, capstanEach } from './testing/capstan.ts';

const root = mkdtempSync(join(tmpdir(), 'capstan-plan-'));
after(() => rmSync(root, { recursive: true, force: true }));
const example = join(import.meta.dirname, '../../../examples/plan.ts');

const small = {
  version: 1,
  name: 'P',
  currency: 'USD',
  asOf: '2026-11-24',
  start: '2027-01',
  months: 6,
  cash: '1 [USD]',
  cashNoise: '0 [USD]',
};

/** A book with one finished training that saw so many pictures a second. */
function ledgerOf(name: string, imagesPerSecond: number): string {
  const path = join(root, `${name}.db`);
  using ledger = openLedger(path);
  const run = ledger.start({ name: 'digits', kind: 'train', device: 'cpu', threads: 2, params: { batchSize: 64 } });
  run.log(1, { 'train/imagesPerSecond': imagesPerSecond, 'validation/accuracy': 0.98 });
  run.finish('done', { summary: { steps: 100, epochs: 1 } });
  return path;
}

test('the example prints a page, and one measured run instead of another changes it', async () => {
  const [slow, fast] = [ledgerOf('slow', 60), ledgerOf('fast', 6000)];
  const empty = join(root, 'empty.db');
  openLedger(empty)[Symbol.dispose]();
  const of = (ledger: string, ...more: string[]) => ['plan', example, '--paths', '400', '--ledger', ledger, ...more];
  const [none, a, b, page] = await capstanEach(root, [
    of(empty, '--json'),
    of(slow, '--json'),
    of(fast, '--json'),
    of(slow, '--html', 'plan.html'),
  ]);
  for (const { code, err } of [none!, a!, b!, page!]) assert.equal(code, 0, err);
  const [guessed, late, early] = [none!, a!, b!].map(({ out }) => JSON.parse(out));
  assert.deepEqual(guessed.unmeasured, ['secondsPerImage', 'errorRate']);
  assert.deepEqual(late.unmeasured, []);
  const cost = (report: typeof late) => report.runs[1].cost.p95;
  assert.ok(cost(late) > 2 * cost(early), `${cost(late)} ${cost(early)}`);
  assert.notEqual(late.months.at(-1).ruin, early.months.at(-1).ruin);
  for (const title of [
    'Cash',
    'What drives it',
    'Trainings wanted',
    'Compute: rent, buy or partner',
    'Rounds',
    'Who owns what',
    'Market',
    'People',
    'Labels',
    'Risks',
    'Risk register',
    'What to find out next',
    'Scenarios',
  ])
    assert.ok(page!.out.includes(`\n${title}`), title);
  assert.match(readFileSync(join(root, 'plan.html'), 'utf8'), /^<!doctype html>/);
});

test('the ledger fills the risk register, and its rows strike the months when asked to', async () => {
  const ledger = ledgerOf('risks', 60);
  {
    using book = openLedger(ledger);
    book.start({ name: 'digits', kind: 'train', device: 'cpu', threads: 2, params: {} }).finish('failed');
  }
  const at = (...more: string[]) => ['plan', example, '--paths', '400', '--ledger', ledger, ...more];
  const [page, apart, struck] = await capstanEach(root, [at(), at('--json'), at('--json', '--simulate-register')]);
  for (const { code, err } of [page!, apart!, struck!]) assert.equal(code, 0, err);
  assert.match(page!.out, /\nRisk register\n/);
  assert.match(page!.out, /1 of 2 runs failed/);
  const [one, other] = [apart!, struck!].map(({ out }) => JSON.parse(out));
  const failed = one.register.rows.find(({ id }: { id: string }) => id === 'failed-runs');
  assert.equal(failed.status, 'proven');
  assert.equal(failed.from.length, 1);
  assert.ok(other.months.at(-1).cash.mean < one.months.at(-1).cash.mean);
});

test('statements as a workbook that reads again, books and bills beside the plan', async () => {
  const file = join(root, 'financed.json');
  const money = (amount: number) => `${amount} [USD/month]`;
  writeFileSync(
    file,
    JSON.stringify({
      ...{ version: 1, name: 'F', currency: 'USD', asOf: '2026-11-24', start: '2027-01', months: 12 },
      ...{ cash: '90000 [USD]', cashNoise: 0, finance: { payableDays: '30 [day]' } },
      lines: { rent: { is: money(4000), unit: 'USD/month', kind: 'cost' } },
    }),
  );
  const books = join(root, 'books.csv');
  writeFileSync(books, 'month,line,amount\n2027-01,other,4400\n');
  const xlsx = join(root, 'plan.xlsx');
  const done = await capstan(root, 'plan', file, '--paths', '10', '--xlsx', xlsx, '--actuals', books);
  assert.equal(done.code, 0, done.err);
  assert.match(done.out, /What happened, beside the plan[\s\S]*other +4\.4k +4k +4k +4k +\+10 %/);
  await using table = await openTable(xlsx, { sheet: 'Balance' });
  const rows = await table.head(20);
  const of = (words: string) => Number(rows.find((row) => row['expected USD'] === words)?.['2027']);
  // Twelve months of 4,000, the last of which 30 days of 30.4375 are still owed.
  const owed = (4000 * 30) / 30.4375;
  assert.ok(Math.abs(of('cash') - (90_000 - 48_000 + owed)) < 1e-6, String(of('cash')));
  assert.ok(Math.abs(of('what there is') - of('whose it is')) < 1e-6);
});

test('a price list becomes offers that a plan takes', async () => {
  const quotes = join(root, 'quotes.csv');
  writeFileSync(
    quotes,
    'chip,provider,region,terms,value,unit,asOf,source\nH100,N,FI,reserved-1y,1461,EUR/(GPU·month),2026-11-20,offer\nL4,N,FI,spot,0.2,EUR/(GPU·h),2026-11-20,offer\n',
  );
  const made = await capstan(root, 'plan', '--prices', quotes, '--chip', 'h100');
  const [offer, ...others] = JSON.parse(made.out);
  assert.deepEqual(
    [offer.kind, offer.pricePerGpuHour, offer.currency, offer.months, others.length],
    ['reserved', 2, 'EUR', 12, 0],
  );
  const cases = [
    [['--prices', quotes], /'N L4 FI spot' is a spot price: say with spotOverhead/],
    [['--prices', quotes, '--chip', 'T4'], /No price of T4.*There are: H100, L4/],
    [
      ['--prices', quotes, '--prices-from', 'skypilot'],
      /Prices from 'skypilot' need --provider TEXT .* and --as-of TEXT/,
    ],
    [['--prices', join(root, 'none.csv')], /There is no /],
  ] as const;
  const results = await capstanEach(
    root,
    cases.map(([words]) => ['plan', ...words]),
  );
  for (const [i, refused] of results.entries()) {
    assert.notEqual(refused.code, 0);
    assert.match(refused.err, cases[i]![1]);
  }
});

test('the same seed prints the same, another seed does not; two plans stand side by side', async () => {
  const at = (...more: string[]) => ['plan', 'noisy.json', '--paths', '300', ...more];
  writeFileSync(join(root, 'noisy.json'), JSON.stringify({ ...small, cash: '1000 [USD]', cashNoise: '400 [USD]' }));
  const [[one, other, beside], [same]] = await Promise.all([
    capstanEach(root, [at('--seed', '3'), at('--seed', '4'), at('--compare', 'noisy.json')]),
    capstanEach(root, [at('--seed', '3')]), // in another process
  ]);
  for (const { code, err } of [one!, other!, beside!, same!]) assert.equal(code, 0, err);
  assert.equal(one!.out, same!.out);
  assert.notEqual(one!.out, other!.out);
  assert.match(beside!.out, /probability of running out .* 0 points/);
});

test('what is wrong with a plan is said in words', async () => {
  const write = (name: string, text: string): string => {
    writeFileSync(join(root, name), text);
    return name;
  };
  const cases: [string[], number, RegExp][] = [
    [['absent.ts'], 2, /There is no absent\.ts/],
    [[write('none.ts', 'export const x = 1;')], 2, /exports no plan/],
    [[write('cut.json', '{ "version": 1,')], 2, /is not JSON/],
    [
      [write('unit.json', JSON.stringify({ ...small, cash: '1 [h]' }))],
      1,
      /cash: Expected USD \(USD\), the formula gives 'h'/,
    ],
    [
      [
        write(
          'date.json',
          JSON.stringify({ ...small, rounds: [{ name: 'A', month: '2026-01', amount: '1 [USD]', probability: 1 }] }),
        ),
      ],
      1,
      /2026-01 is before the plan's first month/,
    ],
    [[write('ok.json', JSON.stringify(small)), '--html', 'x.html', '--compare', 'ok.json'], 2, /give one of them/],
    [['ok.json', '--paths', '0'], 2, /--paths must be a whole number from 1/],
  ];
  const results = await capstanEach(
    root,
    cases.map(([words]) => ['plan', ...words]),
  );
  for (const [i, { code, err, out }] of results.entries()) {
    assert.equal(code, cases[i]![1], err);
    assert.match(err, cases[i]![2]);
    assert.equal(out, '');
    assert.doesNotMatch(err, /\n\s+at /);
  }
  assert.ok(!existsSync(join(root, 'x.html')));
});
