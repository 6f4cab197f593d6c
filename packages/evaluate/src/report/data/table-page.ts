import type { ColumnProfile, TableProfile } from '@capstan/data';
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
 * Writes a table's profile as one HTML file that loads nothing from elsewhere: what is wrong and what to do, every column with
 * its distribution, correlations.
 *
 * @example
 * await replaceFile('loans.html', tablePage({ title: 'loans.csv', profile: await profileTable(table) }));
 */
export function tablePage(input: { title: string; profile: TableProfile; date?: Date }): string {
  const { title, profile } = input;
  const { columns, findings, reading, rows, correlations, missingPatterns, sample } = profile;
  const date = (input.date ?? new Date()).toISOString().slice(0, 10);
  const grave = findings.filter(({ severity }) => severity !== 'note').length;
  const cells = rows * columns.length;
  const missing = columns.reduce((sum, column) => sum + column.missing, 0);
  const read = reading.map(({ message, hint, items }) => ({
    severity: 'warning' as const,
    message,
    ...(hint === undefined ? {} : { hint }),
    items: items.map(({ line, text }) => ({ file: `line ${count(line)}`, reason: clip(text, 60) })),
  }));
  return page(
    title,
    html`<header>
<div class="eyebrow">Table report</div>
<h1>${title}</h1>
<div class="facts"><span>${date}</span><span>${profile.format.toUpperCase()}</span><span>${megabytes(profile.bytes)}</span></div>
<p class="verdict"><b>${plural(rows, 'row')} and ${plural(columns.length, 'column')}</b>. ${grave === 0 ? 'Nothing wants your attention.' : `${plural(grave, 'thing wants', 'things want')} your attention before training.`}</p>
<div class="figures">
${figureCard('Rows', count(rows), `${count(columns.length)} columns each`)}
${figureCard('Missing', cells === 0 ? '–' : percent(missing / cells), `${count(missing)} of ${count(cells)} cells`)}
${figureCard('Findings', count(findings.length), `${count(grave)} to be looked at before training`)}
${figureCard('Put right in reading', count(reading.reduce((sum, note) => sum + note.count, 0)), reading.length === 0 ? 'it could be read as it is' : 'lines or cells; listed below')}
</div>
</header>
${read.length > 0 && section('Reading', 'What had to be put right, or set aside, for the table to be read. The source was not changed.', findingList(read))}
${section('What was found', findings.length === 0 ? 'Nothing was found wrong.' : 'The grave first, each with what to do. Nothing was changed.', findingList(findings))}
${section('Columns', 'Every column with its type, its gaps, and how its values are distributed.', columnTable(columns, rows))}
${profile.target && section('Target', `The classes of ${profile.target.column}.`, bars(profile.target.classes, rows))}
${missingPatterns.length > 0 && section('Gaps', 'Which columns are missing together: gaps that come together often have one reason.', gapTable(missingPatterns, rows))}
${sample.length > 0 && section('Rows', 'Some rows as they were read; personal data is masked.', rowTable(columns, sample))}
${correlations.length > 0 && section('Correlations', 'The pairs of numbers that go together most (Pearson).', correlationTable(correlations))}
<footer>Written by Capstan on ${date}. Quartiles of large tables are a sample's. This file loads nothing from elsewhere.</footer>`,
  );
}

function columnTable(columns: readonly ColumnProfile[], rows: number): Markup {
  const body = columns.map((column) => {
    const share = rows === 0 ? 0 : column.missing / rows;
    return html`<tr><td class="name">${clip(column.name, 36)}</td><td style="white-space:nowrap">${column.type}${column.unit !== undefined && ` (${column.unit})`}</td><td class="n">${share === 0 ? '–' : percent(share)}</td><td class="n">${count(column.distinct)}</td><td>${drawing(column)}</td><td class="small">${values(column)}</td></tr>`;
  });
  return html`<div class="card"><table><thead><tr><th>column</th><th>type</th><th class="n">missing</th><th class="n">distinct</th><th>distribution</th><th>values</th></tr></thead><tbody>${body}</tbody></table></div>`;
}

/** A histogram, or bars of the most frequent values. */
function drawing(column: ColumnProfile): Markup {
  const counts = column.histogram?.counts ?? (column.top ?? []).map((one) => one.count);
  if (counts.length === 0 || (column.top?.[0]?.count ?? 2) < 2) return html``;
  const [width, height] = [150, 34];
  const most = Math.max(...counts);
  const step = width / counts.length;
  const drawn = counts.map((n, i) => {
    // The root: a bar of one in a hundred can still be seen.
    const tall = n === 0 ? 0 : Math.max(1, height * Math.sqrt(n / most));
    const { edges } = column.histogram ?? {};
    const label = edges ? `${tickOf(column, edges[i]!)} to ${tickOf(column, edges[i + 1]!)}` : column.top![i]!.value;
    return html`<rect class="bar" x="${round(i * step)}" y="${round(height - tall)}" width="${round(Math.max(1, step - 1))}" height="${round(tall)}"><title>${label}: ${count(n)}</title></rect>`;
  });
  return html`<svg class="bin" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="distribution of ${column.name}"><g class="bin">${drawn}</g></svg>`;
}

function values(column: ColumnProfile): string {
  const { numbers, top, histogram } = column;
  if (numbers && (histogram || !top)) {
    const shown = [numbers.least, numbers.quartiles[1], numbers.most].map((value) => tickOf(column, value));
    return `${shown[0]} … ${shown[1]} … ${shown[2]}${numbers.infinite > 0 ? `, ${count(numbers.infinite)} infinite` : ''}`;
  }
  return (top ?? [])
    .slice(0, 3)
    .map(({ value, count: n }) => `${clip(value, 24)} (${count(n)})`)
    .join(', ');
}

function tickOf({ type }: ColumnProfile, value: number): string {
  return type === 'date' || type === 'timestamp'
    ? new Date(value).toISOString().slice(0, 10)
    : tickLabel(Number(value.toPrecision(4)));
}

function bars(classes: readonly { value: string; count: number }[], rows: number): Markup {
  const most = classes[0]?.count ?? 1;
  const body = classes
    .slice(0, 40)
    .map(
      ({ value, count: n }) =>
        html`<tr><td class="name">${clip(value, 40)}</td><td class="n"><span class="meter${n * 3 < most ? ' low' : ''}"><i style="width:${Math.max(1, Math.round((n / most) * 100))}%"></i></span>${count(n)}</td><td class="n">${percent(n / Math.max(1, rows))}</td></tr>`,
    );
  return html`<div class="card narrow"><table><thead><tr><th>class</th><th class="n">rows</th><th class="n">share</th></tr></thead><tbody>${body}</tbody></table></div>`;
}

function correlationTable(pairs: TableProfile['correlations']): Markup {
  const body = pairs
    .slice(0, 15)
    .map(
      ({ a, b, r }) =>
        html`<tr><td class="name">${clip(a, 30)}</td><td class="name">${clip(b, 30)}</td><td class="n"><span class="meter${r < 0 ? ' low' : ''}"><i style="width:${Math.max(1, Math.round(Math.abs(r) * 100))}%"></i></span>${r.toFixed(3).replace('-', '−')}</td></tr>`,
    );
  return html`<div class="card narrow"><table><thead><tr><th>column</th><th>goes with</th><th class="n">r</th></tr></thead><tbody>${body}</tbody></table></div>`;
}

function gapTable(patterns: TableProfile['missingPatterns'], rows: number): Markup {
  const body = patterns.map(
    ({ columns, rows: n }) =>
      html`<tr><td class="name">${columns.length === 0 ? 'nothing is missing' : columns.map((one) => clip(one, 24)).join(', ')}</td><td class="n">${count(n)}</td><td class="n">${percent(n / Math.max(1, rows))}</td></tr>`,
  );
  return html`<div class="card"><table><thead><tr><th>missing together</th><th class="n">rows</th><th class="n">share</th></tr></thead><tbody>${body}</tbody></table></div>`;
}

/** Columns of the table of sample rows; of wider ones the first. */
const MOST_SHOWN = 12;

function rowTable(columns: readonly ColumnProfile[], sample: TableProfile['sample']): Markup {
  const shown = columns.slice(0, MOST_SHOWN);
  const head = shown.map(({ name }) => html`<th>${clip(name, 20)}</th>`);
  const body = sample.map(
    ({ row, cells }) =>
      html`<tr><td class="n">${count(row + 1)}</td>${cells.slice(0, MOST_SHOWN).map((cell) => html`<td class="small">${cell === null ? '–' : clip(cell, 28)}</td>`)}</tr>`,
  );
  const left = columns.length - shown.length;
  return html`<div class="card" style="overflow-x:auto"><table><thead><tr><th class="n">row</th>${head}</tr></thead><tbody>${body}</tbody></table>${left > 0 && html`<p class="small">${plural(left, 'more column')} not shown.</p>`}</div>`;
}

function megabytes(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
