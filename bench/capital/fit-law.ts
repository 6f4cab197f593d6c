// How often the stated interval of a fitted scaling law holds the exponents that the runs were made with.
//   node bench/capital/fit-law.ts [trials]
// With Epoch's reading of Chinchilla's figure in $CAPSTAN_DATA/epoch-chinchilla/svg_extracted_data.csv, also: do halves of these
// real runs hold the exponents of all of them?
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  fitLossLaw,
  type LawFit,
  type LossPoint,
  lossAtBudget,
} from '../../packages/capital/src/forecast/laws/fit-law.ts';
import { LOSS_LAWS, type LossLaw, lossAt, optimum } from '../../packages/capital/src/forecast/laws/loss-law.ts';
import { normals, uniforms } from '../../packages/capital/src/random/columns.ts';

const trials = Number(process.argv[2] ?? 200);
const LEVEL = 0.95;

interface Setting {
  name: string;
  law: LossLaw;
  points: (trial: number) => LossPoint[];
}

/** Runs anywhere in three decades of size and of data. */
function scattered(law: LossLaw, count: number, noise: number) {
  return (trial: number): LossPoint[] => {
    const [u, v] = ['sizes', 'data'].map((name) => uniforms(trial, name, new Float64Array(count)));
    const errors = normals(trial, 'noise', new Float64Array(count));
    return Array.from(errors, (error, i) => {
      const [parameters, tokens] = [5e7 * 1000 ** u![i]!, 1e9 * 1000 ** v![i]!];
      return { parameters, tokens, loss: lossAt(law, parameters, tokens) * Math.exp(noise * error) };
    });
  };
}

/** What a small team can afford: a grid of sizes and shares of its data, each run once. */
function grid(law: LossLaw, sizes: number, amounts: number, noise: number) {
  return (trial: number): LossPoint[] => {
    const errors = normals(trial, 'noise', new Float64Array(sizes * amounts));
    return Array.from(errors, (error, i) => {
      const parameters = 1e6 * 100 ** ((i % sizes) / (sizes - 1));
      const tokens = 2e7 * 100 ** (Math.floor(i / sizes) / (amounts - 1));
      return { parameters, tokens, loss: lossAt(law, parameters, tokens) * Math.exp(noise * error) };
    });
  };
}

const { besiroglu, hoffmannTex } = LOSS_LAWS;
const settings: Setting[] = [
  { name: 'Besiroglu, 60 runs, noise 1 %', law: besiroglu, points: scattered(besiroglu, 60, 0.01) },
  { name: 'Besiroglu, 240 runs, noise 0.3 %', law: besiroglu, points: scattered(besiroglu, 240, 0.003) },
  { name: 'Hoffmann, 60 runs, noise 1 %', law: hoffmannTex, points: scattered(hoffmannTex, 60, 0.01) },
  { name: 'a team’s 6 × 5 small runs, noise 0.5 %', law: besiroglu, points: grid(besiroglu, 6, 5, 0.005) },
  { name: 'a team’s 4 × 4 small runs, noise 0.5 %', law: besiroglu, points: grid(besiroglu, 4, 4, 0.005) },
];

const holds = ([low, high]: readonly [number, number], value: number) => low <= value && value <= high;
const percent = (count: number) => `${((100 * count) / trials).toFixed(1)} %`.padStart(8);

function row(name: string, fits: (trial: number) => { fit: LawFit; law: LossLaw; budget: number }): void {
  let [alpha, beta, both, loss] = [0, 0, 0, 0];
  const start = performance.now();
  for (let trial = 0; trial < trials; trial++) {
    const { fit, law, budget } = fits(trial);
    const held = [holds(fit.intervals.alpha, law.alpha), holds(fit.intervals.beta, law.beta)];
    alpha += Number(held[0]);
    beta += Number(held[1]);
    both += Number(held[0] && held[1]);
    loss += Number(holds(lossAtBudget(fit, budget).loss, optimum(law, budget).loss));
  }
  const each = (performance.now() - start) / trials;
  console.log(`${name.padEnd(44)}${[alpha, beta, both, loss].map(percent).join('')}${each.toFixed(0).padStart(8)} ms`);
}

console.log(`${trials} trials, intervals of ${LEVEL * 100} %, 200 resamples. Held:`);
console.log(`${''.padEnd(44)}${['α', 'β', 'both', 'loss ×10 C'].map((each) => each.padStart(8)).join('')}    a fit`);
for (const { name, law, points } of settings)
  row(name, (trial) => {
    const own = points(trial);
    const largest = Math.max(...own.map(({ parameters, tokens }) => 6 * parameters * tokens));
    return { fit: fitLossLaw(own, { level: LEVEL, seed: trial }), law, budget: 10 * largest };
  });

const csv = join(process.env.CAPSTAN_DATA ?? '', 'epoch-chinchilla', 'svg_extracted_data.csv');
if (existsSync(csv)) {
  const [header, ...lines] = readFileSync(csv, 'utf8').trim().split('\n');
  const column = (name: string) => header!.split(',').indexOf(name);
  const all = lines
    .map((line): LossPoint => {
      const cell = (name: string) => Number(line.split(',')[column(name)]);
      const parameters = cell('Model Size');
      return { parameters, tokens: cell('Training FLOP') / (6 * parameters), loss: cell('loss') };
    })
    .sort((a, b) => a.loss - b.loss)
    .slice(0, 240);
  const whole = fitLossLaw(all, { resamples: 1 }).law;
  row('halves of Chinchilla’s 240 real runs', (trial) => {
    const keys = uniforms(trial, 'half', new Float64Array(all.length));
    const half = [...all.keys()].sort((a, b) => keys[a]! - keys[b]!).slice(0, all.length / 2);
    const fit = fitLossLaw(
      half.map((i) => all[i]!),
      { level: LEVEL, seed: trial },
    );
    return { fit, law: whole, budget: 1e23 };
  });
}
