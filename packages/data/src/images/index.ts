export type { Size } from './augment/fields.ts';
export { augmentations, parseTransform, type Transform, transformSchema } from './augment/index.ts';
export { autocontrast } from './augment/look/autocontrast.ts';
export { bilateralFilter } from './augment/look/bilateral-filter.ts';
export { colorJitter } from './augment/look/color-jitter.ts';
export { equalize } from './augment/look/equalize.ts';
export { gaussianBlur } from './augment/look/gaussian-blur.ts';
export { grayscale } from './augment/look/grayscale.ts';
export { hueJitter } from './augment/look/hue-jitter.ts';
export { localContrast } from './augment/look/local-contrast.ts';
export { medianFilter } from './augment/look/median-filter.ts';
export { posterize } from './augment/look/posterize.ts';
export { randomErasing } from './augment/look/random-erasing.ts';
export { sharpness } from './augment/look/sharpness.ts';
export { solarize } from './augment/look/solarize.ts';
export { cutMix, type Mixed, mixUp, type Unmixed } from './augment/mix.ts';
export { affine, rotate, translate } from './augment/move/affine.ts';
export { centerCrop } from './augment/move/center-crop.ts';
export { horizontalFlip } from './augment/move/horizontal-flip.ts';
export { pad } from './augment/move/pad.ts';
export { perspective } from './augment/move/perspective.ts';
export { randomCrop } from './augment/move/random-crop.ts';
export { randomResizedCrop } from './augment/move/random-resized-crop.ts';
export { resize } from './augment/move/resize.ts';
export { verticalFlip } from './augment/move/vertical-flip.ts';
export { bilateralFiltered, gaussianBlurred, medianFiltered } from './augment/pixels/denoise.ts';
export { fiveCrop } from './augment/pixels/five-crop.ts';
export { augMix } from './augment/policies/aug-mix.ts';
export { randAugment } from './augment/policies/rand-augment.ts';
export { trivialAugment } from './augment/policies/trivial-augment.ts';
export { DiskCache } from './cache/disk-cache.ts';
export { decodeImage } from './decode/decode-image.ts';
export type { Pixels } from './decode/pixels.ts';
export { thumbnail } from './decode/thumbnail.ts';
export {
  type NearDuplicates,
  type NearOptions,
  type NearPair,
  nearDuplicateImages,
  splitLeaks,
} from './findings/copies/near/near-duplicates.ts';
export type { Finding } from './findings/finding.ts';
export { type FindingKind, pictureFindings } from './findings/index.ts';
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
