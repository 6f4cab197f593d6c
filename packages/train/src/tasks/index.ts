// The only list of tasks: what `capstan train` recognises, `--task`, defaults, evaluation and reports follow from it.
export { classification } from './classification.ts';
export { detection } from './detection.ts';
export { rating } from './rating.ts';
export { recommendation } from './recommendation.ts';
export { regression } from './regression.ts';
export { tagging } from './tagging.ts';
