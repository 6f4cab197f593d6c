import type { Markup, ReportFinding, ReportImage } from '@capstan/page';
import type { ClassificationReport } from '../../../classification/classification.ts';
import type { ReportRun } from '../run-facts.ts';
import type { Curve } from '../training-curves.ts';

/** What a report is drawn from. */
export interface ReportMatter {
  /** The splits that were measured, the one that leads first. */
  splits: readonly [string, ClassificationReport][];
  /** Of the split that leads. */
  report: ClassificationReport;
  run: ReportRun | undefined;
  curves: readonly Curve[];
  images: readonly ReportImage[];
  /** Undefined where nobody looked. */
  findings: readonly ReportFinding[] | undefined;
}

/** A section of a report; adding one is a file that makes one, and a line in `index.ts`. */
export interface ReportSection {
  title: string;
  /** Sections stand from the least of these to the greatest. */
  place: number;
  /** What is to be seen, in a sentence or two. */
  lead(matter: ReportMatter): string;
  /** Undefined where there is nothing to draw it from. */
  draw(matter: ReportMatter): Markup | undefined;
}
