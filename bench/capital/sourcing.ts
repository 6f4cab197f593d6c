// The sourcing plan of 24 months × 12 offers × 4 regions: seconds to the proven optimum with HiGHS, and the same cost from YALPS.
//   node bench/capital/sourcing.ts [rounds] [seconds for YALPS]
import { performance } from 'node:perf_hooks';
import { solve as yalps } from 'yalps';
import { uniforms } from '../../packages/capital/src/random/columns.ts';
import type { Offer } from '../../packages/capital/src/source/offers/offer.ts';
import type { SourcingProblem } from '../../packages/capital/src/source/problem.ts';
import { build } from '../../packages/capital/src/source/programme/build.ts';
import { solve } from '../../packages/capital/src/source/programme/solve.ts';
import { sourceCompute } from '../../packages/capital/src/source/source.ts';
import { median } from '../pair.ts';

const REGIONS = ['EU', 'US', 'UK', 'IN'];

/** Twelve kinds of offer in each of four regions at prices that differ, three demands of which two must stay somewhere. */
function problem(seed: number): SourcingProblem {
  const u = uniforms(seed, 'sourcing bench', new Float64Array(1000));
  let drawn = 0;
  const about = (value: number) => value * (0.85 + 0.3 * u[drawn++]!);
  const offers = REGIONS.flatMap((region): Offer[] => {
    const node = { region, gpusPerNode: 8 };
    const at = (name: string, provider: string) => ({ ...node, id: `${name} ${region}`, provider });
    return [
      { ...at('on demand', 'A'), kind: 'on-demand', pricePerGpuHour: about(2.95) },
      { ...at('on demand, other', 'B'), kind: 'on-demand', pricePerGpuHour: about(2.6), maxNodes: 4 },
      { ...at('spot', 'A'), kind: 'spot', pricePerGpuHour: about(1.25), overhead: 1.2, maxNodes: 3 },
      { ...at('spot, other', 'B'), kind: 'spot', pricePerGpuHour: about(0.8), overhead: 2.1, maxNodes: 6 },
      { ...at('one year', 'A'), kind: 'reserved', pricePerGpuHour: about(2), months: 12, maxNodes: 20 },
      { ...at('three years', 'A'), kind: 'reserved', pricePerGpuHour: about(1.6), months: 36, maxNodes: 20 },
      { ...at('one year, upfront', 'B'), kind: 'reserved', pricePerGpuHour: about(1.9), months: 12, upfront: 1 },
      { ...at('block', 'C'), kind: 'block', pricePerGpuHour: about(2.3), months: 3, maxNodes: 4 },
      { ...at('block of a month', 'C'), kind: 'block', pricePerGpuHour: about(2.5), months: 1, maxNodes: 2 },
      {
        ...at('own', 'us'),
        kind: 'owned',
        pricePerNode: about(270_000),
        costPerNodeMonth: about(3500),
        lifeMonths: 48,
        salvage: 0.25,
        leadMonths: 3,
        maxNodes: 6,
      },
      {
        ...at('grant', 'D'),
        kind: 'grant',
        gpuHours: 60_000,
        waitMonths: 3,
        expiresAfter: 12,
        acceptance: 0.4,
        applicationCost: 5000,
      },
      {
        id: `credit ${region}`,
        kind: 'credit',
        provider: 'A',
        amount: about(50_000),
        expiresAfter: 12,
        acceptance: 0.7,
        applicationCost: 1000,
      },
    ];
  });
  const demand = (gpus: number, growth: number) =>
    Array.from({ length: 24 }, (_, month) => about(gpus) * growth ** month * 730.5);
  return {
    demands: [
      { id: 'medical', gpuHours: demand(12, 1.03), regions: ['EU', 'UK'] },
      { id: 'indian', gpuHours: demand(6, 1.05), regions: ['IN'] },
      { id: 'any', gpuHours: demand(30, 1.02) },
    ],
    offers,
    discountRate: 0.1,
  };
}

const rounds = Number(process.argv[2] ?? 9);
const patience = Number(process.argv[3] ?? 60);
const cold = performance.now();
await sourceCompute(problem(0));
console.log(`first call, loading HiGHS: ${((performance.now() - cold) / 1000).toFixed(2)} s`);
const times: number[] = [];
for (let seed = 0; seed < rounds; seed++) {
  const start = performance.now();
  await sourceCompute(problem(seed));
  times.push((performance.now() - start) / 1000);
}
const { programme } = build(problem(0));
const whole = programme.variables.filter(({ integer }) => integer).length;
console.log(`${programme.variables.length} unknowns, ${whole} of them whole; ${programme.rows.length} rows`);
console.log(
  `plan: median ${median(times).toFixed(2)} s, ${Math.min(...times).toFixed(2)} to ${Math.max(...times).toFixed(2)} s over ${rounds} problems`,
);

const constraints = new Map<string, { min?: number; max?: number }>();
const columns = programme.variables.map(({ cost, upper }, i) => {
  if (upper < Number.POSITIVE_INFINITY) constraints.set(`u${i}`, { max: upper });
  return new Map([['cost', cost], ...(upper < Number.POSITIVE_INFINITY ? ([[`u${i}`, 1]] as [string, number][]) : [])]); // as: a pair
});
for (const [i, { terms, low, high }] of programme.rows.entries()) {
  constraints.set(`r${i}`, {
    ...(low > Number.NEGATIVE_INFINITY && { min: low }),
    ...(high < Number.POSITIVE_INFINITY && { max: high }),
  });
  for (const [variable, coefficient] of terms)
    columns[variable]!.set(`r${i}`, (columns[variable]!.get(`r${i}`) ?? 0) + coefficient);
}
const start = performance.now();
const second = yalps(
  {
    direction: 'minimize',
    objective: 'cost',
    constraints,
    variables: columns.map((column, i): [string, Map<string, number>] => [`x${i}`, column]),
    integers: programme.variables.flatMap(({ integer }, i) => (integer ? [`x${i}`] : [])),
  },
  { tolerance: 0, timeout: patience * 1000, maxIterations: Number.POSITIVE_INFINITY },
);
const first = await solve(programme);
console.log(
  `YALPS: ${second.status} after ${((performance.now() - start) / 1000).toFixed(1)} s, ${second.result} beside ${first!.cost}`,
);
