import { EvaluateError } from '../../errors.ts';
import type { BoxBatch, LabelledBox } from '../batches.ts';
import { checkTargets } from '../check.ts';
import { empty, type Kind } from './kind.ts';

/** Boxes on pictures. */
export const boxesKind: Kind<BoxBatch> = {
  check({ pictures = [] }, { classes }) {
    if (pictures.length === 0) throw empty();
    for (const [i, { found, truth }] of pictures.entries()) {
      checkBoxes(found, classes, `pictures[${i}].found`);
      checkBoxes(truth, classes, `pictures[${i}].truth`);
      for (const [at, { score }] of found.entries()) {
        if (!Number.isFinite(score))
          throw new EvaluateError(
            'not-finite',
            `pictures[${i}].found[${at}].score is ${score}: expected a finite number.`,
            { fields: { picture: i, box: at } },
          );
      }
    }
  },
  count: ({ pictures }) => pictures.length,
};

function checkBoxes(boxes: readonly LabelledBox[], classes: number, name: string): void {
  checkTargets(
    boxes.map(({ label }) => label),
    classes,
    `${name} labels`,
  );
  for (const [at, { box }] of boxes.entries()) {
    const [left, top, right, bottom] = box;
    if (box.length === 4 && box.every(Number.isFinite) && right >= left && bottom >= top) continue;
    throw new EvaluateError(
      'box-invalid',
      `${name}[${at}] is ${box.join(', ')}: expected left, top, right and bottom in pixels, right from left on and bottom from top on.`,
      { fields: { box: at } },
    );
  }
}
