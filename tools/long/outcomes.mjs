// Tests whose verdict hangs on what a training reaches. Each says beside its threshold what 20 seeds gave:
//   // outcome: right digits of 100 over 20 seeds: 95.6 ± 1.0, worst 94
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { find } from '../files.mjs';
import { root } from '../workspace/root.mjs';

/** A training differs in its last bits between processors: these stand in for other machines. */
export const variants = [
  ...['default', 'avx2', 'avx512'].map((name) => ({ ATEN_CPU_CAPABILITY: name })),
  ...['SSE41', 'AVX2', 'AVX512_CORE'].map((name) => ({ ONEDNN_MAX_CPU_ISA: name })),
];

const note = /\/\/ outcome: (.+) over (\d+) seeds: ([\d.]+) ± ([\d.]+), worst ([\d.]+)/;

/**
 * The test files that say so of themselves, and the test of the documentation where a page does.
 *
 * @param {string} [checkout]
 */
export function outcomeFiles(checkout = root) {
  const tests = ['packages', 'tools', 'bench'].flatMap((dir) => find(join(checkout, dir), /\.test\.ts$/));
  const found = tests.filter((path) => note.test(readFileSync(path, 'utf8')));
  return outcomePages(checkout).length > 0 ? [...found, join(checkout, 'tools/docs.test.mjs')] : found;
}

/** The pages of the documentation that do, for CAPSTAN_PAGES. @param {string} [checkout] */
export function outcomePages(checkout = root) {
  return find(join(checkout, 'docs'), /\.md$/).filter((path) => note.test(readFileSync(path, 'utf8')));
}
