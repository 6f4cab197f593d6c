// A plan of a thousand lines over sixty months, whole: read, checked, 10,000 paths, drivers, statements, page; processor time.
//   node bench/capital/large.ts [lines] [months] [paths]
import { performance } from 'node:perf_hooks';
import { renderPlanHtml } from '../../packages/capital/src/plan/page/html.ts';
import { parsePlan } from '../../packages/capital/src/plan/parse.ts';
import { planReport } from '../../packages/capital/src/plan/report/report.ts';
import type { PlanInput } from '../../packages/capital/src/plan/schema/document.ts';

const [count = 1000, months = 60, paths = 10_000] = process.argv.slice(2).map(Number);
const guess = { unit: 'USD/month', asOf: '2026-11-24', source: 'bench', confidence: 'guess' } as const;
const assumptions = Object.fromEntries(
  Array.from({ length: 100 }, (_, i) => [`a${i}`, { value: '80 to 120', ...guess }]),
);
const formulas = [
  (i: number) => `a${i % 100} * (1 + month / 60)`,
  (i: number) => `previous(l${i}, 10 [USD/month]) * 1.01`,
  (i: number) => `l${i - 1} * 0.5 + a${i % 100}`,
];
const kinds = ['income', 'cost', 'figure', 'figure', 'figure'] as const;
const lines = Object.fromEntries(
  Array.from({ length: count }, (_, i) => [
    `l${i}`,
    { is: formulas[i % 3]!(i), unit: 'USD/month', kind: kinds[i % 5]! },
  ]),
);
const plan: PlanInput = {
  ...{ version: 1, name: 'Large', currency: 'USD', asOf: '2026-11-24', start: '2027-01', months },
  ...{ cash: '3000000 [USD]', cashNoise: '1000 [USD]', assumptions, lines },
};
const [before, started] = [process.cpuUsage(), performance.now()];
const page = renderPlanHtml(await planReport(parsePlan(plan), { paths }));
const { user, system } = process.cpuUsage(before);
console.log(
  `${count} lines × ${months} months × ${paths} paths: ${((user + system) / 1e6).toFixed(2)} s of processor time, ${((performance.now() - started) / 1e3).toFixed(2)} s by the wall, ${page.length} characters`,
);
