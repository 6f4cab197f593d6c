import { ops, type Tensor } from '@capstan/torch';
import { loss } from './contract.ts';

/** Places that count. */
const FIRST = 10;
/** Scores from here down are of what was had. */
const OFFERED = -1e29;

/**
 * One less NDCG of the first ten items of each user, the default for items: what rankings of any scale are compared by. It has no
 * gradient worth following.
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example missedItems()
 */
export const missedItems = loss({
  kind: 'missedItems',
  about: 'One less NDCG of the first ten items of each user, the default for items.',
  targets: 'items',
  options: {},
  defaults: {},
  create: () => ({ loss: (output, target) => ops.rsub(ndcg(output, target).mean(), 1) }),
});

/** @param output (B, items) scores @param target (B, items) how much each is liked, NaN where it isn't known → (B) */
function ndcg(output: Tensor, target: Tensor): Tensor {
  const most = Math.min(FIRST, output.shape[1]!);
  const worth = target.nanToNum(0).clampMin(0);
  const gain = worth.mul(output.gt(OFFERED).to(worth.dtype));
  const [, first] = ops.topk(output, most, { dim: 1 });
  const [ideal] = ops.topk(gain, most, { dim: 1 });
  const discount = ops
    .arange(2, most + 2, { device: output.device })
    .to('float32')
    .log2()
    .reciprocal(); // (most)
  const best = ideal.mul(discount).sum(1);
  const found = gain.gather(1, first).mul(discount).sum(1);
  return ops.where(best.gt(0), found.div(best.clampMin(1e-12)), ops.zerosLike(best));
}
