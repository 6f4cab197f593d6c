import { certainty } from './certainty.ts';
import { classes } from './classes.ts';
import { confusion } from './confusion.ts';
import type { ReportSection } from './contract.ts';
import { data } from './data.ts';
import { figures } from './figures.ts';
import { mistakes } from './mistakes.ts';
import { rightAnswers } from './right-answers.ts';
import { run } from './run.ts';
import { threshold } from './threshold.ts';
import { training } from './training.ts';

/** The only list of a report's sections, in the order in which they stand. */
export const sections: readonly ReportSection[] = [
  training,
  confusion,
  classes,
  certainty,
  threshold,
  mistakes,
  rightAnswers,
  figures,
  data,
  run,
];
