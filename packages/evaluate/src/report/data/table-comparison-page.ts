import type { ColumnComparison, ColumnProfile, TableComparison } from '@capstan/data';
import {
  clip,
  count,
  figureCard,
  findingList,
  html,
  type Markup,
  page,
  percent,
  plural,
  section,
  tickLabel,
} from '@capstan/page';

/**
 * Writes the comparison of two tables as one HTML file that loads nothing from elsewhere.
 *
 * @example
 * await replaceFile('june.html', tableComparisonPage({ title: 'june.csv against may.csv', comparison: await compareTables(may, june) }));
 */
export function tableComparisonPage(input: { title: string; comparison: TableComparison; date?: Date }): string {
  const { title, comparison } = input;
  const { before, after, columns, findings } = comparison;
  const date = (input.date ?? new Date()).toISOString().slice(0, 10);
  const grave = findings.filter(({ severity }) => severity !== 'note').length;
  const shifted = columns.filter(({ name }) => findings.some((one) => one.kind === 'drift' && one.column === name));
  return page(
    title,
    html`<header>
<div class="eyebrow">Comparison of tables</div>
<h1>${title}</h1>
<div class="facts"><span>${date}</span><span>before: ${clip(before.source, 60)}</span><span>now: ${clip(after.source, 60)}</span></div>
<p class="verdict">${grave === 0 ? 'Nothing changed that matters.' : `${plural(grave, 'change wants', 'changes want')} your attention.`}</p>
<div class="figures">
${figureCard('Rows', count(after.rows), `${count(before.rows)} before`)}
${figureCard('Columns', count(columns.filter((one) => one.after).length), `${count(columns.filter((one) => one.before).length)} before`)}
${figureCard('Distributed otherwise', count(shifted.length), 'columns with a stability index above 0.25')}
</div>
</header>
${section('What changed', findings.length === 0 ? 'Nothing changed that matters.' : 'The grave first, each with what to do.', findingList(findings))}
${section('Columns', 'Each column before and now. The stability index sums how far apart the shares of its values lie.', columnTable(comparison))}
<footer>Written by Capstan on ${date}. This file loads nothing from elsewhere.</footer>`,
  );
}

function columnTable({ before, after, columns }: TableComparison): Markup {
  const body = columns.map((one) => {
    const gaps = (column: ColumnProfile | undefined, rows: number) =>
      column === undefined ? '–' : percent(column.missing / Math.max(1, rows));
    return html`<tr><td class="name">${clip(one.name, 36)}</td><td>${both(one, ({ type }) => type)}</td><td class="n">${gaps(one.before, before.rows)}</td><td class="n">${gaps(one.after, after.rows)}</td><td class="n">${one.before ? count(one.before.distinct) : '–'}</td><td class="n">${one.after ? count(one.after.distinct) : '–'}</td><td class="small">${both(one, rangeOf)}</td><td class="n">${meter(one)}</td></tr>`;
  });
  return html`<div class="card" style="overflow-x:auto"><table><thead><tr><th>column</th><th>type</th><th class="n">missing before</th><th class="n">now</th><th class="n">distinct before</th><th class="n">now</th><th>least … median … most</th><th class="n">shift</th></tr></thead><tbody>${body}</tbody></table></div>`;
}

function meter({ shift, chance = 0 }: ColumnComparison): Markup | string {
  if (shift === undefined) return '–';
  const width = Math.max(1, Math.min(100, Math.round(100 * shift)));
  const isShifted = shift > Math.max(0.25, 2.5 * chance);
  return html`<span class="meter${isShifted ? ' low' : ''}"><i style="width:${width}%"></i></span>${shift.toFixed(2)}`;
}

/** `before → now`, or one where they are the same. */
function both({ before, after }: ColumnComparison, of: (column: ColumnProfile) => string): string {
  const [first, second] = [before ? of(before) : '–', after ? of(after) : '–'];
  return first === second ? first : `${first} → ${second}`;
}

function rangeOf({ type, numbers, top }: ColumnProfile): string {
  if (!numbers)
    return (top ?? [])
      .slice(0, 2)
      .map(({ value }) => clip(value, 16))
      .join(', ');
  const isTime = type === 'date' || type === 'timestamp';
  const shown = (value: number) =>
    isTime ? new Date(value).toISOString().slice(0, 10) : tickLabel(Number(value.toPrecision(4)));
  return `${shown(numbers.least)} … ${shown(numbers.quartiles[1])} … ${shown(numbers.most)}`;
}
