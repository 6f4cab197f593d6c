import { figure, html, type Markup, percent } from '@capstan/page';
import * as metrics from '../metrics/index.ts';
import { metricsOf } from '../metrics/meter.ts';

/** A row for each metric of the list that is defined on one of the splits, whose values stand side by side. */
export function metricRows(
  of: 'classes' | 'numbers',
  splits: readonly Readonly<Record<string, number | null>>[],
): readonly Markup[] {
  return metricsOf(metrics, of)
    .toSorted((a, b) => a.label.localeCompare(b.label, 'en'))
    .filter(({ kind }) => splits.some((values) => isNumber(values[kind])))
    .map(
      ({ kind, label, about, shown }) =>
        html`<tr title="${about}"><td>${label}</td>${splits.map(({ [kind]: value }) => html`<td class="n">${isNumber(value) ? (shown === 'percent' ? percent(value, 2) : figure(value)) : '–'}</td>`)}</tr>`,
    );
}

const isNumber = (value: number | null | undefined): value is number =>
  typeof value === 'number' && !Number.isNaN(value);
