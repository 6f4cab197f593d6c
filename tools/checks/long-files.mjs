/** A file of more lines needs its reason in `reasons.json`. */
export const mostLines = 250;

/**
 * @param {import('./sources.mjs').Source[]} sources
 * @param {Record<string, string>} reasons by path
 * @returns {string[]} files that are too long without a reason, and reasons of files that are not
 */
export function tooLong(sources, reasons) {
  const long = sources
    .filter(({ path }) => !path.includes('/testing/'))
    .map(({ path, text }) => ({ path, lines: lineCount(text) }))
    .filter(({ lines }) => lines > mostLines);
  const stale = Object.keys(reasons).filter((path) => !long.some((each) => each.path === path));
  return [
    ...long.filter(({ path }) => !reasons[path]).map(({ path, lines }) => `${path}: ${lines} lines`),
    ...stale.map((path) => `${path}: a reason for a file that is not too long`),
  ];
}

/** @param {string} text */
export function lineCount(text) {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}
