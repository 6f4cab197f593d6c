import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { find } from '../files.mjs';

/** @typedef {{ path: string, text: string }} Source path: from the root, with slashes */

/**
 * The code that people write and others use: no tests, nothing generated, no fixtures.
 *
 * @param {string} checkout
 * @returns {Source[]}
 */
export function sources(checkout) {
  const code = /(?<!\.test|\.long|\.d)\.(ts|mts|mjs)$/;
  return ['packages', 'tools', 'bench', 'examples', 'solutions']
    .flatMap((dir) => find(join(checkout, dir), code))
    .map((path) => ({ path: relative(checkout, path).replaceAll('\\', '/'), full: path }))
    .filter(({ path }) => !/(^|\/)(generated|fixtures|build)\//.test(path))
    .map(({ path, full }) => ({ path, text: readFileSync(full, 'utf8') }));
}

/**
 * A text without comments and without what stands in strings, line for line.
 *
 * @param {string} text
 */
export function codeOnly(text) {
  const token = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g;
  return text.replace(
    token,
    (match) => (match[0] === '/' ? '' : match[0]) + match.replace(/[^\n]/g, '') + (match[0] === '/' ? '' : match[0]),
  );
}
