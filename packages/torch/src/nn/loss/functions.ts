// The losses that are functions of `F`.

export { binaryCrossEntropy } from './classes/bce.ts';
export { type BCEWithLogitsOptions, binaryCrossEntropyWithLogits } from './classes/bce-with-logits.ts';
export { type CrossEntropyOptions, crossEntropy } from './classes/cross-entropy.ts';
export { type CTCOptions, ctcLoss } from './classes/ctc.ts';
export { type KLDivOptions, klDiv } from './classes/kl-div.ts';
export { type MultiMarginOptions, multiMarginLoss } from './classes/multi-margin.ts';
export { multilabelMarginLoss } from './classes/multilabel-margin.ts';
export { multilabelSoftMarginLoss } from './classes/multilabel-soft-margin.ts';
export { type NLLLossOptions, nllLoss } from './classes/nll.ts';
export { type FocalOptions, sigmoidFocalLoss } from './classes/sigmoid-focal.ts';
export { softMarginLoss } from './classes/soft-margin.ts';
export { cosineEmbeddingLoss } from './embeddings/cosine-embedding.ts';
export { hingeEmbeddingLoss } from './embeddings/hinge-embedding.ts';
export { marginRankingLoss } from './embeddings/margin-ranking.ts';
export { type TripletMarginOptions, tripletMarginLoss } from './embeddings/triplet-margin.ts';
export {
  type TripletDistanceOptions,
  tripletMarginWithDistanceLoss,
} from './embeddings/triplet-margin-with-distance.ts';
export { type GaussianNLLOptions, gaussianNllLoss } from './numbers/gaussian-nll.ts';
export { type HuberOptions, huberLoss } from './numbers/huber.ts';
export { l1Loss } from './numbers/l1.ts';
export { mseLoss } from './numbers/mse.ts';
export { type PoissonNLLOptions, poissonNllLoss } from './numbers/poisson-nll.ts';
export { type SmoothL1Options, smoothL1Loss } from './numbers/smooth-l1.ts';
export type { MarginOptions, Reduction, ReductionOptions, WeightedOptions } from './reduction.ts';
