export { cutMix, type Mixed, mixUp, type Unmixed } from './augment/mix.ts';
export { bilateralFiltered, gaussianBlurred, medianFiltered } from './augment/pixels/denoise.ts';
export { fiveCrop } from './augment/pixels/five-crop.ts';
export {
  augMix,
  autocontrast,
  bilateralFilter,
  equalize,
  gaussianBlur,
  grayscale,
  hueJitter,
  localContrast,
  medianFilter,
  pad,
  perspective,
  posterize,
  randAugment,
  randomErasing,
  sharpness,
  solarize,
  trivialAugment,
} from './augment/tone-transforms.ts';
export {
  affine,
  centerCrop,
  colorJitter,
  horizontalFlip,
  parseTransform,
  randomCrop,
  randomResizedCrop,
  resize,
  rotate,
  type Size,
  type Transform,
  translate,
  verticalFlip,
} from './augment/transform.ts';
export { DiskCache } from './cache/disk-cache.ts';
export { decodeImage } from './decode/decode-image.ts';
export type { Pixels } from './decode/pixels.ts';
export { thumbnail } from './decode/thumbnail.ts';
export type { Finding, FindingKind } from './findings/finding.ts';
export {
  type NearDuplicates,
  type NearOptions,
  type NearPair,
  nearDuplicateImages,
  splitLeaks,
} from './findings/near/near-duplicates.ts';
export { renderReport } from './findings/render-report.ts';
export { type DataReport, report } from './findings/report.ts';
export type { ImageData, Picture } from './image-data.ts';
export { ImageSet } from './image-set.ts';
export { type Loader, type LoaderOptions, type LoaderState, type LoaderStats, loader } from './loader/loader.ts';
export { openImages } from './open-images.ts';
export { imagenet, type Normalize, type Preprocessing } from './preprocessing.ts';
export type { OpenOptions } from './scan/open-options.ts';
export { type Balance, type ImageFolder, type ImageFolderOptions, imageFolder } from './source/image-folder.ts';
export { mnistFolder } from './source/mnist-folder.ts';
