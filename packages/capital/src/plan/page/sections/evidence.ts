import { quantile } from '../../../distribution/read.ts';
import { figure, short } from '../../../quantity/show.ts';
import type { PlanReport } from '../../report/report.ts';
import type { PageSection } from './contract.ts';

export const evidence: PageSection = { id: 'evidence', of };

function of({ evidence: learnt, assumptions, unmeasured, ledgerRuns }: PlanReport): ReturnType<PageSection['of']> {
  if (assumptions.length === 0) return undefined;
  const others = assumptions.filter(({ name, confidence }) => confidence !== 'measured' && !unmeasured.includes(name));
  const named = (['contract', 'published', 'guess'] as const).flatMap((confidence) => {
    const names = others.filter((each) => each.confidence === confidence).map(({ name }) => name);
    const title = { contract: 'Agreed', published: 'Published', guess: 'Guessed' }[confidence];
    return names.length > 0 ? [`${title}: ${names.join(', ')}.`] : [];
  });
  const why = ledgerRuns === 0 ? 'the ledger has no runs' : 'no finished run of the ledger measures them';
  const open =
    unmeasured.length > 0
      ? [`GUESSED until measured: ${unmeasured.join(', ')}; ${why}, so the plan's own ranges stand.`]
      : [];
  return {
    title: 'Measured, agreed, published, guessed',
    tables:
      learnt.length === 0
        ? []
        : [
            {
              header: [
                'measured',
                'runs',
                'least',
                'most',
                'planned with',
                'next run',
                'actual/forecast',
                'in 90 %',
                'latest',
              ],
              rows: learnt.map(({ assumption, unit, runs, scores, next }) => {
                const now = assumptions.find(({ name }) => name === assumption)!;
                const values = runs.map(({ value }) => value);
                return [
                  assumption,
                  String(runs.length),
                  short(Math.min(...values)),
                  short(Math.max(...values)),
                  `${short(now.p05)} to ${figure(now.p95, unit)}`,
                  `${short(quantile(next, 0.05))} to ${short(quantile(next, 0.95))}`,
                  `× ${short(scores.bias)}`,
                  `${Math.round(scores.coverage90 * scores.count)} of ${scores.count}`,
                  runs.at(-1)!.id,
                ];
              }),
              left: 1,
            },
          ],
    notes: [...open, ...named],
    annex: [
      {
        header: ['assumption', 'p5', 'p50', 'p95', 'standing', 'date', 'source'],
        rows: assumptions.map(({ name, p05, p50, p95, unit, confidence, asOf, source }) => [
          name,
          short(p05),
          short(p50),
          figure(p95, unit),
          unmeasured.includes(name) ? 'guess, to be measured' : confidence,
          asOf,
          source,
        ]),
        left: 1,
        words: [4, 5, 6],
      },
    ],
  };
}
