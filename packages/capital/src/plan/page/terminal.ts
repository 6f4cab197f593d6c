import { printable } from '@capstan/base';
import type { PlanReport } from '../report/report.ts';
import { table, wrapped } from './columns.ts';
import { convergence } from './convergence.ts';
import type { Section } from './sections/contract.ts';
import { sectionsOf } from './sections/index.ts';

/**
 * A plan's report as a page for the terminal.
 *
 * @example console.log(renderPlan(await planReport(plan)))
 */
export function renderPlan(report: PlanReport): string {
  const { name, about, asOf, months } = report;
  const span = `${months[0]!.month} to ${months.at(-1)!.month}`;
  const heading = [`${name} — plan of ${asOf}, ${span}`, ...(about ? wrapped(about) : [])].join('\n');
  const page = [heading, ...sectionsOf(report).map(text), wrapped(convergence(report)).join('\n')].join('\n\n');
  // What a plan is called must not move the cursor.
  return `${page.split('\n').map(printable).join('\n')}\n`;
}

function text({ title, lead, list, tables, notes }: Section): string {
  const blocks = [
    ...(lead ? [wrapped(lead, 2).join('\n')] : []),
    ...(list && list.length > 0 ? [list.map((item, i) => numbered(item, i + 1)).join('\n')] : []),
    ...tables.filter(({ rows }) => rows.length > 0).map(table),
  ];
  const below = (notes ?? []).flatMap((note) => wrapped(note, 2)).join('\n');
  return [title, blocks.join('\n\n'), below].filter((part) => part !== '').join('\n');
}

function numbered(item: string, number: number): string {
  const [first, ...rest] = wrapped(item, 5);
  return [`  ${number}. ${first!.trimStart()}`, ...rest].join('\n');
}
