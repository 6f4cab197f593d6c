import { count, figure, figureCard, html, type Markup, percent, plural, section } from '@capstan/page';
import * as metrics from '../../metrics/index.ts';
import { metricsOf } from '../../metrics/meter.ts';
import { rankedPrecisionAt } from '../../metrics/rankings/precision-at.ts';
import { type EvaluationPage, evaluationPage } from '../evaluation-page.ts';

/** What is known of lists of items that were made for users. */
export interface RankingFigures {
  /** Users with something to be found. */
  users: number;
  /** Items that could be offered. */
  items: number;
  /** Share of the items that are in any list. */
  coverage: number;
  /** Metrics of rankings by their names. */
  metrics: Readonly<Record<string, number>>;
}

/** What goes into a report of a recommender. */
export interface RankingReport extends EvaluationPage {
  /** Which examples, such as `test`. */
  split: string;
  report: RankingFigures;
  /** Items, in how many lists each is, and in how many of those it was right; the most frequent first. */
  offered: readonly { item: string; lists: number; hits: number }[];
}

/** Items that are shown. */
const MOST = 20;

/**
 * Writes a report of a recommender as one HTML file that loads nothing from elsewhere: how often its lists hold what users came to
 * want, how much of the catalogue they show, and what they offer most.
 *
 * @example
 * await writeFile('report.html', rankingReport({ title: 'Films', split: 'test', report, offered }));
 */
export function rankingReport(input: RankingReport): string {
  const { split, report, offered } = input;
  const { users, items, coverage } = report;
  const of = (name: keyof typeof metrics) => report.metrics[name] ?? Number.NaN;
  const headline = html`<div class="figures">
${figureCard('NDCG at 10', figure(of('ndcg10')), 'how far up the lists have what was wanted; 1 is the best order')}
${figureCard('Hit rate at 10', percent(of('hitRate10')), 'of the users find something in ten items')}
${figureCard('Coverage', percent(coverage), html`of ${count(items)} items are in anyone's ten`)}
</div>`;
  return evaluationPage(input, `${plural(users, 'user')} of ${split}`, headline, [
    section(
      'All figures',
      'Of the first ten items of each user, what they have had left out; mean over the users.',
      figuresTable(report, split),
    ),
    section(
      'What is offered most',
      'In how many lists an item is, and how often that was right. A few items in all lists is popularity, not taste.',
      offeredTable(offered, users),
    ),
  ]);
}

function figuresTable({ metrics: values }: RankingFigures, split: string): Markup {
  const known = [...metricsOf(metrics, 'rankings'), rankedPrecisionAt(10)].filter(
    ({ kind }) => values[kind] !== undefined,
  );
  return html`<div class="card narrow"><table><thead><tr><th>measure</th><th class="n">${split}</th></tr></thead><tbody>${known.map(({ kind, label, about }) => html`<tr title="${about}"><td>${label}</td><td class="n">${figure(values[kind]!)}</td></tr>`)}</tbody></table></div>`;
}

function offeredTable(offered: RankingReport['offered'], users: number): Markup {
  return html`<div class="card narrow"><table><thead><tr><th>item</th><th class="n">lists</th><th class="n">of users</th><th class="n">right</th></tr></thead><tbody>${offered.slice(0, MOST).map(({ item, lists, hits }) => html`<tr><td>${item}</td><td class="n">${count(lists)}</td><td class="n">${percent(lists / users)}</td><td class="n">${count(hits)}</td></tr>`)}</tbody></table></div>`;
}
