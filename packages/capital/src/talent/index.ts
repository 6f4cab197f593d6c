export { type BusFactor, busFactor } from './bus-factor.ts';
export { type Hire, type HiringPlan, hiringPlan } from './hiring.ts';
export { type Labelling, labellingCost } from './labelling.ts';
export {
  type CurvePoint,
  errorAt,
  fitLearningCurve,
  type LearningCurve,
  type PowerLaw,
} from './learning-curve.ts';
export { type LabelDecision, type LabelsWorth, labelsToBuy, worthOfLabels } from './value-of-labels.ts';
