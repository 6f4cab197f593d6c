// Recordings.
export { type Audio, mono, seconds } from './audio/audio.ts';
export { addNoise, shiftAudio, specAugment, stretchAudio } from './audio/augment-audio.ts';
export { logMel, type MelOptions, melFilters, melSpectrogram, mfcc, type Spectrogram } from './audio/mel.ts';
export { decodeAudio, readAudio } from './audio/read-audio.ts';
export { resampleAudio } from './audio/resample-audio.ts';
export { encodeWav } from './audio/wav.ts';
export { adasyn } from './balance/adasyn.ts';
export { type BorderlineSmoteOptions, borderlineSmote } from './balance/borderline-smote.ts';
export { type CleaningOptions, editedNearestNeighbours, tomekLinks } from './balance/cleaning.ts';
export { randomOversample, randomUndersample, type SamplingOptions } from './balance/random-sampling.ts';
export { type SmoteOptions, smote } from './balance/smote.ts';
export { smoteNC } from './balance/smote-nc.ts';
export type { Amounts } from './balance/training-rows.ts';
export { classWeights, rowWeights, weightedSampler } from './balance/weights.ts';
export type { Batch } from './batch.ts';
// Boxes, and steps of augmentation beyond moving the picture.
export { type Sample, sampleAugmenter } from './boxes/augment-sample.ts';
export type { Annotated, Box } from './boxes/box.ts';
export { coco } from './boxes/coco.ts';
export { mosaic } from './boxes/mosaic.ts';
export { pascalVoc } from './boxes/pascal-voc.ts';
export { DiskCache } from './cache/disk-cache.ts';
export { type Batches, collect } from './collect.ts';
// Tables in memory, and what is learned from them.
export {
  type Columns,
  columnOf,
  columnsOf,
  numbersOf,
  type Row,
  rowCount,
  rowsOf,
  takeRows,
  textOf,
} from './columns.ts';
export { decodeImage } from './decode-image.ts';
export { DataError, type DataErrorCode } from './errors.ts';
export type { Finding, FindingKind } from './findings.ts';
export { type FolderKind, folderKind } from './folder/files-of.ts';
export { type OpenFolderOptions, openRecordings, openTexts } from './folder/open-folder.ts';
export type { ImageData, Picture } from './image-data.ts';
export {
  type NearDuplicates,
  type NearOptions,
  type NearPair,
  nearDuplicateImages,
  splitLeaks,
} from './image-duplicates/near-duplicates.ts';
export { type Balance, type ImageFolder, type ImageFolderOptions, imageFolder } from './image-folder.ts';
export { bilateralFiltered, gaussianBlurred, medianFiltered } from './image-ops/denoise.ts';
export { fiveCrop } from './image-ops/five-crop.ts';
export { cutMix, type Mixed, mixUp, type Unmixed } from './image-ops/mix.ts';
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
} from './image-ops/transforms.ts';
export { ImageSet } from './image-set.ts';
export { iterativeImputer } from './impute/iterative-imputer.ts';
export { knnImputer } from './impute/knn-imputer.ts';
export { simpleImputer } from './impute/simple-imputer.ts';
export { findLabelErrors, type LabelError, type LabelErrors, type Probabilities } from './label-errors/label-errors.ts';
export { outOfFold, type Predict } from './label-errors/out-of-fold.ts';
export { Lineage, openLineage, renderLineage, type Version } from './lineage/lineage.ts';
export { type Loader, type LoaderOptions, type LoaderState, type LoaderStats, loader } from './loader.ts';
export { mnistFolder } from './mnist-folder.ts';
export { nearest } from './nearest.ts';
export { type OpenOptions, openImages } from './open-images.ts';
export { purpose, Random } from './philox.ts';
export type { Pixels } from './pixels.ts';
export { imagenet, type Normalize, type Preprocessing } from './preprocessing.ts';
export { renderProfile } from './profile/render-profile.ts';
export type { TableFinding, TableFindingKind } from './profile/table-finding.ts';
export { type ColumnProfile, type ProfileOptions, profileTable, type TableProfile } from './profile/table-profile.ts';
export { renderReport } from './render-report.ts';
export { cleanTable, type StepChange } from './repair/clean-table.ts';
export { repairCells } from './repair/dirty/repair-cells.ts';
export type { CellRepair, TextTable } from './repair/dirty/text-table.ts';
export { parseSteps, type Step as CleanStep } from './repair/steps.ts';
export { replaceFile, syncFolder, writeSynced } from './replace-file.ts';
export { type DataReport, report } from './report.ts';
export { checkSchema, SchemaError, type SchemaFault, schemaCode, writeSchema } from './schema/infer-schema.ts';
// Archives: tar shards in the WebDataset layout, and MNIST's idx files.
export { extractTar } from './shards/extract.ts';
export { type Idx, readIdx } from './shards/idx.ts';
export { type ShardBatch, type ShardLoader, type ShardLoaderOptions, shardLoader } from './shards/shard-loader.ts';
export { type ShardOptions, type ShardSample, type ShardState, ShardStream } from './shards/shard-stream.ts';
export { readShards } from './shards/shards.ts';
export { readTar, type TarEntry, type TarOptions } from './shards/tar.ts';
export { writeTar } from './shards/write-tar.ts';
export type { Part, SplitOption } from './split/assign-parts.ts';
export { type Fold, type FreeColumns, type HeldOutColumns, heldOutFold, trainFold } from './split/fold.ts';
export { type KFoldOptions, kFold, type Round } from './split/k-fold.ts';
export { classesOf } from './split/labels.ts';
export { type Folds, split, type TableSplitOptions } from './split/split.ts';
// Tables on disk or far away.
export type { Column, ColumnType } from './table/columns.ts';
export type { EngineOptions } from './table/engine.ts';
export { type FetchOptions, fetchFile } from './table/fetch-file.ts';
export { type Format, isTableName } from './table/format.ts';
export { type OpenTableOptions, openTable, type TableSource } from './table/open-table.ts';
export type { Plain } from './table/plain.ts';
export type { CsvOptions } from './table/read-csv.ts';
export type { Reading, ReadingNote } from './table/reading.ts';
export type { S3Options } from './table/s3.ts';
export { Table, type TableBatch } from './table/table.ts';
export { augmentText, backOff, synonym, type TextChange, wordDropout, wordSwap } from './text/augment-text.ts';
export { type BpeOptions, type BpeVocabulary, bpe } from './text/bpe.ts';
export { guessLanguage, type LanguageGuess } from './text/language.ts';
export { type NearTexts, nearDuplicateTexts } from './text/min-hash.ts';
export type { Pattern, Tokenizer } from './text/tokenizer.ts';
export { trainBpe } from './text/train-bpe.ts';
export { unigram } from './text/unigram.ts';
export { gpt2Vocabulary, tiktoken, tiktokenText } from './text/vocabularies.ts';
export { wordPiece } from './text/word-piece.ts';
export { thumbnail } from './thumbnail.ts';
export { bins } from './transform/bins.ts';
export { type DatePart, dates } from './transform/dates.ts';
export { dropColumns } from './transform/drop-columns.ts';
export { hashingEncoder } from './transform/hashing-encoder.ts';
export type { Input } from './transform/input.ts';
export { type Matrix, matrix } from './transform/matrix.ts';
export { oneHotEncoder } from './transform/one-hot-encoder.ts';
export { ordinalEncoder } from './transform/ordinal-encoder.ts';
export {
  type FittedPipeline,
  loadPipeline,
  type Pipeline,
  parsePipeline,
  pipeline,
  savePipeline,
} from './transform/pipeline.ts';
export { powerTransformer } from './transform/power-transformer.ts';
export { quantileTransformer } from './transform/quantile-transformer.ts';
export type { RowFault } from './transform/row-faults.ts';
export { maxAbsScaler, minMaxScaler, robustScaler, standardScaler } from './transform/scalers.ts';
export type { Selection, Step } from './transform/step.ts';
export { targetEncoder } from './transform/target-encoder.ts';
export { type FittedTfidf, fitTfidf, type SparseRows, type TfidfOptions, tfidf } from './transform/tfidf.ts';
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
} from './transforms.ts';
