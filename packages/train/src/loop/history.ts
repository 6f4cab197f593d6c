/** What one epoch came to. */
export interface EpochRecord {
  /** From 1. */
  epoch: number;
  /** Optimizer steps since the beginning. */
  step: number;
  /** Learning rate of the epoch's last step. */
  lr: number;
  trainLoss: number;
  /** Share of right answers in training, with augmentation and before each step; where the task tells right from wrong. */
  trainAccuracy?: number;
  validationLoss: number;
  /** Likewise. */
  validationAccuracy?: number;
  /** What `train.best` looks at, where it is another metric; absent where that isn't defined. */
  validationMetrics?: Record<string, number>;
  /** By the wall, validation included. */
  seconds: number;
  /** Examples trained on a second, validation and saving not counted. */
  imagesPerSecond: number;
}

/** Where a training stands, all but the tensors. */
export interface Position {
  /** Epochs finished. */
  epoch: number;
  /** Batches done of the epoch that has begun. */
  batch: number;
  /** Optimizer steps since the beginning. */
  step: number;
  /** Sums over the batches of the epoch that has begun. */
  sums: Sums;
  best: Best | null;
  history: EpochRecord[];
}

/** The best epoch up to now. */
export interface Best {
  epoch: number;
  validationLoss: number;
  validationAccuracy?: number;
  validationMetrics?: Record<string, number>;
}

/** Sums over an epoch's batches, from which its means are taken. */
export interface Sums {
  /** Σ of a batch's mean times its weight. */
  loss: number;
  /** Σ of the batches' weights: examples, where the loss has none. */
  weight: number;
  /** Learning rate of the last step. */
  lr: number;
  correct: number;
  examples: number;
  /** Seconds spent in training steps. */
  seconds: number;
}

/** The beginning. */
export const start = (): Position => ({
  epoch: 0,
  batch: 0,
  step: 0,
  sums: { loss: 0, weight: 0, lr: 0, correct: 0, examples: 0, seconds: 0 },
  best: null,
  history: [],
});
