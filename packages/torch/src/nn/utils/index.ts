export { clipGradNorm_, clipGradValue_ } from './clip.ts';
export * as parametrize from './parametrize/index.ts';
export * as parametrizations from './parametrize/parametrizations.ts';
export { removeSpectralNorm, spectralNormByOldKeys as spectralNorm } from './parametrize/spectral-norm-old.ts';
export { removeWeightNorm, weightNormByOldKeys as weightNorm } from './parametrize/weight-norm.ts';
export * as rnn from './rnn.ts';
export { parametersToVector, vectorToParameters } from './vector.ts';
