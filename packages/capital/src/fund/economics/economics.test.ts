import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CapitalError } from '../../errors.ts';
import { normals } from '../../random/columns.ts';
import { near, printed } from '../../testing.ts';
import { vcMethod } from '../exit/vc-method.ts';
import { everRuined, ruinProbability, runway } from './runway.ts';
import { grossMargin, unitEconomics } from './unit-economics.ts';

test('UE1: 100 a month at 80 %, 5 % churn, CAC 400', () => {
  const result = unitEconomics({ arpa: 100, grossMargin: 0.8, churn: 0.05, cac: 400 });
  printed(result.lifetimeValue, '1600');
  printed(result.ratio, '4');
  assert.equal(result.paybackMonths, 5);
  printed(unitEconomics({ arpa: 100, grossMargin: 0.8, churn: 0.05, cac: 400, rate: 0.01 }).lifetimeValue, '1333.33');
});

test('lifetime value and payback are those of the months added up', () => {
  const given = { arpa: 100, grossMargin: 0.8, churn: 0.05, cac: 400, rate: 0.01 };
  let [value, payback] = [0, 0];
  for (let month = 1; month <= 2000; month++) {
    value += (80 * 0.95 ** (month - 1)) / 1.01 ** month;
    if (payback === 0 && value >= 400) payback = month;
  }
  const result = unitEconomics(given);
  near(result.lifetimeValue, value, 1e-9);
  assert.equal(Math.ceil(result.paybackWithChurn!), payback);
  assert.equal(unitEconomics({ ...given, cac: 2000 }).paybackWithChurn, null);
});

test('gross margin comes from what serving was measured to cost', () => {
  near(grossMargin({ revenue: 100, units: 12.5, costPerUnit: 1.6 }), 0.8);
  assert.throws(() => grossMargin({ revenue: 100, units: 1, costPerUnit: -1 }), CapitalError);
  assert.throws(() => unitEconomics({ arpa: 1, grossMargin: 1, churn: 0, cac: 1 }), /life without end/);
});

const cash = { cash: 1_800_000, drift: -150_000, deviation: 80_000 };

test('RW1: P(ruin) after 10, 12 and 14 months of twelve', () => {
  printed(ruinProbability(cash, 10), '.132892');
  printed(ruinProbability(cash, 12), '.530532');
  printed(ruinProbability(cash, 14), '.860307');
});

test('RW1 by simulation in daily steps: the closed form within its error, monthly looks below it', () => {
  const [paths, days] = [4000, 360];
  const noise = normals(1, 'runway', new Float64Array(paths * days));
  let [daily, monthly] = [0, 0];
  for (let path = 0; path < paths; path++) {
    let [level, gone, goneAtMonth] = [cash.cash, false, false];
    for (let day = 0; day < days; day++) {
      level += cash.drift / 30 + (cash.deviation / Math.sqrt(30)) * noise[path * days + day]!;
      gone ||= level <= 0;
      if (day % 30 === 29) goneAtMonth ||= level <= 0;
    }
    daily += gone ? 1 : 0;
    monthly += goneAtMonth ? 1 : 0;
  }
  assert.ok(Math.abs(daily / paths - 0.530532) < 0.03, `${daily / paths}`);
  assert.ok(monthly < daily);
});

test('the probability of ruin rises with time to its limit and stays one where exponents overflow', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1, max: 1e9, noNaN: true }),
      fc.double({ min: -1e8, max: 1e8, noNaN: true }),
      fc.double({ min: 1, max: 1e8, noNaN: true }),
      fc.double({ min: 0.01, max: 200, noNaN: true }),
      (level, drift, deviation, months) => {
        const given = { cash: level, drift, deviation };
        const [early, late] = [ruinProbability(given, months), ruinProbability(given, months * 1.5)];
        assert.ok(early >= 0 && late <= 1 && early <= late + 1e-12, `${early} ${late}`);
        assert.ok(late <= everRuined(given) + 1e-9);
      },
    ),
    { seed: 2 },
  );
});

test('runway is the month of a probability: a coin toss at twelve', () => {
  near(runway(cash, 0.530532)!, 12, 1e-5);
  assert.ok(runway(cash, 0.1)! < 10);
  assert.equal(runway({ cash: 1e6, drift: 50_000, deviation: 100_000 }, 0.5), null);
  assert.equal(ruinProbability({ cash: 0, drift: 1, deviation: 1 }, 1), 1);
  assert.equal(ruinProbability({ cash: 100, drift: -10, deviation: 0 }, 10), 1);
  assert.equal(ruinProbability({ cash: 100, drift: -10, deviation: 0 }, 9.9), 0);
});

test('VC method: exit 100M, 10×, raise 2M', () => {
  const { postMoney, now, preMoney } = vcMethod({ exit: 100_000_000, multiple: 10, raise: 2_000_000 });
  assert.equal(postMoney.toString(), '10000000');
  assert.equal(preMoney.toString(), '8000000');
  assert.equal(now.toString(), '1/5');
  printed(
    vcMethod({ exit: 100_000_000, multiple: 10, raise: 2_000_000, retention: 0.6 }).now.times(100).toNumber(),
    '33.33',
  );
  assert.throws(
    () => vcMethod({ exit: 10, multiple: 10, raise: 2 }),
    (error) => error instanceof CapitalError && error.code === 'cap-table-open',
  );
});
