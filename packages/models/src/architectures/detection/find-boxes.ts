import { cat, full, noGrad, ops, scope, type Tensor } from '@capstan/torch';
import { FCOS_FIELDS } from './fcos.ts';
import { batchedNms } from './nms.ts';

/** What an output's boxes are chosen by. */
export interface FindBoxesOptions {
  /** Least score; 0.05. */
  from?: number;
  /** Of two boxes of a class that overlap by more, the better one stays; 0.6. */
  overlap?: number;
  /** Boxes a picture at most; 100. */
  most?: number;
}

/** Numbers a box that is found. */
const FOUND_FIELDS = 6;

/** Points of a picture that are looked at, those with the best scores. */
const LOOKED_AT = 400;

/**
 * The boxes in an output of FCOS, those with the best scores first: the score is the root of class times centre-ness, and of boxes
 * that say the same thing one stays.
 *
 * @param output (B, points, 8 + classes)
 * @returns (B, most, 6): left, top, right, bottom in pixels of the input, score, class; −1 as the class where there are no more
 * @example const found = findBoxes(model(pictures), { from: 0.5 });
 */
export function findBoxes(output: Tensor, options: FindBoxesOptions = {}): Tensor {
  const { from = 0.05, overlap = 0.6, most = 100 } = options;
  return noGrad(() =>
    scope(() => {
      const classes = output.shape[2]! - FCOS_FIELDS;
      const centreness = output.narrow(2, FCOS_FIELDS - 1, 1).sigmoid();
      const scores = output.narrow(2, FCOS_FIELDS, classes).sigmoid().mul(centreness).sqrt().flatten(1); // (B, points · classes)
      const [best, at] = ops.topk(scores, Math.min(LOOKED_AT, scores.shape[1]!), 1);
      const points = at.divide(classes, { roundingMode: 'floor' });
      const labels = at.remainder(classes);
      const index = points.unsqueeze(2).expand([-1, -1, 4]);
      const boxes = output.narrow(2, 0, 4).gather(1, index); // (B, N, 4)
      const stays = batchedNms(boxes, labels, overlap).logicalAnd(best.ge(from));
      const ranked = best.where(stays, best.newZeros([]).sub(1));
      const [score, rank] = ops.topk(ranked, Math.min(most, ranked.shape[1]!), 1);
      const chosen = boxes.gather(1, rank.unsqueeze(2).expand([-1, -1, 4]));
      const label = labels.gather(1, rank).to('float32');
      const none = score.lt(0);
      const found = cat([chosen, score.unsqueeze(2), label.unsqueeze(2)], 2);
      const missing = most - found.shape[1]!;
      const all = found.maskedFill(none.unsqueeze(2), -1);
      return missing > 0
        ? cat([all, full([all.shape[0]!, missing, FOUND_FIELDS], -1, { device: all.device })], 1)
        : all;
    }),
  );
}
