export type { Size } from './augment/fields.ts';
export { augmentations, parseTransform, type Transform, transformSchema } from './augment/index.ts';
export * from './augment/kinds.ts';
export { cutMix, type Mixed, mixUp, type Unmixed } from './augment/mix.ts';
export { bilateralFiltered, gaussianBlurred, medianFiltered } from './augment/pixels/denoise.ts';
export { fiveCrop } from './augment/pixels/five-crop.ts';
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
