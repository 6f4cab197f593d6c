import { availableParallelism, totalmem } from 'node:os';
import { metrics, objectives } from './objectives.ts';
import type { Checked } from './params.ts';

/** What the table says beside the parameters. */
export interface About {
  readonly rows: number;
  readonly columns: number;
  /** Places of the categorical columns. */
  readonly categorical: readonly number[];
  /** −1, 0 or 1 for each column, where any is not 0. */
  readonly monotone: readonly number[] | undefined;
  readonly classes: number | undefined;
}

/** Names that are not the camel case of LightGBM's. */
const NAMES: Readonly<Record<string, string>> = {
  featureFractionByNode: 'feature_fraction_bynode',
  sampleRows: 'bin_construct_sample_cnt',
  truncationLevel: 'lambdarank_truncation_level',
  monotoneMethod: 'monotone_constraints_method',
  threads: 'num_threads',
};

/** Parameters of ours, which LightGBM does not get as they are. */
const OURS = new Set([
  'objective',
  'metric',
  'rounds',
  'patience',
  'histogram',
  'numLeaves',
  'deterministic',
  'evalAt',
]);

/** Bytes of the sample that the bins are made from, at most: 12 a value. */
const SAMPLE_BYTES = 1.5e9;

/** Values below which one thread is quicker than several, which would wait for each other at every node. */
const SMALL = 100_000;

/** Bytes of a bin in a histogram. */
const BIN_BYTES = 16;

/**
 * Parameters as LightGBM reads them: `name=value` with blanks between.
 *
 * @example renderParams(params, about) // 'objective=binary learning_rate=0.02 num_leaves=7 …'
 */
export function renderParams(params: Checked, about: About): string {
  const { objective, metric, histogram = 'columns', deterministic = true, evalAt } = params;
  // More leaves than rows grow no other tree, but LightGBM makes room for them.
  const numLeaves = Math.min(params.numLeaves ?? 31, Math.max(2, about.rows));
  const out: [string, string | number | boolean][] = [
    ['objective', objectives[objective]],
    ['num_leaves', numLeaves],
    ['deterministic', deterministic],
    ['verbosity', -1],
  ];
  if (metric !== undefined) {
    const names = typeof metric === 'string' ? [metric] : metric;
    out.push(['metric', names.map((name) => metrics[name]).join(',')]);
  }
  if (evalAt) out.push(['eval_at', evalAt.join(',')]);
  if (histogram !== 'auto') out.push([histogram === 'rows' ? 'force_row_wise' : 'force_col_wise', true]);
  if (about.classes !== undefined) out.push(['num_class', about.classes]);
  if (about.categorical.length > 0) out.push(['categorical_feature', about.categorical.join(',')]);
  if (about.monotone) out.push(['monotone_constraints', about.monotone.join(',')]);
  if (params.threads === undefined)
    out.push(['num_threads', about.rows * about.columns < SMALL ? 1 : availableParallelism()]);
  const pool = histogramPool(numLeaves, about.columns, params.maxBin ?? 255);
  if (pool !== undefined) out.push(['histogram_pool_size', pool]);
  const sample = Math.floor(SAMPLE_BYTES / 12 / about.columns);
  if (params.sampleRows === undefined && sample < 200_000)
    out.push(['bin_construct_sample_cnt', Math.max(1000, sample)]);
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined || OURS.has(name) || typeof value === 'object') continue;
    out.push([NAMES[name] ?? snake(name), value]);
  }
  return out.map(([name, value]) => `${name}=${value}`).join(' ');
}

/** Megabytes for the histograms of leaves, where all of them would take a quarter of the memory; else they are all kept. */
function histogramPool(leaves: number, columns: number, bins: number): number | undefined {
  const quarter = totalmem() / 4;
  return leaves * columns * bins * BIN_BYTES > quarter ? Math.floor(quarter / 2 ** 20) : undefined;
}

/** @example snake('minSumHessianInLeaf') // 'min_sum_hessian_in_leaf' */
function snake(name: string): string {
  return name.replace(/[A-Z0-9]/g, (letter) => (/[A-Z]/.test(letter) ? `_${letter.toLowerCase()}` : letter));
}
