export {
  CifarResNet,
  type CifarResNetOptions,
  cifarResnet20,
  cifarResnet32,
  cifarResnet44,
  cifarResnet56,
  cifarResnet110,
} from './architectures/cifar-resnet.ts';
export { type Description, described, descriptionOf, isFresh } from './architectures/description.ts';
export { type Architecture, architectures, buildModel, type ModelOptions } from './architectures/index.ts';
export { Mlp, type MlpOptions, mlp } from './architectures/mlp.ts';
export { ResNet, type ResNetOptions, resnet18, resnet34, resnet50, resnet101 } from './architectures/resnet.ts';
export { ModelError, type ModelErrorCode, modelErrorCodes } from './errors.ts';
export { readBundle, type Seal, writeBundle } from './files/bundle.ts';
export { type ModelCard, parseCard } from './files/card.ts';
export { openModel, readCard } from './files/open.ts';
export { type CardInput, saveModel } from './files/save.ts';
export { putState, type State } from './files/weights.ts';
