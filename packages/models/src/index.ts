export { answerAbout, answerOf, answers } from './answers/answer-of.ts';
export { type AnswerAbout, type AnswerForm, answer } from './answers/contract.ts';
export {
  type Architecture,
  type ArchitectureFacts,
  architecture,
  type ModelOptions,
  type Takes,
  type Targets,
  type WholeFit,
  type WholeSet,
} from './architectures/contract.ts';
export { type Description, described, descriptionOf, isFresh } from './architectures/description.ts';
export { backbones } from './architectures/detection/backbone.ts';
export { FCOS_FIELDS, Fcos, type FcosOptions } from './architectures/detection/fcos.ts';
export { type FindBoxesOptions, findBoxes } from './architectures/detection/find-boxes.ts';
export { batchedNms, boxOverlaps } from './architectures/detection/nms.ts';
export * from './architectures/index.ts';
export { Mlp, type MlpOptions } from './architectures/mlp.ts';
export type { PublishedOptions } from './architectures/published.ts';
export type { AlsOptions } from './architectures/recommenders/als.ts';
export type { BprOptions } from './architectures/recommenders/bpr.ts';
export { Factors, type FactorsOptions } from './architectures/recommenders/factors.ts';
export type { ImplicitAlsOptions } from './architectures/recommenders/implicit-als.ts';
export { ItemKnn, type ItemKnnOptions } from './architectures/recommenders/item-knn.ts';
export type { MatrixFactorisationOptions } from './architectures/recommenders/matrix-factorisation.ts';
export { HAD, Recommender, type RecommenderOptions } from './architectures/recommenders/recommender.ts';
export { architectures, buildModel } from './architectures/registry.ts';
export { BilstmCrf, type BilstmCrfOptions } from './architectures/tagging/bilstm-crf.ts';
export { LinearChainCrf } from './architectures/tagging/crf.ts';
export { BagOfNgrams, type BagOfNgramsOptions } from './architectures/text/bag-of-ngrams.ts';
export { BertClassifier, meanOfTokens } from './architectures/text/bert.ts';
export { BertEncoder, type BertOptions } from './architectures/text/encoder.ts';
export { TextCnn, type TextCnnOptions } from './architectures/text/text-cnn.ts';
export { CifarResNet, type CifarResNetOptions } from './architectures/vision/cifar-resnet.ts';
export { ConvNeXt } from './architectures/vision/convnext.ts';
export { EfficientNet } from './architectures/vision/efficientnet.ts';
export { LeNet } from './architectures/vision/lenet.ts';
export { MobileNetV3 } from './architectures/vision/mobilenet.ts';
export { ResNet, type ResNetOptions } from './architectures/vision/resnet.ts';
export { Vgg, type VggOptions } from './architectures/vision/vgg.ts';
export { VisionTransformer, type VitOptions } from './architectures/vision/vit.ts';
export { Knn, type KnnOptions } from './architectures/whole/knn.ts';
export { Trees, type TreesOptions } from './architectures/whole/trees.ts';
export { ModelError, type ModelErrorCode, modelErrorCodes, modelErrors } from './errors.ts';
export { readBundle, type Seal, writeBundle } from './files/bundle.ts';
export { type ModelCard, parseCard } from './files/card.ts';
export type { Gguf } from './files/gguf/gguf-file.ts';
export type { GgufValue } from './files/gguf/metadata.ts';
export { readGguf } from './files/gguf/read-gguf.ts';
export { openModel, readCard } from './files/open.ts';
export { type CardInput, saveModel } from './files/save.ts';
export type { State } from './files/state.ts';
export { freshLayers, putState } from './files/weights.ts';
