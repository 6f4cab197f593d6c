import { ops } from '../../../engine/ops.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { invalidArgument } from '../../errors.ts';
import { Sequential } from '../../layers/container.ts';
import { Linear } from '../../layers/linear.ts';
import { Module } from '../../module/module.ts';
import { factory } from '../../module/parameter.ts';
import type { Placement } from '../../module/placement.ts';
import { type Options, withDefaults } from '../../options.ts';

interface AdaptiveDefaults extends Placement {
  divValue: number;
  headBias: boolean;
}
const ADAPTIVE: AdaptiveDefaults = { divValue: 4, headBias: false, dtype: undefined, device: undefined };

/**
 * A softmax over many classes, the rare ones in clusters of smaller projections (Grave et al. 2017):
 * [log-probability of each target (N), mean loss].
 */
export class AdaptiveLogSoftmaxWithLoss extends Module<
  [input: Tensor, target: Tensor],
  [output: Tensor, loss: Tensor]
> {
  readonly inFeatures: number;
  readonly nClasses: number;
  readonly cutoffs: readonly number[];
  head: Linear;
  tail: Sequential<[Linear, Linear]>[];

  constructor(inFeatures: number, nClasses: number, cutoffs: readonly number[], options?: Options<AdaptiveDefaults>) {
    super();
    const o = withDefaults('AdaptiveLogSoftmaxWithLoss', ADAPTIVE, options);
    if (cutoffs.length === 0 || cutoffs.some((cut, i) => cut <= (cutoffs[i - 1] ?? 0) || cut >= nClasses)) {
      throw invalidArgument(
        'AdaptiveLogSoftmaxWithLoss',
        `increasing cutoffs from 1 to ${nClasses - 1}`,
        `[${cutoffs.join(', ')}]`,
      );
    }
    this.inFeatures = inFeatures;
    this.nClasses = nClasses;
    this.cutoffs = [...cutoffs, nClasses];
    const place = factory(o);
    this.head = new Linear(inFeatures, cutoffs[0]! + cutoffs.length, { bias: o.headBias, ...place }); // the shortlist, then one for each cluster
    this.tail = cutoffs.map((cut, i) => {
      const hidden = Math.floor(inFeatures / o.divValue ** (i + 1));
      const size = this.cutoffs[i + 1]! - cut;
      return new Sequential(
        new Linear(inFeatures, hidden, { bias: false, ...place }),
        new Linear(hidden, size, { bias: false, ...place }),
      );
    });
  }

  /**
   * @param input (N, inFeatures)
   * @param target (N) int64
   */
  forward(input: Tensor, target: Tensor): [Tensor, Tensor] {
    const [shortlist = 0] = this.cutoffs;
    const head = ops.logSoftmax(this.head(input), 1);
    let output = ops.zeros([target.shape[0]!], { dtype: head.dtype, device: head.device });
    let columns = target;
    for (const [i, layer] of this.tail.entries()) {
      const [low, high] = [this.cutoffs[i]!, this.cutoffs[i + 1]!];
      const rows = ops.squeeze(ops.nonzero(ops.logicalAnd(ops.ge(target, low), ops.lt(target, high))), 1);
      if (rows.numel() === 0) continue;
      const relative = ops.unsqueeze(ops.sub(ops.indexSelect(target, 0, rows), low), 1);
      const cluster = ops.logSoftmax(layer(ops.indexSelect(input, 0, rows)), 1);
      output = ops.indexCopy(output, 0, rows, ops.squeeze(ops.gather(cluster, 1, relative), 1));
      columns = ops.indexFill(columns, 0, rows, shortlist + i);
    }
    output = ops.add(output, ops.squeeze(ops.gather(head, 1, ops.unsqueeze(columns, 1)), 1));
    return [output, ops.neg(ops.mean(output))];
  }

  /** Log-probabilities of every class: (N, inFeatures) → (N, nClasses). */
  logProb(input: Tensor): Tensor {
    const [shortlist = 0] = this.cutoffs;
    const head = ops.logSoftmax(this.head(input), 1);
    const clusters = this.tail.map((layer, i) =>
      ops.add(ops.logSoftmax(layer(input), 1), ops.narrow(head, 1, shortlist + i, 1)),
    );
    return ops.cat([ops.narrow(head, 1, 0, shortlist), ...clusters], 1);
  }

  /** The likeliest class: (N, inFeatures) → (N). */
  predict(input: Tensor): Tensor {
    return ops.argmax(this.logProb(input), 1);
  }
}
