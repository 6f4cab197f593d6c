import assert from 'node:assert/strict';
import { test } from 'node:test';
import { near } from '../../testing.ts';
import { parsePlan } from '../parse.ts';
import { planReport } from '../report/report.ts';
import { total } from './total.ts';

test('few lines are added in their order, many in groups', () => {
  assert.deepEqual(total([]), { op: 'number', value: 0, unit: '1' });
  assert.deepEqual(total(['a']), { op: 'name', name: 'a' });
  const depth = (of: ReturnType<typeof total>): number => (of.op === 'call' ? 1 + Math.max(...of.args.map(depth)) : 0);
  const names = (of: ReturnType<typeof total>): string[] =>
    of.op === 'call' ? of.args.flatMap(names) : of.op === 'name' ? [of.name] : [];
  for (const count of [2, 64, 65, 1000, 5000]) {
    const lines = Array.from({ length: count }, (_, i) => `l${i}`);
    assert.deepEqual(names(total(lines)), lines);
    assert.ok(depth(total(lines)) < 200, String(count));
  }
});

test('a plan of 700 costs is one plan: its own sums have no limit on their length', async () => {
  const lines = Object.fromEntries(
    Array.from({ length: 700 }, (_, i) => [
      `cost_of_thing_${i}`,
      { is: `${i + 1} [USD/month]`, unit: 'USD/month', kind: 'cost' as const },
    ]),
  );
  const plan = parsePlan({
    ...{ version: 1, name: 'Big', currency: 'USD', asOf: '2026-11-24', start: '2027-01', months: 2 },
    ...{ cash: '3000000 [USD]', cashNoise: 0, lines },
  });
  near((await planReport(plan, { paths: 2 })).months[0]!.burn, (700 * 701) / 2, 1e-12);
});
