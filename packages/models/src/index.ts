export { CifarResNet, type CifarResNetOptions } from './architectures/cifar-resnet.ts';
export {
  type Architecture,
  type ArchitectureFacts,
  architecture,
  type ModelOptions,
} from './architectures/contract.ts';
export { type Description, described, descriptionOf, isFresh } from './architectures/description.ts';
export * from './architectures/index.ts';
export { Mlp, type MlpOptions } from './architectures/mlp.ts';
export { architectures, buildModel } from './architectures/registry.ts';
export { ResNet, type ResNetOptions } from './architectures/resnet.ts';
export { ModelError, type ModelErrorCode, modelErrorCodes, modelErrors } from './errors.ts';
export { readBundle, type Seal, writeBundle } from './files/bundle.ts';
export { type ModelCard, parseCard } from './files/card.ts';
export { openModel, readCard } from './files/open.ts';
export { type CardInput, saveModel } from './files/save.ts';
export { putState, type State } from './files/weights.ts';
