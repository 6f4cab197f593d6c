import type { Markup } from '@capstan/page';
import { short } from '../../../quantity/show.ts';
import type { PlanReport } from '../../report/report.ts';

export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns that are words, from the left. */
  readonly left: number;
  /** Which of the others are words, too. */
  readonly words?: readonly number[];
  /** Rows that are sums of others. */
  readonly sums?: readonly number[];
  /** A line of smaller words for each row. */
  readonly details?: readonly string[];
}

/** A chart with what it shows, where there is room for one. */
export interface Picture {
  readonly caption: string;
  readonly drawing: Markup;
  /** Whether it takes the page's whole width. */
  readonly wide?: true;
}

/** One part of the page, as the terminal and the HTML page show it alike. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly lead?: string;
  readonly list?: readonly string[];
  readonly tables: readonly Table[];
  readonly notes?: readonly string[];
  /** Only where there is room: not in a terminal. */
  readonly annex?: readonly Table[];
}

/** From the 5th to the 95th percentile. */
export function span({ p05, p95 }: { readonly p05: number; readonly p95: number }): string {
  return short(p05) === short(p95) ? short(p05) : `${short(p05)}–${short(p95)}`;
}

/** One part of the page: what it is called in links, and what it says of a report; nothing where the plan says nothing of it. */
export interface PageSection {
  readonly id: string;
  of(report: PlanReport): Omit<Section, 'id'> | undefined;
  /** Its charts, for pages that draw. */
  draw?(report: PlanReport): readonly Picture[];
}
