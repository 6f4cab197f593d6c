export { clipGradNorm_, clipGradValue_ } from './clip.ts';
export * as rnn from './rnn.ts';
export { parametersToVector, vectorToParameters } from './vector.ts';
