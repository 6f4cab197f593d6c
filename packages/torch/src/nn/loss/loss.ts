import { Tensor } from '../../tensor/tensor.ts';
import * as F from '../functional/loss.ts';
import { Module } from '../module/module.ts';
import { Buffer } from '../module/parameter.ts';
import { pairs } from '../module/print.ts';

type Pair = [input: Tensor, target: Tensor];
type Triple = [anchor: Tensor, positive: Tensor, negative: Tensor];

/** A loss: a function of `nn.functional` with its options. Class weights among them are moved with the module. */
abstract class Loss<O extends object, In extends unknown[] = Pair> extends Module<In> {
  readonly options: O;

  constructor(options?: O) {
    super();
    this.options = owned(options);
  }

  override extraRepr(): string {
    return pairs(Object.fromEntries(Object.entries(this.options).filter(([, value]) => !(value instanceof Buffer))));
  }
}

/** Tensors among the options become buffers, so that `to` moves them; they are not saved, as they are settings. */
function owned<O extends object>(options: O | undefined): O {
  const entries = Object.entries(options ?? {}).map(([key, value]) => [key, keep(value)]);
  return Object.fromEntries(entries); // the same keys, and tensors for tensors
}

const keep = (value: unknown): unknown => (value instanceof Tensor ? new Buffer(value, { persistent: false }) : value);

/** (input − target)². */
export class MSELoss extends Loss<F.WeightedOptions> {
  forward(input: Tensor, target: Tensor): Tensor {
    return F.mseLoss(input, target, this.options);
  }
}

/** |input − target|. */
export class L1Loss extends Loss<F.ReductionOptions> {
  forward(input: Tensor, target: Tensor): Tensor {
    return F.l1Loss(input, target, this.options);
  }
}

/** d²/2β where |d| < β, else |d| − β/2. */
export class SmoothL1Loss extends Loss<F.SmoothL1Options> {
  forward(input: Tensor, target: Tensor): Tensor {
    return F.smoothL1Loss(input, target, this.options);
  }
}

/** d²/2 where |d| < δ, else δ(|d| − δ/2). */
export class HuberLoss extends Loss<F.HuberOptions> {
  forward(input: Tensor, target: Tensor): Tensor {
    return F.huberLoss(input, target, this.options);
  }
}

/**
 * −log softmax(input)[target]: logits (N, C, …), targets (N, …) int64 or probabilities.
 *
 * @example
 * const criterion = new nn.CrossEntropyLoss({ labelSmoothing: 0.1 });
 * criterion(logits, labels).backward();
 */
export class CrossEntropyLoss extends Loss<F.CrossEntropyOptions> {
  forward(input: Tensor, target: Tensor): Tensor {
    return F.crossEntropy(input, target, this.options);
  }
}

/** −input[target], for log-probabilities (N, C, …). */
export class NLLLoss extends Loss<F.NLLLossOptions> {
  forward(input: Tensor, target: Tensor): Tensor {
    return F.nllLoss(input, target, this.options);
  }
}

/** Binary cross-entropy of probabilities. */
export class BCELoss extends Loss<F.WeightedOptions> {
  forward(input: Tensor, target: Tensor): Tensor {
    return F.binaryCrossEntropy(input, target, this.options);
  }
}

/** Binary cross-entropy of sigmoid(input). */
export class BCEWithLogitsLoss extends Loss<F.BCEWithLogitsOptions> {
  forward(input: Tensor, target: Tensor): Tensor {
    return F.binaryCrossEntropyWithLogits(input, target, this.options);
  }
}

/** Σ target·(log target − input), for log-probabilities. */
export class KLDivLoss extends Loss<F.KLDivOptions> {
  forward(input: Tensor, target: Tensor): Tensor {
    return F.klDiv(input, target, this.options);
  }
}

/** Counts with a predicted Poisson rate. */
export class PoissonNLLLoss extends Loss<F.PoissonNLLOptions> {
  forward(input: Tensor, target: Tensor): Tensor {
    return F.poissonNllLoss(input, target, this.options);
  }
}

/** log(1 + e^(−target·input)), targets ±1. */
export class SoftMarginLoss extends Loss<F.ReductionOptions> {
  forward(input: Tensor, target: Tensor): Tensor {
    return F.softMarginLoss(input, target, this.options);
  }
}

/** input where the target is 1, max(0, margin − input) where it is −1. */
export class HingeEmbeddingLoss extends Loss<F.MarginOptions> {
  forward(input: Tensor, target: Tensor): Tensor {
    return F.hingeEmbeddingLoss(input, target, this.options);
  }
}

/** Σ max(0, margin − input[target] + input[i])ᵖ / C. */
export class MultiMarginLoss extends Loss<F.MultiMarginOptions> {
  forward(input: Tensor, target: Tensor): Tensor {
    return F.multiMarginLoss(input, target, this.options);
  }
}

/** The hinge between every target class and every other. */
export class MultiLabelMarginLoss extends Loss<F.ReductionOptions> {
  forward(input: Tensor, target: Tensor): Tensor {
    return F.multilabelMarginLoss(input, target, this.options);
  }
}

/** Binary cross-entropy with logits, averaged over classes. */
export class MultiLabelSoftMarginLoss extends Loss<F.WeightedOptions> {
  forward(input: Tensor, target: Tensor): Tensor {
    return F.multilabelSoftMarginLoss(input, target, this.options);
  }
}

/** Binary cross-entropy with logits that plays down what is already right (Lin et al. 2017). */
export class SigmoidFocalLoss extends Loss<F.FocalOptions> {
  forward(input: Tensor, target: Tensor): Tensor {
    return F.sigmoidFocalLoss(input, target, this.options);
  }
}

/** max(0, d(anchor, positive) − d(anchor, negative) + margin). */
export class TripletMarginLoss extends Loss<F.TripletMarginOptions, Triple> {
  forward(anchor: Tensor, positive: Tensor, negative: Tensor): Tensor {
    return F.tripletMarginLoss(anchor, positive, negative, this.options);
  }
}

/** The triplet margin loss with a distance of one's own. */
export class TripletMarginWithDistanceLoss extends Loss<F.TripletDistanceOptions, Triple> {
  forward(anchor: Tensor, positive: Tensor, negative: Tensor): Tensor {
    return F.tripletMarginWithDistanceLoss(anchor, positive, negative, this.options);
  }
}

/** max(0, −target·(input1 − input2) + margin). */
export class MarginRankingLoss extends Loss<F.MarginOptions, [input1: Tensor, input2: Tensor, target: Tensor]> {
  forward(input1: Tensor, input2: Tensor, target: Tensor): Tensor {
    return F.marginRankingLoss(input1, input2, target, this.options);
  }
}

/** 1 − cos for pairs with target 1, max(0, cos − margin) for those with −1. */
export class CosineEmbeddingLoss extends Loss<F.MarginOptions, [input1: Tensor, input2: Tensor, target: Tensor]> {
  forward(input1: Tensor, input2: Tensor, target: Tensor): Tensor {
    return F.cosineEmbeddingLoss(input1, input2, target, this.options);
  }
}

/** Numbers with a predicted mean and variance. */
export class GaussianNLLLoss extends Loss<F.GaussianNLLOptions, [input: Tensor, target: Tensor, variance: Tensor]> {
  forward(input: Tensor, target: Tensor, variance: Tensor): Tensor {
    return F.gaussianNllLoss(input, target, variance, this.options);
  }
}

/** Connectionist temporal classification (Graves et al. 2006). */
export class CTCLoss extends Loss<
  F.CTCOptions,
  [logProbs: Tensor, targets: Tensor, inputLengths: Tensor, targetLengths: Tensor]
> {
  forward(logProbs: Tensor, targets: Tensor, inputLengths: Tensor, targetLengths: Tensor): Tensor {
    return F.ctcLoss(logProbs, targets, inputLengths, targetLengths, this.options);
  }
}
