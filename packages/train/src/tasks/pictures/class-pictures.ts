import { type ImageData, thumbnail } from '@capstan/data';
import { pickExamples } from '@capstan/evaluate';
import type { ReportImage } from '@capstan/page';
import type { ClassEvaluation } from '../evaluation.ts';

/** The pictures that a classifier got most wrong, and some that it got right. */
export async function classPictures(
  { split, probabilities, targets }: ClassEvaluation,
  data: ImageData,
): Promise<ReportImage[]> {
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
