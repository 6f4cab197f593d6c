import type { BoxBatch } from '@capstan/evaluate';
import { BOX_FIELDS } from '../../feeds/boxes.ts';
import type { Answers } from '../contract.ts';

/** Numbers a box that was found: left, top, right, bottom in shares of the picture, score, class. */
const FOUND_FIELDS = 6;

/** What was found on each picture and what is there, in shares of its sides; a class of −1 or NaN is no box. */
export function picturesOf({ outputs, outputShape, targets, targetShape }: Answers): BoxBatch['pictures'] {
  const [most = 0] = outputShape;
  const [there = 0] = targetShape;
  const count = outputs.length / (most * FOUND_FIELDS);
  return Array.from({ length: count }, (_, picture) => {
    const found = rowsOf(outputs, picture * most, most, FOUND_FIELDS).filter((row) => row[5]! >= 0);
    const truth = rowsOf(targets, picture * there, there, BOX_FIELDS).filter((row) => row[0]! >= 0);
    return {
      found: found.map(([left, top, right, bottom, score, label]) => ({
        ...{ box: [left!, top!, right!, bottom!] as const, score: score!, label: label! }, // six of each
      })),
      truth: truth.map(([label, left, top, right, bottom, one, width, height]) => ({
        box: [left! / width!, top! / height!, right! / width!, bottom! / height!] as const, // eight of each
        label: label!,
        ...(one === 1 ? {} : { isCrowd: true }),
      })),
    };
  });
}

function rowsOf(values: Float32Array | Float64Array, from: number, count: number, fields: number): number[][] {
  return Array.from({ length: count }, (_, i) =>
    Array.from(values.subarray((from + i) * fields, (from + i + 1) * fields)),
  );
}
