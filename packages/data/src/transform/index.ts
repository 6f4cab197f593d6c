// The only list of a pipeline's steps: exports, what comes back from JSON and the suite over them follow from it.
export { iterativeImputer } from '../impute/iterative-imputer.ts';
export { knnImputer } from '../impute/knn-imputer.ts';
export { simpleImputer } from '../impute/simple-imputer.ts';
export { bins } from './bins.ts';
export { type DatePart, dates } from './dates.ts';
export { dropColumns } from './drop-columns.ts';
export { hashingEncoder } from './encoders/hashing-encoder.ts';
export { oneHotEncoder } from './encoders/one-hot-encoder.ts';
export { ordinalEncoder } from './encoders/ordinal-encoder.ts';
export { targetEncoder } from './encoders/target-encoder.ts';
export { maxAbsScaler } from './scalers/max-abs-scaler.ts';
export { minMaxScaler } from './scalers/min-max-scaler.ts';
export { powerTransformer } from './scalers/power-transformer.ts';
export { quantileTransformer } from './scalers/quantile-transformer.ts';
export { robustScaler } from './scalers/robust-scaler.ts';
export { standardScaler } from './scalers/standard-scaler.ts';
export { tfidf } from './terms/tfidf.ts';
