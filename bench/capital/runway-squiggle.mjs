// Squiggle's side of simulate.ts: see runway.ts. Samples stay joined from month to month, since every value is a sample set.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const [folder, samples = '10000', print] = process.argv.slice(2);
const { run } = await import(pathToFileURL(createRequire(join(folder, 'x.js')).resolve('@quri/squiggle-lang')).href);
const code = `
set(dist) = SampleSet.fromDist(dist)
burn = set(110000 to 160000)
growth = set(0.01 to 0.06)
start = { cash: set(pointMass(1800000)), low: set(pointMass(1800000)), income: set(20000 to 40000) }
month(state, i) = {
  cash = set(state.cash - burn + state.income + set(normal(0, 80000)))
  { cash: cash, low: SampleSet.map2(state.low, cash, {|a, b| min([a, b])}), income: set(state.income * (1 + growth)) }
}
end = List.reduce(List.upTo(0, 35), start, month)
[cdf(end.low, 0), quantile(end.cash, 0.05), quantile(end.cash, 0.5), quantile(end.cash, 0.95)]
`;
const environment = { sampleCount: Number(samples), xyPointLength: 1000 };

async function runway() {
  const { result } = await run(code, { environment: { ...environment, seed: String(Math.random()) } });
  if (!result.ok) throw new Error(result.value.toString());
  return result.value.result.toString();
}

if (print) console.log((await runway()).replace(/[[\],]+/g, ' ').trim());
else {
  for (let i = 0; i < 10; i++) await runway();
  console.log('ready');
  for await (const _ of createInterface({ input: process.stdin })) {
    const start = performance.now();
    await runway();
    console.log((performance.now() - start) / 1000);
  }
}
