/**
 * Test files that take long, the longest first, seconds on two cores beside them. Begun last, one would run on alone while the other
 * core has nothing to do.
 */
export const longest = [
  'tools/docs.test.mjs', // 170
  'packages/cli/src/bad-input.test.ts', // 40
  'packages/cli/src/cli.test.ts', // 40
  'packages/serve/src/serve.test.ts', // 40
  'packages/serve/safety/siege.test.ts', // 30
  'packages/cli/src/plan.test.ts', // 20
  'packages/cli/src/start.test.ts', // 20
  'packages/torch/src/distributed/failures.test.ts', // 20
  'packages/serve/src/recovery.test.ts', // 20
  'packages/train/src/run/kill.test.ts', // 35
  'packages/train/src/loop/fit.test.ts', // 20
  'packages/cli/src/table-data.test.ts', // 15
  'packages/cli/src/json.test.ts', // 10
];

/**
 * Test files in the order in which they are begun: those that take long, then the others as they were.
 *
 * @param {readonly string[]} files paths from the root
 * @returns {string[]}
 * @example longestFirst(['a.test.ts', 'tools/docs.test.mjs']) // ['tools/docs.test.mjs', 'a.test.ts']
 */
export function longestFirst(files) {
  const rank = (/** @type {string} */ path) => {
    const at = longest.indexOf(path.replaceAll('\\', '/'));
    return at === -1 ? longest.length : at;
  };
  return files.toSorted((a, b) => rank(a) - rank(b));
}
