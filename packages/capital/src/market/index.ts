export {
  type BusinessModel,
  type Customers,
  type RevenueLines,
  revenueLines,
} from './customers/business-model.ts';
export { type Channel, type ChannelPlan, channelMix } from './customers/channels.ts';
export {
  type ChurnPosterior,
  churnPosterior,
  kaplanMeier,
  type Retention,
  type Tenure,
} from './customers/cohort.ts';
export { type MarketStep, type Timeline, timeline } from './customers/timeline.ts';
export { type Bass, bassPeak, bassRate, bassSales, bassShare } from './size/bass.ts';
export { type BassFit, fitBass } from './size/fit-bass.ts';
export { customersByMonth, type MarketSize, marketSize, type Segment } from './size/size.ts';
export { type Choice, type Conjoint, choiceShares, fitConjoint, willingnessToPay } from './surveys/conjoint.ts';
export { type Arm, compareRates, learnFromTest, sampleSize, sequentialP } from './surveys/experiment.ts';
export { type Dimension, type Positioned, type Product, positioningMap } from './surveys/position.ts';
export { type PriceAnswer, type PriceSensitivity, priceSensitivity } from './surveys/price-sensitivity.ts';
