import { readFileSync } from 'node:fs';

/**
 * The share of lines that tests reach, of each package and of all, out of an lcov file.
 *
 * @param {string} lcov
 * @returns {Record<string, number>} per cent, under the package's name and `all`
 * @example coverage('SF:packages/data/src/a.ts\nLF:4\nLH:3\nend_of_record\n') // { all: 75, data: 75 }
 */
export function coverage(lcov) {
  /** @type {Record<string, { found: number, hit: number }>} */
  const sums = { all: { found: 0, hit: 0 } };
  for (const record of lcov.split('end_of_record')) {
    const name = /^SF:.*?packages[\\/]([^\\/\n]+)[\\/]/m.exec(record)?.[1];
    if (!name) continue;
    const [found, hit] = ['LF', 'LH'].map((key) => Number(new RegExp(`^${key}:(\\d+)`, 'm').exec(record)?.[1] ?? 0));
    sums[name] ??= { found: 0, hit: 0 };
    for (const sum of [sums.all, sums[name]]) {
      sum.found += found;
      sum.hit += hit;
    }
  }
  const share = (/** @type {{ found: number, hit: number }} */ { found, hit }) =>
    found === 0 ? 100 : (100 * hit) / found;
  return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, Math.round(10 * share(sum)) / 10]));
}

/**
 * The floors of packages; of one that nobody gave a floor yet it is all lines, so that whoever adds a package measures it.
 *
 * @param {string[]} names
 * @param {Record<string, number>} floor
 * @returns {Record<string, number>}
 * @example floorsOf(['data', 'new'], { data: 90, torch: 80 }) // { data: 90, new: 100 }
 */
export function floorsOf(names, floor) {
  return Object.fromEntries(names.map((name) => [name, floor[name] ?? 100]));
}

/**
 * What fell below its floor. A floor only rises: whoever covers more raises it in `tools/checks/ratchet.json`.
 *
 * @param {string} path of the lcov file
 * @param {Record<string, number>} floor
 * @returns {{ rows: string[], problems: string[] }}
 */
export function judgeCoverage(path, floor) {
  const found = coverage(readFileSync(path, 'utf8'));
  const rows = Object.entries(found).map(([name, share]) => `${name.padEnd(12)}${share.toFixed(1).padStart(6)} %`);
  const problems = Object.entries(floor)
    .filter(([name, least]) => (found[name] ?? 0) < least)
    .map(([name, least]) => `${name}: ${found[name] ?? 0} % of lines are covered, at least ${least} % were`);
  return { rows, problems };
}
