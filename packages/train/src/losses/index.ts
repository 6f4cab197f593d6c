// The only list of losses: flags, help, the union type and the JSON schema follow from it.
export { crf } from './crf.ts';
export { crossEntropy } from './cross-entropy.ts';
export { fcosLoss } from './fcos.ts';
export { huber } from './huber.ts';
export { knownError } from './known-error.ts';
export { mae } from './mae.ts';
export { missedItems } from './missed-items.ts';
export { mse } from './mse.ts';
export { multiMargin } from './multi-margin.ts';
export { smoothL1 } from './smooth-l1.ts';
