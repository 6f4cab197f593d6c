import { replaceFile } from '@capstan/base/files';
import { type ImageData, thumbnail } from '@capstan/data';
import { htmlReport, pickExamples } from '@capstan/evaluate';
import type { Ledger } from '@capstan/ledger';
import { openModel } from '@capstan/models';
import type { ReportImage } from '@capstan/page';
import type { ClassEvaluation } from './evaluate-model.ts';

/** What a report is made of. */
export interface ReportOptions {
  title: string;
  /** Folder of the model. */
  model: string;
  data: ImageData;
  validation?: ClassEvaluation;
  test?: ClassEvaluation;
  /** Adds curves, parameters and cost of a run. */
  ledger?: Ledger;
  run?: string;
}

/** The metrics that are drawn, `epoch` being what they are drawn over. */
const CURVES = ['epoch', 'train/loss', 'train/accuracy', 'validation/loss', 'validation/accuracy', 'lr'];

/**
 * Writes one HTML file about a model: figures, curves, confusion matrix, and the pictures that it got most wrong.
 * @example await writeReport('runs/3f2a/report.html', { title: 'Digits', model: 'runs/3f2a/best', data, test });
 */
export async function writeReport(path: string, options: ReportOptions): Promise<void> {
  const { title, model, data, validation, test, ledger, run } = options;
  const { card } = await openModel(model);
  const lead = test ?? validation;
  const record = run === undefined ? undefined : ledger?.run(run);
  const known = run === undefined ? [] : (ledger?.metricNames(run) ?? []);
  const page = htmlReport({
    title,
    card,
    findings: data.findings,
    ...(test ? { test: test.report } : {}),
    ...(validation ? { validation: validation.report } : {}),
    ...(record ? { run: record } : {}),
    ...(run === undefined || !ledger
      ? {}
      : { curves: CURVES.filter((name) => known.includes(name)).map((name) => ledger.metrics(run, name)) }),
    images: lead ? await pictures(data, lead) : [],
  });
  await replaceFile(path, page);
}

async function pictures(data: ImageData, { split, probabilities, targets }: ClassEvaluation): Promise<ReportImage[]> {
  const set = data[split];
  const { mistakes, right } = pickExamples({ probabilities, targets, classes: data.classes.length });
  return Promise.all(
    [...mistakes, ...right].map(async ({ index, truth, predicted, confidence }) => ({
      image: await thumbnail(set.path(index)),
      truth: data.classes[truth]!,
      predicted: data.classes[predicted]!,
      confidence,
      file: set.files[index]!,
    })),
  );
}
