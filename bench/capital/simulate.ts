// How fast plans are followed: 10,000 paths × 120 months of 200 lines on one core, and the same runway beside numpy and Squiggle.
//   npm run node -- bench/capital/simulate.ts [rounds]
// numpy comes with bench/peers/setup.mjs; Squiggle on request only: npm install --prefix ~/.cache/capstan/squiggle @quri/squiggle-lang@0.10.0
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parsePlan, simulation } from '@capstan/capital';
import { cacheDir } from '../../packages/setup/src/cache/paths.mjs';
import { compare, median, type Side } from '../pair.ts';
import { peersPython } from '../peers/python.mjs';
import { twoHundred } from './two-hundred.ts';

const rounds = Number(process.argv[2] ?? 9);
const here = import.meta.dirname;
const paths = 10_000;

const begun = performance.now();
const plan = parsePlan(twoHundred);
const read = performance.now();
const outputs = ['cash', 'opening', 'noise'];
const follow = () => {
  const followed = simulation.simulate(plan.model, plan.distributions, outputs, {
    seed: 7,
    paths,
    correlations: plan.correlations,
  });
  const of = (line: string) => simulation.monthOf(followed, line, 0);
  const ruin = simulation.ruinByMonth({
    cash: followed.lines.get('cash')!,
    opening: of('opening'),
    noise: of('noise'),
    paths,
  });
  return { followed, ruin };
};
const { followed, ruin } = follow();
const first = performance.now();
const written = Object.keys(twoHundred.lines ?? {}).length;
console.log(
  `${written} lines written, ${Object.keys(plan.model.lines).length} in the model, ${paths} paths × ${plan.model.months} months`,
);
console.log(
  `read and checked in ${(read - begun).toFixed(0)} ms; first simulation, compiling: ${(first - read).toFixed(0)} ms`,
);
const times = Array.from({ length: rounds }, () => {
  const cpu = process.cpuUsage();
  const start = performance.now();
  follow();
  const { user, system } = process.cpuUsage(cpu);
  return { wall: (performance.now() - start) / 1000, cpu: (user + system) / 1e6 };
});
const [wall, cpu] = (['wall', 'cpu'] as const).map((each) => times.map((time) => time[each]));
console.log(
  `simulation and ruin: median ${median(wall!).toFixed(3)} s, ${Math.min(...wall!).toFixed(3)} to ${Math.max(...wall!).toFixed(3)} s; of the processor ${median(cpu!).toFixed(3)} s  (target ≤ 0.3)`,
);
const end = simulation.summarise(simulation.monthOf(followed, 'cash', 119));
console.log(
  `cash at the end: mean ${end.mean.toFixed(0)} ± ${end.meanError.toFixed(0)}, median ${end.p50.toFixed(0)} ± ${end.medianError.toFixed(0)}; ruin ${ruin.byMonth[119]!.toFixed(4)} ± ${ruin.error[119]!.toFixed(4)}`,
);
const bytes = new Uint8Array(followed.lines.get('cash')!.buffer);
console.log(`SHA-256 of all months' cash, seed 7: ${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}`);

const ours: Side = { name: 'ours', command: process.execPath, args: [join(here, 'runway.ts'), String(paths)] };
const sides: Side[] = [];
try {
  const env = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
  sides.push({ name: 'numpy', command: peersPython(), args: [join(here, 'runway_numpy.py'), String(paths)], env });
} catch (error) {
  console.log(`numpy is left out: ${error instanceof Error ? error.message : error}`);
}
const folder = process.env.CAPSTAN_SQUIGGLE ?? join(cacheDir(), 'squiggle');
if (existsSync(join(folder, 'node_modules/@quri/squiggle-lang'))) {
  sides.push({
    name: 'Squiggle',
    command: process.execPath,
    args: [join(here, 'runway-squiggle.mjs'), folder, String(paths)],
  });
} else {
  console.log(`Squiggle is left out: npm install --prefix ${folder} @quri/squiggle-lang@0.10.0`);
}
console.log('\nrunway of 36 months: P(ruin), cash p5, p50, p95');
for (const { name, command, args } of [ours, ...sides]) {
  const text = execFileSync(command, [...args, 'print'], { encoding: 'utf8' });
  const [p, ...cash] = text.trim().split(/\s+/).map(Number);
  console.log(`  ${name.padEnd(9)} ${p!.toFixed(4)}  ${cash.map((value) => value.toFixed(0)).join('  ')}`);
}
for (const peer of sides) {
  await compare({
    title: `${paths} paths × 36 months, ours ÷ ${peer.name}`,
    ours,
    peer,
    rounds,
    target: peer.name === 'numpy' ? 1 : 0.05,
  });
}
