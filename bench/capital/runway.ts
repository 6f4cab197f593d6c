// One side of simulate.ts: 36 months of a company's cash, 10,000 paths; the other sides are runway_numpy.py and runway-squiggle.mjs.
import { simulation, to } from '@capstan/capital';
import { answer } from '../pair.ts';
import { model } from './runway-model.ts';

const paths = Number(process.argv[2] ?? 10_000);
const distributions = { burn: to(110_000, 160_000), growth: to(0.01, 0.06), income: to(20_000, 40_000) };
const [opening, noise] = [new Float64Array(paths).fill(1), new Float64Array(paths)];
let seed = 0;
let last: simulation.Simulation | undefined;

/** P(cash has been below 0 at a month's end by month 36), and quantiles of the cash then. */
function runway(): number[] {
  const reuse = last ? { reuse: last } : {};
  last = simulation.simulate(model, distributions, ['cash'], { paths, seed: seed++, sampling: 'plain', ...reuse });
  const { byMonth } = simulation.ruinByMonth({ cash: last.lines.get('cash')!, opening, noise, paths });
  return [byMonth[35]!, ...simulation.quantilesOf(simulation.monthOf(last, 'cash', 35), [0.05, 0.5, 0.95])];
}

if (process.argv[3] === 'print') console.log(runway().join(' '));
else {
  for (let i = 0; i < 10; i++) runway(); // as often on every side: engines compile what they saw a few times
  await answer(1, () => {
    runway();
  });
}
