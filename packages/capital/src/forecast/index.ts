export { type ChipCost, ownedChipCost, REPLACEMENT_RATE } from './chips/chip-cost.ts';
export { CHIPS, type Chip, chip } from './chips/chips.ts';
export { carbonKg, energyKWh, GRID, gridIntensity, mixIntensity, PUE, TRAINING_LOAD } from './chips/energy.ts';
export {
  type Attention,
  countedTrainingFlops,
  flopsPerToken,
  modelFlopsUtilization,
  trainingFlops,
} from './flops.ts';
export { apiBreakEven, costPerKrequest, costPerMtok, decodeLimit } from './inference.ts';
export {
  fitLossLaw,
  type Interval,
  type LawFit,
  type LossPoint,
  lawObjective,
  lossAtBudget,
} from './laws/fit-law.ts';
export { kaplanLoss, kaplanOptimum } from './laws/kaplan.ts';
export {
  flopsForLoss,
  isoFlop,
  LOSS_LAWS,
  type LossLaw,
  lossAt,
  type Optimum,
  optimum,
} from './laws/loss-law.ts';
export { type LossNames, lossPointsOf, type RecordedTraining } from './laws/loss-points.ts';
export { type Calibrated, calibrate } from './learn/calibrate.ts';
export {
  CALIBRATED,
  type CalibratedFigure,
  type Calibration,
  calibrateFromRuns,
  RUN_PRIORS,
  type RunFigures,
} from './learn/calibrate-runs.ts';
export { type BackTest, backTest, PUBLISHED, type PublishedTraining } from './learn/published.ts';
export { crps, type ScoredForecast, type Scores, scoreForecasts } from './learn/score.ts';
export {
  forecastTraining,
  type LogNormal,
  lognormalByMedian,
  TRAINING_PRIORS,
  type TrainingForecast,
} from './training.ts';
