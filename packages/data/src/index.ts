export * from './audio/index.ts';
export { adasyn } from './balance/adasyn.ts';
export { type BorderlineSmoteOptions, borderlineSmote } from './balance/borderline-smote.ts';
export { type CleaningOptions, editedNearestNeighbours, tomekLinks } from './balance/cleaning.ts';
export { randomOversample, randomUndersample, type SamplingOptions } from './balance/random-sampling.ts';
export { type SmoteOptions, smote } from './balance/smote.ts';
export { smoteNC } from './balance/smote-nc.ts';
export type { Amounts } from './balance/training-rows.ts';
export { classWeights, rowWeights, weightedSampler } from './balance/weights.ts';
export type { Batch } from './batch.ts';
export { type Sample, sampleAugmenter } from './boxes/augment-sample.ts';
export type { Annotated, Box } from './boxes/box.ts';
export { coco } from './boxes/coco.ts';
export { type CocoSegmentation, cocoMask, cocoRuns } from './boxes/coco-mask.ts';
export * from './boxes/folder/index.ts';
export { mosaic } from './boxes/mosaic.ts';
export { pascalVoc } from './boxes/pascal-voc.ts';
export { compareTables } from './compare/compare-tables.ts';
export type { ColumnComparison, TableComparison } from './compare/comparison.ts';
export { renderComparison } from './compare/render-comparison.ts';
export { DataError, type DataErrorCode, dataErrorCodes, dataErrors } from './errors.ts';

export { type Checked, checkTable, type TableCheck } from './expect/check-table.ts';
export { type Expectations, expectationsSchema, parseExpectations } from './expect/expectations.ts';
export { renderCheck } from './expect/render-check.ts';
export { type FolderKind, folderKind } from './folder/files-of.ts';
export { type OpenFolderOptions, openRecordings, openTexts } from './folder/open-folder.ts';
export * from './images/index.ts';
export * from './interactions/index.ts';
export { findLabelErrors, type LabelError, type LabelErrors, type Probabilities } from './label-errors/label-errors.ts';
export { outOfFold, type Predict } from './label-errors/out-of-fold.ts';
export { Lineage, openLineage, renderLineage, type Version } from './lineage/lineage.ts';
export type { ColumnProfile, ProfileOptions, TableProfile } from './profile/column-profile.ts';
export type { TableFinding } from './profile/finding.ts';
export { tableFindingKinds } from './profile/findings/list.ts';
export { renderProfile } from './profile/render-profile.ts';
export { profileTable } from './profile/table-profile.ts';
export * from './recordings/index.ts';
export { type CellChange, cleanTable, type StepChange } from './repair/clean-table.ts';
export { repairCells } from './repair/dirty/repair-cells.ts';
export type { CellRepair, TextTable } from './repair/dirty/text-table.ts';
export { type Proposal, proposeSteps } from './repair/propose.ts';
export { type CleanStep, cleaning, cleaningKinds, cleanStepSchema, parseSteps } from './repair/steps/step.ts';
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
export * from './table/index.ts';

export * from './text/index.ts';
export type { Selection, Step } from './transform/contract.ts';
export * from './transform/index.ts';
export type { Input } from './transform/input.ts';
export { type Matrix, matrix } from './transform/matrix.ts';
export {
  type FittedPipeline,
  loadPipeline,
  type Pipeline,
  parsePipeline,
  pipeline,
  savePipeline,
} from './transform/pipeline.ts';
export type { RowFault } from './transform/row-faults.ts';
export { type FittedTfidf, fitTfidf, type SparseRows, type TfidfOptions } from './transform/terms/tfidf.ts';
