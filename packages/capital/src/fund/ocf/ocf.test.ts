import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CapitalError } from '../../errors.ts';
import type { Convertible } from '../convertibles/convertible.ts';
import { pricedRound } from '../round/priced-round.ts';
import { LEGAL_ROUNDING } from '../round/terms.ts';
import { capTable, owned, ownership } from '../table/cap-table.ts';
import { exportOcf, type OcfExport } from './export.ts';
import { importOcf } from './import.ts';
import { readOcf, writeOcf } from './package.ts';

const md5 = (text: string) => createHash('md5').update(text).digest('hex');
const unstated = { participation: 'full', capitalization: 'post' } as const;
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const convertibles: Convertible[] = [
  {
    kind: 'safe',
    id: 'S-1',
    holder: 'angel',
    amount: '250000',
    capitalization: 'post',
    cap: '10000000',
    discount: '0.2',
  },
  { kind: 'safe', id: 'S-2', holder: 'friend', amount: '50000', capitalization: 'pre', mfn: true },
  { kind: 'percent', id: 'YC', holder: 'YC', amount: '125000', fraction: '0.07' },
  {
    kind: 'note',
    id: 'N-1',
    holder: 'lender',
    principal: '100000',
    rate: '0.08',
    interest: 'simple',
    dayCount: '30/360',
    issued: '2026-01-01',
    capitalization: 'post',
    cap: '8000000',
  },
];
const start = capTable({
  holdings: [
    { holder: 'Ada', shares: 6_000_000 },
    { holder: 'Grace', shares: 3_000_000 },
  ],
  grants: [{ holder: 'Linus', shares: 250_000, strike: '0.1' }],
  pool: 750_000,
});
const { table } = pricedRound(start, {
  series: 'seed',
  preMoney: 9_000_000,
  investors: [{ holder: 'fund', amount: 2_000_000 }],
  convention: 'percent-ownership',
  rounding: LEGAL_ROUNDING,
  pool: { target: 0.1, placement: 'pre' },
  participation: { cap: 3 },
  preference: '1.5',
});
const given: OcfExport = {
  issuer: { legalName: 'Example, Inc.', formationDate: '2025-02-03', country: 'US' },
  asOf: '2026-11-24',
  generatedAt: '2026-11-24T10:00:00Z',
  currency: 'USD',
  table,
  convertibles,
};
const documents = () => Object.values(exportOcf(given, md5)).map((text): Record<string, unknown> => JSON.parse(text));

test('what is exported comes back: classes, holdings, grants, pool, instruments', () => {
  const back = importOcf(documents(), { unstated });
  assert.deepEqual(plain(back.table), plain(table));
  const amounts = (each: Convertible) => ({ ...each, ...('discount' in each && { discount: String(each.discount) }) });
  assert.deepEqual(
    plain(back.convertibles.map(amounts)),
    plain(
      convertibles.map((each) => ({
        ...amounts(each),
        ...(each.kind === 'safe' && each.discount && { discount: '1/5' }),
        ...(each.kind === 'percent' && { fraction: '7/100' }),
        ...(each.kind === 'note' && { rate: '2/25' }),
      })),
    ),
  );
  assert.equal(back.issuer, 'Example, Inc.');
});

test('the manifest lists the hash of every file', () => {
  const files = exportOcf(given, md5);
  const manifest: Record<string, unknown> = JSON.parse(files['Manifest.ocf.json']!);
  const listed = Object.values(manifest).filter(Array.isArray).flat() as { filepath: string; md5: string }[];
  assert.equal(listed.length, 4);
  for (const { filepath, md5: hash } of listed) assert.equal(hash, md5(files[filepath.slice(2)]!));
});

// The shapes of the format's own samples, docs/tutorials of its repository at v1.2.0, with names and figures of ours.
const manifest = (asOf = '2026-01-01') => ({
  ocf_version: '1.2.0',
  file_type: 'OCF_MANIFEST_FILE',
  as_of: asOf,
  generated_at: '2026-01-01T11:30:45-06:00',
  issuer: {
    object_type: 'ISSUER',
    id: 'i',
    legal_name: 'Turbine, Inc.',
    formation_date: '2020-09-25',
    country_of_formation: 'US',
  },
});
const people = {
  file_type: 'OCF_STAKEHOLDERS_FILE',
  items: ['one', 'two'].map((id) => ({
    object_type: 'STAKEHOLDER',
    id,
    name: { legal_name: id },
    stakeholder_type: 'INDIVIDUAL',
  })),
};
const classes = {
  file_type: 'OCF_STOCK_CLASSES_FILE',
  items: [
    {
      object_type: 'STOCK_CLASS',
      id: 'c',
      name: 'Common',
      class_type: 'COMMON',
      default_id_prefix: 'C-',
      initial_shares_authorized: '10000000.00',
      votes_per_share: '1',
      seniority: '1',
    },
    {
      object_type: 'STOCK_CLASS',
      id: 'p',
      name: 'Preferred',
      class_type: 'PREFERRED',
      default_id_prefix: 'P-',
      initial_shares_authorized: '100000',
      votes_per_share: '1',
      seniority: '2',
    },
  ],
};
const plan = {
  file_type: 'OCF_STOCK_PLANS_FILE',
  items: [
    {
      object_type: 'STOCK_PLAN',
      id: 'plan',
      plan_name: '2023 Plan',
      initial_shares_reserved: '1000.00',
      stock_class_id: 'c',
    },
  ],
};
const stock = (id: string, holder: string, quantity: string, classId = 'c') => ({
  object_type: 'TX_STOCK_ISSUANCE',
  id: `tx-${id}`,
  security_id: id,
  date: '2022-01-01',
  security_law_exemptions: [],
  stakeholder_id: holder,
  custom_id: id,
  stock_class_id: classId,
  share_price: { amount: '1.00', currency: 'USD' },
  quantity,
  stock_legend_ids: [],
});
const transactions = (...items: object[]) => ({ file_type: 'OCF_TRANSACTIONS_FILE', items });

test('history is followed: transfers, exercises, splits, pool and ratio adjustments, and nothing after the day', () => {
  const { table: now } = importOcf(
    [
      manifest(),
      people,
      classes,
      plan,
      transactions(
        stock('s1', 'one', '500'),
        stock('s2', 'two', '100', 'p'),
        {
          object_type: 'TX_STOCK_TRANSFER',
          id: 't',
          date: '2023-01-01',
          security_id: 's1',
          resulting_security_ids: ['s3'],
          balance_security_id: 's4',
        },
        stock('s3', 'two', '200'),
        stock('s4', 'one', '300'),
        {
          object_type: 'TX_PLAN_SECURITY_ISSUANCE',
          id: 'g',
          security_id: 'g',
          date: '2022-01-01',
          stakeholder_id: 'one',
          custom_id: 'g',
          stock_plan_id: 'plan',
          compensation_type: 'OPTION',
          quantity: '100',
          exercise_price: { amount: '0.10', currency: 'USD' },
        },
        {
          object_type: 'TX_PLAN_SECURITY_EXERCISE',
          id: 'e',
          date: '2024-01-01',
          security_id: 'g',
          quantity: '25',
          resulting_security_ids: ['s5'],
        },
        stock('s5', 'one', '25'),
        {
          object_type: 'TX_STOCK_PLAN_POOL_ADJUSTMENT',
          id: 'a',
          date: '2023-01-01',
          stock_plan_id: 'plan',
          shares_reserved: '800',
        },
        {
          object_type: 'TX_STOCK_CLASS_SPLIT',
          id: 'x',
          date: '2025-01-01',
          stock_class_id: 'p',
          split_ratio: { numerator: '2', denominator: '1' },
        },
        {
          object_type: 'TX_STOCK_CLASS_CONVERSION_RATIO_ADJUSTMENT',
          id: 'r',
          date: '2025-02-01',
          stock_class_id: 'p',
          new_ratio_conversion_mechanism: {
            type: 'RATIO_CONVERSION',
            conversion_price: { amount: '0.8', currency: 'USD' },
            ratio: { numerator: '5', denominator: '4' },
            rounding_type: 'FLOOR',
          },
        },
        { object_type: 'TX_VESTING_START', id: 'v', date: '2022-12-31', security_id: 'g', vesting_condition_id: 'q' },
        { ...stock('late', 'one', '1000000'), date: '2026-06-01' },
      ),
    ],
    { unstated },
  );
  assert.equal(now.pool.toString(), '700'); // 800 − 75 granted − 25 exercised
  assert.equal(now.grants[0]!.shares.toString(), '75');
  // one: 300 + 25 + 75; two: 200 + 100 × 2 × 5/4; of 1,550
  assert.equal(owned(now, 'one').toString(), '8/31');
  assert.equal(owned(now, 'two').toString(), '9/31');
});

test('bad documents say where and what', () => {
  const refused = (message: RegExp, docs: unknown[], code = 'bad-ocf') =>
    assert.throws(
      () => importOcf(docs, { unstated }),
      (error) => error instanceof CapitalError && error.code === code && message.test(error.message),
      String(message),
    );
  refused(/one OCF manifest/, [people]);
  refused(/one OCF manifest/, [manifest(), manifest()]);
  refused(/version 1\.2/, [{ ...manifest(), ocf_version: '2.0.0' }, people]);
  refused(/a file/, [manifest(), 'text', null]);
  refused(/quantity/, [manifest(), people, classes, transactions(stock('s', 'one', '1e9'))]);
  refused(/Stakeholder 'three'/, [manifest(), people, classes, transactions(stock('s', 'three', '1'))]);
  refused(/TX_WARRANT_ISSUANCE/, [
    manifest(),
    people,
    classes,
    transactions({ object_type: 'TX_WARRANT_ISSUANCE', id: 'w', date: '2022-01-01' }),
  ]);
  refused(/its class .z. is in no stock classes file/, [
    manifest(),
    people,
    classes,
    transactions(stock('p', 'one', '1', 'p'), stock('s', 'one', '1', 'z')),
  ]);
  const granted = {
    object_type: 'TX_EQUITY_COMPENSATION_ISSUANCE',
    id: 'g',
    security_id: 'g',
    date: '2022-01-01',
    stakeholder_id: 'one',
    quantity: '5000',
  };
  refused(
    /More options were granted/,
    [manifest(), people, classes, plan, transactions(stock('p', 'one', '1', 'p'), granted)],
    'cap-table-open',
  );
});

test('fractions of a share cannot be exported', () => {
  const thirds = capTable({ holdings: [{ holder: 'x', shares: '1/3' }] });
  assert.throws(() => exportOcf({ ...given, table: thirds, convertibles: [] }, md5), /ten decimals/);
});

/** Two holders of a million each, and what happened then. */
const after = (...items: object[]) =>
  importOcf(
    [manifest(), people, classes, transactions(stock('s1', 'one', '1000000'), stock('s2', 'two', '1000000'), ...items)],
    { unstated },
  ).table;
const shares = (now: ReturnType<typeof after>) =>
  Object.fromEntries(ownership(now).map((row) => [row.holder, row.shares.toString()]));
const tx = (type: string, id: string, more: object) => ({ object_type: `TX_${type}`, id, date: '2025-01-01', ...more });

test('a partial repurchase without a balance leaves the rest with its holder (Open-Cap-Format-OCF #531)', () => {
  const buyBack = { security_id: 's1', quantity: '100000', price: { amount: '1', currency: 'USD' } };
  assert.deepEqual(shares(after(tx('STOCK_REPURCHASE', 'r', buyBack))), { one: '900000', two: '1000000' });
  const balanced = after(
    tx('STOCK_REPURCHASE', 'r', { ...buyBack, balance_security_id: 's3' }),
    stock('s3', 'one', '900000'),
  );
  assert.deepEqual(shares(balanced), { one: '900000', two: '1000000' });
});

test('every transaction that cannot be followed is named at once, or left out with its reason', () => {
  const documents = (...items: object[]) => [
    manifest(),
    people,
    classes,
    transactions(stock('s1', 'one', '1000000'), stock('s2', 'two', '1000000'), ...items),
  ];
  const bad = [
    tx('STOCK_CANCELLATION', 'c', { security_id: 'gone', quantity: '5' }),
    tx('STOCK_TRANSFER', 't', { security_id: 's1', quantity: '10' }),
    { ...stock('s3', 'three', '5'), date: '2025-01-01' },
  ];
  assert.throws(
    () => importOcf(documents(...bad), { unstated }),
    (error: CapitalError) => {
      assert.equal(error.message.split('\n').length, 3);
      assert.match(error.message, /'gone', which was never issued/);
      assert.match(error.message, /says not what became of security 's1'/);
      assert.match(error.message, /Stakeholder 'three'/);
      return error.code === 'bad-ocf';
    },
  );
  const { table: rest, leftOut } = importOcf(documents(...bad), { unstated, leaveOut: true });
  assert.deepEqual(shares(rest), { one: '1000000', two: '1000000' });
  assert.deepEqual(leftOut.map(({ id }) => id).sort(), ['c', 't', 'tx-s3']);
  assert.deepEqual(importOcf(documents(), { unstated, leaveOut: true }).leftOut, []);
});

test('what would lose or double a holder names the transaction', () => {
  const named = (message: RegExp, ...items: object[]) =>
    assert.throws(() => after(...items), { code: 'bad-ocf', message });
  named(
    /TX_STOCK_ISSUANCE 'tx-s1' of 2022-01-01 issues security 's1' a second time: 'tx-s1' issued it/,
    stock('s1', 'one', '1000000'),
  );
  named(
    /TX_STOCK_TRANSFER 't' .* results in security 's3', which was never issued: its holder would be lost/,
    tx('STOCK_TRANSFER', 't', { security_id: 's1', quantity: '10', resulting_security_ids: ['s3'] }),
  );
  named(
    /TX_STOCK_TRANSFER 't' .* says not what became of security 's1'/,
    tx('STOCK_TRANSFER', 't', { security_id: 's1', quantity: '10' }),
  );
  named(
    /moves 1000000 shares of security 's1', but 5 arrive in 's3'/,
    tx('STOCK_TRANSFER', 't', { security_id: 's1', resulting_security_ids: ['s3'] }),
    { ...stock('s3', 'two', '5'), date: '2025-01-01' },
  );
  named(
    /TX_STOCK_REPURCHASE 'r' .* takes 1000001 shares of security 's1', of which 1000000 are left/,
    tx('STOCK_REPURCHASE', 'r', { security_id: 's1', quantity: '1000001' }),
  );
  named(
    /leaves 900000 shares of security 's1', but its balance 's3' was issued with 1/,
    tx('STOCK_REPURCHASE', 'r', { security_id: 's1', quantity: '100000', balance_security_id: 's3' }),
    stock('s3', 'one', '1'),
  );
  named(
    /TX_STOCK_CANCELLATION 'c' .* is about security 'nowhere', which was never issued/,
    tx('STOCK_CANCELLATION', 'c', { security_id: 'nowhere', quantity: '1' }),
  );
  named(
    /is about security 's1', of which nothing is left/,
    tx('STOCK_RETRACTION', 'a', { security_id: 's1' }),
    tx('STOCK_RETRACTION', 'b', { security_id: 's1' }),
  );
  named(
    /joins 2000000 shares, but 's3' was issued with 3/,
    tx('STOCK_CONSOLIDATION', 'c', { security_ids: ['s1', 's2'], resulting_security_id: 's3' }),
    stock('s3', 'two', '3'),
  );
});

test('warrants, releases, returns to the pool, consolidations, repricing and reissues after a split are followed', () => {
  const grant = (id: string, quantity: string) => ({
    ...tx('EQUITY_COMPENSATION_ISSUANCE', id, {
      security_id: id,
      stakeholder_id: 'one',
      stock_plan_id: 'plan',
      quantity,
      exercise_price: { amount: '1', currency: 'USD' },
    }),
    date: '2023-01-01',
  });
  const { table: now } = importOcf(
    [
      manifest(),
      people,
      classes,
      plan,
      transactions(
        stock('s1', 'one', '400'),
        stock('s2', 'one', '100'),
        tx('STOCK_CONSOLIDATION', 'c', { security_ids: ['s1', 's2'], resulting_security_id: 's3' }),
        { ...stock('s3', 'one', '500'), date: '2025-01-01' },
        stock('p1', 'two', '100', 'p'),
        tx('STOCK_CLASS_SPLIT', 'split', {
          stock_class_id: 'p',
          split_ratio: { numerator: '3', denominator: '1' },
          date: '2024-01-01',
        }),
        tx('STOCK_REISSUANCE', 'again', {
          security_id: 'p1',
          resulting_security_ids: ['p2'],
          split_transaction_id: 'split',
          date: '2024-01-01',
        }),
        { ...stock('p2', 'two', '300', 'p'), date: '2024-01-01' },
        tx('WARRANT_ISSUANCE', 'w', {
          security_id: 'w',
          stakeholder_id: 'two',
          quantity: '50',
          exercise_price: { amount: '2', currency: 'USD' },
          date: '2023-01-01',
        }),
        tx('WARRANT_CANCELLATION', 'wc', { security_id: 'w', quantity: '10' }),
        grant('g', '100'),
        tx('EQUITY_COMPENSATION_RELEASE', 'rel', { security_id: 'g', quantity: '40', resulting_security_ids: ['s4'] }),
        { ...stock('s4', 'one', '30'), date: '2025-01-01' }, // ten were kept for the tax
        tx('EQUITY_COMPENSATION_CANCELLATION', 'can', { security_id: 'g', quantity: '20' }),
        tx('STOCK_PLAN_RETURN_TO_POOL', 'ret', { security_id: 'g', stock_plan_id: 'plan', quantity: '20' }),
        tx('EQUITY_COMPENSATION_REPRICING', 'price', {
          security_id: 'g',
          new_exercise_price: { amount: '0.5', currency: 'USD' },
        }),
      ),
    ],
    { unstated },
  );
  assert.deepEqual(now.holdings.map(({ holder, shares: held }) => `${holder} ${held}`).sort(), [
    'one 30',
    'one 500',
    'two 300',
  ]);
  assert.deepEqual(
    now.grants.map(({ holder, shares: held, strike }) => `${holder} ${held} at ${strike}`),
    ['one 40 at 1/2', 'two 40 at 2'],
  );
  assert.equal(now.pool.toString(), '920'); // 1,000 − 40 granted − 40 released
});

test('an export is read and written again to the byte, whatever it holds', () => {
  const texts = exportOcf(given, md5);
  assert.deepEqual({ ...writeOcf(readOcf(texts)) }, texts);
  const odd = {
    'T.json':
      '{"file_type":"OCF_TRANSACTIONS_FILE",\n\t"items": [ {"object_type":"TX_STOCK_ACCEPTANCE","id":"a","date":"2022-01-01","security_id":"x","comments":["\\u00e9"], "ours":1} ]}',
  };
  assert.deepEqual({ ...writeOcf(readOcf(odd)) }, odd);
  const refused = (text: string, message: RegExp) =>
    assert.throws(() => readOcf({ 'T.json': text }), { code: 'bad-ocf', message });
  refused('{', /T\.json is no JSON/);
  refused('{"file_type":"CSV"}', /no file of OCF/);
  refused(
    '{"file_type":"OCF_TRANSACTIONS_FILE","items":[{"object_type":"TRADE","id":"a"}]}',
    /item 1: OCF has no object_type "TRADE"/,
  );
  refused(
    '{"file_type":"OCF_TRANSACTIONS_FILE","items":[{"object_type":"ISSUER","id":"a"},{"object_type":"ISSUER","id":"a"}]}',
    /item 2: ISSUER 'a' is in T\.json already/,
  );
});

const samples = join(process.env.CAPSTAN_DATA ?? '', 'ocf-samples');
test("OCF's own samples are read and written again to the byte; what cannot be followed is named", {
  skip: existsSync(samples) ? false : `${samples} is not there`,
}, () => {
  const texts = Object.fromEntries(
    readdirSync(samples)
      .filter((name) => name.endsWith('.json'))
      .map((name) => [name, readFileSync(join(samples, name), 'utf8')]),
  );
  const read = readOcf(texts);
  assert.deepEqual({ ...writeOcf(read) }, texts);
  // The samples show one transaction of each kind, about securities that nobody issued.
  assert.throws(
    () =>
      importOcf(
        read.files.map(({ document }) => document),
        { unstated },
      ),
    { code: 'bad-ocf', message: /^TX_\w+ '.*' of \d{4}-\d\d-\d\d / },
  );
});
