import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Capitalization } from '../convertibles/capitalization.ts';
import { capTable } from '../table/cap-table.ts';
import { exportOcf, type OcfExport } from './export.ts';
import { importOcf } from './import.ts';

const unstated = { participation: 'none', capitalization: 'pre' } as const;
const table = capTable({
  holdings: [{ holder: 'Ada', shares: 6_000_000 }],
  grants: [{ holder: 'Ben', shares: 250_000, strike: '0.1' }],
  warrants: [{ holder: 'bank', shares: 40_000, strike: '0.75', expires: '2033-01-31' }],
  pool: 750_000,
});
const given: OcfExport = {
  issuer: { legalName: 'Example, Inc.', formationDate: '2025-02-03', country: 'US' },
  asOf: '2026-11-24',
  generatedAt: '2026-11-24T10:00:00Z',
  currency: 'USD',
  table,
};
const documents = (of: OcfExport): unknown[] => Object.values(exportOcf(of, String)).map((text) => JSON.parse(text));

test('warrants come out as warrants and back, beside a plan that reserves none for them', () => {
  const back = importOcf(documents(given), { unstated });
  assert.deepEqual(
    back.table.grants.map(({ kind, holder, shares, strike }) => [kind, holder, shares.toNumber(), strike.toNumber()]),
    [
      ['option', 'Ben', 250_000, 0.1],
      ['warrant', 'bank', 40_000, 0.75],
    ],
  );
  assert.equal(back.table.pool.toNumber(), 750_000);
  const [issued] = documents(given).flatMap(
    (each) =>
      (each as { items?: Record<string, unknown>[] }).items?.filter(
        ({ object_type }) => object_type === 'TX_WARRANT_ISSUANCE',
      ) ?? [], // as: a file
  );
  assert.equal(issued!.warrant_expiration_date, '2033-01-31');
});

test('what a cap is divided by comes back as it was defined; what is not modelled is named', () => {
  const safe = (capitalization: Capitalization) =>
    ({ kind: 'safe', id: 'S-1', holder: 'angel', amount: '250000', capitalization, cap: '10000000' }) as const;
  for (const capitalization of [
    'pre',
    'post',
    { options: true, warrants: true, pool: false, poolIncrease: false, converting: true },
  ] as const) {
    const [back] = importOcf(documents({ ...given, convertibles: [safe(capitalization)] }), { unstated }).convertibles;
    assert.deepEqual(back?.kind === 'safe' && back.capitalization, capitalization);
  }
  const odd = documents({ ...given, convertibles: [safe({ pool: false })] }).map((each) =>
    JSON.parse(JSON.stringify(each).replace('"include_new_money":false', '"include_new_money":true')),
  );
  assert.throws(() => importOcf(odd, { unstated }), {
    code: 'bad-ocf',
    message: /S-1: .*count new money.*not modelled/,
  });
});

test('an export says which version of the format it follows', () => {
  for (const version of ['1.2.0', '1.2.1-alpha+main'] as const) {
    const manifest = JSON.parse(exportOcf({ ...given, version }, String)['Manifest.ocf.json']!);
    assert.equal(manifest.ocf_version, version);
    assert.equal(importOcf(documents({ ...given, version }), { unstated }).issuer, 'Example, Inc.');
  }
  assert.equal(JSON.parse(exportOcf(given, String)['Manifest.ocf.json']!).ocf_version, '1.2.0');
});
