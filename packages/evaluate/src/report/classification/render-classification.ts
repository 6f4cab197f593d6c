import { printable } from '@capstan/base';
import { renderTable } from '@capstan/ledger';
import { count, figure, percent } from '@capstan/page';
import type { ClassificationReport } from '../../classification/classification.ts';
import { confusions } from './headline.ts';

/** With more classes than this the terminal gets the weakest only. */
const MOST = 20;

/**
 * A classification report for the terminal.
 *
 * @example
 * console.log(renderClassification(report, { color: process.stdout.isTTY }));
 */
export function renderClassification(report: ClassificationReport, { color = false } = {}): string {
  const { low, high } = report.accuracyInterval;
  const rows = report.perClass.map((row, c) => ({ ...row, auc: report.auc.perClass[c] }));
  const shown = rows.length <= MOST ? rows : [...rows].sort((a, b) => a.f1 - b.f1).slice(0, MOST);
  const right = (title: string) => ({ title, align: 'right' as const });
  const line = (
    name: string,
    n: number,
    row: { precision: number; recall: number; f1: number },
    area: number | null | undefined,
  ) => [name, count(n), percent(row.precision), percent(row.recall), percent(row.f1), figure(area)];
  const table = renderTable(
    [{ title: 'class' }, right('examples'), right('precision'), right('recall'), right('F1'), right('AUC')],
    [
      ...shown.map((row) => line(row.class, row.support, row, row.auc)),
      line('mean', report.count, report.macro, report.auc.macro),
      line('weighted', report.count, report.weighted, report.auc.weighted),
    ],
    { color },
  );
  const mistakes = confusions(report)
    .slice(0, 3)
    .map(
      (mistake) => `${printable(mistake.truth)} taken for ${printable(mistake.predicted)} (${count(mistake.count)})`,
    );
  return [
    `accuracy ${percent(report.accuracy)} (95 % interval ${percent(low)} to ${percent(high)}), ${count(report.count)} examples`,
    `log loss ${figure(report.logLoss)} · calibration error ${percent(report.calibration.ece)}${report.top5 === undefined ? '' : ` · top 5 ${percent(report.top5)}`}`,
    '',
    table,
    ...(shown.length < rows.length ? [`(the ${MOST} weakest of ${count(rows.length)} classes)`] : []),
    ...(mistakes.length > 0 ? ['', `most frequent mistakes: ${mistakes.join(', ')}`] : []),
  ].join('\n');
}
