import { ops, scope, type Tensor } from '@capstan/torch';

/**
 * How much each box of a set overlaps each of another: (…, N, 4) and (…, M, 4), left, top, right, bottom → (…, N, M), what two share
 * over what they cover; 0 where both are empty.
 *
 * @example boxOverlaps(found, truth).amax([1]) // of each box that was found, its best overlap with a true one
 */
export function boxOverlaps(a: Tensor, b: Tensor): Tensor {
  return scope(() => {
    const [one, other] = [a.unsqueeze(-2), b.unsqueeze(-3)]; // (…, N, 1, 4), (…, 1, M, 4)
    const from = one.narrow(-1, 0, 2).maximum(other.narrow(-1, 0, 2));
    const to = one.narrow(-1, 2, 2).minimum(other.narrow(-1, 2, 2));
    const shared = to.sub(from).clampMin(0).prod(-1);
    const area = (boxes: Tensor) =>
      boxes
        .narrow(-1, 2, 2)
        .sub(boxes.narrow(-1, 0, 2))
        .clampMin(0)
        .prod(-1);
    return shared.div(area(one).add(area(other)).sub(shared).clampMin(1e-9));
  });
}

/**
 * Non-maximum suppression of boxes that are sorted by score, the best first: a box is dropped where it overlaps a better one that
 * stays, of its own class, by more than `overlap`. All pictures at once: what stays is asked again of what stayed until nothing
 * changes, which is after as many rounds as the longest chain of boxes that drop each other, and gives what going box by box does.
 *
 * @param boxes (B, N, 4)
 * @param labels (B, N) class indices
 * @returns (B, N), true where a box stays
 * @example const kept = batchedNms(boxes, labels, 0.5);
 */
export function batchedNms(boxes: Tensor, labels: Tensor, overlap: number): Tensor {
  return scope(() => {
    const same = labels.unsqueeze(2).eq(labels.unsqueeze(1));
    const drops = ops.triu(boxOverlaps(boxes, boxes).gt(overlap).logicalAnd(same), 1); // (B, better, worse)
    let kept = ops.onesLike(labels).to('bool');
    for (;;) {
      const next = drops.logicalAnd(kept.unsqueeze(2)).any(1).logicalNot();
      if (next.equal(kept)) return next;
      kept = next;
    }
  });
}
