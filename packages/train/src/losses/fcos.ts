import { FCOS_FIELDS } from '@capstan/models';
import { F, noGrad, ops, scope, type Tensor } from '@capstan/torch';
import { positive } from '../values/option-kind.ts';
import { loss } from './contract.ts';

/** A level's points are for things whose farthest edge is up to so many strides away: 64 pixels of stride 8, as in the paper. */
const REACH = 8;

const FAR = 1e8;

/**
 * The loss of FCOS (Tian et al. 2019): a focal loss of the classes over all points; over those in a thing 1 − GIoU of the box
 * (Rezatofighi et al. 2019) and the cross-entropy of centre-ness. Each picture's is divided by its points in things; their mean is minimised.
 *
 * A point is in a thing where it is in its box, within `radius` strides of the middle (centre sampling), and the box is of the size
 * that its level is for; of several things in the smallest. What lies in a crowd and in no thing is not counted.
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example fcosLoss({ radius: 1.5 })
 */
export const fcosLoss = loss({
  kind: 'fcosLoss',
  about: 'The loss of FCOS: focal loss of classes, GIoU of boxes, cross-entropy of centre-ness (Tian et al. 2019).',
  targets: 'boxes',
  options: { radius: positive, alpha: positive, gamma: positive },
  defaults: { radius: 1.5, alpha: 0.25, gamma: 2 },
  create: (options) => ({ loss: (output, target) => fcosLossOf(output, target, options) }),
});

function fcosLossOf(
  output: Tensor,
  target: Tensor,
  { radius, alpha, gamma }: { radius: number; alpha: number; gamma: number },
): Tensor {
  return scope(() => {
    const classes = output.shape[2]! - FCOS_FIELDS;
    const { within, label, box, ignored } = noGrad(() => assigned(output.detach(), target, radius));
    const positives = within.sum(1).clampMin(1); // (B)
    const wanted = F.oneHot(label.clampMin(0), { numClasses: classes }).to(output.dtype).mul(within.unsqueeze(2)); // (B, A, classes)
    const focal = F.sigmoidFocalLoss(output.narrow(2, FCOS_FIELDS, classes), wanted, {
      alpha,
      gamma,
      reduction: 'none',
    });
    const ofClasses = focal.sum(2).mul(ignored.logicalNot()).sum(1);
    const points = output.narrow(2, 4, 2);
    const away = ops.cat([points.sub(box.narrow(2, 0, 2)), box.narrow(2, 2, 2).sub(points)], 2); // left, top, right, bottom
    const centreness = noGrad(() => {
      const [across, down] = [0, 1].map((i) =>
        ops.cat([away.narrow(2, i, 1), away.narrow(2, i + 2, 1)], 2).clampMin(1e-6),
      );
      const ratio = (pair: Tensor) => pair.amin([2]).div(pair.amax([2]));
      return ratio(across!).mul(ratio(down!)).sqrt(); // two of two
    });
    const ofMiddle = F.binaryCrossEntropyWithLogits(output.select(2, FCOS_FIELDS - 1), centreness, {
      reduction: 'none',
    });
    const ofBoxes = giouLoss(output.narrow(2, 0, 4), box);
    const each = ofBoxes.add(ofMiddle).mul(within).sum(1).add(ofClasses).div(positives);
    return each.mean();
  });
}

/** Which points are in which thing. @returns within (B, A), label (B, A) as int64, box (B, A, 4), ignored (B, A) */
function assigned(output: Tensor, target: Tensor, radius: number) {
  const points = output.narrow(2, 4, 2).select(0, 0).unsqueeze(1); // (A, 1, 2): the same of all pictures
  const stride = output.select(2, 6).select(0, 0).unsqueeze(1); // (A, 1)
  const boxes = target.narrow(2, 1, 4).unsqueeze(1); // (B, 1, M, 4)
  const [from, to] = [boxes.narrow(3, 0, 2), boxes.narrow(3, 2, 2)];
  const away = ops.cat([points.sub(from), to.sub(points)], 3); // (B, A, M, 4)
  const inside = away.amin([3]).gt(0);
  const near = points.sub(from.add(to).div(2)).abs().amax([3]).lt(stride.mul(radius));
  const reach = away.amax([3]);
  const isFirst = stride.eq(stride.min());
  const isLast = stride.eq(stride.max());
  const fits = reach
    .ge(stride.mul(REACH / 2))
    .logicalOr(isFirst)
    .logicalAnd(reach.lt(stride.mul(REACH)).logicalOr(isLast));
  const there = target.select(2, 0).ge(0).unsqueeze(1); // (B, 1, M)
  const counts = target.select(2, 5).gt(0).unsqueeze(1);
  const isFor = inside.logicalAnd(near).logicalAnd(fits).logicalAnd(there).logicalAnd(counts);
  const area = to.sub(from).prod(3); // (B, 1, M)
  const [least, which] = ops.min(area.expand(isFor.shape).maskedFill(isFor.logicalNot(), FAR), 2);
  const within = least.lt(FAR);
  const index = which.unsqueeze(2);
  const label = target.select(2, 0).gather(1, which).to('int64');
  const box = target.narrow(2, 1, 4).gather(1, index.expand([-1, -1, 4]));
  const inCrowd = inside.logicalAnd(there).logicalAnd(counts.logicalNot()).any(2);
  return { within, label, box, ignored: inCrowd.logicalAnd(within.logicalNot()) };
}

/** 1 − GIoU of boxes and true ones, (…, 4) both → (…): what two share over what they cover, less the emptiness of the box round both. */
function giouLoss(boxes: Tensor, truth: Tensor): Tensor {
  const [a, b] = [boxes, truth].map((each) => ({ from: each.narrow(-1, 0, 2), to: each.narrow(-1, 2, 2) }));
  const area = ({ from, to }: { from: Tensor; to: Tensor }) => to.sub(from).clampMin(0).prod(-1);
  const shared = area({ from: a!.from.maximum(b!.from), to: a!.to.minimum(b!.to) }); // two of two
  const covered = area(a!).add(area(b!)).sub(shared);
  const round = area({ from: a!.from.minimum(b!.from), to: a!.to.maximum(b!.to) });
  const giou = shared.div(covered.add(EPS)).sub(round.sub(covered).div(round.add(EPS)));
  return giou.neg().add(1);
}

const EPS = 1e-7;
