import { test } from 'node:test';
import '../index.ts';
import { check, Fixture, Worst } from '../testing/index.ts';

const folder = new URL('../../fixtures/', import.meta.url);

for (const group of ['modules', 'layers', 'losses', 'functional', 'initial']) {
  const fixture = await Fixture.open(folder, group);
  test(`${group}: ${fixture.cases.length} cases as PyTorch ${fixture.made.torch} has them`, async (t) => {
    const worst = new Worst();
    for (const recorded of fixture.cases) await t.test(recorded.name, () => check(fixture, recorded, worst));
    t.diagnostic(`greatest error ${worst.error.toExponential(2)} (${worst.name})`);
  });
}
