export { certaintyBins } from './certainty.ts';
export { confusionCounts } from './confusion.ts';
export { errors } from './errors.ts';
export { meanFrom, meanOf } from './mean.ts';
export { scores } from './scores.ts';
