// One side of simulate.ts: 36 months of a company's cash, 10,000 paths; the other sides are runway_numpy.py and runway-squiggle.mjs.
import { monthOf, ruinByMonth, simulate, sortedQuantile, to } from '@capstan/capital';
import { answer } from '../pair.ts';
import { model } from './runway-model.ts';

const paths = Number(process.argv[2] ?? 10_000);
const distributions = { burn: to(110_000, 160_000), growth: to(0.01, 0.06), income: to(20_000, 40_000) };
let seed = 0;

/** P(cash has been below 0 at a month's end by month 36), and quantiles of the cash then. */
function runway(): number[] {
  const simulation = simulate(model, distributions, ['cash'], { paths, seed: seed++, sampling: 'plain' });
  const none = new Float64Array(paths);
  const { byMonth } = ruinByMonth({
    cash: simulation.lines.get('cash')!,
    opening: none.fill(1),
    noise: new Float64Array(paths),
    paths,
  });
  const end = monthOf(simulation, 'cash', 35).toSorted();
  return [byMonth[35]!, ...[0.05, 0.5, 0.95].map((p) => sortedQuantile(end, p))];
}

if (process.argv[3] === 'print') console.log(runway().join(' '));
else {
  runway();
  await answer(1, () => {
    runway();
  });
}
