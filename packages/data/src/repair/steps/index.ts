// The only list of cleaning steps: their union type, JSON schema, flags and help follow from it.
export { datesStep as dates } from './cells/dates.ts';
export { finiteStep as finite } from './cells/finite.ts';
export { nullWordsStep as nullWords } from './cells/null-words.ts';
export { numberStep as number } from './cells/number.ts';
export { textStep as text } from './cells/text.ts';
export { deduplicateStep as deduplicate } from './deduplicate.ts';
export { denoiseStep as denoise } from './denoise/denoise.ts';
export { dropColumnsStep as dropColumns } from './drop-columns.ts';
export { dropMissingStep as dropMissing } from './drop-missing.ts';
export { imputeStep as impute } from './impute/impute.ts';
export { outliersStep as outliers } from './outliers/outliers.ts';
export { repairStep as repair } from './repair.ts';
