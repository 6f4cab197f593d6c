export { type Architecture, architectures, buildModel, type ModelOptions } from './build.ts';
export { hashFile, readBundle, type Seal, writeBundle } from './bundle.ts';
export { type ModelCard, parseCard } from './card.ts';
export {
  CifarResNet,
  type CifarResNetOptions,
  cifarResnet20,
  cifarResnet32,
  cifarResnet44,
  cifarResnet56,
  cifarResnet110,
} from './cifar-resnet.ts';
export { type Description, described, descriptionOf, isFresh } from './description.ts';
export { ModelError, type ModelErrorCode } from './errors.ts';
export { Mlp, type MlpOptions, mlp } from './mlp.ts';
export { openModel } from './open.ts';
export { ResNet, type ResNetOptions, resnet18, resnet34, resnet50, resnet101 } from './resnet.ts';
export { type CardInput, saveModel } from './save.ts';
export { putState, type State } from './weights.ts';
