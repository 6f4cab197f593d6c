export { type Experiment, type Ranked, rankExperiments } from './experiments.ts';
export {
  bestAction,
  type Decision,
  gaussianInformation,
  perfectInformation,
  type Signal,
  sampleInformation,
  type Unknown,
} from './information.ts';
export { worthOfKnowing } from './worth-of-knowing.ts';
