// What runs teach a plan: priors of other companies, a true figure drawn from each, n runs that scatter by 5 % around it; how often 90 %
// intervals hold the figure and the next run, and how much narrower than the prior they are.
//   node bench/capital/posterior.ts [priors] [first seed] [seeds]
import { quantile } from '../../packages/capital/src/distribution/read.ts';
import { calibrate } from '../../packages/capital/src/forecast/learn/calibrate.ts';
import { normals } from '../../packages/capital/src/random/columns.ts';

const [worlds = 500, first = 1, seeds = 4] = process.argv.slice(2).map(Number);
const SCATTER = 0.05;

for (let seed = first; seed < first + seeds; seed++) {
  const draws = (stream: string, count: number) => normals(seed, stream, new Float64Array(count));
  const [middles, widths, truths] = [draws('middle', worlds), draws('width', worlds), draws('truth', worlds)];
  for (const n of [1, 3, 10, 50]) {
    const noise = draws(`noise ${n}`, worlds * (n + 1));
    let [figure, next, narrower] = [0, 0, 0];
    const ratios: number[] = [];
    for (let w = 0; w < worlds; w++) {
      const prior = { kind: 'lognormal' as const, mu: 2 * middles[w]!, sigma: 0.3 + 0.6 * Math.abs(widths[w]!) };
      const truth = prior.mu + prior.sigma * truths[w]!;
      const runs = Array.from({ length: n + 1 }, (_, i) => Math.exp(truth + SCATTER * noise[w * (n + 1) + i]!));
      const learnt = calibrate(prior, runs.slice(1));
      const holds = (d: typeof learnt.next, value: number) => quantile(d, 0.05) <= value && value <= quantile(d, 0.95);
      if (holds(learnt.posterior, Math.exp(truth))) figure++;
      if (holds(learnt.next, runs[0]!)) next++;
      const ratio = learnt.posterior.sigma / prior.sigma;
      if (ratio < 1) narrower++;
      ratios.push(ratio);
    }
    const percent = (count: number) => `${((100 * count) / worlds).toFixed(1)} %`;
    const middle = ratios.sort((a, b) => a - b)[worlds >> 1]!;
    console.log(
      `seed ${seed}, ${n} runs: figure inside ${percent(figure)}, next run inside ${percent(next)}, narrower than the prior ${percent(narrower)}, width ÷ prior's ${middle.toFixed(3)}`,
    );
  }
}
